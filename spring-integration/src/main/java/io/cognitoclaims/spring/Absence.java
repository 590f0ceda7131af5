package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoToken;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * Explains why a claim or a token is absent, for the log at level {@code DEBUG}, because the answer does not say it. It
 * names types and what the application's code names, but no value of the token.
 */
final class Absence {
    private static final Logger LOG = LoggerFactory.getLogger(Absence.class);
    private static final String CUSTOM = "custom:";

    private Absence() {}

    /**
     * {@return the exception for a caller who lacks a required claim}
     *
     * @param claim empty for the whole token
     * @param by what requires the claim
     */
    static MissingClaimException denied(String claim, @Nullable Authentication caller, Object by) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("denied: {}: {}", by, of(claim, caller));
        }
        return new MissingClaimException(claim);
    }

    /** {@return the exception for a caller without a token of the required type} */
    static MissingClaimException denied(Class<?> type, @Nullable Authentication caller, Object by) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("denied: {}: {}", by, of(type, caller));
        }
        return new MissingClaimException("");
    }

    /** Logs that a parameter that may be null is null. */
    static void leftNull(Class<?> type, @Nullable Authentication caller, Object parameter) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("null: {}: {}", parameter, of(type, caller));
        }
    }

    /** {@return why the caller does not have the required claim or value} */
    static String of(String claim, @Nullable Authentication caller) {
        CognitoToken token = CognitoJwt.tokenOf(caller);
        if (token == null) {
            return ofToken(caller);
        }
        return token.claims().get(claim) == null
                ? "the token has no claim " + claim + similar(claim, token.claims())
                : "the claim " + claim + " has none of the accepted values";
    }

    private static String of(Class<?> type, @Nullable Authentication caller) {
        CognitoToken token = CognitoJwt.tokenOf(caller);
        return token == null
                ? ofToken(caller)
                : "the token is an " + token.getClass().getSimpleName() + " and no " + type.getSimpleName();
    }

    private static String ofToken(@Nullable Authentication caller) {
        if (caller == null || caller instanceof AnonymousAuthenticationToken) {
            return "the caller has no token";
        }
        return "the caller's " + caller.getClass().getName()
                + " carries no Cognito token; in a test cognitoUser() gives"
                + " one, while Spring Security's jwt(), opaqueToken() and @WithMockUser do not";
    }

    /** A claim name that differs only by the most common mistakes. Other names of the token are not logged. */
    private static String similar(String claim, Map<String, @Nullable Object> claims) {
        String bare = claim.startsWith(CUSTOM) ? claim.substring(CUSTOM.length()) : claim;
        return claims.keySet().stream()
                .filter(name -> name.equalsIgnoreCase(bare) || name.equalsIgnoreCase(CUSTOM + bare))
                .filter(name -> claims.get(name) != null)
                .findFirst()
                .map(name -> ", but " + name)
                .orElse("");
    }
}

package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoToken;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * Why a claim or a token is not there, for the log at level {@code DEBUG}: the answer does not say it. It names what the
 * application's code names, and types; no value of the token.
 */
final class Absence {
    private static final Logger LOG = LoggerFactory.getLogger(Absence.class);
    private static final String CUSTOM = "custom:";

    private Absence() {}

    /**
     * {@return what to throw where the caller must have a claim and has not}
     *
     * @param claim empty for the whole token
     * @param by what asks for it
     */
    static MissingClaimException denied(String claim, @Nullable Authentication caller, Object by) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("denied: {}: {}", by, of(claim, caller));
        }
        return new MissingClaimException(claim);
    }

    /** {@return what to throw where the caller must have a token of this type and has not} */
    static MissingClaimException denied(Class<?> type, @Nullable Authentication caller, Object by) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("denied: {}: {}", by, of(type, caller));
        }
        return new MissingClaimException("");
    }

    /** Logs that a parameter is null which may be. */
    static void leftNull(Class<?> type, @Nullable Authentication caller, Object parameter) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("null: {}: {}", parameter, of(type, caller));
        }
    }

    /** {@return why the caller has not what somebody wants of this claim} */
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

    /** A name that differs by what is mistaken most often. Other names of the token do not get into the log. */
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

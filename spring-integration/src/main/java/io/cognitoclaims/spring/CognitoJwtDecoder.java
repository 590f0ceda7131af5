package io.cognitoclaims.spring;

import io.cognitoclaims.core.BearerProblem;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.VerificationException;
import io.cognitoclaims.core.VerificationUnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;

/**
 * Verifies with a {@link CognitoVerifier} and converts the outcome to Spring Security's types. The messages are fixed,
 * because some of them go into the answer. The reason of a rejection is logged at level {@code DEBUG}, and is the cause of
 * the exception.
 */
final class CognitoJwtDecoder implements JwtDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(CognitoJwtDecoder.class);

    private final CognitoVerifier<?> verifier;
    private final PrincipalName name;
    private final @Nullable ExpectedTenant<HttpServletRequest> tenants;

    /** @param tenants null if tokens of any tenant are accepted */
    CognitoJwtDecoder(CognitoVerifier<?> verifier, PrincipalName name, @Nullable TenantResolver tenants) {
        this.verifier = verifier;
        this.name = name;
        this.tenants = tenants == null ? null : new ExpectedTenant<>(tenants::resolve);
    }

    /**
     * {@return the token, verified}
     *
     * @throws BadJwtException if the token is bad: 401
     * @throws JwtException caused by {@link VerificationUnavailableException}, if the token cannot be verified now: 503
     * @throws OAuth2AuthenticationException if the token is good but the verifier requires more, or if it lacks the claim
     *     that names the caller: 403
     */
    @Override
    public CognitoJwt decode(String token) {
        try {
            CognitoToken verified = tenants == null
                    ? verifier.verify(token)
                    : verifier.verify(token, tenants.of(JudgedRequest.current()));
            return new CognitoJwt(token, verified, name.in(verified));
        } catch (VerificationException e) {
            throw refusal(e);
        }
    }

    /** {@return the exception of {@link #decode} for this outcome} */
    static RuntimeException refusal(VerificationException outcome) {
        String detail = BearerProblem.of(outcome).detail();
        if (!(outcome instanceof TokenRejectedException rejected)) {
            LOG.debug("unavailable: {}", outcome.getMessage());
            return new JwtException(detail, outcome);
        }
        LOG.debug("refused: {}: {}", rejected.reason(), rejected.getMessage());
        return rejected.reason().isForbidden()
                ? insufficientScope(detail, rejected)
                : new BadJwtException(detail, rejected);
    }

    /** Not a {@link JwtException}: Spring Security converts these to 401 or 500. */
    private static AuthenticationException insufficientScope(String detail, TokenRejectedException rejected) {
        String scopes = rejected.requiredScopes().isEmpty()
                ? null
                : String.join(" ", rejected.requiredScopes().stream().sorted().toList());
        return new OAuth2AuthenticationException(BearerTokenErrors.insufficientScope(detail, scopes), rejected);
    }
}

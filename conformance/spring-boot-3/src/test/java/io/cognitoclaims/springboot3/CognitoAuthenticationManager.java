package io.cognitoclaims.springboot3;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.core.TokenRejectedException;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Lets Spring Security ask a verifier. The principal is the {@link AccessToken}. */
final class CognitoAuthenticationManager implements AuthenticationManager {
    private final CognitoVerifier<AccessToken> verifier;

    CognitoAuthenticationManager(CognitoVerifier<AccessToken> verifier) {
        this.verifier = verifier;
    }

    @Override
    public Authentication authenticate(Authentication bearer) {
        try {
            AccessToken token = verifier.verify(((BearerTokenAuthenticationToken) bearer).getToken());
            return UsernamePasswordAuthenticationToken.authenticated(token, null, authoritiesOf(token));
        } catch (TokenRejectedException e) {
            throw e.reason().isForbidden()
                    ? new OAuth2AuthenticationException(BearerTokenErrors.insufficientScope(
                            "The token does not grant what this request needs.", String.join(" ", e.requiredScopes())))
                    : new InvalidBearerTokenException("The token is expired, revoked or not valid here.", e);
        } catch (VerificationUnavailableException e) {
            throw new InvalidBearerTokenException("The token can't be verified at the moment.", e);
        }
    }

    private static List<GrantedAuthority> authoritiesOf(AccessToken token) {
        Stream<String> names = Stream.concat(
                token.groups().stream().map(group -> "ROLE_" + group),
                token.scopes().stream().map(scope -> "SCOPE_" + scope));
        return names.<GrantedAuthority>map(SimpleGrantedAuthority::new).toList();
    }
}

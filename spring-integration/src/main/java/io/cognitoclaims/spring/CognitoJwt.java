package io.cognitoclaims.spring;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.AbstractOAuth2TokenAuthenticationToken;

/**
 * A verified Cognito token as Spring Security's {@link Jwt} and as the principal of the request. In a controller, {@code
 * @AuthenticationPrincipal AccessToken} is shorter. Use this type in other code, and in expressions such as {@code
 * principal.hasGroups('admin')}:
 *
 * <pre>{@code
 * if (authentication.getPrincipal() instanceof CognitoJwt jwt) {
 *     CognitoToken token = jwt.token();
 * }
 * }</pre>
 *
 * <p>Claims are the same as from Spring Security's own decoder: times as {@link Instant}, {@code aud} as a list. The
 * headers contain only {@code alg}, because the key was checked and does not matter afterwards. The token string is kept,
 * for calls to other services ({@link #getTokenValue()}). Immutable.
 */
public final class CognitoJwt extends Jwt implements OAuth2AuthenticatedPrincipal, TokenCarrier {
    private static final long serialVersionUID = 1L;

    private static final Map<String, Object> HEADERS = Map.of("alg", "RS256");

    private final CognitoToken token;

    private final String name;

    private final JwtClaims claims;

    /** @param name the caller's, for the {@code Authentication} */
    CognitoJwt(String text, CognitoToken token, String name) {
        super(text, issuedBeforeExpiry(token), token.expiresAt(), HEADERS, Map.of("sub", token.subject()));
        this.token = token;
        this.name = name;
        this.claims = new JwtClaims(token);
    }

    /** {@return the token with its typed claims} Its kind is that of {@code cognito-claims.token-use}. */
    @Override
    public CognitoToken token() {
        return token;
    }

    /** {@return all claims of the token; unmodifiable} */
    @Override
    public Map<String, Object> getClaims() {
        return claims;
    }

    /** {@return the claim that {@code cognito-claims.principal-claim} names; by default the subject} */
    @Override
    public String getName() {
        return name;
    }

    /** {@return whether the user is in all of these groups} Groups are compared letter by letter. */
    public boolean hasGroups(String... groups) {
        return token.hasGroups(groups);
    }

    /** {@return whether the user is in one of these groups} */
    public boolean hasAnyGroup(String... groups) {
        return token.hasAnyGroup(groups);
    }

    /** {@return whether the token grants all of these scopes, such as {@code pets/read}} An ID token has none. */
    public boolean hasScopes(String... scopes) {
        return token instanceof AccessToken access ? access.hasScopes(scopes) : scopes.length == 0;
    }

    /** {@return whether the token grants one of these scopes} An ID token has none. */
    public boolean hasAnyScope(String... scopes) {
        return token instanceof AccessToken access && access.hasAnyScope(scopes);
    }

    /** {@return the claims} */
    @Override
    public Map<String, Object> getAttributes() {
        return claims;
    }

    /** {@return an empty collection: the {@code Authentication} has the authorities} */
    @Override
    public Collection<? extends GrantedAuthority> getAuthorities() {
        return List.of();
    }

    /** {@return the kind of token; never anything of its content} Spring Security logs it at level {@code DEBUG}. */
    @Override
    public String toString() {
        return token.toString();
    }

    /**
     * {@return the Cognito token that authenticated the caller; null if something else did} An application may have its own
     * converter, which creates another principal or another kind of {@code Authentication}. So the token is searched for in
     * the bearer token, the principal, the credentials and the details, in this order.
     */
    static @Nullable CognitoToken tokenOf(@Nullable Authentication authentication) {
        if (authentication instanceof AbstractOAuth2TokenAuthenticationToken<?> bearer
                && bearer.getToken() instanceof CognitoJwt jwt) {
            return jwt.token();
        }
        return authentication == null || !authentication.isAuthenticated()
                ? null
                : firstTokenOf(Arrays.asList(
                        authentication.getPrincipal(), authentication.getCredentials(), authentication.getDetails()));
    }

    private static @Nullable CognitoToken firstTokenOf(List<@Nullable Object> carried) {
        for (Object part : carried) {
            if (part instanceof CognitoToken token) {
                return token;
            }
            if (part instanceof TokenCarrier carrier) {
                return carrier.token();
            }
        }
        return null;
    }

    /** A Jwt cannot be created if the two are in another order, but such a token is not wrong. */
    private static @Nullable Instant issuedBeforeExpiry(CognitoToken token) {
        return token.issuedAt().filter(token.expiresAt()::isAfter).orElse(null);
    }
}

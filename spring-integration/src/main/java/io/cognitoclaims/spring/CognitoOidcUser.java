package io.cognitoclaims.spring;

import io.cognitoclaims.core.IdToken;
import java.util.Collection;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.core.oidc.IdTokenClaimNames;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * A user who signed in at a user pool with {@code oauth2Login}, as the principal of the session. In a controller, {@code
 * @AuthenticationPrincipal IdToken} is shorter. Use this type in other code, and in expressions such as {@code
 * principal.hasGroups('admin')}, which a {@link CognitoJwt} answers too.
 *
 * <p>Beside the authorities of Spring Security it has those of {@code cognito-claims.authorities}. The token is the one of
 * the sign-in and stays in the session after it has expired. Immutable; it can be serialized, for sessions that are
 * stored.
 */
public final class CognitoOidcUser extends DefaultOidcUser implements TokenCarrier {
    private static final long serialVersionUID = 1L;

    private final IdToken token;

    private final String name;

    /**
     * @param user Spring Security's, with the same ID token
     * @param authorities all of the user
     * @param name the user's, for the {@code Authentication}
     */
    CognitoOidcUser(OidcUser user, Collection<GrantedAuthority> authorities, IdToken token, String name) {
        super(authorities, user.getIdToken(), user.getUserInfo(), IdTokenClaimNames.SUB);
        this.token = token;
        this.name = name;
    }

    /** {@return the ID token with its typed claims} */
    @Override
    public IdToken token() {
        return token;
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

    /** {@return the kind of token; never anything of its content} Spring Security logs it at level {@code DEBUG}. */
    @Override
    public String toString() {
        return token.toString();
    }
}

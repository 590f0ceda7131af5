package io.cognitoclaims.spring;

import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Makes a {@link CognitoOidcUser} of each user who signs in at a Cognito user pool. It verifies the ID token itself, because
 * Spring Security passes on its claims only, and the application may have another decoder. Users of other providers remain
 * what Spring Security makes of them.
 */
final class CognitoOidcUserService implements OAuth2UserService<OidcUserRequest, OidcUser> {
    private final OidcUserService standard = new OidcUserService();
    private final CognitoIdTokenDecoderFactory decoders;
    private final SignIns signIns;

    CognitoOidcUserService(SignIns signIns) {
        this.decoders = new CognitoIdTokenDecoderFactory(signIns);
        this.signIns = signIns;
    }

    /** @throws OAuth2AuthenticationException if the ID token is bad or cannot be verified now */
    @Override
    public OidcUser loadUser(OidcUserRequest request) {
        return decoders.decoderOf(request.getClientRegistration())
                .map(decoder -> loadUser(request, decoder))
                .orElseGet(() -> standard.loadUser(request));
    }

    private OidcUser loadUser(OidcUserRequest request, JwtDecoder decoder) {
        CognitoJwt verified = (CognitoJwt) decoder.decode(request.getIdToken().getTokenValue());
        return signIns.userOf(standard.loadUser(request), verified);
    }
}

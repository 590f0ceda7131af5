package io.cognitoclaims.spring;

import org.springframework.security.oauth2.client.oidc.userinfo.OidcReactiveOAuth2UserService;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.userinfo.ReactiveOAuth2UserService;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;

/** Does the same as {@link CognitoOidcUserService} without blocking. */
final class ReactiveCognitoOidcUserService implements ReactiveOAuth2UserService<OidcUserRequest, OidcUser> {
    private final OidcReactiveOAuth2UserService standard;
    private final ReactiveCognitoIdTokenDecoderFactory decoders;
    private final SignIns signIns;

    /** @param standard Spring Security's */
    ReactiveCognitoOidcUserService(OidcReactiveOAuth2UserService standard, SignIns signIns) {
        this.standard = standard;
        this.decoders = new ReactiveCognitoIdTokenDecoderFactory(signIns);
        this.signIns = signIns;
    }

    /** {@return the user; {@link OAuth2AuthenticationException} if the ID token is bad or cannot be verified now} */
    @Override
    public Mono<OidcUser> loadUser(OidcUserRequest request) {
        return decoders.decoderOf(request.getClientRegistration())
                .map(decoder -> loadUser(request, decoder))
                .orElseGet(() -> standard.loadUser(request));
    }

    private Mono<OidcUser> loadUser(OidcUserRequest request, ReactiveJwtDecoder decoder) {
        return decoder.decode(request.getIdToken().getTokenValue())
                .cast(CognitoJwt.class)
                .flatMap(verified -> standard.loadUser(request).map(user -> signIns.userOf(user, verified)));
    }
}

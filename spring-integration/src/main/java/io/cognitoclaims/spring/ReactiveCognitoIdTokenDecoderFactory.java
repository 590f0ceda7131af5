package io.cognitoclaims.spring;

import java.util.Optional;
import org.springframework.security.oauth2.client.oidc.authentication.ReactiveOidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoderFactory;

/** Does the same as {@link CognitoIdTokenDecoderFactory} without blocking. */
final class ReactiveCognitoIdTokenDecoderFactory implements ReactiveJwtDecoderFactory<ClientRegistration> {
    private final ReactiveOidcIdTokenDecoderFactory others = new ReactiveOidcIdTokenDecoderFactory();
    private final SignIns signIns;

    ReactiveCognitoIdTokenDecoderFactory(SignIns signIns) {
        this.signIns = signIns;
    }

    @Override
    public ReactiveJwtDecoder createDecoder(ClientRegistration registration) {
        return decoderOf(registration).orElseGet(() -> others.createDecoder(registration));
    }

    /**
     * {@return a decoder to {@link CognitoJwt}; empty for other providers} It ends with {@link
     * OAuth2AuthenticationException} if a token is bad or cannot be verified now.
     */
    Optional<ReactiveJwtDecoder> decoderOf(ClientRegistration registration) {
        return signIns.verifierOf(registration)
                .map(verifier -> new ReactiveCognitoJwtDecoder(verifier, signIns.name(), null))
                .map(decoder -> token -> decoder.decode(token)
                        .onErrorMap(
                                e -> e instanceof JwtException || e instanceof OAuth2AuthenticationException,
                                e -> SignIns.failure((RuntimeException) e)));
    }
}

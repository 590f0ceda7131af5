package io.cognitoclaims.spring;

import java.util.Optional;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Makes what verifies the ID token of a sign-in, before Spring Security compares the nonce: for Cognito user pools with
 * their keys as the API knows them. Spring Security's own decoders would fetch the keys again, and would show values of a
 * bad token on the login page. Other providers have those decoders.
 */
final class CognitoIdTokenDecoderFactory implements JwtDecoderFactory<ClientRegistration> {
    private final OidcIdTokenDecoderFactory others = new OidcIdTokenDecoderFactory();
    private final SignIns signIns;

    CognitoIdTokenDecoderFactory(SignIns signIns) {
        this.signIns = signIns;
    }

    @Override
    public JwtDecoder createDecoder(ClientRegistration registration) {
        return decoderOf(registration).orElseGet(() -> others.createDecoder(registration));
    }

    /**
     * {@return a decoder to {@link CognitoJwt}; empty for other providers} It throws {@link OAuth2AuthenticationException}
     * if a token is bad or cannot be verified now.
     */
    Optional<JwtDecoder> decoderOf(ClientRegistration registration) {
        return signIns.verifierOf(registration)
                .map(verifier -> new CognitoJwtDecoder(verifier, signIns.name(), null))
                .map(decoder -> token -> decode(decoder, token));
    }

    private static CognitoJwt decode(CognitoJwtDecoder decoder, String token) {
        try {
            return decoder.decode(token);
        } catch (JwtException | OAuth2AuthenticationException e) {
            throw SignIns.failure(e);
        }
    }
}

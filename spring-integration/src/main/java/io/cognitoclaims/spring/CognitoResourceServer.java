package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoVerifier;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.resource.OAuth2ResourceServerConfigurer;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;

/**
 * The way from any {@link CognitoVerifier} to a filter chain: a bean to inject, in an application on servlets. On WebFlux
 * use {@link ReactiveCognitoResourceServer}.
 *
 * <pre>{@code
 * @Bean
 * @Order(1)
 * SecurityFilterChain staff(HttpSecurity http, CognitoResourceServer cognito, CognitoVerifier<IdToken> staffVerifier) {
 *     return http.securityMatcher("/staff/**")
 *             .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
 *             .oauth2ResourceServer(cognito.accepting(staffVerifier))
 *             .build();
 * }
 * }</pre>
 *
 * <p>Such a chain has everything that the default one has: the typed principal, {@link ClaimValue}, {@link RequireClaim},
 * {@link CurrentToken}, authorities as the properties name them, and the same answers. A chain with {@code
 * oauth2ResourceServer(server -> server.jwt(withDefaults()))} accepts what the default verifier accepts. Safe for use by
 * many threads.
 */
public final class CognitoResourceServer {
    private final CognitoClaimsProperties properties;
    private final JwtAuthenticationConverter converter;
    private final AcceptedTokens accepted;

    CognitoResourceServer(
            CognitoClaimsProperties properties, JwtAuthenticationConverter converter, AcceptedTokens accepted) {
        this.properties = properties;
        this.converter = converter;
        this.accepted = accepted;
    }

    /**
     * {@return a setting for {@code oauth2ResourceServer}: the chain accepts what this verifier accepts, of any tenant} With
     * the default verifier beside a {@link TenantResolver} bean, the start fails.
     */
    public Customizer<OAuth2ResourceServerConfigurer<HttpSecurity>> accepting(CognitoVerifier<?> verifier) {
        accepted.useForAnyTenant(verifier);
        return decodingWith(new CognitoJwtDecoder(verifier, PrincipalName.of(properties, verifier), null), verifier);
    }

    /**
     * {@return a decoder of the tokens that this verifier accepts, of any tenant} For code that verifies tokens outside of a
     * filter chain, such as those of WebSocket messages.
     */
    public JwtDecoder decoder(CognitoVerifier<?> verifier) {
        accepted.use(verifier);
        return new CognitoJwtDecoder(verifier, PrincipalName.of(properties, verifier), null);
    }

    /**
     * {@return a setting for {@code oauth2ResourceServer}: the chain accepts what this verifier accepts, of the tenant that
     * the request is meant for}
     */
    public Customizer<OAuth2ResourceServerConfigurer<HttpSecurity>> accepting(
            CognitoVerifier<?> verifier, TenantResolver tenants) {
        accepted.useTenants(verifier, tenants);
        return decodingWith(new CognitoJwtDecoder(verifier, PrincipalName.of(properties, verifier), tenants), verifier);
    }

    private Customizer<OAuth2ResourceServerConfigurer<HttpSecurity>> decodingWith(
            CognitoJwtDecoder decoder, CognitoVerifier<?> verifier) {
        accepted.use(verifier);
        return server -> {
            accepted.useIn(server, verifier);
            server.jwt(jwt -> jwt.decoder(decoder).jwtAuthenticationConverter(converter));
        };
    }
}

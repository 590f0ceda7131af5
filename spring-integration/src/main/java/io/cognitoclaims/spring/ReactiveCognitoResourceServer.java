package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoVerifier;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity.OAuth2ResourceServerSpec;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.ReactiveJwtAuthenticationConverter;

/**
 * The way from any {@link CognitoVerifier} to a filter chain: a bean to inject, in an application on Spring WebFlux. It is
 * what {@link CognitoResourceServer} is on servlets.
 *
 * <pre>{@code
 * @Bean
 * @Order(1)
 * SecurityWebFilterChain staff(
 *         ServerHttpSecurity http, ReactiveCognitoResourceServer cognito, CognitoVerifier<IdToken> staffVerifier) {
 *     return http.securityMatcher(pathMatchers("/staff/**"))
 *             .authorizeExchange(requests -> requests.anyExchange().authenticated())
 *             .oauth2ResourceServer(cognito.accepting(staffVerifier))
 *             .build();
 * }
 * }</pre>
 */
public final class ReactiveCognitoResourceServer {
    private final CognitoClaimsProperties properties;
    private final ReactiveJwtAuthenticationConverter converter;
    private final AcceptedTokens accepted;

    ReactiveCognitoResourceServer(
            CognitoClaimsProperties properties, ReactiveJwtAuthenticationConverter converter, AcceptedTokens accepted) {
        this.properties = properties;
        this.converter = converter;
        this.accepted = accepted;
    }

    /**
     * {@return a setting for {@code oauth2ResourceServer}: the chain accepts what this verifier accepts, of any tenant} With
     * the default verifier beside a {@link ReactiveTenantResolver} bean, the start fails.
     */
    public Customizer<OAuth2ResourceServerSpec> accepting(CognitoVerifier<?> verifier) {
        accepted.useForAnyTenant(verifier);
        return decodingWith(
                new ReactiveCognitoJwtDecoder(verifier, PrincipalName.of(properties, verifier), null), verifier);
    }

    /**
     * {@return a decoder of the tokens that this verifier accepts, of any tenant} For code that verifies tokens outside of a
     * filter chain.
     */
    public ReactiveJwtDecoder decoder(CognitoVerifier<?> verifier) {
        accepted.use(verifier);
        return new ReactiveCognitoJwtDecoder(verifier, PrincipalName.of(properties, verifier), null);
    }

    /**
     * {@return a setting for {@code oauth2ResourceServer}: the chain accepts what this verifier accepts, of the tenant that
     * the request is meant for}
     */
    public Customizer<OAuth2ResourceServerSpec> accepting(CognitoVerifier<?> verifier, ReactiveTenantResolver tenants) {
        accepted.useTenants(verifier, tenants);
        return decodingWith(
                new ReactiveCognitoJwtDecoder(verifier, PrincipalName.of(properties, verifier), tenants), verifier);
    }

    private Customizer<OAuth2ResourceServerSpec> decodingWith(
            ReactiveCognitoJwtDecoder decoder, CognitoVerifier<?> verifier) {
        accepted.use(verifier);
        return server -> server.jwt(jwt -> jwt.jwtDecoder(decoder).jwtAuthenticationConverter(converter));
    }
}

package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoVerifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.reactive.ReactiveOAuth2ResourceServerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.ReactiveJwtAuthenticationConverter;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import reactor.core.publisher.Flux;

/**
 * What {@link CognitoClaimsAutoConfiguration} does, for an application on Spring WebFlux: the same tokens, answers,
 * authorities and arguments.
 *
 * <ul>
 *   <li>{@link ReactiveJwtDecoder}: as the decoder there, and no thread waits for keys;
 *   <li>{@link ReactiveJwtAuthenticationConverter}: groups and scopes as authorities, a {@link CognitoJwt} as the
 *       principal.
 * </ul>
 *
 * <p>Each steps back for a bean of the application's.
 */
@AutoConfiguration(
        after = CognitoClaimsAutoConfiguration.class,
        before = ReactiveOAuth2ResourceServerAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
public final class ReactiveCognitoClaimsAutoConfiguration {
    /** Made by Spring. */
    ReactiveCognitoClaimsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ReactiveJwtDecoder reactiveJwtDecoder(CognitoVerifier<?> verifier) {
        return new ReactiveCognitoJwtDecoder(verifier);
    }

    /** Spring Security's own adds no {@code FACTOR_BEARER} here, as it does for servlets. */
    @Bean
    @ConditionalOnMissingBean
    ReactiveJwtAuthenticationConverter reactiveJwtAuthenticationConverter(CognitoClaimsProperties properties) {
        JwtAuthenticationConverter same = CognitoAuthorities.converter(properties.authorities());
        ReactiveJwtAuthenticationConverter converter = new ReactiveJwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(
                jwt -> Flux.fromIterable(same.convert(jwt).getAuthorities()));
        return converter;
    }

    /** Applied to every filter chain, the application's own too. */
    @Bean
    Customizer<ServerHttpSecurity> cognitoWebFilter() {
        return http -> http.addFilterBefore(new CognitoWebFilter(), SecurityWebFiltersOrder.AUTHENTICATION);
    }

    /** Before Spring Security's, which finds the same annotation and does not know the type. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    WebFluxConfigurer cognitoReactiveArguments() {
        return new WebFluxConfigurer() {
            @Override
            public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
                configurer.addCustomResolver(new ReactiveCognitoTokenArgument(), new ReactiveClaimValueArgument());
            }
        };
    }
}

package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoVerifier;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.reactive.ReactiveOAuth2ResourceServerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.ReactiveJwtAuthenticationConverter;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.AbstractHandlerMethodMapping;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;

/**
 * Does the same as {@link CognitoClaimsAutoConfiguration} for an application on Spring WebFlux: the same tokens, answers,
 * authorities and arguments.
 *
 * <ul>
 *   <li>{@link ReactiveJwtDecoder}: like the decoder there, but no thread waits for keys;
 *   <li>{@link ReactiveJwtAuthenticationConverter}: groups and scopes as authorities, a {@link CognitoJwt} as the
 *       principal;
 *   <li>{@link ServerWebExchangeFirewall}: Spring Security's {@link StrictServerWebExchangeFirewall}, quicker with long
 *       headers;
 *   <li>{@link ReactiveCurrentToken}: the caller's token for code below the controllers.
 * </ul>
 *
 * <p>A bean of the application replaces each of these beans.
 */
@AutoConfiguration(
        after = CognitoClaimsAutoConfiguration.class,
        afterName = "org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration",
        before = ReactiveOAuth2ResourceServerAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
public final class ReactiveCognitoClaimsAutoConfiguration {
    /** The beans here that customize every filter chain. */
    static final Set<String> CUSTOMIZERS = Set.of("cognitoWebFilter", "reactiveResourceMetadata");

    private static final String SCOPES_OF_RULES = "scopesOfRules";

    /** Made by Spring. */
    ReactiveCognitoClaimsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ReactiveJwtDecoder reactiveJwtDecoder(
            ObjectProvider<CognitoVerifier<?>> verifiers,
            CognitoClaimsProperties properties,
            AcceptedTokens accepted,
            ObjectProvider<ReactiveTenantResolver> tenants,
            Environment environment) {
        CognitoClaimsAutoConfiguration.requireNoBootProperties(environment);
        CognitoVerifier<?> verifier = AcceptedTokens.deciding(verifiers);
        accepted.use(verifier);
        tenants.ifAvailable(resolver -> accepted.useTenants(verifier, resolver));
        return new ReactiveCognitoJwtDecoder(
                verifier, PrincipalName.of(properties, verifier), tenants.getIfAvailable());
    }

    @Bean
    ReactiveCognitoResourceServer reactiveCognitoResourceServer(
            CognitoClaimsProperties properties, ReactiveJwtAuthenticationConverter converter, AcceptedTokens accepted) {
        return new ReactiveCognitoResourceServer(properties, converter, accepted);
    }

    /** Here, Spring Security's own converter does not add {@code FACTOR_BEARER}, as it does for servlets. */
    @Bean
    @ConditionalOnMissingBean
    ReactiveJwtAuthenticationConverter reactiveJwtAuthenticationConverter(CognitoClaimsProperties properties) {
        JwtAuthenticationConverter same = CognitoAuthorities.converter(properties);
        ReactiveJwtAuthenticationConverter converter = new ReactiveJwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(
                jwt -> Flux.fromIterable(same.convert(jwt).getAuthorities()));
        converter.setPrincipalClaimName(PrincipalName.of(properties).claim());
        return converter;
    }

    /** Lets the same requests through as Spring Security's default. */
    @Bean
    @ConditionalOnMissingBean(ServerWebExchangeFirewall.class)
    StrictServerWebExchangeFirewall cognitoServerWebExchangeFirewall() {
        StrictServerWebExchangeFirewall firewall = new StrictServerWebExchangeFirewall();
        firewall.setAllowedHeaderNames(new CharacterRule(StrictServerWebExchangeFirewall.ALLOWED_HEADER_NAMES));
        firewall.setAllowedHeaderValues(new CharacterRule(StrictServerWebExchangeFirewall.ALLOWED_HEADER_VALUES));
        return firewall;
    }

    @Bean
    @ConditionalOnMissingBean
    ReactiveCurrentToken reactiveCurrentToken() {
        return new ReactiveCurrentToken();
    }

    /**
     * Applied to every filter chain, also to the application's, and even to one that is not a resource server, because on
     * WebFlux a filter cannot know this. It comes before the filter that requires CSRF protection of requests without a
     * well-formed token.
     */
    @Bean
    Customizer<ServerHttpSecurity> cognitoWebFilter(
            CognitoClaimsProperties properties, ObjectProvider<CognitoVerifier<?>> verifiers) {
        ReactiveProblemFilter filter = new ReactiveProblemFilter(
                TokenReaders.of(properties, verifiers), TokenReaders.readAuthorization(properties));
        return http -> http.addFilterBefore(filter, SecurityWebFiltersOrder.CSRF);
    }

    /**
     * Before the other filter, whose challenges name its document, and before the application's rules for other origins,
     * because the documents are for everybody.
     */
    @Bean
    Customizer<ServerHttpSecurity> reactiveResourceMetadata(
            CognitoClaimsProperties properties, ObjectProvider<CognitoVerifier<?>> verifiers) {
        ProtectedResource resource =
                ProtectedResource.of(properties, verifiers.orderedStream().toList());
        CognitoVerifier<?> deciding = verifiers.getIfUnique();
        ReactiveResourceMetadataFilter metadata = new ReactiveResourceMetadataFilter(
                properties.resourceMetadata().enabled() ? resource : null,
                deciding == null ? Set.of() : deciding.requiredScopes());
        return http -> http.addFilterBefore(metadata, SecurityWebFiltersOrder.CORS);
    }

    /**
     * Notes the scopes that the rule of an exchange asks for, for challenges. Spring Security applies one such bean only, so
     * this one applies the others too.
     */
    @Bean(SCOPES_OF_RULES)
    @Primary
    ObjectPostProcessor<ReactiveAuthorizationManager<ServerWebExchange>> scopesOfRules(
            CognitoClaimsProperties properties,
            ObjectProvider<ObjectPostProcessor<ReactiveAuthorizationManager<ServerWebExchange>>> others) {
        return new NotedRules(ScopeAuthorities.of(properties.authorities()), others);
    }

    /** An application that has several of them must mark one as primary, and two that are marked would end the start. */
    @Bean
    static BeanFactoryPostProcessor onePrimaryOfRules() {
        ResolvableType manager =
                ResolvableType.forClassWithGenerics(ReactiveAuthorizationManager.class, ServerWebExchange.class);
        ResolvableType processor = ResolvableType.forClassWithGenerics(ObjectPostProcessor.class, manager);
        return beans -> Stream.of(beans.getBeanNamesForType(processor, true, false))
                .filter(name -> !name.equals(SCOPES_OF_RULES) && beans.containsBeanDefinition(name))
                .forEach(name -> beans.getBeanDefinition(name).setPrimary(false));
    }

    @Bean
    static HandlerCheck handlerCheck() {
        return new HandlerCheck(
                AbstractHandlerMethodMapping.class::isInstance,
                mapping -> ((AbstractHandlerMethodMapping<?>) mapping)
                        .getHandlerMethods()
                        .values(),
                ReactiveCognitoJwtDecoder.class);
    }

    /** The arguments of controllers. */
    @Bean
    WebFluxConfigurer reactiveClaimValueArguments(ConfigurableListableBeanFactory beans) {
        return new WebFluxConfigurer() {
            @Override
            public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
                configurer.addCustomResolver(new ReactiveClaimValueArgumentResolver(new ClaimValues(beans)));
            }
        };
    }

    @Bean
    @ConditionalOnBean(RequestMappingHandlerAdapter.class)
    ReactiveCognitoTokenHandlerAdapter cognitoTokenHandlerAdapter(
            RequestMappingHandlerAdapter requestMappingHandlerAdapter) {
        return new ReactiveCognitoTokenHandlerAdapter(requestMappingHandlerAdapter);
    }
}

package io.cognitoclaims.spring;

import io.cognitoclaims.core.AsyncUserPoolSource;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.RevocationStore;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.core.UserPoolCache;
import io.cognitoclaims.core.UserPoolSource;
import io.cognitoclaims.core.VerificationListener;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.handler.AbstractHandlerMethodMapping;

/**
 * Makes the application a resource server for Amazon Cognito tokens, with the {@code cognito-claims.*} properties.
 *
 * <p>The filter chain of {@link CognitoClaimsFilterChainAutoConfiguration}, or the application's with {@code
 * oauth2ResourceServer} and {@code jwt}, finds these beans:
 *
 * <ul>
 *   <li>{@link JwksCache} and {@link CognitoVerifier};
 *   <li>{@link Revocations}: inject it to revoke tokens, sign-ins and users; the default verifier checks it. They hold in
 *       this process alone, unless {@code cognito-claims.revocations} or a {@link RevocationStore} bean shares
 *       them. A {@code CognitoVerifier} that the application builds itself checks them only if its builder is told so,
 *       with {@link io.cognitoclaims.core.CognitoVerifierBuilder#revocations(Revocations, Revocations.WhenStale)};
 *   <li>{@link JwtDecoder}: the answer to a bad token is 401, the answer to a good one that lacks something the verifier
 *       requires is 403, and 503 with {@code Retry-After} says that the keys are unavailable at the moment;
 *   <li>{@link JwtAuthenticationConverter}: groups, scopes and the claims of {@code cognito-claims.authorities.claims} as
 *       authorities, a {@link CognitoJwt} as the principal;
 *   <li>{@link BearerTokenResolver}: one token in the form of RFC 6750, or 400, from the places of {@code
 *       cognito-claims.token-sources};
 *   <li>{@link HttpFirewall}: Spring Security's {@link StrictHttpFirewall}, quicker with long headers;
 *   <li>{@link CurrentToken}: the caller's token for code below the controllers.
 * </ul>
 *
 * <p>The first two call every {@link VerificationListener} bean. Every {@link JwksCacheCustomizer} and {@link
 * CognitoVerifierCustomizer} bean can add settings that have no property. A bean of the application replaces each of these
 * beans. A controller's parameter {@code @AuthenticationPrincipal AccessToken} receives the verified token, one with {@link
 * ClaimValue} a single claim.
 *
 * <p>The start fails if a setting is wrong or if there is none at all. Otherwise every token would be rejected later.
 */
@AutoConfiguration(
        beforeName = {
            CognitoClaimsAutoConfiguration.BOOT_RESOURCE_SERVER,
            CognitoClaimsAutoConfiguration.BOOT_4_0_RESOURCE_SERVER
        })
@EnableConfigurationProperties(CognitoClaimsProperties.class)
@Import(RevocationsConfiguration.class)
public final class CognitoClaimsAutoConfiguration {
    static final String BOOT_RESOURCE_SERVER =
            "org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration";

    /** It had another name in Spring Boot 4.0. */
    static final String BOOT_4_0_RESOURCE_SERVER =
            "org.springframework.boot.security.oauth2.server.resource.autoconfigure"
                    + ".servlet.OAuth2ResourceServerAutoConfiguration";

    private static final String TOKEN_USE = CognitoClaimsProperties.PREFIX + ".token-use";
    static final String VERIFIER = "cognitoVerifier";
    private static final String USER_POOLS = CognitoClaimsProperties.PREFIX + ".user-pools";
    /** For sources that cannot list their names, such as JNDI. */
    private static final List<ConfigurationPropertyName> FIRST_POOL = List.of(
            ConfigurationPropertyName.of(USER_POOLS + "[0].id"),
            ConfigurationPropertyName.of(USER_POOLS + "[0].issuer"));

    private static final String BOOT_PROPERTIES = "spring.security.oauth2.resourceserver.jwt";

    /** Made by Spring. */
    CognitoClaimsAutoConfiguration(Environment environment) {
        SettingNames.requireKnown(environment);
    }

    @Bean
    @ConditionalOnMissingBean
    JwksCache jwksCache(
            CognitoClaimsProperties properties,
            ObjectProvider<VerificationListener> listeners,
            ObjectProvider<JwksCacheCustomizer> customizers) {
        return VerifierFactory.keys(properties.keys(), listeners.orderedStream(), customizers.orderedStream());
    }

    @Bean
    @ConditionalOnBean(UserPoolSource.class)
    @ConditionalOnMissingBean
    UserPoolCache userPoolCache(
            UserPoolSource source,
            ObjectProvider<AsyncUserPoolSource> others,
            CognitoClaimsProperties properties,
            JwksCache keys) {
        others.ifAvailable(other -> {
            throw new WrongUseException(
                    "There are a UserPoolSource bean and an AsyncUserPoolSource bean, and one must look user pools up",
                    "Leave out one of them.");
        });
        return VerifierFactory.lookedUpPools(UserPoolCache.builder(source), properties, keys);
    }

    @Bean
    @ConditionalOnBean(AsyncUserPoolSource.class)
    @ConditionalOnMissingBean
    UserPoolCache asyncUserPoolCache(AsyncUserPoolSource source, CognitoClaimsProperties properties, JwksCache keys) {
        return VerifierFactory.lookedUpPools(UserPoolCache.asyncBuilder(source), properties, keys);
    }

    @Bean
    @ConditionalOnBooleanProperty("cognito-claims.warm-up")
    WarmUp cognitoKeysWarmUp(CognitoClaimsProperties properties, ObjectProvider<CognitoVerifier<?>> verifiers) {
        return new WarmUp(properties.userPools(), verifiers);
    }

    /**
     * Decoders and chains say what they use, and that is checked at the start. So {@code spring.main.lazy-initialization}
     * must not delay them.
     */
    @Bean
    static LazyInitializationExcludeFilter cognitoRulesAtStart() {
        return LazyInitializationExcludeFilter.forBeanTypes(
                JwtDecoder.class, ReactiveJwtDecoder.class, SecurityFilterChain.class, SecurityWebFilterChain.class);
    }

    @Bean
    AcceptedTokens acceptedTokens(
            ConfigurableListableBeanFactory beans,
            CognitoClaimsProperties properties,
            ObjectProvider<DefaultVerifier> made,
            Environment environment) {
        boolean isSaid = !properties.userPools().isEmpty() || environment.containsProperty(TOKEN_USE);
        if (made.getIfAvailable() == null && !properties.userPools().isEmpty()) {
            // Not an error, because a test that replaces the verifier keeps its properties.
            LoggerFactory.getLogger(CognitoClaimsAutoConfiguration.class)
                    .warn("cognito-claims.user-pools does not say which tokens are accepted, as a CognitoVerifier"
                            + " bean that is @Primary, or named cognitoVerifier, replaces it. To add to what the"
                            + " properties say, make a CognitoVerifierCustomizer bean in its place.");
        }
        return new AcceptedTokens(
                beans,
                properties,
                made.getIfAvailable() == null ? "" : VERIFIER,
                isSaid ? properties.tokenUse() : null);
    }

    static boolean namesPools(Environment environment) {
        return isAnySetBelow(USER_POOLS, environment)
                || StreamSupport.stream(
                                ConfigurationPropertySources.get(environment).spliterator(), false)
                        .anyMatch(source ->
                                FIRST_POOL.stream().anyMatch(name -> source.getConfigurationProperty(name) != null));
    }

    static boolean isAnySetBelow(String name, Environment environment) {
        ConfigurationPropertyName group = ConfigurationPropertyName.of(name);
        return StreamSupport.stream(
                        ConfigurationPropertySources.get(environment).spliterator(), false)
                .anyMatch(source -> source.containsDescendantOf(group) == ConfigurationPropertyState.PRESENT);
    }

    /** WebFlux has {@link ReactiveCognitoClaimsAutoConfiguration its own}; this one would block its threads. */
    @Bean
    @Conditional(OnNonReactiveCondition.class)
    @ConditionalOnMissingBean
    JwtDecoder jwtDecoder(
            ObjectProvider<CognitoVerifier<?>> verifiers,
            CognitoClaimsProperties properties,
            AcceptedTokens accepted,
            ObjectProvider<TenantResolver> tenants,
            Environment environment) {
        requireNoBootProperties(environment);
        CognitoVerifier<?> verifier = AcceptedTokens.deciding(verifiers);
        accepted.use(verifier);
        tenants.ifAvailable(resolver -> accepted.useTenants(verifier, resolver));
        return new CognitoJwtDecoder(verifier, PrincipalName.of(properties, verifier), tenants.getIfAvailable());
    }

    @Bean
    @ConditionalOnMissingBean
    JwtAuthenticationConverter jwtAuthenticationConverter(CognitoClaimsProperties properties) {
        return CognitoAuthorities.converter(properties);
    }

    /** They would have no effect, although their author expects one. */
    static void requireNoBootProperties(Environment environment) {
        Binder.get(environment)
                .bind(BOOT_PROPERTIES, Bindable.mapOf(String.class, Object.class))
                .map(Map::keySet)
                .ifBound(names -> {
                    String name = names.iterator().next();
                    throw new WrongSettingException(
                            BOOT_PROPERTIES + "." + name,
                            "it has no effect beside cognito-claims.user-pools",
                            insteadOf(name));
                });
    }

    private static String insteadOf(String bootProperty) {
        return switch (bootProperty.replace("-", "").toLowerCase(Locale.ROOT)) {
            case "principalclaimname" -> "Write cognito-claims.principal-claim in its place.";
            case "authoritiesclaimname", "authoritiesclaimdelimiter", "authorityprefix" ->
                "Write cognito-claims.authorities.claims, of each claim its name and the prefix, in its place.";
            default -> "Leave it out; the cognito-claims.* properties say which tokens are accepted.";
        };
    }

    /** The verifier that the properties and the application's user pools describe. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(OnDefaultVerifierCondition.class)
    static final class DefaultVerifier {
        /** Primary, so that the application's other verifiers are beside it. */
        @Bean(VERIFIER)
        @Primary
        CognitoVerifier<?> cognitoVerifier(
                CognitoClaimsProperties properties,
                ObjectProvider<UserPoolCache> lookedUpPools,
                JwksCache keys,
                Revocations revocations,
                ObjectProvider<VerificationListener> listeners,
                ObjectProvider<CognitoVerifierCustomizer> customizers) {
            return VerifierFactory.of(
                    properties,
                    lookedUpPools.getIfAvailable(),
                    keys,
                    revocations,
                    listeners.orderedStream(),
                    customizers.orderedStream());
        }
    }

    /** The parts that only a servlet application has. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static final class ServletConfiguration {
        /** Applied to every filter chain, also to those of the application. */
        @Bean
        Customizer<HttpSecurity> cognitoServletFilter(CognitoClaimsProperties properties) {
            ScopeAuthorities scopes = ScopeAuthorities.of(properties.authorities());
            return http -> http.addFilterBefore(new ProblemFilter(), BearerTokenAuthenticationFilter.class)
                    .with(new ErrorPages(scopes), Customizer.withDefaults());
        }

        @Bean
        CognitoResourceServer cognitoResourceServer(
                CognitoClaimsProperties properties, JwtAuthenticationConverter converter, AcceptedTokens accepted) {
            return new CognitoResourceServer(properties, converter, accepted);
        }

        /** Lets the same requests through as Spring Security's default. */
        @Bean
        @ConditionalOnMissingBean(HttpFirewall.class)
        StrictHttpFirewall cognitoHttpFirewall() {
            StrictHttpFirewall firewall = new StrictHttpFirewall();
            firewall.setAllowedHeaderNames(new CharacterRule(StrictHttpFirewall.ALLOWED_HEADER_NAMES));
            firewall.setAllowedHeaderValues(new CharacterRule(StrictHttpFirewall.ALLOWED_HEADER_VALUES));
            return firewall;
        }

        /** Spring Security first uses an {@code AuthenticationConverter} of the application, and then looks for this. */
        @Bean
        @ConditionalOnMissingBean({BearerTokenResolver.class, AuthenticationConverter.class})
        BearerTokenResolver bearerTokenResolver(
                CognitoClaimsProperties properties, ObjectProvider<CognitoVerifier<?>> verifiers) {
            return new StrictBearerTokenResolver(TokenReaders.of(properties, verifiers));
        }

        /** Not an error, because a test that replaces the resolver keeps its properties. */
        @Bean
        SmartInitializingSingleton tokenSourcesInUse(
                CognitoClaimsProperties properties, ObjectProvider<StrictBearerTokenResolver> resolver) {
            return () -> {
                if (!TokenReaders.isDefault(properties) && resolver.getIfAvailable() == null) {
                    LoggerFactory.getLogger(CognitoClaimsAutoConfiguration.class)
                            .warn("cognito-claims.token-sources has no effect, as the application has a"
                                    + " BearerTokenResolver or AuthenticationConverter of its own.");
                }
            };
        }

        @Bean
        @ConditionalOnMissingBean
        CurrentToken currentToken(ObjectProvider<SecurityContextHolderStrategy> contexts) {
            return new CurrentToken(contexts.getIfUnique(SecurityContextHolder::getContextHolderStrategy));
        }

        @Bean
        Customizer<HttpSecurity> cognitoResourceMetadata(
                CognitoClaimsProperties properties,
                ObjectProvider<CognitoVerifier<?>> verifiers,
                AcceptedTokens accepted) {
            ProtectedResource resource =
                    ProtectedResource.of(properties, verifiers.orderedStream().toList());
            return http -> http.with(
                    new ResourceMetadataConfigurer(
                            properties.resourceMetadata().enabled() ? resource : null,
                            server -> accepted.scopesOf(server, verifiers)),
                    Customizer.withDefaults());
        }

        @Bean
        static BeanPostProcessor withoutResourceMetadataDocument() {
            return ResourceMetadataConfigurer.absence();
        }
    }

    /** The arguments of controllers. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(WebMvcConfigurer.class)
    static final class MvcConfiguration {
        @Bean
        static HandlerCheck handlerCheck() {
            return new HandlerCheck(
                    AbstractHandlerMethodMapping.class::isInstance,
                    mapping -> ((AbstractHandlerMethodMapping<?>) mapping)
                            .getHandlerMethods()
                            .values(),
                    CognitoJwtDecoder.class);
        }

        /** Before Spring Security's resolver, which handles the same annotation but does not know the type. */
        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        WebMvcConfigurer cognitoTokenArguments(
                ObjectProvider<SecurityContextHolderStrategy> contexts, ConfigurableListableBeanFactory beans) {
            SecurityContextHolderStrategy strategy =
                    contexts.getIfUnique(SecurityContextHolder::getContextHolderStrategy);
            return new WebMvcConfigurer() {
                @Override
                public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                    resolvers.add(new CognitoTokenArgumentResolver(strategy));
                    resolvers.add(new ClaimValueArgumentResolver(strategy, new ClaimValues(beans)));
                }
            };
        }
    }
}

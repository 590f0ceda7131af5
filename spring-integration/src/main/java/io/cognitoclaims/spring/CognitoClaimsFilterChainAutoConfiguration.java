package io.cognitoclaims.spring;

import static org.springframework.security.config.Customizer.withDefaults;

import io.cognitoclaims.core.CognitoVerifier;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.CorsEndpointProperties;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.reactive.ReactiveOAuth2ResourceServerAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ResolvableType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CorsConfigurer;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.LogoutConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.OAuth2ResourceServerSpec;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.servlet.HandlerMapping;

/**
 * The filter chain of a web application that has none of its own. Every request needs a token, and there are no sessions.
 * Therefore there is no CSRF protection and no logout either, which only sessions need.
 *
 * <p>Open are the paths of {@code cognito-claims.open-paths} and, as long as they tell a status and no details, the
 * actuator's health and its probes. Pages of other origins may send what the application's CORS configuration allows: {@code
 * @CrossOrigin}, {@code addCorsMappings}, or a {@code CorsConfigurationSource} bean. At a management port of its own {@code
 * management.endpoints.web.cors} holds in its place.
 *
 * <p>Spring Boot's own chain would create a session for every request without a token, and would answer some of them before
 * a token is required. Exclude this auto-configuration to use that chain.
 *
 * <p>If an application has its own chains, a warning at the start names requests that none of them guards.
 */
@AutoConfiguration(
        after = {CognitoClaimsAutoConfiguration.class, ReactiveCognitoClaimsAutoConfiguration.class},
        before = ReactiveOAuth2ResourceServerAutoConfiguration.class,
        beforeName = {
            CognitoClaimsAutoConfiguration.BOOT_RESOURCE_SERVER,
            CognitoClaimsAutoConfiguration.BOOT_4_0_RESOURCE_SERVER,
            "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
            "org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration"
        })
@ConditionalOnBean(CognitoVerifier.class)
@EnableConfigurationProperties(CognitoClaimsProperties.class)
public final class CognitoClaimsFilterChainAutoConfiguration {
    /** The bean's name, on either web stack. */
    static final String CHAIN = "cognitoFilterChain";

    private static final String SPRING_SECURITY = "springSecurityFilterChain";

    /** Made by Spring. Wrong paths make the start fail even if another chain is used. */
    CognitoClaimsFilterChainAutoConfiguration(CognitoClaimsProperties properties) {
        OpenPaths.of(properties);
    }

    /** Not an error, because a test that replaces the chain keeps its properties. */
    private static void warnIfIgnored(CognitoClaimsProperties properties, ListableBeanFactory beans) {
        if (!properties.openPaths().isEmpty() && !beans.containsBean(CHAIN)) {
            LoggerFactory.getLogger(CognitoClaimsFilterChainAutoConfiguration.class)
                    .warn("cognito-claims.open-paths opens nothing, as the application has a filter chain of its own."
                            + " Write permitAll() there.");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static final class Servlet {
        @Bean(CHAIN)
        @ConditionalOnMissingBean
        SecurityFilterChain cognitoFilterChain(
                HttpSecurity http,
                CognitoClaimsProperties properties,
                ObjectProvider<OpenHealthRequests> health,
                ObjectProvider<CorsFilter> corsFilters,
                ObjectProvider<CorsConfigurationSource> sources,
                ObjectProvider<MvcCors> handlers,
                ObjectProvider<ManagementCors> management) {
            String[] openPaths = OpenPaths.of(properties);
            http.authorizeHttpRequests(requests -> {
                        health.ifAvailable(
                                open -> requests.requestMatchers(open).permitAll());
                        if (openPaths.length > 0) {
                            requests.requestMatchers(openPaths).permitAll();
                        }
                        requests.anyRequest().authenticated();
                    })
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .cors(CorsConfigurer::disable)
                    .csrf(CsrfConfigurer::disable)
                    .logout(LogoutConfigurer::disable);
            CorsAnswers cors = new CorsAnswers(corsFilters.getIfUnique(), sources, handlers, management);
            return http.addFilterAt(cors, CorsFilter.class).build();
        }

        @Bean
        SmartInitializingSingleton unguardedRequests(
                ListableBeanFactory beans,
                CognitoClaimsProperties properties,
                ObjectProvider<ServletContext> context,
                ObjectProvider<OpenHealth> health) {
            return () -> {
                warnIfIgnored(properties, beans);
                if (beans.containsBean(SPRING_SECURITY)) {
                    UnguardedRequests.warn(beans.getBean(SPRING_SECURITY, Filter.class), context.getIfAvailable());
                }
                if (beans.containsBean(CHAIN)) {
                    health.ifAvailable(OpenHealth::warnIfClosed);
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(HandlerMapping.class)
    static final class Mvc {
        @Bean
        MvcCors mvcCors(ObjectProvider<HandlerMapping> mappings) {
            return new MvcCors(mappings);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static final class Reactive {
        @Bean(CHAIN)
        @ConditionalOnMissingBean
        SecurityWebFilterChain cognitoFilterChain(
                ServerHttpSecurity http,
                CognitoClaimsProperties properties,
                ObjectProvider<OpenHealthExchanges> health,
                ObjectProvider<CorsWebFilter> corsFilters,
                ObjectProvider<org.springframework.web.cors.reactive.CorsConfigurationSource> sources,
                ObjectProvider<DispatcherHandler> dispatchers,
                ObjectProvider<ManagementCors> management,
                ListableBeanFactory beans) {
            String[] openPaths = OpenPaths.of(properties);
            http.authorizeExchange(requests -> {
                        health.ifAvailable(open -> requests.matchers(open).permitAll());
                        if (openPaths.length > 0) {
                            requests.pathMatchers(openPaths).permitAll();
                        }
                        requests.anyExchange().authenticated();
                    })
                    .oauth2ResourceServer(server -> {
                        if (isAsConfigured(beans)) {
                            // Spring Security's reader matches the whole token with a regular expression.
                            server.bearerTokenConverter(exchange ->
                                    ReactiveOperation.tokenOf(exchange).map(BearerTokenAuthenticationToken::new));
                        }
                        server.jwt(withDefaults());
                    })
                    .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                    .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                    .cors(ServerHttpSecurity.CorsSpec::disable)
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .logout(ServerHttpSecurity.LogoutSpec::disable);
            ReactiveCorsAnswers cors =
                    new ReactiveCorsAnswers(corsFilters.getIfUnique(), sources, dispatchers, management);
            return http.addFilterAt(cors, SecurityWebFiltersOrder.CORS).build();
        }

        /**
         * {@return whether no code of the application can have changed the chain before} Then no filter between the one that
         * reads the token and the one that verifies it has put another into the header, and no other reader was chosen.
         */
        private static boolean isAsConfigured(ListableBeanFactory beans) {
            return Stream.of(ServerHttpSecurity.class, OAuth2ResourceServerSpec.class)
                    .map(type -> ResolvableType.forClassWithGenerics(Customizer.class, type))
                    .flatMap(type -> Stream.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type)))
                    .allMatch(ReactiveCognitoClaimsAutoConfiguration.CUSTOMIZERS::contains);
        }

        @Bean
        SmartInitializingSingleton unguardedExchanges(
                ApplicationContext context, CognitoClaimsProperties properties, ObjectProvider<OpenHealth> health) {
            return () -> {
                warnIfIgnored(properties, context);
                UnguardedExchanges.warn(context.getBeansOfType(SecurityWebFilterChain.class), context);
                if (context.containsBean(CHAIN)) {
                    health.ifAvailable(OpenHealth::warnIfClosed);
                }
            };
        }
    }

    /** Of applications with the actuator, which may have a port of its own. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({CorsEndpointProperties.class, WebServerApplicationContext.class})
    static final class Management {
        @Bean
        ManagementCors managementCors() {
            return new ManagementCors();
        }
    }

    /** Of applications with the actuator. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthEndpointGroups.class, PathMappedEndpoints.class})
    static final class Health {
        @Bean
        OpenHealth openHealth(
                ObjectProvider<PathMappedEndpoints> endpoints, ObjectProvider<HealthEndpointGroups> groups) {
            return new OpenHealth(endpoints, groups);
        }

        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        OpenHealthRequests openHealthRequests(OpenHealth health) {
            return new OpenHealthRequests(health);
        }

        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        OpenHealthExchanges openHealthExchanges(OpenHealth health) {
            return new OpenHealthExchanges(health);
        }
    }
}

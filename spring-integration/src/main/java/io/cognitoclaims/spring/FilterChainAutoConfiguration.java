package io.cognitoclaims.spring;

import static org.springframework.security.config.Customizer.withDefaults;

import io.cognitoclaims.core.CognitoVerifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.reactive.ReactiveOAuth2ResourceServerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.LogoutConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;

/**
 * The filter chain of a web application that has none of its own: every request needs a token, and nothing is remembered
 * from one to the next. So there is no protection against forged requests and no logout either, which only sessions need.
 *
 * <p>Spring Boot's own chain would make a session of every request without a token, and answer some of them before anybody
 * asks for one. It is back where this auto-configuration is excluded.
 */
@AutoConfiguration(
        after = {CognitoClaimsAutoConfiguration.class, ReactiveCognitoClaimsAutoConfiguration.class},
        before = ReactiveOAuth2ResourceServerAutoConfiguration.class,
        beforeName = {
            CognitoClaimsAutoConfiguration.BOOT_RESOURCE_SERVER,
            CognitoClaimsAutoConfiguration.BOOT_4_0_RESOURCE_SERVER
        })
@ConditionalOnBean(CognitoVerifier.class)
public final class FilterChainAutoConfiguration {
    /** The bean's name, on either web stack. */
    static final String CHAIN = "cognitoFilterChain";

    /** Made by Spring. */
    FilterChainAutoConfiguration() {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static final class Servlet {
        @Bean
        @ConditionalOnMissingBean
        SecurityFilterChain cognitoFilterChain(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .csrf(CsrfConfigurer::disable)
                    .logout(LogoutConfigurer::disable)
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static final class Reactive {
        @Bean
        @ConditionalOnMissingBean
        SecurityWebFilterChain cognitoFilterChain(ServerHttpSecurity http) {
            return http.authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                    .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .logout(ServerHttpSecurity.LogoutSpec::disable)
                    .build();
        }
    }
}

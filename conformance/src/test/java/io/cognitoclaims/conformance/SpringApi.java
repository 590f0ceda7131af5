package io.cognitoclaims.conformance;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.TokenSource;
import io.cognitoclaims.spring.ReactiveTenantResolver;
import io.cognitoclaims.spring.TenantResolver;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The starter, on the servlet or the reactive stack, with rules as an API without browsers' sessions has them: without
 * {@code STATELESS} Spring Security makes a session for every stranger who comes without a token.
 */
record SpringApi(ConfigurableApplicationContext context) implements Server.Running {
    static SpringApi start(String stack, CognitoVerifier<AccessToken> verifier) {
        return start(stack, context -> context.registerBean("verifier", CognitoVerifier.class, () -> verifier));
    }

    static SpringApi startForTenants(String stack, CognitoVerifier<AccessToken> verifier) {
        return start(stack, context -> {
            context.registerBean("verifier", CognitoVerifier.class, () -> verifier);
            if (stack.equals("servlet")) {
                context.registerBean(
                        "tenants", TenantResolver.class, () -> request -> Tenants.ofHost(request.getServerName()));
            } else {
                context.registerBean(
                        "tenants",
                        ReactiveTenantResolver.class,
                        () -> exchange -> Optional.ofNullable(
                                        exchange.getRequest().getURI().getHost())
                                .flatMap(Tenants::ofHost));
            }
        });
    }

    static SpringApi startForSources(String stack, CognitoVerifier<AccessToken> verifier, List<TokenSource> sources) {
        String names = sources.stream().map(TokenSource::toString).collect(Collectors.joining(","));
        return start(
                stack,
                context -> context.registerBean("verifier", CognitoVerifier.class, () -> verifier),
                "--cognito-claims.token-sources=" + names);
    }

    private static SpringApi start(String stack, Consumer<GenericApplicationContext> beans, String... more) {
        return new SpringApi(new SpringApplicationBuilder(Application.class)
                .initializers(context -> beans.accept((GenericApplicationContext) context))
                .run(Stream.concat(
                                Stream.of(
                                        "--spring.main.web-application-type=" + stack,
                                        "--spring.main.banner-mode=off",
                                        "--server.address=localhost",
                                        "--server.port=0",
                                        "--server.max-http-request-header-size=" + Server.MAX_HEADER_BYTES + "B"),
                                Stream.of(more))
                        .toArray(String[]::new)));
    }

    @Override
    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    @Override
    public void close() {
        context.close();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({ServletRules.class, ReactiveRules.class})
    @RestController
    static class Application {
        @GetMapping("/api/me")
        String me(@AuthenticationPrincipal AccessToken token) {
            return "guarded " + token.subject();
        }

        @GetMapping({"/api/pets", "/api/admin"})
        String guarded() {
            return "guarded";
        }

        @GetMapping("/public/hello")
        String hello() {
            return "hello";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class ServletRules {
        @Bean
        SecurityFilterChain rules(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/public/**")
                            .permitAll()
                            .requestMatchers("/api/pets")
                            .hasAuthority("SCOPE_pets/read")
                            .requestMatchers("/api/admin")
                            .hasRole("admin")
                            .anyRequest()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .csrf(csrf -> csrf.disable())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ReactiveRules {
        @Bean
        SecurityWebFilterChain rules(ServerHttpSecurity http) {
            return http.authorizeExchange(requests -> requests.pathMatchers("/public/**")
                            .permitAll()
                            .pathMatchers("/api/pets")
                            .hasAuthority("SCOPE_pets/read")
                            .pathMatchers("/api/admin")
                            .hasRole("admin")
                            .anyExchange()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .csrf(csrf -> csrf.disable())
                    .build();
        }
    }
}

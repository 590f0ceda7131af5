package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.pathMatchers;

import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;

/** Filter chains as applications write them; nothing in them is of this starter. */
@ParameterizedClass
@EnumSource(WebStack.class)
class OwnFilterChainTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final TestUserPool DOWN = TestUserPool.create();
    private static RunningApi api;

    @Parameter
    WebStack stack;

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        DOWN.answerKeysWith(500, "");
        api = stack.startFor(
                POOL,
                Application.class,
                "cognito-claims.user-pools[1].issuer=" + DOWN.issuer(),
                "cognito-claims.user-pools[1].client-ids=" + DOWN.clientId());
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        api.close();
    }

    @AfterAll
    static void closePools() {
        POOL.close();
        DOWN.close();
    }

    @Test
    void aFilterChainOfTheApplicationOpensAPath() throws Exception {
        assertThat(api.get("/hello").statusCode()).isEqualTo(200);
    }

    @Test
    void aFilterChainOfTheApplicationAsksForAScope() throws Exception {
        String with = POOL.accessToken().scopes("pets/read").sign();
        String without = POOL.accessToken().scopes("pets/write").sign();

        assertThat(api.get("/access", with).statusCode()).isEqualTo(200);
        assertForbidden(api.get("/access", without));
    }

    @Test
    void aFilterChainOfTheApplicationAsksForAGroup() throws Exception {
        String with = POOL.accessToken().groups("admin").sign();
        String without = POOL.accessToken().groups("administrators").sign();

        assertThat(api.get("/name", with).statusCode()).isEqualTo(200);
        assertForbidden(api.get("/name", without));
    }

    @Test
    void aScopeIsNotTakenForAGroup() throws Exception {
        assertForbidden(api.get("/name", POOL.accessToken().scopes("admin").sign()));
    }

    @Test
    void aFilterChainOfTheApplicationAnswers503() throws Exception {
        HttpResponse<String> answer = api.get("/any", DOWN.accessToken().sign());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void aFilterChainWithAnEntryPointOfTheApplicationStillAnswers503() throws Exception {
        assertThat(api.get("/own/any").statusCode()).isEqualTo(418);
        assertThat(api.get("/own/any", "opaque").statusCode()).isEqualTo(418);
        assertThat(api.get("/own/any", DOWN.accessToken().sign()).statusCode()).isEqualTo(503);
    }

    private static void assertForbidden(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(RunningApi.challengeOf(answer)).startsWith("Bearer error=\"insufficient_scope\"");
    }

    @Import({Greeter.class, ServletChains.class, ReactiveChains.class})
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class ServletChains {
        @Bean
        @Order(1)
        SecurityFilterChain withItsOwnEntryPoint(HttpSecurity http) {
            return http.securityMatcher("/own/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults())
                            .authenticationEntryPoint((request, response, failure) -> response.setStatus(418)))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain ordinary(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/hello")
                            .permitAll()
                            .requestMatchers("/access")
                            .hasAuthority("SCOPE_pets/read")
                            .requestMatchers("/name")
                            .hasRole("admin")
                            .anyRequest()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ReactiveChains {
        @Bean
        @Order(1)
        SecurityWebFilterChain withItsOwnEntryPoint(ServerHttpSecurity http) {
            return http.securityMatcher(pathMatchers("/own/**"))
                    .authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .oauth2ResourceServer(
                            server -> server.jwt(withDefaults()).authenticationEntryPoint((exchange, failure) -> {
                                exchange.getResponse().setRawStatusCode(418);
                                return exchange.getResponse().setComplete();
                            }))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityWebFilterChain ordinary(ServerHttpSecurity http) {
            return http.authorizeExchange(requests -> requests.pathMatchers("/hello")
                            .permitAll()
                            .pathMatchers("/access")
                            .hasAuthority("SCOPE_pets/read")
                            .pathMatchers("/name")
                            .hasRole("admin")
                            .anyExchange()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }
}

package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.pathMatchers;

import io.cognitoclaims.testing.TestUserPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.util.matcher.NegatedServerWebExchangeMatcher;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.NegatedRequestMatcher;

/** An application that writes a filter chain for some paths has none for the others. */
@ParameterizedClass
@EnumSource(WebStack.class)
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class UnguardedRequestsTest {
    private static final String OPEN = "Whatever no filter chain matches is open to everybody, without a token.";
    private static final String WITHOUT_RULES = "matches is open to everybody, without a token: it has no authorize";
    private static final TestUserPool POOL = TestUserPool.create();

    @Parameter
    WebStack stack;

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void theStartWarnsOfOpenRequestsWhereAChainIsForSomePathsOnly(CapturedOutput output) throws Exception {
        try (RunningApi api = stack.startFor(POOL, ForActuator.class)) {
            assertThat(api.get("/hello").statusCode()).isEqualTo(200);
        }
        assertThat(output)
                .containsOnlyOnce(OPEN)
                .contains(stack == WebStack.TOMCAT ? "[PathPattern [/actuator/**]]" : "[actuatorOnWebFlux]")
                .doesNotContain(WITHOUT_RULES);
    }

    @Test
    void theStartWarnsOfOpenRequestsWhereAChainIsForTheActuatorByItsOwnMatcher(CapturedOutput output) {
        assumeThat(stack).isEqualTo(WebStack.TOMCAT);
        stack.startFor(POOL, ForEndpoints.class).close();

        assertThat(output).containsOnlyOnce(OPEN).contains("EndpointRequestMatcher includes=[*]");
    }

    @Test
    void theStartWarnsOfAChainWithoutRules(CapturedOutput output) throws Exception {
        try (RunningApi api = stack.startFor(POOL, WithoutRules.class)) {
            assertThat(api.get("/hello").statusCode()).isEqualTo(200);
        }
        assertThat(output).containsOnlyOnce(WITHOUT_RULES).doesNotContain(OPEN);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {Greeter.class, OwnFilterChainTest.Application.class, ForEverything.class, ForBothSides.class})
    void theStartWarnsOfNothingWhereChainsGuardEverything(Class<?> application, CapturedOutput output)
            throws Exception {
        try (RunningApi api = stack.startFor(POOL, application)) {
            assertThat(api.get("/nothing-here").statusCode()).isEqualTo(401);
        }
        assertThat(output).doesNotContain("open to everybody");
    }

    @Import({Greeter.class, ForActuatorOnServlets.class, ForActuatorOnWebFlux.class})
    static class ForActuator {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class ForActuatorOnServlets {
        @Bean
        SecurityFilterChain actuator(HttpSecurity http) {
            return http.securityMatcher("/actuator/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().hasRole("admin"))
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ForActuatorOnWebFlux {
        @Bean
        SecurityWebFilterChain actuatorOnWebFlux(ServerHttpSecurity http) {
            return http.securityMatcher(pathMatchers("/actuator/**"))
                    .authorizeExchange(requests -> requests.anyExchange().hasRole("admin"))
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }

    @Import(Greeter.class)
    static class ForEndpoints {
        @Bean
        SecurityFilterChain actuator(HttpSecurity http) {
            return http.securityMatcher(
                            org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest
                                    .toAnyEndpoint())
                    .authorizeHttpRequests(requests -> requests.anyRequest().hasRole("admin"))
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }

    @Import({Greeter.class, WithoutRulesOnServlets.class, WithoutRulesOnWebFlux.class})
    static class WithoutRules {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class WithoutRulesOnServlets {
        @Bean
        SecurityFilterChain everything(HttpSecurity http) {
            return http.oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class WithoutRulesOnWebFlux {
        @Bean
        SecurityWebFilterChain everything(ServerHttpSecurity http) {
            return http.oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }

    @Import({Greeter.class, ForEverythingOnServlets.class, ForEverythingOnWebFlux.class})
    static class ForEverything {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class ForEverythingOnServlets {
        @Bean
        SecurityFilterChain everything(HttpSecurity http) {
            return http.securityMatcher("/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ForEverythingOnWebFlux {
        @Bean
        SecurityWebFilterChain everything(ServerHttpSecurity http) {
            return http.securityMatcher(pathMatchers("/**"))
                    .authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }

    @Import({Greeter.class, ForBothSidesOnServlets.class, ForBothSidesOnWebFlux.class})
    static class ForBothSides {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class ForBothSidesOnServlets {
        @Bean
        @Order(1)
        SecurityFilterChain oneSide(HttpSecurity http) {
            return http.securityMatcher("/api/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain otherSide(HttpSecurity http) {
            return http.securityMatcher(new NegatedRequestMatcher(PathPatternRequestMatcher.pathPattern("/api/**")))
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ForBothSidesOnWebFlux {
        @Bean
        @Order(1)
        SecurityWebFilterChain oneSide(ServerHttpSecurity http) {
            return http.securityMatcher(pathMatchers("/api/**"))
                    .authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityWebFilterChain otherSide(ServerHttpSecurity http) {
            return http.securityMatcher(new NegatedServerWebExchangeMatcher(pathMatchers("/api/**")))
                    .authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }
}

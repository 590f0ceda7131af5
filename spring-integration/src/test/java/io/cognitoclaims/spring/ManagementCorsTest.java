package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** CORS at a management port of its own, in the starter's own filter chain. */
@ParameterizedClass
@EnumSource(WebStack.class)
@Tag("slow")
class ManagementCorsTest {
    private static final String APP = "https://app.example.com";
    private static final String OPERATORS = "https://operators.example.com";
    private static final String INFO = "/actuator/info";
    private static final String HEALTH = "/actuator/health";
    private static final TestUserPool POOL = TestUserPool.create();

    @Parameter
    WebStack stack;

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @ParameterizedTest
    @ValueSource(classes = {Mapped.class, BySource.class, CorsTest.WithFilter.class})
    void theApplicationsCorsDoesNotHoldAtTheManagementPort(Class<?> application) throws Exception {
        try (RunningApi api = start(application)) {
            HttpResponse<String> asked = preflight(api, INFO, APP);
            assertThat(asked.statusCode()).isEqualTo(401);
            assertThat(RunningApi.challengeOf(asked)).startsWith("Bearer");
            HttpResponse<String> none = api.sendAtManagementPort("GET", INFO, "Origin", APP);
            assertThat(none.statusCode()).isEqualTo(401);
            assertThat(List.of(asked, none, preflight(api, HEALTH, APP), preflight(api, "/hello", APP)))
                    .allSatisfy(ManagementCorsTest::assertSilent);

            HttpResponse<String> own =
                    api.sendAs("OPTIONS", "/hello", "Origin", APP, "Access-Control-Request-Method", "GET");
            assertThat(own.statusCode()).isEqualTo(200);
            assertAllows(APP, own);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Mapped.class, BySource.class})
    void answersThatAreLetThroughAtTheManagementPortAllowNoOrigin(Class<?> application) throws Exception {
        try (RunningApi api = start(application)) {
            for (String origin : List.of(APP, OPERATORS)) {
                HttpResponse<String> open = api.sendAtManagementPort("GET", HEALTH, "Origin", origin);
                assertThat(open.statusCode()).isEqualTo(200);
                assertSilent(open);
                HttpResponse<String> good = withToken(api, origin);
                assertThat(good.statusCode()).isEqualTo(200);
                assertSilent(good);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {Greeter.class, Mapped.class, BySource.class, CorsTest.WithFilter.class})
    void theActuatorsCorsHoldsAtTheManagementPort(Class<?> application) throws Exception {
        try (RunningApi api = start(
                application,
                "management.endpoints.web.cors.allowed-origins=" + OPERATORS,
                "management.endpoints.web.cors.allowed-headers=authorization")) {
            HttpResponse<String> asked = preflight(api, INFO, OPERATORS);
            assertThat(asked.statusCode()).isEqualTo(200);
            assertAllows(OPERATORS, asked);
            HttpResponse<String> none = api.sendAtManagementPort("GET", INFO, "Origin", OPERATORS);
            assertThat(none.statusCode()).isEqualTo(401);
            assertAllows(OPERATORS, none);
            HttpResponse<String> good = withToken(api, OPERATORS);
            assertThat(good.statusCode()).isEqualTo(200);
            assertAllows(OPERATORS, good);

            HttpResponse<String> foreign = preflight(api, INFO, APP);
            assertThat(foreign.statusCode()).isEqualTo(403);
            assertSilent(foreign);
            assertSilent(api.sendAtManagementPort("GET", INFO, "Origin", APP));
            assertThat(api.getAtManagementPort(HEALTH).statusCode()).isEqualTo(200);
            assertSilent(api.sendAs("GET", "/hello", "Origin", OPERATORS));
        }
    }

    private RunningApi start(Class<?> application, String... properties) {
        return stack.startFor(
                POOL,
                application,
                Stream.concat(
                                Stream.of(
                                        "management.server.port=0",
                                        "management.server.address=127.0.0.1",
                                        "management.endpoints.web.exposure.include=*",
                                        HealthProbesTest.ONE_SERVER),
                                Stream.of(properties))
                        .toArray(String[]::new));
    }

    private static HttpResponse<String> preflight(RunningApi api, String path, String origin) throws Exception {
        return api.sendAtManagementPort(
                "OPTIONS",
                path,
                "Origin",
                origin,
                "Access-Control-Request-Method",
                "GET",
                "Access-Control-Request-Headers",
                "authorization");
    }

    private static HttpResponse<String> withToken(RunningApi api, String origin) throws Exception {
        return api.sendAtManagementPort(
                "GET",
                INFO,
                "Origin",
                origin,
                "Authorization",
                "Bearer " + POOL.accessToken().sign());
    }

    private static void assertAllows(String origin, HttpResponse<String> answer) {
        assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(origin);
    }

    private static void assertSilent(HttpResponse<String> answer) {
        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @Import({Greeter.class, ServletMappings.class, ReactiveMappings.class})
    static class Mapped {}

    @Import({Greeter.class, ServletSource.class, ReactiveSource.class})
    static class BySource {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class ServletMappings implements WebMvcConfigurer {
        @Override
        public void addCorsMappings(CorsRegistry registry) {
            registry.addMapping("/**").allowedOrigins(APP);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ReactiveMappings implements WebFluxConfigurer {
        @Override
        public void addCorsMappings(org.springframework.web.reactive.config.CorsRegistry registry) {
            registry.addMapping("/**").allowedOrigins(APP);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class ServletSource {
        @Bean
        CorsConfigurationSource everywhere() {
            return request -> allowed();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ReactiveSource {
        @Bean
        org.springframework.web.cors.reactive.CorsConfigurationSource everywhere() {
            return exchange -> allowed();
        }
    }

    private static CorsConfiguration allowed() {
        CorsConfiguration configuration = new CorsConfiguration();
        configuration.addAllowedOrigin(APP);
        configuration.addAllowedHeader("authorization");
        return configuration;
    }
}

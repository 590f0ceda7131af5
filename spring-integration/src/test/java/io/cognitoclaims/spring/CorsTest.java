package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** CORS in the starter's own filter chain. */
@ParameterizedClass
@EnumSource(WebStack.class)
@Tag("slow")
class CorsTest {
    @RegisterExtension
    static final SharedApis APIS = new SharedApis();

    private static final String APP = "https://app.example.com";
    private static final TestUserPool POOL = TestUserPool.create();

    @Parameter
    WebStack stack;

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @ParameterizedTest
    @CsvSource({"/annotated", "/mapped", "/by-source"})
    void theCorsConfigurationOfTheApplicationHolds(String path) throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, Configured.class);
        HttpResponse<String> asked = preflight(api, path, APP, "GET");
        assertThat(asked.statusCode()).isEqualTo(200);
        assertAllowed(asked);
        assertThat(asked.headers().firstValue("Access-Control-Allow-Headers")).hasValue("authorization");

        String token = POOL.accessToken().sign();
        HttpResponse<String> good = api.sendAs("GET", path, "Origin", APP, "Authorization", "Bearer " + token);
        assertThat(good.statusCode()).isEqualTo(200);
        assertAllowed(good);

        // Without these headers a page could not tell an expired token from an API that is gone.
        HttpResponse<String> bad = api.sendAs("GET", path, "Origin", APP, "Authorization", "Bearer opaque");
        assertThat(bad.statusCode()).isEqualTo(401);
        assertAllowed(bad);
        assertThat(bad.body()).contains("\"status\":401");
        HttpResponse<String> none = api.sendAs("GET", path, "Origin", APP);
        assertThat(none.statusCode()).isEqualTo(401);
        assertAllowed(none);

        assertThat(api.get(path, token).headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"/annotated", "/mapped", "/by-source"})
    void aForeignOriginAndAnotherMethodAreRefused(String path) throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, Configured.class);
        String token = POOL.accessToken().sign();
        List<HttpResponse<String>> answers = List.of(
                preflight(api, path, "https://evil.example", "GET"),
                preflight(api, path, "https://app.example.com.evil.example", "GET"),
                preflight(api, path, "null", "GET"),
                preflight(api, path, APP, "PATCH"),
                api.sendAs("GET", path, "Origin", "https://evil.example", "Authorization", "Bearer " + token),
                api.sendAs("GET", path, "Origin", "https://evil.example"));

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).isIn(401, 403);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
            assertThat(answer.body()).doesNotContain("here you are");
        });
        assertThat(answers.get(0).statusCode()).isEqualTo(403);
        assertThat(answers.get(4).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"/plain", "/nothing", "/annotated/nothing"})
    void aPathWithoutACorsConfigurationAsksForATokenAsBefore(String path) throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, Configured.class);
        HttpResponse<String> asked = preflight(api, path, APP, "GET");

        assertThat(asked.statusCode()).isEqualTo(401);
        assertThat(asked.body()).contains("A bearer token is required.");
        assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void anOriginChangesNoAnswerWithoutACorsConfiguration() throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, Greeter.class);
        String token = POOL.accessToken().sign();
        HttpResponse<String> asked = preflight(api, "/hello", APP, "GET");

        assertThat(asked.statusCode()).isEqualTo(401);
        assertThat(RunningApi.challengeOf(asked)).isEqualTo(api.challenge(""));
        assertThat(asked.headers().firstValue("Vary"))
                .isEqualTo(api.get("/hello").headers().firstValue("Vary"));
        assertThat(preflight(api, "/nothing", APP, "GET").statusCode()).isEqualTo(401);
        assertThat(api.sendAs("GET", "/hello", "Origin", APP, "Authorization", "Bearer " + token)
                        .body())
                .isEqualTo("hello");
        assertThat(api.sendAs("OPTIONS", "/hello").statusCode()).isEqualTo(401);
        assertThat(api.sendAs("GET", "/hello", "Origin", "not an origin").statusCode())
                .isEqualTo(401);
    }

    @Test
    void aCorsFilterOfTheApplicationHolds() throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, WithFilter.class);
        HttpResponse<String> asked = preflight(api, "/hello", APP, "GET");

        assertThat(asked.statusCode()).isEqualTo(200);
        assertAllowed(asked);
        HttpResponse<String> refused = api.sendAs("GET", "/hello", "Origin", APP);
        assertThat(refused.statusCode()).isEqualTo(401);
        assertAllowed(refused);
    }

    @Test
    void theChallengeIsExposedWhereTheApplicationExposesIt() throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, Configured.class);
        assertThat(api.sendAs("GET", "/annotated", "Origin", APP).headers().firstValue("Access-Control-Expose-Headers"))
                .hasValue("WWW-Authenticate");
    }

    private static HttpResponse<String> preflight(RunningApi api, String path, String origin, String method)
            throws Exception {
        return api.sendAs(
                "OPTIONS",
                path,
                "Origin",
                origin,
                "Access-Control-Request-Method",
                method,
                "Access-Control-Request-Headers",
                "authorization");
    }

    private static void assertAllowed(HttpResponse<String> answer) {
        assertThat(answer.headers().allValues("Access-Control-Allow-Origin")).containsExactly(APP);
        assertThat(answer.headers().allValues("Vary")).contains("Origin");
    }

    @EnableAutoConfiguration
    @RestController
    @Import({ServletCors.class, ReactiveCors.class})
    static class Configured {
        @CrossOrigin(origins = APP, exposedHeaders = "WWW-Authenticate")
        @GetMapping("/annotated")
        String annotated() {
            return "here you are";
        }

        @GetMapping("/mapped")
        String mapped() {
            return "here you are";
        }

        @GetMapping("/by-source")
        String bySource() {
            return "here you are";
        }

        @GetMapping("/plain")
        String plain() {
            return "here you are";
        }

        @DeleteMapping("/annotated")
        String delete() {
            return "gone";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class ServletCors {
        @Bean
        WebMvcConfigurer mappings() {
            return new WebMvcConfigurer() {
                @Override
                public void addCorsMappings(CorsRegistry registry) {
                    registry.addMapping("/mapped").allowedOrigins(APP);
                }
            };
        }

        @Bean
        CorsConfigurationSource ofAnyName() {
            UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
            source.registerCorsConfiguration("/by-source", allowed());
            return source;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ReactiveCors {
        @Bean
        WebFluxConfigurer mappings() {
            return new WebFluxConfigurer() {
                @Override
                public void addCorsMappings(org.springframework.web.reactive.config.CorsRegistry registry) {
                    registry.addMapping("/mapped").allowedOrigins(APP);
                }
            };
        }

        @Bean
        org.springframework.web.cors.reactive.CorsConfigurationSource ofAnyName() {
            org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource source =
                    new org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource();
            source.registerCorsConfiguration("/by-source", allowed());
            return source;
        }
    }

    @Import({Greeter.class, ServletFilter.class, ReactiveFilter.class})
    static class WithFilter {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class ServletFilter {
        @Bean
        CorsFilter cors() {
            return new CorsFilter(request -> allowed());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ReactiveFilter {
        @Bean
        org.springframework.web.cors.reactive.CorsWebFilter cors() {
            return new org.springframework.web.cors.reactive.CorsWebFilter(exchange -> allowed());
        }
    }

    private static CorsConfiguration allowed() {
        CorsConfiguration configuration = new CorsConfiguration();
        configuration.addAllowedOrigin(APP);
        configuration.addAllowedMethod("GET");
        configuration.addAllowedHeader("authorization");
        return configuration;
    }
}

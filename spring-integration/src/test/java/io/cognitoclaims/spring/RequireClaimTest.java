package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import reactor.core.publisher.Mono;

/** Methods that only callers with a claim may use. Nobody enables method security here. */
@ParameterizedClass
@EnumSource(WebStack.class)
class RequireClaimTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static RunningApi api;

    @Parameter
    WebStack stack;

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        api = stack.startFor(
                POOL,
                Application.class,
                // Whoever switches off aspects does not mean to switch off security.
                "spring.aop.auto=false");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        api.close();
    }

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("the text", "dogs", true),
                Arguments.of("another text", "cats", false),
                Arguments.of("a longer text", "dogs ", false),
                Arguments.of("other case", "DOGS", false),
                Arguments.of("a number", 7, true),
                Arguments.of("another number", 77, false),
                Arguments.of("a number as text", "7", true),
                Arguments.of("a boolean", true, true),
                Arguments.of("the other boolean", false, false),
                Arguments.of("a number with a fraction of nothing", new BigDecimal("7.0"), false),
                Arguments.of("a number with an exponent", new BigDecimal("1E+2"), true),
                Arguments.of("one, for true", 1, false),
                Arguments.of("true in capitals", "TRUE", false),
                Arguments.of("an array with it", List.of("cats", "dogs"), true),
                Arguments.of("an array without it", List.of("cats"), false),
                Arguments.of("the text of an array with it", "[\"cats\",\"dogs\"]", true),
                Arguments.of("the text of an array without it", "[\"cats\"]", false),
                Arguments.of("no text of an array", "[dogs]", false),
                Arguments.of("an array with null", Arrays.asList("cats", null), false),
                Arguments.of("an array with a number", List.of(7), true),
                Arguments.of("an array in an array", List.of(List.of("dogs")), false),
                Arguments.of("an array in an array that prints as it", List.of(List.of("a")), false),
                Arguments.of("an object that prints as it", Map.of("a", "b"), false),
                Arguments.of("an object in an array that prints as it", List.of(Map.of("a", "b")), false),
                Arguments.of("an object", Map.of("dogs", "dogs"), false),
                Arguments.of("null", null, false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void aMethodIsOpenToWhomTheClaimSays(String name, Object value, boolean isOpen) throws Exception {
        HttpResponse<String> answer = get("/one-of", POOL.accessToken().claim("x", value));

        assertThat(answer.statusCode()).isEqualTo(isOpen ? 200 : 403);
        if (!isOpen) {
            assertThat(RunningApi.challengeOf(answer)).startsWith("Bearer error=\"insufficient_scope\"");
        }
    }

    @Test
    void aMethodIsClosedWithoutTheClaim() throws Exception {
        assertThat(get("/one-of", POOL.accessToken()).statusCode()).isEqualTo(403);
        assertThat(api.get("/one-of").statusCode()).isEqualTo(401);
    }

    /** Also false: a rule that lets it in says so. */
    @Test
    void aRuleMayAskForAnyValue() throws Exception {
        for (Object value : new Object[] {false, 0, "", List.of(), Map.of()}) {
            assertThat(get("/any", POOL.accessToken().claim("x", value)).statusCode())
                    .isEqualTo(200);
        }
        assertThat(get("/any", POOL.accessToken().claim("x", "whatever")).statusCode())
                .isEqualTo(200);
        assertThat(get("/any", POOL.accessToken().claim("x", null)).statusCode())
                .isEqualTo(403);
        assertThat(get("/any", POOL.accessToken()).statusCode()).isEqualTo(403);
    }

    @Test
    void aRuleHoldsOnABeanBelowTheController() throws Exception {
        assertThat(get("/service", POOL.accessToken().claim("x", "dogs")).body())
                .isEqualTo("service");
        assertThat(get("/service", POOL.accessToken().claim("x", "cats")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void anAnnotationOfTheApplicationMayMarkAMethod() throws Exception {
        assertThat(get("/dog-lovers", POOL.accessToken().claim("x", "dogs")).statusCode())
                .isEqualTo(200);
        assertThat(get("/dog-lovers", POOL.accessToken().claim("x", "cats")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void aRuleOfAClassHoldsButForMethodsWithARuleOfTheirOwn() throws Exception {
        TokenBuilder cats = POOL.accessToken().claim("x", "cats");

        assertThat(get("/class", cats).statusCode()).isEqualTo(403);
        assertThat(get("/class/own", cats).statusCode()).isEqualTo(200);
        assertThat(get("/class", POOL.accessToken().claim("x", "dogs")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aRuleOfAClassHoldsForMethodsThatItInherits() throws Exception {
        assertThat(get("/inherited", POOL.accessToken().claim("x", "cats")).statusCode())
                .isEqualTo(403);
        assertThat(get("/inherited", POOL.accessToken()).statusCode()).isEqualTo(403);
        assertThat(get("/inherited", POOL.accessToken().claim("x", "dogs")).body())
                .isEqualTo("inherited");
    }

    @Test
    void aRuleHoldsForARouteThatCallsABean() throws Exception {
        assertThat(get("/route", POOL.accessToken().claim("x", "cats")).statusCode())
                .isEqualTo(403);
        assertThat(get("/route", POOL.accessToken().claim("x", "dogs")).body()).isEqualTo("service");
    }

    @Test
    void aMethodWithoutARuleIsLeftAlone() throws Exception {
        assertThat(get("/open", POOL.accessToken()).statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> get(String path, TokenBuilder token) throws Exception {
        return api.get(path, token.sign());
    }

    @Test
    void aMethodThatReturnsAPlainValueLetsNobodyInOnWebFlux() throws Exception {
        String token = POOL.accessToken().claim("x", "dogs").sign();

        assertThat(api.get("/plain", token).statusCode()).isEqualTo(stack == WebStack.NETTY ? 500 : 200);
    }

    @Retention(RetentionPolicy.RUNTIME)
    @RequireClaim(name = "x", anyOf = "dogs")
    @interface DogLovers {}

    @EnableAutoConfiguration
    @RestController
    @Import({DogService.class, DogController.class, Routes.class, ReactiveRoutes.class})
    static class Application {
        private final DogService service;

        Application(DogService service) {
            this.service = service;
        }

        @GetMapping("/open")
        Mono<String> open() {
            return Mono.just("open");
        }

        @RequireClaim(
                name = "x",
                anyOf = {"dogs", "7", "true", "null", "100", "[a]", "{a=b}"})
        @GetMapping("/one-of")
        Mono<String> oneOf() {
            return Mono.just("one of");
        }

        @RequireClaim(name = "x", anyValue = true)
        @GetMapping("/any")
        Mono<String> any() {
            return Mono.just("any");
        }

        @DogLovers
        @GetMapping("/dog-lovers")
        Mono<String> dogLovers() {
            return Mono.just("dog lovers");
        }

        @RequireClaim(name = "x", anyOf = "dogs")
        @GetMapping("/plain")
        String plain() {
            return "plain";
        }

        @GetMapping("/service")
        Mono<String> service() {
            return service.answer();
        }
    }

    @Service
    static class DogService {
        @RequireClaim(name = "x", anyOf = "dogs")
        Mono<String> answer() {
            return Mono.just("service");
        }
    }

    static class AnyController {
        @GetMapping("/inherited")
        Mono<String> inherited() {
            return Mono.just("inherited");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Routes {
        @Bean
        RouterFunction<ServerResponse> route(DogService service) {
            return RouterFunctions.route()
                    .GET(
                            "/route",
                            request -> ServerResponse.async(service.answer().map(ServerResponse.ok()::body)))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ReactiveRoutes {
        @Bean
        org.springframework.web.reactive.function.server.RouterFunction<?> route(DogService service) {
            return org.springframework.web.reactive.function.server.RouterFunctions.route()
                    .GET(
                            "/route",
                            request -> service.answer()
                                    .flatMap(
                                            org.springframework.web.reactive.function.server.ServerResponse.ok()
                                                    ::bodyValue))
                    .build();
        }
    }

    @RestController
    @RequireClaim(name = "x", anyOf = "dogs")
    static class DogController extends AnyController {
        @GetMapping("/class")
        Mono<String> ofTheClass() {
            return Mono.just("class");
        }

        @RequireClaim(name = "x", anyOf = "cats")
        @GetMapping("/class/own")
        Mono<String> own() {
            return Mono.just("own");
        }
    }
}

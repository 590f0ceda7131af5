package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
import org.springframework.http.HttpStatus;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Claims as a controller's parameters. */
@ParameterizedClass
@EnumSource(WebStack.class)
class ClaimValueTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static RunningApi api;

    @Parameter
    WebStack stack;

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        api = stack.startFor(POOL, Application.class);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        api.close();
    }

    @AfterAll
    static void closePools() {
        POOL.close();
    }

    /** Path, value as JSON, the same value as an event of version 1 carries it, and what the controller sees. */
    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("string", "dogs", "dogs", "dogs"),
                Arguments.of("boolean", true, "true", "true"),
                Arguments.of("boxed-boolean", false, "false", "false"),
                Arguments.of("int", -7, "-7", "-7"),
                Arguments.of("integer", Integer.MAX_VALUE, "2147483647", "2147483647"),
                Arguments.of("long", 2_147_483_648L, "2147483648", "2147483648"),
                Arguments.of("decimal", new BigDecimal("1.50"), "1.50", "1.50"),
                Arguments.of("instant", 1_767_322_800, "1767322800", "2026-01-02T03:00:00Z"),
                Arguments.of("strings", List.of("a", "b"), "[\"a\",\"b\"]", "[a, b]"),
                Arguments.of("set", List.of("b", "a", "b"), "[\"b\",\"a\",\"b\"]", "[b, a]"),
                Arguments.of("enum", "in_between", "in_between", "IN_BETWEEN"),
                Arguments.of("optional-enum", "small", "small", "Optional[SMALL]"),
                Arguments.of("optional-strings", List.of("a"), "[\"a\"]", "Optional[[a]]"),
                Arguments.of("optional-int", 3, "3", "Optional[3]"),
                Arguments.of("nullable", "dogs", "dogs", "dogs"),
                Arguments.of("own-annotation", "dogs", "dogs", "dogs"),
                Arguments.of("interface", "dogs", "dogs", "dogs"),
                Arguments.of(
                        "record",
                        Map.of("name", "Rex", "size", "small", "unknown", 1),
                        "{\"name\":\"Rex\",\"size\":\"small\"}",
                        "Pet[name=Rex, size=SMALL]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void aClaimIsReadAsTheParametersType(String path, Object json, String text, String seen) throws Exception {
        assertThat(get(path, POOL.accessToken().claim("x", json)).body()).isEqualTo(seen);
        assertThat(get(path, POOL.accessToken().claim("x", text)).body()).isEqualTo(seen);
    }

    @Test
    void theWholeTokenIsBoundToARecord() throws Exception {
        TokenBuilder token = POOL.accessToken()
                .subject("somebody")
                .groups("admin")
                .claim("pet_size", "small")
                .claim("x", Map.of("name", "Rex", "size", "small"));

        assertThat(get("owner", token).body())
                .isEqualTo("Owner[sub=somebody, petSize=SMALL, x=Pet[name=Rex, size=SMALL], missing=null]");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void aTokenWithoutTheClaimIsDeniedUnlessItMayBeAbsent(String path, Object json, String text, String seen)
            throws Exception {
        boolean mayBeAbsent = path.equals("nullable") || path.startsWith("optional");
        for (TokenBuilder token : List.of(POOL.accessToken(), POOL.accessToken().claim("x", null))) {
            HttpResponse<String> answer = get(path, token);

            if (mayBeAbsent) {
                assertThat(answer.body()).isEqualTo(path.equals("nullable") ? "null" : "Optional.empty");
            } else {
                assertThat(answer.statusCode()).isEqualTo(403);
                assertThat(RunningApi.challengeOf(answer)).startsWith("Bearer error=\"insufficient_scope\"");
            }
        }
    }

    @Test
    void aParameterThatMayNotBeAbsentAsksForAToken() throws Exception {
        assertThat(api.get("/open/string").statusCode()).isEqualTo(401);
        assertThat(api.get("/open/owner").statusCode()).isEqualTo(401);
        assertThat(api.get("/open/optional").body()).isEqualTo("Optional.empty Optional.empty");
    }

    static Stream<Arguments> wrongValues() {
        return Stream.of(
                Arguments.of("string", 7),
                Arguments.of("boolean", "TRUE"),
                Arguments.of("int", 2_147_483_648L),
                Arguments.of("int", 1.5),
                Arguments.of("long", "secret"),
                Arguments.of("decimal", true),
                Arguments.of("instant", "2026-01-02"),
                Arguments.of("strings", List.of(1)),
                Arguments.of("strings", "secret"),
                Arguments.of("enum", "SMALL"),
                Arguments.of("optional-enum", "secret"),
                Arguments.of("record", List.of("secret")));
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("wrongValues")
    void aValueOfAnotherTypeIsAnErrorThatNamesTheClaimAndNotTheValue(String path, Object json) throws Exception {
        HttpResponse<String> answer = get(path, POOL.accessToken().claim("x", json));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).startsWith("claim x: expected ").doesNotContain("secret", String.valueOf(json));
    }

    private static HttpResponse<String> get(String path, TokenBuilder token) throws Exception {
        return api.get("/" + path, token.sign());
    }

    enum Size {
        SMALL,
        IN_BETWEEN
    }

    record Pet(String name, Size size) {}

    record Owner(String sub, Size petSize, Pet x, @Nullable String missing) {}

    @Retention(RetentionPolicy.RUNTIME)
    @ClaimValue("x")
    @interface X {}

    interface Described {
        @GetMapping("/interface")
        String described(@ClaimValue("x") String x);
    }

    @EnableAutoConfiguration
    @RestController
    static class Application implements Described {
        @ExceptionHandler
        @ResponseStatus(HttpStatus.INTERNAL_SERVER_ERROR)
        String wrongType(ClaimValueException e) {
            return String.valueOf(e.getMessage());
        }

        @GetMapping({"/string", "/open/string"})
        String string(@ClaimValue("x") String x) {
            return x;
        }

        @GetMapping("/boolean")
        String bool(@ClaimValue("x") boolean x) {
            return String.valueOf(x);
        }

        @GetMapping("/boxed-boolean")
        String boxed(@ClaimValue("x") Boolean x) {
            return x.toString();
        }

        @GetMapping("/int")
        String number(@ClaimValue("x") int x) {
            return String.valueOf(x);
        }

        @GetMapping("/integer")
        String integer(@ClaimValue("x") Integer x) {
            return x.toString();
        }

        @GetMapping("/long")
        String longNumber(@ClaimValue("x") long x) {
            return String.valueOf(x);
        }

        @GetMapping("/decimal")
        String decimal(@ClaimValue("x") BigDecimal x) {
            return x.toString();
        }

        @GetMapping("/instant")
        String instant(@ClaimValue("x") Instant x) {
            return x.toString();
        }

        @GetMapping("/strings")
        String strings(@ClaimValue("x") List<String> x) {
            return x.toString();
        }

        @GetMapping("/set")
        String set(@ClaimValue("x") Set<String> x) {
            return x.toString();
        }

        @GetMapping("/enum")
        String constant(@ClaimValue("x") Size x) {
            return x.name();
        }

        @GetMapping("/optional-enum")
        String optional(@ClaimValue("x") Optional<Size> x) {
            return x.toString();
        }

        @GetMapping("/optional-strings")
        String optionals(@ClaimValue("x") Optional<List<String>> x) {
            return x.toString();
        }

        @GetMapping("/optional-int")
        String optionalNumber(@ClaimValue("x") Optional<Integer> x) {
            return x.toString();
        }

        @GetMapping("/nullable")
        String nullable(@ClaimValue("x") @Nullable String x) {
            return String.valueOf(x);
        }

        @GetMapping("/own-annotation")
        String own(@X String x) {
            return x;
        }

        @Override
        public String described(String x) {
            return x;
        }

        @GetMapping("/record")
        String json(@ClaimValue("x") Pet x) {
            return x.toString();
        }

        @GetMapping({"/owner", "/open/owner"})
        String owner(@ClaimValue Owner owner) {
            return owner.toString();
        }

        @GetMapping("/open/optional")
        String open(@ClaimValue("x") Optional<String> x, @ClaimValue Optional<Owner> owner) {
            return x + " " + owner;
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        static class ServletChain {
            @Bean
            SecurityFilterChain chain(HttpSecurity http) {
                return http.authorizeHttpRequests(requests -> requests.requestMatchers("/open/**", "/error")
                                .permitAll()
                                .anyRequest()
                                .authenticated())
                        .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                        .build();
            }
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        static class ReactiveChain {
            @Bean
            SecurityWebFilterChain chain(ServerHttpSecurity http) {
                return http.authorizeExchange(requests -> requests.pathMatchers("/open/**")
                                .permitAll()
                                .anyExchange()
                                .authenticated())
                        .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                        .build();
            }
        }
    }
}

package io.cognitoclaims.spring;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.pathMatchers;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What the logger {@code io.cognitoclaims} says, and never says, of refused requests at level {@code DEBUG}. */
@ParameterizedClass
@EnumSource(WebStack.class)
@ExtendWith(OutputCaptureExtension.class)
class LogTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final TestUserPool STRANGER = TestUserPool.create();
    private static RunningApi api;

    @Parameter
    WebStack stack;

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        api = stack.startFor(POOL, Application.class, "logging.level.io.cognitoclaims=DEBUG");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        api.close();
    }

    @AfterAll
    static void closePools() {
        POOL.close();
        STRANGER.close();
    }

    /** A path, a token, the status, and what the log says. */
    static Stream<Arguments> refusals() {
        TokenBuilder good = POOL.accessToken();
        return Stream.of(
                refused(
                        "an expired token",
                        "/open",
                        good.expiresAt(Instant.EPOCH.plusSeconds(1)),
                        401,
                        "refused: EXPIRED: the token has expired"),
                refused(
                        "another client's",
                        "/open",
                        POOL.accessToken().clientId("another"),
                        401,
                        "refused: WRONG_CLIENT: the token was issued to another app client"),
                refused(
                        "another pool's",
                        "/open",
                        STRANGER.accessToken(),
                        401,
                        "refused: WRONG_ISSUER: the token was issued by another user pool"),
                refused(
                        "an ID token",
                        "/open",
                        POOL.idToken(),
                        401,
                        "refused: WRONG_TOKEN_USE: the token is of the other use"),
                refused(
                        "a missing claim",
                        "/claim",
                        POOL.accessToken(),
                        403,
                        "LogTest$Api#claim, parameter 1 (String): the token has no claim Tier"),
                refused(
                        "another case",
                        "/claim",
                        POOL.accessToken().claim("tier", "secret-tier"),
                        403,
                        "has no claim Tier, but tier"),
                refused(
                        "a claim of the pool",
                        "/claim",
                        POOL.accessToken().claim("custom:Tier", "secret-tier"),
                        403,
                        "has no claim Tier, but custom:Tier"),
                refused(
                        "no similar claim",
                        "/claim",
                        POOL.accessToken().claim("secret", "x"),
                        403,
                        "has no claim Tier"),
                refused(
                        "a rule of a missing claim",
                        "/rule",
                        POOL.accessToken(),
                        403,
                        "LogTest$Api#rule: the token has no claim Tier"),
                refused(
                        "a rule of another value",
                        "/rule",
                        POOL.accessToken().claim("Tier", "secret-tier"),
                        403,
                        "LogTest$Api#rule: the claim Tier has none of the accepted values"),
                refused(
                        "the current token's claim",
                        "/current",
                        POOL.accessToken(),
                        403,
                        "CurrentToken: the token has no claim Tier"),
                refused(
                        "the current token's kind",
                        "/current-id",
                        POOL.accessToken(),
                        403,
                        "CurrentToken: the token is an AccessToken and no IdToken"),
                refused(
                        "a null token",
                        "/null",
                        POOL.accessToken(),
                        200,
                        "LogTest$Api#nullable, parameter 1 (IdToken): the token is an AccessToken and no IdToken"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void theLogSaysWhyATokenIsNotTakenAndQuotesNothingOfIt(
            String name, String path, TokenBuilder token, int status, String why, CapturedOutput output)
            throws Exception {
        String text = token.sign();

        assertThat(api.get(path, text).statusCode()).isEqualTo(status);
        assertThat(output).contains(why).doesNotContain(text, "secret");
    }

    @Test
    void theLogSaysWhatAHeaderLacks(CapturedOutput output) throws Exception {
        String token = POOL.accessToken().sign();

        assertThat(api.getAs(token, "/open").statusCode()).isEqualTo(401);
        assertThat(output)
                .contains("the Authorization header has a token without a scheme; write Bearer and a space before it");
        assertThat(api.getAs("Token " + token, "/open").statusCode()).isEqualTo(401);
        assertThat(output).contains("the scheme of the Authorization header is not Bearer");
        assertThat(api.getAs("Bearer " + token + " x", "/open").statusCode()).isEqualTo(400);
        assertThat(output)
                .contains("after Bearer the Authorization header must have spaces, one token (RFC 6750, section 2.1)");
        assertThat(api.getAs(List.of("Bearer " + token, "Bearer " + token), "/open")
                        .statusCode())
                .isEqualTo(400);
        assertThat(output)
                .contains("refused: more than one Authorization header")
                .doesNotContain(token);
    }

    /** As a test with Spring Security's own users, or a chain with other logins. */
    @Test
    void theLogSaysThatTheCallerHasNoCognitoToken(CapturedOutput output) throws Exception {
        String basic = "Basic dXNlcjpwYXNzd29yZA==";
        for (String path : List.of("/basic/claim", "/basic/rule", "/basic/current", "/basic/current-id")) {
            assertThat(api.getAs(basic, path).statusCode()).as(path).isEqualTo(403);
        }
        assertThat(api.getAs(basic, "/basic/access").body()).isEqualTo("none");

        assertThat(
                        output.toString()
                                .lines()
                                .filter(
                                        line -> line.contains(
                                                "UsernamePasswordAuthenticationToken carries no Cognito token; in a test cognitoUser() gives one")))
                .hasSize(5);
        assertThat(output).doesNotContain("password", basic);
    }

    @Test
    void theLogSaysThatThereIsNoToken(CapturedOutput output) throws Exception {
        assertThat(api.get("/anybody/claim").statusCode()).isEqualTo(401);

        assertThat(output).contains("parameter 1 (String): the caller has no token");
    }

    private static Arguments refused(String name, String path, TokenBuilder token, int status, String why) {
        return Arguments.of(name, path, token, status, why);
    }

    @EnableAutoConfiguration
    @Import({Api.class, Chains.class, ReactiveChains.class})
    static class Application {}

    @RestController
    static class Api {
        private final @Nullable CurrentToken current;
        private final @Nullable ReactiveCurrentToken reactive;

        Api(ObjectProvider<CurrentToken> current, ObjectProvider<ReactiveCurrentToken> reactive) {
            this.current = current.getIfAvailable();
            this.reactive = reactive.getIfAvailable();
        }

        @GetMapping("/open")
        String open() {
            return "open";
        }

        @GetMapping({"/claim", "/basic/claim", "/anybody/claim"})
        String claim(@ClaimValue("Tier") String tier) {
            return tier;
        }

        @RequireClaim(name = "Tier", anyOf = "gold")
        @GetMapping({"/rule", "/basic/rule"})
        Mono<String> rule() {
            return Mono.just("rule");
        }

        @GetMapping({"/current", "/basic/current"})
        Mono<String> current() {
            Claim<String> tier = Claim.ofString("Tier");
            return current == null ? requireNonNull(reactive).require(tier) : Mono.just(current.require(tier));
        }

        @GetMapping({"/current-id", "/basic/current-id"})
        Mono<String> currentId() {
            return (current == null
                            ? requireNonNull(reactive).require(IdToken.class)
                            : Mono.just(current.require(IdToken.class)))
                    .map(IdToken::subject);
        }

        @GetMapping("/null")
        String nullable(@AuthenticationPrincipal @Nullable IdToken token) {
            return token == null ? "none" : "some";
        }

        @GetMapping("/basic/access")
        String access(@AuthenticationPrincipal @Nullable AccessToken token) {
            return token == null ? "none" : "some";
        }
    }

    private static UserDetails user() {
        return User.withUsername("user").password("{noop}password").build();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Chains {
        @Bean
        InMemoryUserDetailsManager users() {
            return new InMemoryUserDetailsManager(user());
        }

        @Bean
        @Order(1)
        SecurityFilterChain basic(HttpSecurity http) {
            return http.securityMatcher("/basic/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain others(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/anybody/**")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ReactiveChains {
        @Bean
        MapReactiveUserDetailsService users() {
            return new MapReactiveUserDetailsService(user());
        }

        @Bean
        @Order(1)
        SecurityWebFilterChain basic(ServerHttpSecurity http) {
            return http.securityMatcher(pathMatchers("/basic/**"))
                    .authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .httpBasic(Customizer.withDefaults())
                    .build();
        }

        @Bean
        @Order(2)
        SecurityWebFilterChain others(ServerHttpSecurity http) {
            return http.authorizeExchange(requests -> requests.pathMatchers("/anybody/**")
                            .permitAll()
                            .anyExchange()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .build();
        }
    }
}

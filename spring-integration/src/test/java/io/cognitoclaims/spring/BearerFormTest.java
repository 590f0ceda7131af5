package io.cognitoclaims.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.pathMatchers;

import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/** What counts as a token in the request, and what is answered otherwise: as the servlet filter does it. */
@ParameterizedClass
@EnumSource(WebStack.class)
class BearerFormTest {
    private static final String INVALID_REQUEST = "Exactly one bearer token, in the form of RFC 6750, is required.";

    private static final TestUserPool POOL = TestUserPool.create();
    private static final String TOKEN = POOL.accessToken().sign();
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

    @ParameterizedTest
    @ValueSource(strings = {"Bearer <t>", "bearer <t>", "BEARER <t>", "bEaReR <t>", "Bearer    <t>"})
    void theSchemeMayHaveAnyCaseAndSeveralBlanksAfterIt(String value) throws Exception {
        assertThat(api.getAs(value.replace("<t>", TOKEN), "/hello").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer <t> <t>",
                "Bearer <t>,<t>",
                "Bearer <t>, Bearer <t>",
                "Bearer <t>, Basic YTpi",
                "Bearer Bearer <t>",
                "Bearer \"<t>\"",
                "Bearer '<t>'",
                "Bearer <t>;realm=x",
                "Bearer token=<t>",
                "Bearer =<t>",
                "Bearer =",
                "Bearer <t>=<t>",
                "Bearer <t>%20",
                "Bearer <t>\\",
                "Bearer\t<t>",
                "Bearer <t>\tx",
                "Bearer,<t>",
                "Bearer:<t>",
                "Bearer=<t>"
            })
    void aBearerHeaderOfAnotherFormIsAnInvalidRequest(String value) throws Exception {
        assertInvalidRequest(api.getAs(value.replace("<t>", TOKEN), "/hello"));
        assertInvalidRequest(api.getAs(value.replace("<t>", TOKEN), "/own/hello"));
    }

    @Test
    void twoAuthorizationHeadersAreAnInvalidRequest() throws Exception {
        assertInvalidRequest(api.getAs(List.of("Bearer " + TOKEN, "Bearer " + TOKEN), "/hello"));
        assertInvalidRequest(api.getAs(List.of("Bearer " + TOKEN, "Basic YTpi"), "/hello"));
        assertInvalidRequest(api.getAs(List.of("Basic YTpi", "Bearer " + TOKEN), "/own/hello"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic YTpi", "<t>", "\"Bearer <t>\"", ""})
    void aHeaderOfAnotherSchemeIsNoToken(String value) throws Exception {
        HttpResponse<String> answer = api.getAs(value.replace("<t>", TOKEN), "/hello");

        assertThat(RunningApi.challengeOf(answer)).isEqualTo("Bearer resource_metadata=\"" + api.metadata() + "\"");
        assertProblem(answer, 401, "Unauthorized", "A bearer token is required.");
    }

    /** On WebFlux Spring Security takes the start of the name for the scheme and says that the token is malformed. */
    @ParameterizedTest
    @ValueSource(strings = {"BearerX <t>", "Bearer-Token <t>"})
    void aSchemeWhoseNameBeginsWithBearerIsRefused(String value) throws Exception {
        HttpResponse<String> answer = api.getAs(value.replace("<t>", TOKEN), "/hello");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(RunningApi.challengeOf(answer))
                .startsWith(stack == WebStack.TOMCAT ? "Bearer resource_metadata" : "Bearer error=\"invalid_token\"");
    }

    @Test
    void aPostMayHaveATokenOfTheSameFormAsAGet() throws Exception {
        assertThat(api.postAs("Bearer " + TOKEN, "/hello").statusCode()).isEqualTo(405);
        assertThat(api.postAs("Bearer   " + TOKEN, "/hello").statusCode()).isEqualTo(405);
    }

    @Test
    void aPostWithAnInvalidHeaderIsAnInvalidRequestOnWebFlux() throws Exception {
        assumeThat(stack).isEqualTo(WebStack.NETTY);

        assertInvalidRequest(api.postAs("Bearer " + TOKEN + " " + TOKEN, "/hello"));
    }

    /** In Spring Security 7.0 that scheme has a filter and a challenge of its own. */
    @Test
    void aTokenOfTheDpopSchemeIsRefused() throws Exception {
        assertThat(api.getAs("DPoP " + TOKEN, "/hello").statusCode()).isEqualTo(401);
    }

    @Test
    void theBodyOfA401TellsOfABadToken() throws Exception {
        assertProblem(
                api.get("/hello", "opaque"), 401, "Unauthorized", "The token is expired, revoked or not valid here.");
    }

    @Test
    void theBodyOfA403TellsOfAMissingScope() throws Exception {
        HttpResponse<String> answer = api.get("/own/access", TOKEN);

        assertThat(RunningApi.challengeOf(answer)).startsWith("Bearer error=\"insufficient_scope\"");
        assertProblem(answer, 403, "Forbidden", "The token does not grant what this request needs.");
    }

    @Test
    void anEntryPointOfTheApplicationWritesTheBodyItself() throws Exception {
        HttpResponse<String> answer = api.get("/other/hello", "opaque");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(RunningApi.challengeOf(answer)).startsWith("Bearer error=\"invalid_token\"");
        assertThat(answer.body()).isEqualTo("go away");
    }

    @Test
    void anAnswerHasNoProblemBodyWhereAnEntryPointAsksForTheErrorPage() throws Exception {
        HttpResponse<String> answer = api.get("/error-page/hello", "opaque");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).doesNotContain("\"detail\"");
    }

    @Test
    void answersOfControllersStayAsTheyAre() throws Exception {
        assertThat(api.get("/nothing-here", TOKEN).statusCode()).isEqualTo(404);
        assertThat(api.get("/hello", TOKEN).headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
    }

    private static void assertInvalidRequest(HttpResponse<String> answer) {
        assertThat(RunningApi.challengeOf(answer))
                .startsWith("Bearer error=\"invalid_request\", error_description=\"" + INVALID_REQUEST + "\"")
                .endsWith("resource_metadata=\"" + api.metadata() + "\"");
        assertProblem(answer, 400, "Bad Request", INVALID_REQUEST);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String title, String detail) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().allValues("Content-Type")).containsExactly("application/problem+json");
        assertThat(answer.headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
        assertThat(answer.body())
                .isEqualTo("{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}".formatted(title, status, detail));
    }

    @Import({Greeter.class, ServletChains.class, ReactiveChains.class})
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class ServletChains {
        @Bean
        @Order(1)
        SecurityFilterChain withItsOwnBody(HttpSecurity http) {
            BearerTokenAuthenticationEntryPoint standard = new BearerTokenAuthenticationEntryPoint();
            return http.securityMatcher("/other/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults())
                            .authenticationEntryPoint((request, response, failure) -> {
                                standard.commence(request, response, failure);
                                response.getWriter().write("go away");
                            }))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain withAnErrorPage(HttpSecurity http) {
            BearerTokenAuthenticationEntryPoint standard = new BearerTokenAuthenticationEntryPoint();
            return http.securityMatcher("/error-page/**", "/error")
                    .authorizeHttpRequests(requests -> requests.requestMatchers("/error")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults())
                            .authenticationEntryPoint((request, response, failure) -> {
                                standard.commence(request, response, failure);
                                response.sendError(401);
                            }))
                    .build();
        }

        @Bean
        @Order(3)
        SecurityFilterChain ofTheApplication(HttpSecurity http) {
            return http.securityMatcher("/own/**")
                    .authorizeHttpRequests(requests -> requests.requestMatchers("/own/access")
                            .hasAuthority("SCOPE_pets/feed")
                            .anyRequest()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .build();
        }

        @Bean
        @Order(4)
        SecurityFilterChain ordinary(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ReactiveChains {
        @Bean
        @Order(1)
        SecurityWebFilterChain withItsOwnBody(ServerHttpSecurity http) {
            return http.securityMatcher(pathMatchers("/other/**"))
                    .authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults())
                            .authenticationEntryPoint((exchange, failure) -> {
                                ServerHttpResponse response = exchange.getResponse();
                                response.setStatusCode(HttpStatus.UNAUTHORIZED);
                                response.getHeaders().set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
                                DataBuffer body = response.bufferFactory().wrap("go away".getBytes(UTF_8));
                                return response.writeWith(Mono.just(body));
                            }))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityWebFilterChain withAnErrorPage(ServerHttpSecurity http) {
            return http.securityMatcher(pathMatchers("/error-page/**"))
                    .authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults())
                            .authenticationEntryPoint((exchange, failure) ->
                                    Mono.error(new ResponseStatusException(HttpStatus.UNAUTHORIZED))))
                    .build();
        }

        @Bean
        @Order(3)
        SecurityWebFilterChain ofTheApplication(ServerHttpSecurity http) {
            return http.securityMatcher(pathMatchers("/own/**"))
                    .authorizeExchange(requests -> requests.pathMatchers("/own/access")
                            .hasAuthority("SCOPE_pets/feed")
                            .anyExchange()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .build();
        }

        @Bean
        @Order(4)
        SecurityWebFilterChain ordinary(ServerHttpSecurity http) {
            return http.authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .build();
        }
    }
}

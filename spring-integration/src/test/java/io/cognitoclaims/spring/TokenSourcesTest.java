package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The places of {@code cognito-claims.token-sources}, in front of chains whose CSRF protection is on. */
@ParameterizedClass
@EnumSource(WebStack.class)
class TokenSourcesTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String TOKEN = POOL.accessToken().subject("alice").sign();
    private static final String AMPLIFY = "CognitoIdentityServiceProvider." + POOL.clientId();
    private static RunningApi api;

    @Parameter
    WebStack stack;

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        api = stack.startFor(
                POOL,
                Application.class,
                "cognito-claims.token-sources=authorization, header:x-amzn-oidc-accesstoken, cookie:token,"
                        + " amplify-cookies, websocket-protocol",
                "cognito-claims.trusted-origins=https://app.example.com");
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
    @CsvSource(delimiter = '|', textBlock = """
        Authorization           | Bearer <t>
        x-amzn-oidc-accesstoken | <t>
        Cookie                  | token=<t>
        Cookie                  | token=; token=<t>
        Cookie                  | <a>.alice%40x.accessToken=<t>; <a>.alice%40x.idToken=x; <a>.LastAuthUser=alice@x
        """)
    void aTokenInAnyOfThePlacesIsTaken(String name, String value) throws Exception {
        HttpResponse<String> answer = api.sendAs("GET", "/me", name, fill(value));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("alice");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Cookie                  | token=
        Cookie                  | Token=<t>
        Cookie                  | CognitoIdentityServiceProvider.another.alice.accessToken=<t>
        x-amzn-oidc-data        | <t>
        """)
    void aRequestWithoutATokenIsAskedForOne(String name, String value) throws Exception {
        HttpResponse<String> answer = api.sendAs("GET", "/me", name, fill(value));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(RunningApi.challengeOf(answer)).isEqualTo(api.challenge(""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Cookie                  | token=<t>; token=<t>
        Cookie                  | token="<t>"
        Cookie                  | token=<t>; <a>.alice.accessToken=<t>
        Cookie                  | <a>.alice.accessToken=<t>; <a>.bob.accessToken=<t>
        x-amzn-oidc-accesstoken | Bearer <t>
        x-amzn-oidc-accesstoken | <t>, <t>
        """)
    void whatIsNotOneTokenIsRefused(String name, String value) throws Exception {
        assertInvalidRequest(api.sendAs("GET", "/me", name, fill(value)));
        assertInvalidRequest(api.sendAs("POST", "/me", name, fill(value)));
    }

    @Test
    void twoTokensInTwoPlacesAreRefused() throws Exception {
        assertInvalidRequest(api.sendAs("GET", "/me", "Authorization", "Bearer " + TOKEN, "Cookie", "token=" + TOKEN));
        assertInvalidRequest(api.sendAs("GET", "/me", "x-amzn-oidc-accesstoken", TOKEN, "Cookie", "token=" + TOKEN));
    }

    @Test
    void theQueryStringIsNeverRead() throws Exception {
        assertThat(api.get("/me?access_token=" + TOKEN + "&token=" + TOKEN).statusCode())
                .isEqualTo(401);
    }

    /** CSRF protection would ask a page of this origin for a token of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"/me", "/protected/me"})
    void aPageOfThisOriginMayPostWithACookie(String path) throws Exception {
        for (String cookie : new String[] {"token=<t>", "<a>.alice.accessToken=<t>"}) {
            assertThat(api.sendAs("POST", path, "Cookie", fill(cookie), "Sec-Fetch-Site", "same-origin")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(api.sendAs("POST", path, "Cookie", fill(cookie), "Origin", origin())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(api.sendAs("POST", path, "Cookie", fill(cookie), "Origin", "https://app.example.com")
                            .body())
                    .isEqualTo("alice");
        }
    }

    @Test
    void aPageOfAnotherOriginMayNotPostWithACookie() throws Exception {
        assertCrossOrigin(api.sendAs(
                "POST",
                "/me",
                "Cookie",
                "token=" + TOKEN,
                "Sec-Fetch-Site",
                "cross-site",
                "Origin",
                "https://a.example"));
        assertCrossOrigin(api.sendAs("POST", "/me", "Cookie", "token=" + TOKEN, "Origin", "https://a.example"));
        assertCrossOrigin(api.sendAs("POST", "/me", "Cookie", "token=" + TOKEN));
        assertCrossOrigin(api.sendAs("POST", "/me", "Cookie", "token=bad", "Sec-Fetch-Site", "same-site"));
        assertCrossOrigin(api.sendAs("DELETE", "/me", "x-amzn-oidc-accesstoken", TOKEN, "Origin", "null"));
        assertThat(api.sendAs("POST", "/protected/me", "Cookie", "token=" + TOKEN, "Sec-Fetch-Site", "cross-site")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aProgramMayPostWithAHeader() throws Exception {
        assertThat(api.sendAs("POST", "/me", "x-amzn-oidc-accesstoken", TOKEN).statusCode())
                .isEqualTo(200);
        assertThat(api.sendWith(TOKEN, "POST", "/me").statusCode()).isEqualTo(200);
    }

    private static String origin() {
        return api.uri("/").toString().replaceAll("/$", "");
    }

    private static String fill(String value) {
        return value.replace("<t>", TOKEN).replace("<a>", AMPLIFY);
    }

    private static void assertInvalidRequest(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(RunningApi.challengeOf(answer)).startsWith("Bearer error=\"invalid_request\"");
        assertThat(answer.body()).contains("Exactly one bearer token");
    }

    private static void assertCrossOrigin(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(RunningApi.challengeOf(answer)).startsWith("Bearer error=\"cross_origin_request\"");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body())
                .isEqualTo("{\"title\":\"Forbidden\",\"status\":403,"
                        + "\"detail\":\"This request must come from a page of this origin.\"}");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({OnServlets.class, OnWebFlux.class})
    @RestController
    static class Application {
        @RequestMapping({"/me", "/protected/me"})
        String me(@AuthenticationPrincipal AccessToken token) {
            return token.subject();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class OnServlets {
        @Bean
        @Order(1)
        SecurityFilterChain withCsrfProtection(HttpSecurity http) {
            return http.securityMatcher("/protected/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }

        @Bean
        SecurityFilterChain rules(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .csrf(csrf -> csrf.disable())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class OnWebFlux {
        @Bean
        SecurityWebFilterChain rules(ServerHttpSecurity http) {
            return http.authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }
}

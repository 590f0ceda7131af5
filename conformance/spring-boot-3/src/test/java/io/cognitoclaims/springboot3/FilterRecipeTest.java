package io.cognitoclaims.springboot3;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

class FilterRecipeTest {
    private final TestUserPool pool = TestUserPool.create();

    @AfterEach
    void stop() {
        pool.close();
    }

    @Test
    void theFilterRecipeAnswersAsTheFilterDoesElsewhere() throws Exception {
        try (Api api = Api.start(pool, UnaryOperator.identity(), Application.class, FilterRecipe.class)) {
            String token = pool.accessToken().subject("alice").groups("admin").sign();
            assertThat(SpringBootVersion.getVersion()).startsWith("3.5.");

            assertThat(api.send("GET", "/api/me", token).body()).isEqualTo("alice true");
            assertThat(api.send("GET", "/health", "").statusCode()).isEqualTo(200);
            assertThat(api.send("GET", "/nowhere", token).statusCode()).isEqualTo(404);
            assertProblem(api.send("GET", "/api/me", ""), 401, "Bearer");
            assertProblem(api.send("POST", "/nowhere", ""), 401, "Bearer");
            assertProblem(
                    api.send("GET", "/api/me", pool.idToken().sign()),
                    401,
                    "Bearer error=\"invalid_token\","
                            + " error_description=\"The token is expired, revoked or not valid here.\"");
        }
    }

    @Test
    void theChallengeNamesTheScopeThatTheVerifierRequires() throws Exception {
        try (Api api = Api.start(
                pool, verifier -> verifier.requireScopes("pets/read"), Application.class, FilterRecipe.class)) {
            HttpResponse<String> answer =
                    api.send("GET", "/api/me", pool.accessToken().sign());

            assertProblem(
                    answer,
                    403,
                    "Bearer error=\"insufficient_scope\","
                            + " error_description=\"The token does not grant what this request needs.\","
                            + " scope=\"pets/read\"");
        }
    }

    @Test
    void theFilterRecipeAnswers503WhileTheKeysAreUnavailable() throws Exception {
        pool.answerKeysWith(500, "");
        try (Api api = Api.start(pool, UnaryOperator.identity(), Application.class, FilterRecipe.class)) {
            HttpResponse<String> answer =
                    api.send("GET", "/api/me", pool.accessToken().sign());

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
    }

    @Test
    void theFilterRecipeStartsWithTheVerifierOfThePage() {
        try (var context = SpringApplication.run(
                new Class<?>[] {Application.class, FilterRecipe.class, Verifiers.class},
                new String[] {"--server.port=0"})) {
            assertThat(context.isRunning()).isTrue();
        }
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String challenge) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().allValues("WWW-Authenticate")).containsExactly(challenge);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"status\":" + status);
    }

    /** Spring Security is on the class path for the other recipe only. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = {SecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class})
    @Import(Pets.class)
    static class Application {}

    @RestController
    static class Pets {
        @GetMapping("/api/me")
        String me(AccessToken token) {
            return token.getName() + " " + token.hasGroups("admin");
        }

        @GetMapping("/health")
        String health() {
            return "fine";
        }
    }
}

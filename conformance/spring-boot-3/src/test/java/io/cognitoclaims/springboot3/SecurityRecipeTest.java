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
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

class SecurityRecipeTest {
    private final TestUserPool pool = TestUserPool.create();

    @AfterEach
    void stop() {
        pool.close();
    }

    @Test
    void goodTokensAreLetThrough() throws Exception {
        try (Api api = Api.start(pool, UnaryOperator.identity(), Application.class, SecurityRecipe.class)) {
            String token = pool.accessToken().subject("alice").groups("admin").sign();
            assertThat(SpringBootVersion.getVersion()).startsWith("3.5.");

            assertThat(api.send("GET", "/api/me", token).body()).isEqualTo("alice");
            assertThat(api.send("POST", "/api/me", token).statusCode()).isEqualTo(200);
            assertThat(api.send("GET", "/admin/room", token).statusCode()).isEqualTo(200);
            assertThat(api.send("GET", "/health", "").statusCode()).isEqualTo(200);
            assertThat(api.send("GET", "/api/me", token).headers().firstValue("Set-Cookie"))
                    .isEmpty();
        }
    }

    @Test
    void refusalsAreAnsweredAsRfc6750Says() throws Exception {
        try (Api api = Api.start(pool, UnaryOperator.identity(), Application.class, SecurityRecipe.class)) {
            assertThat(challenge(api.send("GET", "/api/me", ""), 401)).isEqualTo("Bearer");
            assertThat(challenge(api.send("POST", "/api/me", ""), 401)).isEqualTo("Bearer");
            assertThat(challenge(api.send("GET", "/api/me", pool.idToken().sign()), 401))
                    .startsWith("Bearer error=\"invalid_token\", error_description=\"The token is expired, revoked or");
            assertThat(challenge(api.send("GET", "/api/me", "garbage"), 401))
                    .startsWith("Bearer error=\"invalid_token\"");
            assertThat(challenge(
                            api.send("GET", "/admin/room", pool.accessToken().sign()), 403))
                    .startsWith("Bearer");
        }
    }

    /** An error page is the answer to a request that was judged already. */
    @Test
    void errorsKeepTheirStatus() throws Exception {
        try (Api api = Api.start(pool, UnaryOperator.identity(), Application.class, SecurityRecipe.class)) {
            String token = pool.accessToken().sign();

            assertThat(api.send("GET", "/health?fail", "").statusCode()).isEqualTo(500);
            assertThat(api.send("POST", "/health", "").statusCode()).isEqualTo(405);
            assertThat(api.send("GET", "/nowhere", token).statusCode()).isEqualTo(404);
            assertThat(api.send("GET", "/nowhere", "").statusCode()).isEqualTo(401);
            assertThat(api.send("GET", "/error", "").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void theChallengeNamesTheScopeThatTheVerifierRequires() throws Exception {
        try (Api api = Api.start(
                pool, verifier -> verifier.requireScopes("pets/read"), Application.class, SecurityRecipe.class)) {
            assertThat(challenge(api.send("GET", "/api/me", pool.accessToken().sign()), 403))
                    .startsWith("Bearer error=\"insufficient_scope\"")
                    .contains("scope=\"pets/read\"");
        }
    }

    @Test
    void theSecurityRecipeAnswers503WhileTheKeysAreUnavailable() throws Exception {
        pool.answerKeysWith(500, "");
        try (Api api = Api.start(pool, UnaryOperator.identity(), Application.class, SecurityRecipe.class)) {
            HttpResponse<String> answer =
                    api.send("GET", "/api/me", pool.accessToken().sign());

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After").orElseThrow()).matches("[1-9][0-9]?");
            assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
        }
    }

    @Test
    void theSecurityRecipeStartsWithTheVerifierOfThePage() {
        try (var context = SpringApplication.run(
                new Class<?>[] {Application.class, SecurityRecipe.class, Verifiers.class},
                new String[] {"--server.port=0"})) {
            assertThat(context.isRunning()).isTrue();
        }
    }

    private static String challenge(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).isEqualTo(status);
        return answer.headers().firstValue("WWW-Authenticate").orElseThrow();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Pets.class)
    static class Application {}

    @RestController
    static class Pets {
        @GetMapping("/api/me")
        String me(@AuthenticationPrincipal AccessToken token) {
            return token.getName();
        }

        @PostMapping("/api/me")
        void change(@AuthenticationPrincipal AccessToken token) {
            assertThat(token).isNotNull();
        }

        @GetMapping("/admin/room")
        String room() {
            return "admin";
        }

        @GetMapping("/health")
        String health(@RequestParam(required = false) String fail) {
            if (fail != null) {
                throw new IllegalStateException("on purpose");
            }
            return "fine";
        }
    }
}

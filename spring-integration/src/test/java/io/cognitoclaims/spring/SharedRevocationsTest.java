package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.core.Revocations.WhenStale;
import io.cognitoclaims.revocation.redis.RedisRevocationStore;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Applications that share their revocations through Redis. */
@Tag("slow")
@ParameterizedClass
@EnumSource(WebStack.class)
@ExtendWith(OutputCaptureExtension.class)
class SharedRevocationsTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String ACCEPT = "cognito-claims.revocations.when-stale=accept";
    private static final String UNAVAILABLE = "cognito-claims.revocations.when-stale=unavailable";
    private static final String READINESS =
            "management.endpoint.health.group.readiness.include=readinessState,cognitoClaims";

    @Parameter
    WebStack stack;

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void anApplicationWithoutSettingsRevokesInMemory() throws Exception {
        String token = signIn("s");
        try (RunningApi api = stack.startFor(POOL, Application.class)) {
            assertThat(api.get("/hello", token).statusCode()).isEqualTo(200);

            assertThat(api.postAs("Bearer " + token, "/sign-out").statusCode()).isEqualTo(200);

            assertThat(api.get("/hello", token).statusCode()).isEqualTo(401);
            assertThat(api.get("/hello", signIn("other")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aSignOutAtOneServerHoldsAtAServerOfTheOtherStack() throws Exception {
        String token = signIn("s");
        try (RedisProcess redis = new RedisProcess().start();
                RunningApi here = start(redis, ACCEPT);
                RunningApi there = start(stack == WebStack.NETTY ? WebStack.TOMCAT : WebStack.NETTY, redis, ACCEPT)) {
            assertThat(there.get("/hello", token).statusCode()).isEqualTo(200);

            assertThat(here.postAs("Bearer " + token, "/sign-out").statusCode()).isEqualTo(200);

            assertThat(here.get("/hello", token).statusCode()).isEqualTo(401);
            RedisProcess.await("the other server", () -> status(there, token) == 401);
        }
    }

    @Test
    void aServerThatStartsKnowsTheRevocationsBeforeItsFirstRequest() throws Exception {
        String token = signIn("s999");
        try (RedisProcess redis = new RedisProcess().start();
                Revocations other = Revocations.builder(
                                RedisRevocationStore.builder(redis.uri()).build())
                        .start()) {
            for (int i = 0; i < 1_000; i++) {
                other.revokeSignIn("s" + i);
            }
            try (RunningApi api = start(redis, ACCEPT, READINESS)) {
                assertThat(api.get("/hello", token).statusCode()).isEqualTo(401);
            }
            try (RunningApi api = start(redis, UNAVAILABLE, READINESS)) {
                assertThat(api.get("/hello", token).statusCode()).isEqualTo(401);
                assertThat(api.get("/hello", signIn("good")).statusCode()).isEqualTo(200);
                assertThat(api.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
                assertThat(api.get("/facts", signIn("good")).body()).isEqualTo("1000");
            }
        }
    }

    @Test
    void aServerThatNeedsFreshRevocationsAnswers503UntilRedisIsThere() throws Exception {
        try (RedisProcess redis = new RedisProcess();
                RunningApi api = stack.startFor(
                        POOL,
                        Impatient.class,
                        "cognito-claims.revocations.redis.uri=" + redis.uri(),
                        UNAVAILABLE,
                        READINESS)) {
            assertThat(api.get("/hello", signIn("s")).statusCode()).isEqualTo(503);
            assertThat(api.get("/hello", signIn("s")).headers().firstValue("Retry-After"))
                    .isPresent();
            assertThat(api.get("/actuator/health/readiness").statusCode()).isEqualTo(503);
            assertThat(api.get("/actuator/health/liveness").statusCode()).isEqualTo(200);

            redis.start();

            RedisProcess.await("the first read", () -> status(api, signIn("s")) == 200);
            assertThat(api.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aServerThatAcceptsStaleRevocationsStartsAndServesWithoutRedis() throws Exception {
        try (RedisProcess redis = new RedisProcess();
                RunningApi api = stack.startFor(
                        POOL,
                        Impatient.class,
                        "cognito-claims.revocations.redis.uri=" + redis.uri(),
                        ACCEPT,
                        READINESS)) {
            String token = signIn("s");
            assertThat(api.get("/hello", token).statusCode()).isEqualTo(200);
            assertThat(api.get("/actuator/health/readiness").statusCode()).isEqualTo(200);

            // It could not be stored for the others, but it holds here.
            assertThat(api.postAs("Bearer " + token, "/sign-out").statusCode()).isEqualTo(500);
            assertThat(api.get("/hello", token).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aRedisUserWithRightsToOneKeyIsEnough() throws Exception {
        String token = signIn("s");
        try (RedisProcess redis = new RedisProcess()
                        .start("--user app on >secret ~pets:revocations +xadd +xread +xrange --user default off"
                                .split(" "));
                RunningApi api = start(
                        redis,
                        UNAVAILABLE,
                        "cognito-claims.revocations.redis.username=app",
                        "cognito-claims.revocations.redis.password=secret",
                        "cognito-claims.revocations.redis.key-prefix=pets",
                        "cognito-claims.revocations.redis.timeout=1s",
                        "cognito-claims.revocations.max-age=5s")) {
            assertThat(api.postAs("Bearer " + token, "/sign-out").statusCode()).isEqualTo(200);
            assertThat(api.get("/hello", token).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aPasswordIsInNoMessageAndNoAnswer(CapturedOutput output) throws Exception {
        try (RedisProcess redis = new RedisProcess().start("--requirepass", "right");
                RunningApi api = stack.startFor(
                        POOL,
                        Impatient.class,
                        "cognito-claims.revocations.redis.uri=redis://app:S3cret@" + redis.address(),
                        "logging.level.io.cognitoclaims=DEBUG",
                        "management.endpoint.health.show-details=always",
                        UNAVAILABLE)) {
            RedisProcess.await("the refusal", () -> output.getAll().contains("answered with an error"));
            assertThat(api.get("/hello", signIn("s")).statusCode()).isEqualTo(503);
            assertThat(api.get("/actuator/health", signIn("s")).body()).doesNotContain("S3cret");
        }
        assertThat(output)
                .contains("The revocations could not be read within 0 ms")
                .doesNotContain("S3cret");
    }

    private RunningApi start(RedisProcess redis, String... settings) {
        return start(stack, redis, settings);
    }

    private static RunningApi start(WebStack stack, RedisProcess redis, String... settings) {
        return stack.startFor(
                POOL,
                Application.class,
                Stream.concat(Stream.of("cognito-claims.revocations.redis.uri=" + redis.uri()), Stream.of(settings))
                        .toArray(String[]::new));
    }

    private static int status(RunningApi api, String token) {
        try {
            return api.get("/hello", token).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String signIn(String originJti) {
        return POOL.accessToken().claim("origin_jti", originJti).sign();
    }

    @Import(Greeter.class)
    static class Application {
        private final Revocations revocations;

        Application(Revocations revocations) {
            this.revocations = revocations;
        }

        @Bean
        SignOut signOut() {
            return new SignOut(revocations);
        }
    }

    /** Does not wait for Redis at the start. */
    static class Impatient extends Application {
        Impatient(Revocations revocations) {
            super(revocations);
        }

        @Bean
        FirstReadOfRevocations firstRead(ObjectProvider<Revocations> revocations) {
            return new FirstReadOfRevocations(revocations, WhenStale.UNAVAILABLE, Duration.ZERO);
        }
    }

    @RestController
    static class SignOut {
        private final Revocations revocations;

        SignOut(Revocations revocations) {
            this.revocations = revocations;
        }

        @PostMapping("/sign-out")
        void signOut(@AuthenticationPrincipal AccessToken token) {
            revocations.revokeSignIn(token);
        }

        @GetMapping("/facts")
        String facts() {
            return Long.toString(revocations.size());
        }
    }
}

package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

@Tag("slow")
@ParameterizedClass
@EnumSource(WebStack.class)
class KeysUnavailableTest {
    private static final TestClock CLOCK = TestClock.atNow();
    private static final TestUserPool POOL = TestUserPool.create();
    private static RunningApi api;

    @Parameter
    WebStack stack;

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        api = stack.startFor(POOL, Application.class);
    }

    /** The last fetch was a good one; the keys that sign now are not known, and may be asked for. */
    @BeforeEach
    void rotateKeys() throws Exception {
        POOL.resumeKeys();
        CLOCK.advance(Duration.ofMinutes(1));
        api.get("/hello", POOL.accessToken().header("kid", "unknown").sign());
        POOL.rotateKeys();
        CLOCK.advance(Duration.ofMinutes(1));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        api.close();
    }

    @AfterAll
    static void closePools() {
        POOL.close();
    }

    @Test
    void a503SaysWhenToTryAgain() throws Exception {
        POOL.answerKeysWith(500, "");

        HttpResponse<String> answer = api.get("/hello", POOL.accessToken().sign());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(RunningApi.challengeOf(answer)).isEqualTo("none");
    }

    @Test
    void a503KeepsTheSecurityHeadersOfOtherAnswers() throws Exception {
        POOL.answerKeysWith(500, "");

        HttpResponse<String> answer = api.get("/hello", POOL.accessToken().sign());

        assertThat(answer.headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @Test
    void aTokenIsAcceptedOnceItsKeyIsThere() throws Exception {
        String token = POOL.accessToken().sign();
        POOL.answerKeysWith(500, "");
        assertThat(api.get("/hello", token).statusCode()).isEqualTo(503);

        POOL.resumeKeys();
        CLOCK.advance(Duration.ofSeconds(2));

        assertThat(api.get("/hello", token).statusCode()).isEqualTo(200);
    }

    @Test
    void aTokenWhoseKeyIsKnownIsAcceptedThroughAnOutage() throws Exception {
        String known = POOL.accessToken().sign();
        assertThat(api.get("/hello", known).statusCode()).isEqualTo(200);
        POOL.rotateKeys();
        POOL.answerKeysWith(500, "");
        CLOCK.advance(Duration.ofMinutes(1));

        assertThat(api.get("/hello", POOL.accessToken().sign()).statusCode()).isEqualTo(503);
        assertThat(api.get("/hello", known).statusCode()).isEqualTo(200);
    }

    @Import(Greeter.class)
    static class Application {
        @Bean
        JwksCache keys() {
            return JwksCache.builder()
                    .clock(CLOCK)
                    .fetchTimeout(Duration.ofSeconds(30))
                    .build();
        }
    }
}

package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter chain of an application that has none of its own. */
@ParameterizedClass
@EnumSource(WebStack.class)
class DefaultFilterChainTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static RunningApi api;

    @Parameter
    WebStack stack;

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        api = stack.startFor(POOL, Greeter.class);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        api.close();
    }

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE"})
    void aRequestOfAnyMethodWithoutATokenIsRefusedAndSetsNoCookie(String method) throws Exception {
        HttpResponse<String> answer = api.sendAs(method, "/hello");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
        assertThat(RunningApi.challengeOf(answer)).isEqualTo(api.challenge(""));
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"status\":401", "A bearer token is required.");
    }

    @Test
    void aRequestWithATokenSetsNoCookieEither() throws Exception {
        HttpResponse<String> answer = api.get("/hello", POOL.accessToken().sign());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
    }

    @Test
    void thePathOfLogoutsIsLeftToTheApplication() throws Exception {
        assertThat(api.sendAs("POST", "/logout").statusCode()).isEqualTo(401);
        assertThat(api.postAs("Bearer " + POOL.accessToken().sign(), "/logout").statusCode())
                .isEqualTo(404);
    }
}

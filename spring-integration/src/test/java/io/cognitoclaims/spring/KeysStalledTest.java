package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A key endpoint that takes the question and never answers. Nothing here succeeds, so the short time-out harms no test. */
@Tag("slow")
class KeysStalledTest {
    @ParameterizedTest
    @EnumSource(WebStack.class)
    void aRequestForStalledKeysIsAnsweredWith503AfterTheTimeout(WebStack stack) throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                RunningApi api = stack.startFor(pool, Greeter.class, "cognito-claims.keys.fetch-timeout=300ms")) {
            pool.stallKeys();

            HttpResponse<String> answer = api.get("/hello", pool.accessToken().sign());

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        }
    }
}

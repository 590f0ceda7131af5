package io.cognitoclaims.samples.springapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class ServerErrorTest {
    @Test
    void aServerErrorIsInTheLogOnceWithItsCause(CapturedOutput output) throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                ApiClient api = ApiClient.startFor(pool)) {
            HttpResponse<String> answer = api.get(
                    "/api/me", pool.accessToken().claim("pet_preference", 7).sign());

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).doesNotContain("pet_preference", "Exception");
        }

        assertThat(output.getOut())
                .containsOnlyOnce(" ERROR ")
                .contains("ClaimValueException: claim pet_preference: expected one of", "\tat io.cognitoclaims.");
    }
}

package io.cognitoclaims.samples.userpool;

import static io.cognitoclaims.samples.userpool.RunningPool.decode;
import static io.cognitoclaims.samples.userpool.RunningPool.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class LocalSignTest {
    @Test
    void signsWhateverClaimsItIsGiven() {
        try (RunningPool pool = RunningPool.start()) {
            String token = pool.signIn("test-user").path("access_token").stringValue();
            String claims = decode(token.split("\\.", -1)[1]);

            HttpResponse<String> again = sign(pool, claims, LocalControl.HEADER, "test");

            // The signature of RS256 is the same each time.
            assertThat(json(again).path("token").stringValue()).isEqualTo(token);
        }
    }

    @Test
    void refusesWhatAPageOfAnotherSiteCouldSend() {
        try (RunningPool pool = RunningPool.start()) {
            HttpResponse<String> refused = sign(pool, "{}", "Content-Type", "text/plain");

            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).doesNotContain("token");
        }
    }

    private static HttpResponse<String> sign(RunningPool pool, String claims, String... headers) {
        return pool.browser()
                .send(pool.browser().request("/_local/sign", headers).POST(BodyPublishers.ofString(claims)));
    }
}

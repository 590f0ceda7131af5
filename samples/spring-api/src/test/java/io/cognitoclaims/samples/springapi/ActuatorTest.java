package io.cognitoclaims.samples.springapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ActuatorTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static ApiClient api;

    @BeforeAll
    static void start() {
        api = ApiClient.startFor(POOL);
    }

    @AfterAll
    static void stop() {
        api.close();
        POOL.close();
    }

    @Test
    void theActuatorTellsEverybodyThatTheApiIsUpAndNoMore() throws Exception {
        HttpResponse<String> answer = api.get("/actuator/health");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"status\":\"UP\"").doesNotContain("cognitoClaims");
    }

    @Test
    void theActuatorTellsAnAdministratorTheAgeOfTheKeys() throws Exception {
        String health = api.get("/actuator/health", adminToken()).body();

        assertThat(health).contains("\"cognitoClaims\":{", "\"keyAges\":{\"" + POOL.issuer() + "\":\"PT");
    }

    @Test
    void theActuatorTellsAnAdministratorHowManyTokensWereVerified() throws Exception {
        assertThat(api.get("/actuator/metrics", adminToken()).body())
                .contains("cognito.claims.verifications", "spring.security.authentications");
        assertThat(api.get("/actuator/metrics/cognito.claims.verifications?tag=outcome:verified", adminToken())
                        .body())
                .contains("\"statistic\":\"COUNT\"", "\"tag\":\"cache\"");
    }

    @Test
    void theActuatorTellsNobodyElseOfMetersAndKeys() throws Exception {
        String staff = POOL.accessToken().groups("staff").sign();

        assertThat(api.get("/actuator/metrics").statusCode()).isEqualTo(401);
        assertThat(api.get("/actuator/metrics", staff).statusCode()).isEqualTo(403);
        assertThat(api.get("/actuator/health", staff).body()).doesNotContain("cognitoClaims");
    }

    private static String adminToken() {
        return POOL.accessToken().groups("admin").sign();
    }
}

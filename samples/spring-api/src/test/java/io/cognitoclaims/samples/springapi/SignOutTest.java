package io.cognitoclaims.samples.springapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class SignOutTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String HERE = "/api/sign-out";
    private static final String EVERYWHERE = "/api/sign-out-everywhere";

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
    void aSignOutEndsAllTokensOfTheSignIn() throws Exception {
        TokenBuilder token = POOL.accessToken().claim("origin_jti", "phone");
        TokenBuilder refreshed = POOL.accessToken().claim("origin_jti", "phone");
        TokenBuilder otherSignIn = POOL.accessToken().claim("origin_jti", "laptop");
        assertThat(statusOf(token)).isEqualTo(200);

        HttpResponse<String> answer = api.post(HERE, token.sign());

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(statusOf(token)).isEqualTo(401);
        assertThat(statusOf(refreshed)).isEqualTo(401);
        assertThat(statusOf(otherSignIn)).isEqualTo(200);
    }

    @Test
    void aMachineSignsOutOneTokenAlone() throws Exception {
        TokenBuilder token = POOL.machineToken();
        TokenBuilder another = POOL.machineToken();

        assertThat(api.post(HERE, token.sign()).statusCode()).isEqualTo(204);

        assertThat(statusOf(token)).isEqualTo(401);
        assertThat(statusOf(another)).isEqualTo(200);
    }

    @Test
    void aTokenWithoutAnIdCanOnlyBeSignedOutEverywhere() throws Exception {
        TokenBuilder token =
                POOL.accessToken().subject("of-old").without("origin_jti").without("jti");

        HttpResponse<String> answer = api.post(HERE, token.sign());

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body())
                .contains("The token has no origin_jti and no jti, so it can't be revoked alone."
                        + " /api/sign-out-everywhere revokes it.");
        assertThat(statusOf(token)).isEqualTo(200);
        assertThat(api.post(EVERYWHERE, token.sign()).statusCode()).isEqualTo(204);
        assertThat(statusOf(token)).isEqualTo(401);
    }

    @Test
    void aSignOutEverywhereEndsAllEarlierSignInsOfTheUser() throws Exception {
        TokenBuilder alice = POOL.accessToken().subject("alice");
        TokenBuilder phone = alice.claim("origin_jti", "alice-phone");
        TokenBuilder laptop = alice.claim("origin_jti", "alice-laptop");

        assertThat(api.post(EVERYWHERE, phone.sign()).statusCode()).isEqualTo(204);

        assertThat(statusOf(phone)).isEqualTo(401);
        assertThat(statusOf(laptop)).isEqualTo(401);
        assertThat(statusOf(alice.issuedAt(Instant.now().plusSeconds(2)))).isEqualTo(200);
        assertThat(statusOf(POOL.accessToken().subject("bob").claim("origin_jti", "bob-phone")))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {HERE, EVERYWHERE})
    void aSignOutThatRedisDidNotConfirmIsNoSuccess(String path, CapturedOutput output) throws Exception {
        try (ApiClient alone =
                ApiClient.startFor(POOL, "REVOCATIONS_URI=redis://:open-sesame@localhost:" + closedPort())) {
            String token = POOL.accessToken().sign();

            HttpResponse<String> answer = alone.post(path, token);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(answer.body()).contains("The others will when the store can be reached again");
            assertThat(alone.get("/api/me", token).statusCode()).isEqualTo(401);
            TokenBuilder another = POOL.accessToken().subject("another").claim("origin_jti", "another");
            assertThat(alone.get("/api/me", another.sign()).statusCode()).isEqualTo(200);
        }

        assertThat(output.getAll()).doesNotContain("open-sesame");
    }

    @ParameterizedTest
    @ValueSource(strings = {HERE, EVERYWHERE})
    void nobodySignsOutByAGetOrWithoutAGoodToken(String path) throws Exception {
        TokenBuilder token = POOL.accessToken().subject("somebody").claim("origin_jti", "somewhere");

        assertThat(api.get(path, token.sign()).statusCode()).isEqualTo(405);
        assertThat(statusOf(token)).isEqualTo(200);
        assertThat(api.post(path, token.expiresAt(Instant.EPOCH).sign()).statusCode())
                .isEqualTo(401);
        assertThat(statusOf(token)).isEqualTo(200);
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static int statusOf(TokenBuilder token) throws Exception {
        return api.get("/api/me", token.sign()).statusCode();
    }
}

package io.cognitoclaims.samples.servletapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignOutTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String HERE = "/api/sign-out";
    private static final String EVERYWHERE = "/api/sign-out-everywhere";

    private static TestUserPool pool;
    private static ServletApi api;

    @BeforeAll
    static void start() throws Exception {
        pool = TestUserPool.create();
        api = start("");
    }

    @AfterAll
    static void stop() {
        api.close();
        pool.close();
    }

    private static ServletApi start(String revocationsUri) throws Exception {
        return ServletApi.start(Map.of(
                "PORT",
                "0",
                "COGNITO_ISSUER",
                pool.issuer(),
                "COGNITO_CLIENT_IDS",
                pool.clientId(),
                "COGNITO_TOKEN_USE",
                "access",
                "REVOCATIONS_URI",
                revocationsUri));
    }

    @Test
    void aSignOutEndsAllTokensOfTheSignIn() throws Exception {
        TokenBuilder token = pool.accessToken().claim("origin_jti", "phone");
        TokenBuilder refreshed = pool.accessToken().claim("origin_jti", "phone");
        TokenBuilder otherSignIn = pool.accessToken().claim("origin_jti", "laptop");
        assertThat(statusOf(token)).isEqualTo(200);

        HttpResponse<String> answer = post(api, HERE, token);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(statusOf(token)).isEqualTo(401);
        assertThat(statusOf(refreshed)).isEqualTo(401);
        assertThat(statusOf(otherSignIn)).isEqualTo(200);
    }

    @Test
    void aMachineSignsOutOneTokenAlone() throws Exception {
        TokenBuilder token = pool.machineToken();
        TokenBuilder another = pool.machineToken();

        assertThat(post(api, HERE, token).statusCode()).isEqualTo(204);

        assertThat(statusOf(token)).isEqualTo(401);
        assertThat(statusOf(another)).isEqualTo(200);
    }

    @Test
    void aTokenWithoutAnIdCanOnlyBeSignedOutEverywhere() throws Exception {
        TokenBuilder token =
                pool.accessToken().subject("of-old").without("origin_jti").without("jti");

        HttpResponse<String> answer = post(api, HERE, token);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body())
                .isEqualTo("{\"title\":\"Conflict\",\"status\":409,\"detail\":\"The token has no origin_jti and no jti,"
                        + " so it can't be revoked alone. /api/sign-out-everywhere revokes it.\"}");
        assertThat(statusOf(token)).isEqualTo(200);
        assertThat(post(api, EVERYWHERE, token).statusCode()).isEqualTo(204);
        assertThat(statusOf(token)).isEqualTo(401);
    }

    @Test
    void aSignOutEverywhereEndsAllEarlierSignInsOfTheUser() throws Exception {
        TokenBuilder alice = pool.accessToken().subject("alice");
        TokenBuilder phone = alice.claim("origin_jti", "alice-phone");
        TokenBuilder laptop = alice.claim("origin_jti", "alice-laptop");

        assertThat(post(api, EVERYWHERE, phone).statusCode()).isEqualTo(204);

        assertThat(statusOf(phone)).isEqualTo(401);
        assertThat(statusOf(laptop)).isEqualTo(401);
        assertThat(statusOf(alice.issuedAt(Instant.now().plusSeconds(2)))).isEqualTo(200);
        assertThat(statusOf(pool.accessToken().subject("bob").claim("origin_jti", "bob-phone")))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {HERE, EVERYWHERE})
    void aSignOutThatRedisDidNotConfirmIsNoSuccess(String path) throws Exception {
        try (ServletApi alone = start("redis://localhost:" + closedPort())) {
            TokenBuilder token = pool.accessToken();

            HttpResponse<String> answer = post(alone, path, token);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(answer.body()).contains("The others will when the store can be reached again");
            assertThat(statusOf(alone, token)).isEqualTo(401);
            assertThat(statusOf(alone, pool.accessToken().subject("another").claim("origin_jti", "another")))
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {HERE, EVERYWHERE})
    void nobodySignsOutByAGetOrWithoutAGoodToken(String path) throws Exception {
        TokenBuilder token = pool.accessToken().subject("somebody").claim("origin_jti", "somewhere");

        assertThat(send(api, path, token, "GET").statusCode()).isEqualTo(405);
        assertThat(statusOf(token)).isEqualTo(200);
        assertThat(post(api, path, token.expiresAt(Instant.EPOCH)).statusCode()).isEqualTo(401);
        assertThat(statusOf(token)).isEqualTo(200);
    }

    private static int closedPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static int statusOf(TokenBuilder token) throws Exception {
        return statusOf(api, token);
    }

    private static int statusOf(ServletApi api, TokenBuilder token) throws Exception {
        return send(api, "/api/me", token, "GET").statusCode();
    }

    private static HttpResponse<String> post(ServletApi api, String path, TokenBuilder token) throws Exception {
        return send(api, path, token, "POST");
    }

    private static HttpResponse<String> send(ServletApi api, String path, TokenBuilder token, String method)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
                .method(method, BodyPublishers.noBody())
                .header("Authorization", "Bearer " + token.sign())
                .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }
}

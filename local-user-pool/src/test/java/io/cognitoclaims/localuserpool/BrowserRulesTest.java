package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.RunningPool.MACHINE;
import static io.cognitoclaims.localuserpool.RunningPool.basic;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.localuserpool.RawHttp.Answer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other sites get nothing from the pool, whichever way they ask. */
class BrowserRulesTest {
    private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
    private static final String CREDENTIALS = "Authorization: " + basic(MACHINE, "local-machine-secret");
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String GRANT = "grant_type=client_credentials";

    private static RunningPool pool;

    @BeforeAll
    static void start() {
        pool = RunningPool.start(
                "--user-pool.hosts=Pool.test, cognito",
                "--user-pool.allowed-origins=http://localhost:5173, https://app.example",
                "--user-pool.clients[0].id=spa",
                "--user-pool.clients[0].callback-urls="
                        + "HTTP://LocalHost:8080/callback, http://localhost, http://[::1]:3000/a?b=c,"
                        + " https://App2.example:443/x, spa://signed-in",
                "--user-pool.clients[0].scopes=openid",
                "--user-pool.clients[1].id=" + MACHINE,
                "--user-pool.clients[1].secret=local-machine-secret",
                "--user-pool.clients[1].flow=client_credentials",
                "--user-pool.clients[1].scopes=pets/read");
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    static Stream<String> namesOfThisMachine() {
        return Stream.of("localhost", "LOCALHOST", "localhost.", "127.0.0.1", "[::1]", "[0:0:0:0:0:0:0:1]")
                .flatMap(host -> Stream.of(host, host + ":80", host + ":9000"));
    }

    @ParameterizedTest
    @MethodSource("namesOfThisMachine")
    @ValueSource(strings = {"pool.test", "POOL.test:9000", "Cognito", "cognito.:1"})
    void thePoolAnswersToItsOwnHostNames(String host) {
        Answer answer = token("Host: " + host);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("access_token");
    }

    static Stream<String> otherNames() {
        return Stream.of(
                "evil.example",
                "localhost.evil.example",
                "evil-localhost",
                "sub.localhost",
                "127.0.0.1.evil.example",
                "127.0.0.2",
                "127.1",
                "2130706433",
                "0.0.0.0",
                "[::2]",
                "[::ffff:127.0.0.1]",
                "sub.pool.test",
                "pool.testx",
                "xpool.test");
    }

    @ParameterizedTest
    @MethodSource("otherNames")
    void thePoolRefusesRequestsForOtherHostNames(String host) {
        assertThatIsRefused(token("Host: " + host));
        assertThatIsRefused(token("Host: " + host + ":9000"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost\r\nHost: evil.example",
                "Host: local\u212ahost",
                "Host: localhost/evil",
                "Host: localhost..",
                "Host:"
            })
    void aMalformedHostNameGetsNoToken(String host) {
        assertThat(token(host).status()).isBetween(400, 403);
        assertThat(token(host).body()).doesNotContain("access_token");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "POST /",
                "GET /us-east-1_LocalPool/.well-known/openid-configuration",
                "GET /us-east-1_LocalPool/.well-known/jwks.json",
                "GET /oauth2/authorize?client_id=spa",
                "POST /oauth2/token",
                "OPTIONS /oauth2/token",
                "GET /oauth2/userInfo",
                "POST /oauth2/revoke",
                "GET /login?client_id=spa",
                "POST /login",
                "GET /logout",
                "GET /error",
                "GET /nothing",
                "POST /_local/rotate-keys",
                "POST /_local/keys/stop",
                "POST /_local/keys/start",
                "POST /_local/sign"
            })
    void everyEndpointRefusesAnotherHostName(String request) {
        String[] parts = request.split(" ", 2);

        assertThatIsRefused(
                RawHttp.send(pool, parts[0], parts[1], "", "Host: evil.example", LocalControl.HEADER + ": test"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080",
                "http://localhost",
                "http://[::1]:3000",
                "https://app2.example",
                "http://localhost:5173",
                "https://app.example"
            })
    void scriptsOfCallbacksAndListedOriginsMayReadAnswers(String origin) {
        Answer answer = token("Host: localhost", "Origin: " + origin);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header(ALLOW_ORIGIN)).containsExactly(origin);
        assertThat(answer.header("Vary")).contains("Origin");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
        Answer refused = RawHttp.send(pool, "POST", "/oauth2/token", "", "Host: localhost", "Origin: " + origin);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.header(ALLOW_ORIGIN)).containsExactly(origin);
    }

    static Stream<String> foreignOrigins() {
        return Stream.of(
                "null",
                "*",
                "",
                "https://evil.example",
                "http://localhost:8081",
                "https://localhost:8080",
                "http://localhost:8080.evil.example",
                "http://localhost:8080/",
                "http://localhost:80",
                "http://LOCALHOST:8080",
                "http://127.0.0.1:8080",
                "http://sub.localhost:8080",
                "http://localhost:8080 https://evil.example",
                "https://app.example.evil.example",
                "https://app2.example:443",
                "spa://signed-in");
    }

    @ParameterizedTest
    @MethodSource("foreignOrigins")
    void scriptsOfOtherOriginsMayNotReadAnswers(String origin) {
        Answer answer = token("Host: localhost", "Origin: " + origin);

        assertThat(answer.header(ALLOW_ORIGIN)).isEmpty();
        assertThat(answer.header("Vary")).contains("Origin");
        Answer preflight = preflight("/oauth2/token", origin, "POST");
        assertThat(preflight.status()).isEqualTo(403);
        assertThat(preflight.header(ALLOW_ORIGIN)).isEmpty();
        assertThat(preflight.body()).contains("user-pool.allowed-origins");
    }

    @Test
    void anAnswerSaysThatItDependsOnTheOriginEvenWithoutOne() {
        Answer answer = token("Host: localhost");

        assertThat(answer.header(ALLOW_ORIGIN)).isEmpty();
        assertThat(answer.header("Vary")).contains("Origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /",
                "POST /oauth2/token",
                "POST /oauth2/revoke",
                "GET /oauth2/userInfo",
                "GET /us-east-1_LocalPool/.well-known/openid-configuration",
                "GET /us-east-1_LocalPool/.well-known/jwks.json"
            })
    void preflightsToTheEndpointsThatClientsCallAreAnswered(String request) {
        String[] parts = request.split(" ", 2);

        Answer answer = preflight(parts[1], "http://localhost:8080", parts[0]);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header(ALLOW_ORIGIN)).containsExactly("http://localhost:8080");
        assertThat(answer.header("Access-Control-Allow-Methods")).containsExactly(parts[0]);
        assertThat(answer.header("Access-Control-Allow-Headers")).containsExactly("authorization,x-amz-target");
        assertThat(RawHttp.send(pool, parts[0], parts[1], "", "Host: localhost", "Origin: http://localhost:8080")
                        .header(ALLOW_ORIGIN))
                .containsExactly("http://localhost:8080");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/_local/sign",
                "/_local/rotate-keys",
                "/_local/keys/stop",
                "/_local/keys/start",
                "/%5flocal/sign",
                "/_local;x/sign",
                "//_local/sign",
                "/login",
                "/logout",
                "/oauth2/authorize"
            })
    void switchesAndPagesAreNeverOpenToScripts(String path) {
        for (String method : new String[] {"OPTIONS", "GET", "POST"}) {
            Answer answer = RawHttp.send(
                    pool,
                    method,
                    path,
                    "",
                    "Host: localhost",
                    "Origin: http://localhost:8080",
                    "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Headers: x-local-user-pool");

            assertThat(answer.header(ALLOW_ORIGIN)).isEmpty();
            assertThat(answer.header("Access-Control-Allow-Headers")).isEmpty();
            assertThat(answer.body()).doesNotContain("\"kids\"", "\"token\"");
        }
    }

    private static Answer token(String... headers) {
        String[] all =
                Stream.concat(Stream.of(headers), Stream.of(CREDENTIALS, FORM)).toArray(String[]::new);
        return RawHttp.send(pool, "POST", "/oauth2/token", GRANT, all);
    }

    private static Answer preflight(String path, String origin, String method) {
        return RawHttp.send(
                pool,
                "OPTIONS",
                path,
                "",
                "Host: localhost",
                "Origin: " + origin,
                "Access-Control-Request-Method: " + method,
                "Access-Control-Request-Headers: authorization,x-amz-target");
    }

    private static void assertThatIsRefused(Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body())
                .contains("{\"error\":\"This pool answers to 127.0.0.1, [::1], cognito, localhost, pool.test only;"
                        + " user-pool.hosts names other hosts.\"}");
    }
}

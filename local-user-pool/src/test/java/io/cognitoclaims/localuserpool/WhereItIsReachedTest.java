package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.RunningPool.MACHINE;
import static io.cognitoclaims.localuserpool.RunningPool.basic;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.localuserpool.RawHttp.Answer;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pool under other addresses than its own port of this machine. */
class WhereItIsReachedTest {
    private static final String ID = "us-east-1_LocalPool";

    @Test
    void aFixedIssuerAndDomainAreInAllThatThePoolSays() {
        try (RunningPool pool = RunningPool.start(
                "--user-pool.issuer=http://pool.test:9000/" + ID, "--user-pool.domain=https://auth.test:8443")) {
            JsonNode document = discovery(pool, "localhost");

            assertThat(document.path("issuer").stringValue()).isEqualTo("http://pool.test:9000/" + ID);
            assertThat(document.path("jwks_uri").stringValue())
                    .isEqualTo("http://pool.test:9000/" + ID + "/.well-known/jwks.json");
            assertThat(document.path("token_endpoint").stringValue()).isEqualTo("https://auth.test:8443/oauth2/token");
            assertThat(document.path("authorization_endpoint").stringValue())
                    .isEqualTo("https://auth.test:8443/oauth2/authorize");
            assertThat(issuerOfAToken(pool, "auth.test:8443")).isEqualTo("http://pool.test:9000/" + ID);
            assertThat(discovery(pool, "pool.test:9000")).isEqualTo(document);
        }
    }

    @Test
    void theDomainIsTheIssuersHostUnlessASettingNamesAnother() {
        try (RunningPool pool = RunningPool.start("--user-pool.issuer=http://gateway.test/pools/" + ID)) {
            assertThat(discovery(pool, "gateway.test").path("token_endpoint").stringValue())
                    .isEqualTo("http://gateway.test/pools/oauth2/token");
        }
    }

    @Test
    void anIssuerOfAwsIsImitatedAtThePoolsOwnAddress() {
        String issuer = "https://cognito-idp.us-east-1.amazonaws.com/" + ID;
        try (RunningPool pool = RunningPool.start("--user-pool.issuer=" + issuer)) {
            JsonNode document = discovery(pool, "localhost");
            String token =
                    RunningPool.json(pool.machineToken()).path("access_token").stringValue();

            assertThat(document.path("issuer").stringValue()).isEqualTo(issuer);
            assertThat(document.path("jwks_uri").stringValue())
                    .isEqualTo(pool.domain() + "/" + ID + "/.well-known/jwks.json");
            assertThat(document.path("token_endpoint").stringValue()).isEqualTo(pool.domain() + "/oauth2/token");
            UserPool aws = UserPool.of(ID)
                    .withJwksUri(URI.create(document.path("jwks_uri").stringValue()));
            assertThat(CognitoVerifier.accessTokens(aws, Set.of(MACHINE))
                            .build()
                            .verify(token)
                            .hasScopes("pets/read"))
                    .isTrue();
            assertThat(RawHttp.send(
                                    pool,
                                    "GET",
                                    "/" + ID + "/.well-known/openid-configuration",
                                    "",
                                    "Host: cognito-idp.us-east-1.amazonaws.com")
                            .status())
                    .isEqualTo(403);
        }
    }

    /** Each row in the same pool: a name of the request, and the address that the pool takes from it. */
    @ParameterizedTest
    @CsvSource({
        "localhost:4711, http://localhost:4711",
        "127.0.0.1:80, http://127.0.0.1",
        "localhost:, http://localhost",
        "[::1]:, http://[::1]",
        "LOCALHOST:080, http://localhost",
        "localhost.:65535, http://localhost:65535",
        "[::1]:9000, http://[::1]:9000",
        "Pool.TEST, http://pool.test",
        "pool.test.:32768, http://pool.test:32768"
    })
    void theIssuerAndTheDomainAreTakenFromTheRequestIfTheSettingsSaySo(String host, String address) {
        RunningPool pool = FromRequest.POOL;
        JsonNode document = discovery(pool, host);

        assertThat(document.path("issuer").stringValue()).isEqualTo(address + "/" + ID);
        assertThat(document.path("jwks_uri").stringValue()).isEqualTo(address + "/" + ID + "/.well-known/jwks.json");
        assertThat(document.path("token_endpoint").stringValue()).isEqualTo(address + "/oauth2/token");
        assertThat(issuerOfAToken(pool, host)).isEqualTo(address + "/" + ID);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:0",
                "localhost:00",
                "[::1]:0",
                "localhost:65536",
                "localhost:99999",
                "localhost:4294967376",
                "localhost:-1",
                "localhost:a",
                "localhost:80:80",
                "localhost, pool.test",
                "u@localhost",
                "localhost\r\nHost: localhost",
                "localhost\r\nHost: localhost:1"
            })
    void aHostWithoutAPossiblePortIsTakenForNoIssuer(String host) {
        assertThat(ask("", "Host: " + host).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:4711, localhost:4711, http://localhost:4711",
        "HTTP://localhost:80, localhost:80, http://localhost",
        "http://localhost:, localhost:, http://localhost"
    })
    void anAddressInTheRequestLineIsThatOfTheHost(String target, String host, String address) {
        assertThat(json(ask(target, "Host: " + host)).path("issuer").stringValue())
                .isEqualTo(address + "/" + ID);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:4711, localhost",
        "http://pool.test, localhost",
        "http://evil.example, localhost",
        "http://localhost, evil.example",
        "http://evil.example, evil.example"
    })
    void anotherAddressInTheRequestLineIsTakenForNoIssuer(String target, String host) {
        assertThat(ask(target, "Host: " + host).status()).isIn(400, 403);
    }

    private static Answer ask(String target, String headers) {
        return RawHttp.send(
                FromRequest.POOL, "GET", target + "/" + ID + "/.well-known/openid-configuration", "", headers);
    }

    @Test
    void aNameThatTheSettingsDoNotHaveIsTakenForNoIssuer() {
        Answer answer = RawHttp.send(
                FromRequest.POOL, "GET", "/" + ID + "/.well-known/openid-configuration", "", "Host: evil.example");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).doesNotContain("evil.example");
    }

    @Test
    void aPoolThatListensAtOneAddressIsNamedByIt() {
        try (RunningPool pool = RunningPool.start("--server.address=127.0.0.2")) {
            assertThat(pool.domain()).startsWith("http://127.0.0.2:");
            assertThat(pool.browser()
                            .get(pool.issuer() + "/.well-known/jwks.json")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static JsonNode discovery(RunningPool pool, String host) {
        return json(RawHttp.send(pool, "GET", "/" + ID + "/.well-known/openid-configuration", "", "Host: " + host));
    }

    private static String issuerOfAToken(RunningPool pool, String host) {
        Answer answer = RawHttp.send(
                pool,
                "POST",
                "/oauth2/token",
                "grant_type=client_credentials",
                "Host: " + host,
                "Content-Type: application/x-www-form-urlencoded",
                "Authorization: " + basic(MACHINE, "local-machine-secret"));
        return RunningPool.claims(json(answer), "access_token").path("iss").stringValue();
    }

    private static JsonNode json(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return new JsonMapper()
                .readTree(answer.body()
                        .substring(answer.body().indexOf('{'), answer.body().lastIndexOf('}') + 1));
    }

    /** Started when a test needs it. */
    private static final class FromRequest {
        static final RunningPool POOL =
                RunningPool.start("--user-pool.issuer=from-request", "--user-pool.hosts=pool.test");
    }
}

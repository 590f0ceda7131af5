package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.RunningPool.decode;
import static io.cognitoclaims.localuserpool.RunningPool.json;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalSignTest {
    private static final int MOST_BYTES = 64 * 1024;

    private static RunningPool pool;

    @BeforeAll
    static void start() {
        pool = RunningPool.start();
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @Test
    void theClaimsOfAnIssuedTokenAreSignedToTheSameToken() {
        String token = pool.signIn("test-user").path("access_token").stringValue();
        String claims = decode(token.split("\\.", -1)[1]);

        // The signature of RS256 is the same each time.
        assertThat(signed(sign(claims))).isEqualTo(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // curl's own.
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded; charset=ISO-8859-1",
                "application/json",
                "application/json; charset=utf-16",
                "text/plain",
                "multipart/form-data",
                "multipart/form-data; boundary=x",
                "application/octet-stream",
                "nonsense"
            })
    void theBodyIsSignedAsItIsWhateverItsContentType(String contentType) {
        for (String claims : new String[] {
            "{\"iss\":\"x\"}", "{}", " {\"a\":\"=&+%41 ü\",\n\"exp\": -1, \"n\": 1.50, \"o\":{\"a\":[null]}}\r\n"
        }) {
            HttpResponse<String> answer = sign(claims, "Content-Type", contentType);

            assertThat(decode(signed(answer).split("\\.", -1)[1])).isEqualTo(claims);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'exp':'soon'",
                "'exp':{}",
                "'exp':1e999",
                "'exp':99999999999999999999",
                "'exp':9999999999,'scope':{}",
                "'exp':9999999999,'scope':['openid']",
                "'exp':9999999999,'scope':'openid','sub':{}",
                "'exp':9999999999,'scope':'openid aws.cognito.signin.user.admin','sub':['x']"
            })
    void aTokenWithClaimsOfOtherTypesIsRefusedLikeAnyOther(String odd) {
        String signIn = RunningPool.claims(pool.signIn("test-user"), "access_token")
                .path("origin_jti")
                .stringValue();
        String token = signed(sign(("{'origin_jti':'" + signIn + "'," + odd + "}").replace('\'', '"')));

        try (CognitoApi api = new CognitoApi(pool)) {
            assertThat(api.call("GetUser", "{'AccessToken':'" + token + "'}").statusCode())
                    .isEqualTo(400);
        }
        assertThat(pool.browser()
                        .get("/oauth2/userInfo", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aScopeThatIsThereTwiceCountsOnce() {
        String claims = RunningPool.payload(pool.signIn("test-user", "openid"), "access_token");
        String token = signed(sign(claims.replace("\"scope\":\"openid\"", "\"scope\":\"openid openid\"")));

        assertThat(pool.browser()
                        .get("/oauth2/userInfo", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void claimsInTheQueryAreNotSigned() {
        HttpResponse<String> answer =
                send("/_local/sign?iss=y", BodyPublishers.ofString("{\"iss\":\"x\"}"), LocalControl.HEADER, "test");

        assertThat(decode(signed(answer).split("\\.", -1)[1])).isEqualTo("{\"iss\":\"x\"}");
        assertThat(send("/_local/sign?iss=y", BodyPublishers.noBody(), LocalControl.HEADER, "test")
                        .statusCode())
                .isEqualTo(400);
    }

    static Stream<byte[]> noClaims() {
        return Stream.concat(
                Stream.of(
                                "",
                                " ",
                                "null",
                                "true",
                                "7",
                                "\"iss\"",
                                "[]",
                                "[{}]",
                                "{",
                                "{\"a\":1",
                                "{\"a\":1}}",
                                "{\"a\":1} x",
                                "{} {}",
                                "{\"a\":1}null",
                                "{\"a\":1,\"a\":1}",
                                "{\"a\":1,\"\\u0061\":2}",
                                "{\"o\":{\"a\":1,\"a\":2}}",
                                "{'a':1}",
                                "{a:1}",
                                "{\"a\":1,}",
                                "{\"a\":01}",
                                "{\"a\":NaN}",
                                "{\"a\":\"\n\"}",
                                "{\"a\":1} // comment",
                                "\ufeff{\"a\":1}",
                                "iss=x",
                                "%7B%22iss%22%3A%22x%22%7D",
                                "{\"a\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}")
                        .map(text -> text.getBytes(UTF_8)),
                Stream.of("{\"a\":1}".getBytes(UTF_16LE), new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}));
    }

    @ParameterizedTest
    @MethodSource("noClaims")
    void aBodyThatIsNotOneJsonObjectIsRefused(byte[] body) {
        for (String contentType : new String[] {"application/x-www-form-urlencoded", "application/json"}) {
            HttpResponse<String> answer = send(
                    "/_local/sign",
                    BodyPublishers.ofByteArray(body),
                    LocalControl.HEADER,
                    "test",
                    "Content-Type",
                    contentType);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .isEqualTo("{\"error\":\"the body must be the claims: one JSON object in UTF-8,"
                            + " without a member twice\"}");
        }
    }

    @Test
    void aBodyThatIsTooLongIsRefused() {
        String longest = "{\"a\":\"" + "x".repeat(MOST_BYTES - 8) + "\"}";

        assertThat(signed(sign(longest))).isNotEmpty();
        assertThat(sign(longest + " ").statusCode()).isEqualTo(413);
        // In chunks, so that no length is told before.
        assertThat(send(
                                "/_local/sign",
                                BodyPublishers.ofInputStream(
                                        () -> new ByteArrayInputStream((longest + " ").getBytes(UTF_8))),
                                LocalControl.HEADER,
                                "test")
                        .body())
                .isEqualTo("{\"error\":\"the claims must not be longer than 65536 bytes\"}");
    }

    @Test
    void theSignEndpointRefusesWhatAPageOfAnotherSiteCouldSend() {
        HttpResponse<String> refused =
                send("/_local/sign", BodyPublishers.ofString("{}"), "Content-Type", "text/plain");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).doesNotContain("token");
    }

    private static String signed(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).path("token").stringValue();
    }

    private static HttpResponse<String> sign(String claims, String... headers) {
        String[] all = Stream.concat(Stream.of(headers), Stream.of(LocalControl.HEADER, "test"))
                .toArray(String[]::new);
        return send("/_local/sign", BodyPublishers.ofString(claims), all);
    }

    private static HttpResponse<String> send(String path, BodyPublisher body, String... headers) {
        return pool.browser().send(pool.browser().request(path, headers).POST(body));
    }
}

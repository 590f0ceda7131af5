package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.RunningPool.decode;
import static io.cognitoclaims.localuserpool.RunningPool.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class LocalControlTest {
    private RunningPool pool;

    @BeforeEach
    void start() {
        pool = RunningPool.start();
    }

    @AfterEach
    void stop() {
        pool.close();
    }

    @Test
    void aRotationOfKeysKeepsThePairBefore() {
        List<String> first = kids();
        JsonNode signedBefore = pool.signIn("test-user");

        JsonNode state = json(control("/_local/rotate-keys"));

        assertThat(kids()).hasSize(4).endsWith(first.get(0), first.get(1)).doesNotHaveDuplicates();
        assertThat(state.path("kids").valueStream().map(JsonNode::stringValue)).containsExactlyElementsOf(kids());
        JsonNode signedAfter = pool.signIn("test-user");
        assertThat(kid(signedBefore, "id_token")).isEqualTo(first.get(0));
        assertThat(kid(signedAfter, "id_token")).isEqualTo(kids().get(0));
        assertThat(kid(signedAfter, "access_token")).isEqualTo(kids().get(1));
        assertThat(userInfo(signedBefore)).isEqualTo(200);
        assertThat(userInfo(signedAfter)).isEqualTo(200);
    }

    @Test
    void aRotationWithdrawsThePairBeforeOnRequestAndOlderPairsAlways() {
        List<String> first = kids();
        JsonNode signedBefore = pool.signIn("test-user");

        control("/_local/rotate-keys?old=keep");
        control("/_local/rotate-keys?old=keep");
        assertThat(kids()).hasSize(4).doesNotContainAnyElementsOf(first);

        control("/_local/rotate-keys?old=withdraw");
        assertThat(kids()).hasSize(2);
        assertThat(userInfo(signedBefore)).isEqualTo(401);
    }

    @Test
    void theKeyEndpointStopsAndStartsWhileTokensAreIssued() {
        assertThat(json(control("/_local/keys/stop")).path("served").booleanValue())
                .isFalse();
        assertThat(jwks().statusCode()).isEqualTo(503);
        assertThat(pool.signIn("test-user").has("access_token")).isTrue();

        assertThat(json(control("/_local/keys/start")).path("served").booleanValue())
                .isTrue();
        assertThat(kids()).hasSize(2);
    }

    @Test
    void whoeverWaitsForThePoolIsToldThatItIsReady() {
        HttpResponse<String> answer = pool.browser().get("/_local/ready");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"ready\":true}");
    }

    @Test
    void aResetForgetsSignInsAndRegistrationsAndBringsTheFirstKeysBack() {
        List<String> first = kids();
        Browser browser = pool.browser();
        JsonNode tokens = pool.tokens(RunningPool.redeem(browser.code("test-user", RunningPool.authorize())));
        control("/_local/rotate-keys?old=withdraw");
        control("/_local/keys/stop");

        assertThat(json(control("/_local/reset")).path("served").booleanValue()).isTrue();

        assertThat(kids()).isEqualTo(first);
        assertThat(userInfo(tokens)).isEqualTo(401);
        assertThat(Browser.location(browser.get("/oauth2/authorize?" + Browser.encode(RunningPool.authorize()))))
                .contains("/login");
        Map<String, String> refresh = Browser.parameters(
                "grant_type",
                "refresh_token",
                "refresh_token",
                tokens.path("refresh_token").stringValue());
        assertThat(pool.token(refresh).statusCode()).isEqualTo(400);
        assertThat(pool.signIn("test-user").has("access_token")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/_local/rotate-keys", "/_local/keys/stop", "/_local/keys/start", "/_local/reset"})
    void theSwitchesRefuseWhatAPageOfAnotherSiteCouldSend(String address) {
        List<String> before = kids();

        HttpResponse<String> response = pool.browser().post(address, Map.of());

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(kids()).isEqualTo(before);
    }

    @Test
    void aRotationRefusesAQueryThatItDoesNotKnow() {
        for (String query : List.of("old=burn", "old=", "old", "old=keep&old=withdraw", "Old=withdraw", "x=1")) {
            assertThat(control("/_local/rotate-keys?" + query).statusCode())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(kids()).hasSize(2);
    }

    @Test
    void aRotationTakesItsParameterFromAFormToo() {
        assertThat(pool.browser()
                        .post("/_local/rotate-keys", Map.of("old", "withdraw"), LocalControl.HEADER, "test")
                        .statusCode())
                .isEqualTo(200);
        assertThat(kids()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/_local/rotate-keys", "/_local/keys/stop", "/_local/keys/start", "/_local/reset"})
    void theSwitchesRefuseABodyThatIsNoForm(String address) {
        List<String> before = kids();

        for (String type : List.of("application/json", "text/plain", "multipart/form-data; boundary=x")) {
            HttpResponse<String> answer = pool.browser()
                    .send(pool.browser()
                            .request(address, LocalControl.HEADER, "test", "Content-Type", type)
                            .POST(BodyPublishers.ofString("{\"old\":\"withdraw\"}")));
            assertThat(answer.statusCode()).as(type).isEqualTo(400);
        }
        assertThat(kids()).isEqualTo(before);
    }

    private HttpResponse<String> control(String address) {
        return pool.browser().post(address, Map.of(), LocalControl.HEADER, "test");
    }

    private HttpResponse<String> jwks() {
        return pool.browser().get(pool.issuer() + "/.well-known/jwks.json");
    }

    private List<String> kids() {
        return json(jwks())
                .path("keys")
                .valueStream()
                .map(key -> key.path("kid").stringValue())
                .toList();
    }

    private int userInfo(JsonNode tokens) {
        return pool.browser()
                .get(
                        "/oauth2/userInfo",
                        "Authorization",
                        "Bearer " + tokens.path("access_token").stringValue())
                .statusCode();
    }

    private static String kid(JsonNode tokens, String name) {
        String header = decode(tokens.path(name).stringValue().split("\\.", -1)[0]);
        return header.replaceAll(".*\"kid\":\"([^\"]*)\".*", "$1");
    }
}

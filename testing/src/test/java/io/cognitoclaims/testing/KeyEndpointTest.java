package io.cognitoclaims.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class KeyEndpointTest {
    private static final TestUserPool POOL = TestUserPool.create();

    private final int fetchesBefore = POOL.keyFetches();

    @AfterEach
    void resumeKeys() {
        POOL.resumeKeys();
    }

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void theKeyEndpointIsBelowTheIssuerOnTheLoopbackInterface() throws Exception {
        assertThat(POOL.issuer()).matches("http://localhost:\\d+/us-east-1_TestPool");
        assertThat(POOL.jwksUri().toString()).isEqualTo(POOL.issuer() + "/.well-known/jwks.json");
        assertThat(InetAddress.getByName(POOL.jwksUri().getHost()).isLoopbackAddress())
                .isTrue();
    }

    @Test
    void theKeyEndpointAnswersJson() throws Exception {
        HttpResponse<String> answer = Loopback.get(POOL.jwksUri());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void thePoolCountsTheRequestsForTheKeySetAndNoOthers() throws Exception {
        Loopback.get(POOL.jwksUri());
        Loopback.get(POOL.jwksUri());
        Loopback.get(URI.create(POOL.issuer() + "/.well-known/openid-configuration"));
        Loopback.send("POST", POOL.jwksUri());
        POOL.jwks();

        assertThat(POOL.keyFetches()).isEqualTo(fetchesBefore + 2);
    }

    @Test
    void thePoolCountsEachOfManyRequestsAtOnce() {
        List<CompletableFuture<HttpResponse<String>>> requests = Stream.generate(
                        () -> Loopback.getLater(POOL.jwksUri()))
                .limit(40)
                .toList();

        assertThat(requests)
                .allSatisfy(request -> assertThat(request.join().body()).isEqualTo(POOL.jwks()));
        assertThat(POOL.keyFetches()).isEqualTo(fetchesBefore + 40);
    }

    @ParameterizedTest
    @CsvSource({"500,''", "429,slow down", "200,''", "200,<html>", "200,'{\"keys\":[]}'", "302,''", "204,''", "304,''"})
    void theKeyEndpointAnswersWhatItIsToldUntilItIsResumed(int status, String body) throws Exception {
        POOL.answerKeysWith(status, body);

        for (int i = 0; i < 2; i++) {
            HttpResponse<String> told = Loopback.get(POOL.jwksUri());
            assertThat(told.statusCode()).isEqualTo(status);
            assertThat(told.body()).isEqualTo(body);
        }
        assertThat(POOL.keyFetches()).isEqualTo(fetchesBefore + 2);
        assertThat(SignedToken.of(POOL.accessToken().sign()).verifiesAgainst(POOL.jwks()))
                .isTrue();

        POOL.resumeKeys();
        assertThat(Loopback.get(POOL.jwksUri()).body()).isEqualTo(POOL.jwks());
    }

    @Test
    void theKeyEndpointSendsABodyOfMegabytes() throws Exception {
        String body = "[\"\u20ac\"]".repeat(500_000);
        POOL.answerKeysWith(200, body);

        assertThat(Loopback.get(POOL.jwksUri()).body()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 101, 199, 600})
    void aStatusThatIsNotFinalIsRefused(int status) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POOL.answerKeysWith(status, ""))
                .withMessageStartingWith("status");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void aBodyIsRefusedWhereHttpHasNone(int status) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> POOL.answerKeysWith(status, "{}"))
                .withMessageStartingWith("body");
    }

    @Test
    void theKeyEndpointHoldsARequestWhileItIsStalled() throws Exception {
        POOL.stallKeys();

        assertThatARequestIsHeld();
    }

    @Test
    void heldRequestsGetTheKeysOfTheMomentWhenTheEndpointIsResumed() {
        POOL.stallKeys();
        List<CompletableFuture<HttpResponse<String>>> held = Stream.generate(() -> Loopback.getLater(POOL.jwksUri()))
                .limit(20)
                .toList();
        Loopback.awaitKeyFetches(POOL, fetchesBefore + 20);
        POOL.stallKeys();
        assertThat(held).noneMatch(CompletableFuture::isDone);

        POOL.rotateKeys();
        POOL.resumeKeys();

        assertThat(held).allSatisfy(request -> {
            assertThat(request.join().statusCode()).isEqualTo(200);
            assertThat(request.join().body()).isEqualTo(POOL.jwks());
        });
    }

    @Test
    void theKeyEndpointCanBeStalledAgain() throws Exception {
        POOL.stallKeys();
        POOL.resumeKeys();
        POOL.stallKeys();

        assertThatARequestIsHeld();
    }

    @Test
    void theDiscoveryDocumentIsServedAlsoWhileTheKeysAreStalled() throws Exception {
        POOL.stallKeys();

        HttpResponse<String> answer = Loopback.get(URI.create(POOL.issuer() + "/.well-known/openid-configuration"));
        JsonNode document = SignedToken.parse(answer.body());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(document.required("issuer").textValue()).isEqualTo(POOL.issuer());
        assertThat(document.required("jwks_uri").textValue())
                .isEqualTo(POOL.jwksUri().toString());
        assertThat(document.required("id_token_signing_alg_values_supported"))
                .extracting(JsonNode::textValue)
                .containsExactly("RS256");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/us-east-1_TestPool",
                "/us-east-1_TestPool/.well-known/jwks.jso",
                "/us-east-1_TestPool/.well-known/jwks.json/",
                "/us-east-1_TestPool/.well-known/openid_configuration",
                "/us-east-1_TestPool/token",
                "/us-east-1_Other/.well-known/jwks.json"
            })
    void anUnknownPathIsAnsweredAsCognitoAnswersIt(String path) throws Exception {
        HttpResponse<String> answer = Loopback.get(URI.create(POOL.issuer()).resolve(path));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"code\":\"BadRequest\",\"message\":"
                        + "\"The server did not understand the operation that was requested.\",\"type\":\"client\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "HEAD"})
    void theKeyEndpointRefusesMethodsOtherThanGet(String method) throws Exception {
        assertThat(Loopback.send(method, POOL.jwksUri()).statusCode()).isEqualTo(400);
    }

    private void assertThatARequestIsHeld() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> answered = Loopback.getLater(POOL.jwksUri()).thenRun(() -> order.add("answered"));
        Loopback.awaitKeyFetches(POOL, fetchesBefore + 1);
        // Time enough for an answer to overtake, if the request is not held.
        Loopback.get(URI.create(POOL.issuer() + "/.well-known/openid-configuration"));

        order.add("resumed");
        POOL.resumeKeys();
        answered.join();

        assertThat(order).containsExactly("resumed", "answered");
    }
}

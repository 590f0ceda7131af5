package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients are told, with a pool and a client as the only settings. */
@ParameterizedClass
@EnumSource(WebStack.class)
class BearerAnswersTest {
    private static final String BAD_TOKEN =
            "error=\"invalid_token\", error_description=\"The token is expired, revoked or not valid here.\","
                    + " error_uri=\"https://tools.ietf.org/html/rfc6750#section-3.1\"";

    private static final TestUserPool POOL = TestUserPool.create();
    private static final TestUserPool OTHER_POOL = TestUserPool.create();
    private static RunningApi api;

    @Parameter
    WebStack stack;

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        api = stack.startFor(POOL, Greeter.class);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        api.close();
    }

    @AfterAll
    static void closePools() {
        POOL.close();
        OTHER_POOL.close();
    }

    static Stream<Arguments> badTokens() {
        String good = POOL.accessToken().sign();
        char signed = good.charAt(good.length() - 10);
        String changed =
                good.substring(0, good.length() - 10) + (signed == 'A' ? 'B' : 'A') + good.substring(good.length() - 9);
        return Stream.of(
                Arguments.of("one character changed", changed),
                Arguments.of(
                        "expired",
                        POOL.accessToken()
                                .expiresAt(Instant.now().minusSeconds(5))
                                .sign()),
                Arguments.of("without exp", POOL.accessToken().without("exp").sign()),
                Arguments.of("of another pool", OTHER_POOL.accessToken().sign()),
                Arguments.of(
                        "signed by another pool",
                        POOL.accessToken().signedBy(OTHER_POOL).sign()),
                Arguments.of(
                        "of another app client",
                        POOL.accessToken().clientId("another").sign()),
                Arguments.of("an ID token", POOL.idToken().sign()),
                Arguments.of(
                        "bound to another resource",
                        POOL.accessToken().claim("aud", "https://other.example").sign()),
                Arguments.of(
                        "with a kid that nobody has",
                        POOL.accessToken().header("kid", "forged").sign()),
                Arguments.of(
                        "unsigned", POOL.accessToken().header("alg", "none").sign()),
                Arguments.of("no JWT", "opaque"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void everyBadTokenIsAnsweredWithTheSameChallenge(String name, String token) throws Exception {
        HttpResponse<String> answer = api.get("/hello", token);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(RunningApi.challengeOf(answer)).isEqualTo(api.challenge(BAD_TOKEN));
    }

    @Test
    void aGoodTokenIsLetThrough() throws Exception {
        HttpResponse<String> answer = api.get("/hello", POOL.accessToken().sign());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello");
    }

    @Test
    void aTokenOfClientCredentialsIsLetThrough() throws Exception {
        HttpResponse<String> answer = api.get("/access", POOL.machineToken().sign());

        assertThat(answer.body()).isEqualTo(POOL.clientId() + " by " + POOL.clientId());
    }

    @Test
    void aRequestWithoutATokenIsAskedForOneWithoutAnError() throws Exception {
        HttpResponse<String> answer = api.get("/hello");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(RunningApi.challengeOf(answer)).isEqualTo(api.challenge(""));
    }

    @Test
    void aTokenInTheQueryStringIsNotTaken() throws Exception {
        HttpResponse<String> answer =
                api.get("/hello?access_token=" + POOL.accessToken().sign());

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void anUnknownPathIsAnsweredWith401Too() throws Exception {
        HttpResponse<String> answer = api.get("/nothing-here");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(RunningApi.challengeOf(answer)).isEqualTo(api.challenge(""));
    }

    @Test
    void manyForgedKeyIdsCostFewFetchesOfKeys() throws Exception {
        int before = POOL.keyFetches();

        for (int i = 0; i < 30; i++) {
            HttpResponse<String> answer = api.get(
                    "/hello", POOL.accessToken().header("kid", "forged-" + i).sign());
            assertThat(answer.statusCode()).isEqualTo(401);
        }

        // The first keys, three for unknown ones, and one for each of a slow machine's ten seconds.
        assertThat(POOL.keyFetches() - before).isLessThan(10);
    }
}

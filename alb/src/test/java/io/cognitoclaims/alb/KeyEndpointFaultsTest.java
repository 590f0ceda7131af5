package io.cognitoclaims.alb;

import static io.cognitoclaims.alb.Rejections.assertRejected;
import static io.cognitoclaims.alb.Rejections.assertUnavailable;
import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cognitoclaims.alb.KeyEndpoint.Answer;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestLoadBalancer;
import io.cognitoclaims.testing.TestUserPool;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class KeyEndpointFaultsTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final TestClock CLOCK = TestClock.atNow();
    private static final TestLoadBalancer ALB = TestLoadBalancer.create(POOL, CLOCK);

    @AfterAll
    static void close() {
        ALB.close();
        POOL.close();
    }

    static Stream<Arguments> unusableAnswers() throws Exception {
        String good = ALB.pem();
        return Stream.of(
                answer("nothing", 200, "", "not a public key in PEM"),
                answer("a page", 200, "<html></html>", "not a public key in PEM"),
                answer("a key set", 200, POOL.jwks(), "not a public key in PEM"),
                answer("a key behind a text", 200, "hello\n" + good, "not a public key in PEM"),
                answer("two keys", 200, good + good, "not a public key in PEM"),
                answer("a certificate", 200, good.replace("PUBLIC KEY", "CERTIFICATE"), "not a public key in PEM"),
                answer("a private key", 200, good.replace("PUBLIC", "PRIVATE"), "not a public key in PEM"),
                answer("a key in one of its halves", 200, good.substring(0, 90), "not a public key in PEM"),
                answer("base64 with a gap", 200, good.replace("MFkw", "MF=w"), "not a public key in PEM"),
                answer("2,049 bytes", 200, good + "\n".repeat(2_049 - good.length()), "not a public key in PEM"),
                answer("a megabyte", 200, good + "\n".repeat(1 << 20), "not a public key in PEM"),
                answer("a key of P-384", 200, pem("EC", new ECGenParameterSpec("secp384r1")), "not of the curve P-256"),
                answer("a key of P-521", 200, pem("EC", new ECGenParameterSpec("secp521r1")), "not of the curve P-256"),
                answer(
                        "an RSA key",
                        200,
                        pem("RSA", new RSAKeyGenParameterSpec(2_048, RSAKeyGenParameterSpec.F4)),
                        "not of the curve P-256"),
                answer("a point beside the curve", 200, withPoint(bytes -> bytes[90] ^= 1), "not on the curve"),
                answer(
                        "the point zero",
                        200,
                        withPoint(bytes -> Arrays.fill(bytes, 27, 91, (byte) 0)),
                        "not on the curve"),
                answer(
                        "coordinates beyond the field",
                        200,
                        withPoint(bytes -> Arrays.fill(bytes, 27, 91, (byte) -1)),
                        "not on the curve"),
                answer("a compressed point", 200, withPoint(bytes -> bytes[26] = 2), "not of the curve P-256"),
                answer("status 204", 204, "", "status 204"),
                answer("status 206", 206, good, "status 206"),
                answer("status 400", 400, good, "status 400"),
                answer("status 401", 401, good, "status 401"),
                answer("status 429", 429, "", "status 429"),
                answer("status 500", 500, good, "status 500"),
                answer("status 503", 503, "", "status 503"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusableAnswers")
    void anUnusableAnswerIsAnOutageAndNoJudgement(String what, int status, String body, String why) {
        try (KeyEndpoint endpoint = KeyEndpoint.start(KeyEndpoint.of(status, body))) {
            VerificationUnavailableException outage =
                    assertUnavailable(verifier(endpoint), ALB.oidcData().sign());

            assertThat(outage)
                    .hasMessageContaining(why)
                    .hasMessageContaining(endpoint.uri().toString());
            assertThat(outage.missing()).isEqualTo(VerificationUnavailableException.Missing.KEYS);
            assertThat(outage.issuer()).isEmpty();
            assertThat(outage.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void aKeyThatTheAddressDoesNotHaveIsUnknown(int status) {
        try (KeyEndpoint endpoint = KeyEndpoint.start(KeyEndpoint.of(status, ALB.pem()))) {
            assertRejected(verifier(endpoint), ALB.oidcData().sign(), UNKNOWN_KEY);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsNotFollowed(int status) {
        try (KeyEndpoint decoy = KeyEndpoint.start(KeyEndpoint.of(200, ALB.pem()));
                KeyEndpoint endpoint = KeyEndpoint.start(exchange -> {
                    exchange.getResponseHeaders().set("Location", decoy.uri() + "/" + ALB.keyId());
                    exchange.sendResponseHeaders(status, -1);
                })) {
            assertThat(assertUnavailable(verifier(endpoint), ALB.oidcData().sign()))
                    .hasMessageContaining("status " + status);
            assertThat(decoy.paths()).isEmpty();
        }
    }

    @Test
    void anEncodedAnswerIsNotDecoded() {
        Answer encoded = exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            KeyEndpoint.of(200, ALB.pem()).write(exchange);
        };
        try (KeyEndpoint endpoint = KeyEndpoint.start(encoded)) {
            assertUnavailable(verifier(endpoint), ALB.oidcData().sign());
        }
    }

    @Test
    void anAnswerThatNeverEndsIsReadToItsLimitOnly() {
        Answer endless = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] part = new byte[1_024];
            while (true) {
                exchange.getResponseBody().write(part);
            }
        };
        try (KeyEndpoint endpoint = KeyEndpoint.start(endless)) {
            assertThat(assertUnavailable(verifier(endpoint), ALB.oidcData().sign()))
                    .hasMessageContaining("not a public key in PEM");
        }
    }

    @Test
    void anEndpointThatDoesNotAnswerCostsTheTimeLimitAndNoMore() {
        CountDownLatch never = new CountDownLatch(1);
        Answer silent = exchange -> await(never);
        try (KeyEndpoint endpoint = KeyEndpoint.start(silent)) {
            AlbVerifier verifier =
                    builder(endpoint).fetchTimeout(Duration.ofMillis(100)).build();

            assertThat(assertUnavailable(verifier, ALB.oidcData().sign()))
                    .hasMessageContaining("no whole answer within 100 ms");
        }
    }

    @Test
    void anEndpointThatSendsHalfAKeyCostsTheTimeLimitAndNoMore() {
        CountDownLatch never = new CountDownLatch(1);
        Answer slow = exchange -> {
            exchange.sendResponseHeaders(200, 178);
            exchange.getResponseBody().write("-----BEGIN".getBytes(US_ASCII));
            exchange.getResponseBody().flush();
            await(never);
        };
        try (KeyEndpoint endpoint = KeyEndpoint.start(slow)) {
            AlbVerifier verifier =
                    builder(endpoint).fetchTimeout(Duration.ofMillis(100)).build();

            assertThat(assertUnavailable(verifier, ALB.oidcData().sign()))
                    .hasMessageContaining("no whole answer within 100 ms");
        }
    }

    /** As an application does whose parallel streams wait for something. */
    @Test
    void anApplicationThatBlocksTheCommonPoolHoldsUpNoKey() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        int threads = ForkJoinPool.commonPool().getParallelism();
        CountDownLatch blocked = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                blocked.countDown();
                await(end);
            });
        }
        blocked.await();
        try (KeyEndpoint endpoint = KeyEndpoint.start(KeyEndpoint.of(200, ALB.pem()));
                KeyEndpoint silent = KeyEndpoint.start(exchange -> await(end))) {
            assertThat(verifier(endpoint).verify(ALB.oidcData().sign())).isNotNull();
            assertThat(assertUnavailable(
                            builder(silent).fetchTimeout(Duration.ofMillis(100)).build(),
                            ALB.oidcData().sign()))
                    .hasMessageContaining("no whole answer within 100 ms");
        } finally {
            end.countDown();
        }
    }

    @Test
    void anEndpointThatRefusesConnectionsIsAnOutage() {
        KeyEndpoint endpoint = KeyEndpoint.start(KeyEndpoint.of(200, ""));
        AlbVerifier verifier = verifier(endpoint);
        endpoint.close();

        assertThat(assertUnavailable(verifier, ALB.oidcData().sign())).hasMessageContaining("ConnectException");
    }

    @Test
    void aGoodKeyThatSignedNothingOfThisIsABadSignature() throws Exception {
        String other = pem("EC", new ECGenParameterSpec("secp256r1"));
        try (KeyEndpoint endpoint = KeyEndpoint.start(KeyEndpoint.of(200, other))) {
            assertRejected(verifier(endpoint), ALB.oidcData().sign(), BAD_SIGNATURE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void eitherEndOfALineIsRead(String end) {
        try (KeyEndpoint endpoint =
                KeyEndpoint.start(KeyEndpoint.of(200, ALB.pem().replace("\n", end)))) {
            assertThat(verifier(endpoint).verify(ALB.oidcData().sign())).isNotNull();
        }
    }

    @Test
    void aKeyIsAskedForByItsIdBelowTheAddress() {
        try (KeyEndpoint endpoint = KeyEndpoint.start(KeyEndpoint.of(200, ALB.pem()))) {
            assertThat(verifier(endpoint).verify(ALB.oidcData().sign())).isNotNull();

            assertThat(endpoint.paths()).containsExactly("/" + ALB.keyId());
        }
    }

    private static AlbVerifier verifier(KeyEndpoint endpoint) {
        return builder(endpoint).build();
    }

    private static AlbVerifierBuilder builder(KeyEndpoint endpoint) {
        return Verifiers.builder(ALB, POOL).keysUri(endpoint.uri()).clock(CLOCK);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Arguments answer(String what, int status, String body, String why) {
        return arguments(what, status, body, why);
    }

    private static String pem(String algorithm, AlgorithmParameterSpec parameters) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(parameters);
        return pem(generator.generateKeyPair().getPublic().getEncoded());
    }

    private static String withPoint(Consumer<byte[]> change) {
        byte[] der = Base64.getMimeDecoder().decode(ALB.pem().replaceAll("-----.*-----", ""));
        change.accept(der);
        return pem(der);
    }

    private static String pem(byte[] der) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----\n";
    }
}

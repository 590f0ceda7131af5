package io.cognitoclaims.core;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.temporaryRedirect;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.Rejections.assertUnavailable;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.cognitoclaims.core.VerificationListener.KeysFetched;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KeyFaultsTest {
    /** For answers that come at once, on however busy a machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final TestUserPool POOL = TestUserPool.create();
    private static final String TOKEN = POOL.accessToken().sign();
    private static final String JWKS = POOL.jwks();
    private static final WireMockServer SERVER =
            new WireMockServer(options().dynamicPort().bindAddress("127.0.0.1").gzipDisabled(true));

    @BeforeAll
    static void start() {
        SERVER.start();
    }

    @AfterAll
    static void close() {
        SERVER.stop();
        POOL.close();
    }

    @BeforeEach
    void reset() {
        SERVER.resetAll();
    }

    static Stream<Arguments> answersThatAreNoKeySet() {
        return Stream.of(
                arguments("500", status(500).withBody(JWKS)),
                arguments(
                        "403, as an issuer that was not switched to",
                        status(403).withBody("{\"message\":\"Forbidden\"}")),
                arguments("404", status(404)),
                arguments("429", status(429)),
                arguments("201 with a key set", status(201).withBody(JWKS)),
                arguments("204", status(204)),
                arguments("nothing", ok()),
                arguments("HTML", ok("<html>sign in to the proxy</html>")),
                arguments("Cognito's error", ok("{\"code\":\"BadRequest\",\"message\":\"…\",\"type\":\"client\"}")),
                arguments("no keys member", ok("{}")),
                arguments("keys of another type", ok("{\"keys\":{}}")),
                arguments("no keys", ok("{\"keys\":[]}")),
                arguments("keys twice", ok("{\"keys\":[]," + JWKS.substring(1))),
                arguments("something behind", ok(JWKS + "x")),
                arguments("a truncated set", ok(JWKS.substring(0, JWKS.length() - 3))),
                arguments("UTF-16", ok().withBody(JWKS.getBytes(UTF_16))),
                arguments("more than 256 KiB", ok(JWKS + " ".repeat(HttpJwksFetcher.MAX_BODY_LENGTH))),
                arguments("50 MB", ok("a".repeat(50_000_000))),
                arguments("a deep set", ok("{\"keys\":" + "[".repeat(100_000))),
                arguments(
                        "gzip, which was not asked for",
                        ok().withHeader("Content-Encoding", "gzip").withBody(gzip(JWKS))),
                arguments(
                        "a gzip bomb",
                        ok().withHeader("Content-Encoding", "gzip").withBody(gzip("0".repeat(20_000_000)))),
                arguments("a connection that is reset", aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)),
                arguments("no HTTP", aResponse().withFault(Fault.RANDOM_DATA_THEN_CLOSE)),
                arguments("an empty response", aResponse().withFault(Fault.EMPTY_RESPONSE)),
                arguments(
                        "a body that breaks off",
                        aResponse().withBody(JWKS).withFault(Fault.MALFORMED_RESPONSE_CHUNK)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatAreNoKeySet")
    void aTokenCannotBeJudgedWithoutAKeySet(String what, ResponseDefinitionBuilder answer) throws Exception {
        SERVER.stubFor(keys().willReturn(answer));

        assertOneFailedFetch(PATIENCE);
    }

    static Stream<Arguments> answersThatTakeTooLong() {
        return Stream.of(
                arguments("a body that drips", ok(JWKS).withChunkedDribbleDelay(50, 20_000)),
                arguments("an answer that comes too late", ok(JWKS).withFixedDelay(20_000)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatTakeTooLong")
    void aTokenCannotBeJudgedWhenTheKeySetTakesTooLong(String what, ResponseDefinitionBuilder answer) throws Exception {
        SERVER.stubFor(keys().willReturn(answer));

        assertOneFailedFetch(Duration.ofMillis(400));
    }

    private static void assertOneFailedFetch(Duration fetchTimeout) throws Exception {
        BlockingQueue<Boolean> fetches = new LinkedBlockingQueue<>();
        VerificationListener counter = new VerificationListener() {
            @Override
            public void keysFetched(KeysFetched event) {
                fetches.add(event.successful());
            }
        };
        CognitoVerifier<AccessToken> verifier = verifier(keysUri(), Clock.systemUTC(), fetchTimeout, counter);

        VerificationUnavailableException unavailable = assertUnavailable(verifier, TOKEN);
        assertUnavailable(verifier, TOKEN);

        assertThat(unavailable.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
        assertThat(fetches.poll(10, TimeUnit.SECONDS)).isFalse();
        assertThat(fetches).as("the failure is remembered").isEmpty();
    }

    @Test
    void aFetchOfKeysDoesNotFollowRedirects() {
        SERVER.stubFor(keys().willReturn(temporaryRedirect("/elsewhere")));
        SERVER.stubFor(get("/elsewhere").willReturn(ok(JWKS)));

        assertUnavailable(verifier(), TOKEN);

        SERVER.verify(0, getRequestedFor(urlEqualTo("/elsewhere")));
    }

    @Test
    void aTokenCannotBeJudgedWhileNoKeyEndpointListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        assertUnavailable(verifier(URI.create("http://127.0.0.1:" + port + "/keys")), TOKEN);
    }

    @Test
    void keysAreKeptWhenTheNextKeySetIsEmpty() {
        SERVER.stubFor(keys().willReturn(ok(JWKS)));
        TestClock clock = TestClock.atNow();
        CognitoVerifier<AccessToken> verifier = verifier(keysUri(), clock, PATIENCE, new VerificationListener() {});
        verifier.verify(TOKEN);
        SERVER.stubFor(keys().willReturn(ok("{\"keys\":[]}")));
        clock.advance(Duration.ofSeconds(11));

        assertUnavailable(verifier, POOL.accessToken().header("kid", "another").sign());
        assertThat(verifier.verify(TOKEN)).isNotNull();
        SERVER.verify(2, getRequestedFor(urlEqualTo("/keys")));
    }

    static Stream<Arguments> keysThatAreNotUsed() throws Exception {
        String n = modulus();
        BigInteger modulus = new BigInteger(1, Base64.getUrlDecoder().decode(n));
        return Stream.of(
                arguments("an EC key", Map.of("kty", "EC", "kid", "x", "crv", "P-256", "x", "AA", "y", "AA")),
                arguments("a symmetric key", Map.of("kty", "oct", "kid", "x", "k", "AAAA")),
                arguments("an unknown kind", Map.of("kty", "AKP", "kid", "x")),
                arguments("RSA numbers of an EC key", changed("kty", "EC")),
                arguments("RSA numbers of a symmetric key", changed("kty", "oct")),
                arguments("a kind in lower case", changed("kty", "rsa")),
                arguments("a kind that is a list", changed("kty", List.of("RSA"))),
                arguments("an encryption key", changed("use", "enc")),
                arguments("a use that is null", changed("use", null)),
                arguments("a use that is a list", changed("use", List.of("sig"))),
                arguments("an algorithm that is null", changed("alg", null)),
                arguments("operations that are null", changed("key_ops", null)),
                arguments("operations that are text", changed("key_ops", "verify")),
                arguments("no operations", changed("key_ops", List.of())),
                arguments("a private exponent that is null", changed("d", null)),
                arguments("a key for another algorithm", changed("alg", "RS512")),
                arguments("a key for signing only", changed("key_ops", List.of("sign"))),
                arguments("a private key", changed("d", n)),
                arguments("no modulus", changed("n", "")),
                arguments("a modulus that is a number", changed("n", 7)),
                arguments(
                        "1,024 bits",
                        changed("n", encoded(modulus.shiftRight(1024).setBit(0)))),
                arguments(
                        "2,047 bits", changed("n", encoded(modulus.shiftRight(1).setBit(0)))),
                arguments("an even modulus", changed("n", encoded(modulus.clearBit(0)))),
                arguments("8,192 bits", changed("n", encoded(modulus.pow(4).setBit(0)))),
                arguments("the exponent 1", changed("e", "AQ")),
                arguments("the exponent 2", changed("e", "Ag")),
                arguments("an even exponent", changed("e", "AQAA")),
                arguments("a huge exponent", changed("e", n)),
                arguments("no exponent", changed("e", "")),
                arguments("text", "garbage"),
                arguments("an array", List.of()),
                arguments("an empty object", Map.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("keysThatAreNotUsed")
    void anUnusableKeyIsLeftOutAndTheOthersAreKept(String what, Object jwk) throws Exception {
        SERVER.stubFor(keys().willReturn(ok(setOf(jwk))));
        CognitoVerifier<AccessToken> verifier = verifier();

        assertThat(verifier.verify(TOKEN)).isNotNull();
        assertRejected(verifier, POOL.accessToken().header("kid", "x").sign(), UNKNOWN_KEY);
        assertThat(verifier.verify(TOKEN)).isNotNull();
    }

    @Test
    void aKeyWhoseKidIsNoTextIsLeftOut() throws Exception {
        SERVER.stubFor(keys().willReturn(ok(setOf(changed("kid", 7)))));
        CognitoVerifier<AccessToken> verifier = verifier();

        assertThat(verifier.verify(TOKEN)).isNotNull();
        assertRejected(verifier, POOL.accessToken().header("kid", "7").sign(), UNKNOWN_KEY);
    }

    @Test
    void bothKeysOfAnAmbiguousKidAreLeftOut() throws Exception {
        BigInteger modulus = new BigInteger(1, Base64.getUrlDecoder().decode(modulus()));
        Map<String, @Nullable Object> other =
                changed("n", encoded(modulus.setBit(2).setBit(3).add(BigInteger.valueOf(16))));
        other.put("kid", POOL.accessKeyId());
        SERVER.stubFor(keys().willReturn(ok(setOf(other))));

        assertRejected(verifier(), TOKEN, UNKNOWN_KEY);
    }

    @Test
    void aKeyThatStandsTwiceInTheSameFormIsUsed() throws Exception {
        SERVER.stubFor(keys().willReturn(ok(setOf(good()))));

        assertThat(verifier().verify(TOKEN)).isNotNull();
    }

    @Test
    void aKeyThatMayVerifyAmongOtherThingsIsUsed() throws Exception {
        for (List<String> operations : List.of(List.of("verify"), List.of("sign", "verify"))) {
            SERVER.stubFor(keys().willReturn(ok(setOf(changed("key_ops", operations)))));

            assertThat(verifier().verify(POOL.accessToken().header("kid", "x").sign()))
                    .isNotNull();
        }
    }

    @Test
    void aKeySetMayHave256KibibytesAndNoMore() {
        String longest = JWKS + " ".repeat(HttpJwksFetcher.MAX_BODY_LENGTH - JWKS.length());
        SERVER.stubFor(keys().willReturn(ok(longest)));
        assertThat(verifier().verify(TOKEN)).isNotNull();

        SERVER.stubFor(keys().willReturn(ok(longest + " ")));
        assertThat(assertUnavailable(verifier(), TOKEN))
                .hasMessageEndingWith("the key endpoint answered with more than 262144 bytes");
    }

    @Test
    void anEncodedKeySetIsNamedAsTheReason() {
        SERVER.stubFor(keys().willReturn(ok(JWKS).withHeader("Content-Encoding", "identity")));

        assertThat(assertUnavailable(verifier(), TOKEN))
                .hasMessageEndingWith("the key endpoint answered with an encoded body, which was not asked for");
    }

    @Test
    void aKeyWithoutUseAndAlgorithmIsUsed() throws Exception {
        Map<String, Object> bare = good();
        bare.keySet().removeAll(Set.of("use", "alg"));
        SERVER.stubFor(keys().willReturn(ok(new ObjectMapper().writeValueAsString(Map.of("keys", List.of(bare))))));

        assertThat(verifier().verify(TOKEN)).isNotNull();
    }

    private static MappingBuilder keys() {
        return get("/keys");
    }

    private static URI keysUri() {
        return URI.create(SERVER.baseUrl() + "/keys");
    }

    private static CognitoVerifier<AccessToken> verifier() {
        return verifier(keysUri());
    }

    private static CognitoVerifier<AccessToken> verifier(URI jwksUri) {
        return verifier(jwksUri, Clock.systemUTC(), PATIENCE, new VerificationListener() {});
    }

    private static CognitoVerifier<AccessToken> verifier(
            URI jwksUri, Clock clock, Duration fetchTimeout, VerificationListener listener) {
        UserPool pool = UserPool.fromIssuer(POOL.issuer()).withJwksUri(jwksUri);
        return CognitoVerifier.accessTokens(pool, Set.of(POOL.clientId()))
                .clock(clock)
                .keys(JwksCache.builder()
                        .clock(clock)
                        .fetchTimeout(fetchTimeout)
                        .addListener(listener)
                        .build())
                .build();
    }

    private static String modulus() throws Exception {
        return String.valueOf(good().get("n"));
    }

    private static Map<String, Object> good() throws Exception {
        for (JsonNode key : new ObjectMapper().readTree(JWKS).path("keys")) {
            if (key.path("kid").asText().equals(POOL.accessKeyId())) {
                return new ObjectMapper().convertValue(key, new TypeReference<Map<String, Object>>() {});
            }
        }
        throw new AssertionError("the pool does not publish its key");
    }

    /** A good key with another kid, {@code x}, and one member changed. */
    private static Map<String, @Nullable Object> changed(String member, @Nullable Object value) throws Exception {
        Map<String, @Nullable Object> jwk = new HashMap<>(good());
        jwk.put("kid", "x");
        jwk.put(member, value);
        return jwk;
    }

    private static String setOf(Object jwk) throws Exception {
        return JWKS.replaceFirst(
                "\\[", Matcher.quoteReplacement("[" + new ObjectMapper().writeValueAsString(jwk) + ","));
    }

    private static String encoded(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int skip = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, skip, bytes.length));
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}

package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.MALFORMED;
import static io.cognitoclaims.core.TokenRejectedException.Reason.MISSING_KEY_ID;
import static io.cognitoclaims.core.TokenRejectedException.Reason.TOO_LARGE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNSUPPORTED_ALGORITHM;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNSUPPORTED_HEADER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostileTokenTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final CognitoVerifier<AccessToken> VERIFIER = CognitoVerifier.accessTokens(
                    UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
            .build();
    private static final String GOOD = POOL.accessToken().sign();
    private static final String HEADER = "{\"kid\":\"" + POOL.accessKeyId() + "\",\"alg\":\"RS256\"}";
    private static final String PAYLOAD = decoded(part(GOOD, 1));

    @AfterAll
    static void close() {
        POOL.close();
    }

    static Stream<Arguments> brokenTexts() {
        String header = part(GOOD, 0);
        String payload = part(GOOD, 1);
        String signature = part(GOOD, 2);
        return Stream.of(
                text("nothing", "", MALFORMED),
                text("a blank", " ", MALFORMED),
                text("a dot", ".", MALFORMED),
                text("two dots", "..", MALFORMED),
                text("a thousand dots", ".".repeat(1000), MALFORMED),
                text("a word", "token", MALFORMED),
                text("two parts", header + "." + payload, MALFORMED),
                text("no signature", header + "." + payload + ".", MALFORMED),
                text("no payload", header + ".." + signature, MALFORMED),
                text("no header", "." + payload + "." + signature, MALFORMED),
                text("four parts", GOOD + "." + signature, MALFORMED),
                text("five parts, as a refresh token", header + ".a.b.c.d", MALFORMED),
                text("with the scheme", "Bearer " + GOOD, MALFORMED),
                text("a blank before", " " + GOOD, MALFORMED),
                text("a blank behind", GOOD + " ", MALFORMED),
                text("a line feed behind", GOOD + "\n", MALFORMED),
                text("padding behind the header", header + "=." + payload + "." + signature, MALFORMED),
                text("padding behind the signature", GOOD + "==", MALFORMED),
                text("the alphabet of ordinary base64", GOOD.replace('-', '+').replace('_', '/') + "+/", MALFORMED),
                text("a letter beyond Latin-1", GOOD.replaceFirst("e", "\u0435"), MALFORMED),
                text("a character of two units", GOOD.replaceFirst("e", "\ud83d\ude00"), MALFORMED),
                text("many characters of two units", "\ud83d\ude00".repeat(200) + "." + payload + ".A", MALFORMED),
                text("characters of two units behind", GOOD + "\ud83d\ude00".repeat(200), MALFORMED),
                text("a letter of Latin-1", GOOD.replaceFirst("e", "é"), MALFORMED),
                text("a NUL", GOOD.replaceFirst("e", "\0"), MALFORMED),
                text("a percent sign", GOOD.replaceFirst("e", "%65"), MALFORMED),
                text("one character too few", GOOD.substring(0, GOOD.length() - 1), MALFORMED),
                text("JSON serialization", "{\"payload\":\"" + payload + "\"}", MALFORMED),
                text("two signatures", GOOD + "~" + signature, MALFORMED),
                text(
                        "another token's signature",
                        header + "." + payload + "." + part(POOL.machineToken().sign(), 2),
                        BAD_SIGNATURE),
                text(
                        "an empty signature's worth of zeros",
                        header + "." + payload + "." + "A".repeat(342),
                        BAD_SIGNATURE),
                text("a short signature", header + "." + payload + "." + "AAAA", BAD_SIGNATURE),
                text("a long signature", header + "." + payload + "." + signature + "AAAA", BAD_SIGNATURE),
                text("16,385 characters", GOOD + "A".repeat(16_385 - GOOD.length()), TOO_LARGE),
                text("a megabyte", "A".repeat(1 << 20), TOO_LARGE),
                text("a megabyte of dots", ".".repeat(1 << 20), TOO_LARGE),
                text("a header of 4,097 characters", "A".repeat(4_097) + "." + payload + "." + signature, TOO_LARGE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenTexts")
    void aTextThatIsNoGoodTokenIsRejected(String what, String token, Reason expected) {
        assertRejected(VERIFIER, token, expected);
    }

    @Test
    void aForeignCharacterIsFoundWhereverItStands() {
        for (char foreign : new char[] {'=', '+', '/', ' ', '\0', 'é', '\u0141'}) {
            for (int i = 0; i < GOOD.length(); i++) {
                if (GOOD.charAt(i) != '.') {
                    assertRejected(VERIFIER, GOOD.substring(0, i) + foreign + GOOD.substring(i + 1), MALFORMED);
                }
            }
        }
    }

    @Test
    void onlyOneLastCharacterOfAGoodTokenIsAccepted() {
        assertThat(VERIFIER.verify(GOOD)).isNotNull();
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char last = GOOD.charAt(GOOD.length() - 1);
        for (int twin = 0; twin < 64; twin++) {
            if (alphabet.charAt(twin) != last) {
                String other = GOOD.substring(0, GOOD.length() - 1) + alphabet.charAt(twin);
                // 342 characters for 256 bytes: the last one has four spare bits.
                assertRejected(VERIFIER, other, (twin & 0b1111) == 0 ? BAD_SIGNATURE : MALFORMED);
            }
        }
        for (int end = GOOD.indexOf('.'); end > 0; end = GOOD.indexOf('.', end + 1)) {
            for (int i = 0; i < alphabet.length(); i++) {
                char twin = alphabet.charAt(i);
                String other = GOOD.substring(0, end - 1) + twin + GOOD.substring(end);
                if (!other.equals(GOOD)) {
                    assertThat(catchThrowable(() -> VERIFIER.verify(other)))
                            .as("%s before the dot at %s", twin, end)
                            .isInstanceOf(TokenRejectedException.class);
                }
            }
        }
    }

    @Test
    void aTokenWithAnyOneCharacterChangedIsRejected() {
        for (int i = 0; i < GOOD.length(); i++) {
            char changed = GOOD.charAt(i) == 'A' ? 'B' : 'A';
            String token = GOOD.substring(0, i) + changed + GOOD.substring(i + 1);
            assertThat(catchThrowable(() -> VERIFIER.verify(token)))
                    .as("character %s", i)
                    .isInstanceOf(TokenRejectedException.class);
        }
    }

    static Stream<Arguments> badHeaders() {
        return Stream.of(
                header("none", t -> t.header("alg", "none"), UNSUPPORTED_ALGORITHM),
                header("None", t -> t.header("alg", "None"), UNSUPPORTED_ALGORITHM),
                header("no alg", t -> t.withoutHeader("alg"), UNSUPPORTED_ALGORITHM),
                header("alg null", t -> t.header("alg", null), UNSUPPORTED_ALGORITHM),
                header("alg a number", t -> t.header("alg", 256), UNSUPPORTED_ALGORITHM),
                header("alg an array", t -> t.header("alg", List.of("RS256")), UNSUPPORTED_ALGORITHM),
                header("alg in lower case", t -> t.header("alg", "rs256"), UNSUPPORTED_ALGORITHM),
                header("alg with a blank", t -> t.header("alg", "RS256 "), UNSUPPORTED_ALGORITHM),
                header("alg with a NUL", t -> t.header("alg", "RS256\0"), UNSUPPORTED_ALGORITHM),
                header("HS256", t -> t.header("alg", "HS256"), UNSUPPORTED_ALGORITHM),
                header("RS384", t -> t.header("alg", "RS384"), UNSUPPORTED_ALGORITHM),
                header("PS256", t -> t.header("alg", "PS256"), UNSUPPORTED_ALGORITHM),
                header("ES256", t -> t.header("alg", "ES256"), UNSUPPORTED_ALGORITHM),
                header("RSA-OAEP", t -> t.header("alg", "RSA-OAEP").header("enc", "A256GCM"), UNSUPPORTED_ALGORITHM),
                header("crit", t -> t.header("crit", List.of("exp")), UNSUPPORTED_HEADER),
                header("empty crit", t -> t.header("crit", List.of()), UNSUPPORTED_HEADER),
                header("crit null", t -> t.header("crit", null), UNSUPPORTED_HEADER),
                header("b64", t -> t.header("b64", false), UNSUPPORTED_HEADER),
                header("b64 true", t -> t.header("b64", true), UNSUPPORTED_HEADER),
                header("zip", t -> t.header("zip", "DEF"), UNSUPPORTED_HEADER),
                header("enc", t -> t.header("enc", "A256GCM"), UNSUPPORTED_HEADER),
                header("typ at+jwt", t -> t.header("typ", "at+jwt"), UNSUPPORTED_HEADER),
                header("typ logout+jwt", t -> t.header("typ", "logout+jwt"), UNSUPPORTED_HEADER),
                header("typ null", t -> t.header("typ", null), UNSUPPORTED_HEADER),
                header("typ an array", t -> t.header("typ", List.of("JWT")), UNSUPPORTED_HEADER),
                header("no kid", t -> t.withoutHeader("kid"), MISSING_KEY_ID),
                header("kid null", t -> t.header("kid", null), MISSING_KEY_ID),
                header("kid empty", t -> t.header("kid", ""), MISSING_KEY_ID),
                header("kid a number", t -> t.header("kid", 1), MISSING_KEY_ID),
                header("kid of 257 characters", t -> t.header("kid", "k".repeat(257)), MISSING_KEY_ID),
                header("another kid", t -> t.header("kid", "other"), UNKNOWN_KEY),
                header("a kid of 256 characters", t -> t.header("kid", "k".repeat(256)), UNKNOWN_KEY),
                header("kid with a blank", t -> t.header("kid", POOL.accessKeyId() + " "), UNKNOWN_KEY),
                header(
                        "kid without its padding",
                        t -> t.header("kid", POOL.accessKeyId().replace("=", "")),
                        UNKNOWN_KEY),
                header("kid as a path", t -> t.header("kid", "../../../../dev/null"), UNKNOWN_KEY),
                header("kid as a query", t -> t.header("kid", "' OR '1'='1"), UNKNOWN_KEY),
                header("kid with line ends", t -> t.header("kid", "a\r\nX-Evil: 1"), UNKNOWN_KEY),
                header("the kid of the other key", t -> t.header("kid", POOL.idKeyId()), BAD_SIGNATURE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badHeaders")
    void aTokenWithABadHeaderIsRejected(String what, UnaryOperator<TokenBuilder> change, Reason expected) {
        assertRejected(VERIFIER, change.apply(POOL.accessToken()).sign(), expected);
    }

    @Test
    void aTokenSignedWithThePublicKeyAsASecretIsRejected() throws Exception {
        String input = encoded(HEADER.replace("RS256", "HS256")) + "." + part(GOOD, 1);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(POOL.accessKey().getEncoded(), "HmacSHA256"));
        String forged = input + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(input.getBytes(ISO_8859_1)));

        assertRejected(VERIFIER, forged, UNSUPPORTED_ALGORITHM);
    }

    static Stream<Arguments> ambiguousJson() {
        String twice = PAYLOAD.substring(0, PAYLOAD.length() - 1);
        return Stream.of(
                json("a header with alg twice", HEADER.replace("{", "{\"alg\":\"none\","), PAYLOAD),
                json("a header that is an array", "[" + HEADER + "]", PAYLOAD),
                json("a header with something behind", HEADER + "{}", PAYLOAD),
                json("a header with a comment", HEADER.replace("{", "{/**/"), PAYLOAD),
                json("a payload that is an array", HEADER, "[" + PAYLOAD + "]"),
                json("a payload that is text", HEADER, "\"{}\""),
                json("an empty payload object twice", HEADER, "{}{}"),
                json("a claim twice", HEADER, twice + ",\"sub\":\"someone\"}"),
                json("a claim twice, once escaped", HEADER, twice + ",\"s\\u0075b\":\"someone\"}"),
                json("a member twice deep inside", HEADER, twice + ",\"a\":[{\"b\":1,\"b\":2}]}"),
                json("single quotes", HEADER, twice + ",'a':1}"),
                json("a trailing comma", HEADER, twice + ",}"),
                json("NaN", HEADER, twice + ",\"a\":NaN}"),
                json("Infinity", HEADER, twice + ",\"a\":-Infinity}"),
                json("a leading zero", HEADER, twice + ",\"a\":01}"),
                json("a number out of all proportion", HEADER, twice + ",\"a\":1e1000000000}"),
                json("5,000 digits", HEADER, twice + ",\"a\":" + "9".repeat(5000) + "}"),
                json("33 levels", HEADER, twice + ",\"a\":" + "[".repeat(32) + "]".repeat(32) + "}"),
                json("2,000 levels", HEADER, twice + ",\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}"),
                json("an unpaired surrogate", HEADER, twice + ",\"a\":\"\\ud800\"}"),
                json("a byte order mark", HEADER, "\ufeff" + PAYLOAD));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguousJson")
    void aTokenOfLaxOrAmbiguousJsonIsRejected(String what, String header, String payload) {
        assertRejected(VERIFIER, POOL.sign(header, payload), MALFORMED);
    }

    static Stream<Arguments> wrongEncodings() {
        byte[] payload = PAYLOAD.getBytes(UTF_8);
        return Stream.of(
                arguments("UTF-16", PAYLOAD.getBytes(UTF_16)),
                arguments("a stray continuation byte", withBytes(payload, 0x80)),
                arguments("an overlong slash", withBytes(payload, 0xc0, 0xaf)),
                arguments("a surrogate in UTF-8", withBytes(payload, 0xed, 0xa0, 0x80)),
                arguments("beyond Unicode", withBytes(payload, 0xf4, 0x90, 0x80, 0x80)),
                arguments("a cut-off sequence", withBytes(payload, 0xe2, 0x82)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongEncodings")
    void aPayloadThatIsNotUtf8IsRejected(String what, byte[] payload) {
        assertRejected(VERIFIER, POOL.sign(HEADER.getBytes(UTF_8), payload), MALFORMED);
    }

    @Test
    void utf8AndEscapesAreReadAlike() {
        String json = PAYLOAD.substring(0, PAYLOAD.length() - 1)
                + ",\"a\":\"Zoë 🐕 \\/\",\"b\":\"Zo\\u00eb \\uD83D\\uDC15 /\"}";

        AccessToken token = VERIFIER.verify(POOL.sign(HEADER, json));

        assertThat(token.claims().get("a"))
                .isEqualTo("Zoë 🐕 /")
                .isEqualTo(token.claims().get("b"));
    }

    @Test
    void aTokenWithManyGroupsIsAccepted() {
        String[] groups = Stream.iterate(0, i -> i + 1)
                .limit(150)
                .map(i -> "a-group-with-a-rather-long-name-" + i)
                .toArray(String[]::new);
        String token = POOL.accessToken().groups(groups).sign();

        assertThat(token.length()).isGreaterThan(6_000);
        assertThat(VERIFIER.verify(token).groups()).hasSize(150);
    }

    @Test
    void hostileTokensCostFourKeyFetchesAtMost() {
        AtomicInteger fetches = new AtomicInteger();
        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                        UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
                .keys(JwksCache.builder()
                        .fetcher(uri -> {
                            fetches.incrementAndGet();
                            return CompletableFuture.completedFuture(POOL.jwks().getBytes(UTF_8));
                        })
                        .build())
                .build();
        List<String> tokens = new ArrayList<>();
        brokenTexts().forEach(row -> tokens.add(cell(row, 1, String.class)));
        // A kid that is unknown may cause a fetch; other tests count those.
        badHeaders().filter(row -> row.get()[2] != UNKNOWN_KEY).forEach(row -> tokens.add(headerOf(row)));
        ambiguousJson().forEach(row -> tokens.add(POOL.sign(cell(row, 1, String.class), cell(row, 2, String.class))));
        wrongEncodings().forEach(row -> tokens.add(POOL.sign(HEADER.getBytes(UTF_8), cell(row, 1, byte[].class))));

        for (String token : tokens) {
            assertThat(verifier.verifyAsync(token)).isCompletedExceptionally();
        }
        assertThat(verifier.verify(GOOD)).isNotNull();

        assertThat(tokens).hasSizeGreaterThan(80);
        assertThat(fetches).hasValue(1);
    }

    @SuppressWarnings("unchecked")
    private static String headerOf(Arguments row) {
        return ((UnaryOperator<TokenBuilder>) cell(row, 1, UnaryOperator.class))
                .apply(POOL.accessToken())
                .sign();
    }

    private static <T> T cell(Arguments row, int column, Class<T> type) {
        return requireNonNull(type.cast(row.get()[column]));
    }

    private static byte[] withBytes(byte[] payload, int... bytes) {
        byte[] insert = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            insert[i] = (byte) bytes[i];
        }
        String changed = new String(payload, ISO_8859_1).replaceFirst("\"sub\":\"", "\"x\":\"\u0001\",\"sub\":\"");
        int at = changed.indexOf('\u0001');
        byte[] out = Arrays.copyOf(changed.substring(0, at).getBytes(ISO_8859_1), changed.length() - 1 + insert.length);
        System.arraycopy(insert, 0, out, at, insert.length);
        byte[] rest = changed.substring(at + 1).getBytes(ISO_8859_1);
        System.arraycopy(rest, 0, out, at + insert.length, rest.length);
        return out;
    }

    private static String part(String token, int index) {
        return token.split("\\.", -1)[index];
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), UTF_8);
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(UTF_8));
    }

    private static Arguments text(String what, String token, Reason expected) {
        return arguments(what, token, expected);
    }

    private static Arguments header(String what, UnaryOperator<TokenBuilder> change, Reason expected) {
        return arguments(what, change, expected);
    }

    private static Arguments json(String what, String header, String payload) {
        return arguments(what, header, payload);
    }
}

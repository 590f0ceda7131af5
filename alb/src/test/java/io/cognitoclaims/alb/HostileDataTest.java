package io.cognitoclaims.alb;

import static io.cognitoclaims.alb.Rejections.assertRejected;
import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.EXPIRED;
import static io.cognitoclaims.core.TokenRejectedException.Reason.INVALID_CLAIM;
import static io.cognitoclaims.core.TokenRejectedException.Reason.MALFORMED;
import static io.cognitoclaims.core.TokenRejectedException.Reason.MISSING_KEY_ID;
import static io.cognitoclaims.core.TokenRejectedException.Reason.TOO_LARGE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNSUPPORTED_ALGORITHM;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNSUPPORTED_HEADER;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_CLIENT;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_ISSUER;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_SIGNER;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.VerificationException;
import io.cognitoclaims.testing.OidcDataBuilder;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestLoadBalancer;
import io.cognitoclaims.testing.TestUserPool;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostileDataTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final TestClock CLOCK = TestClock.atNow();
    private static final TestLoadBalancer ALB = TestLoadBalancer.create(POOL, CLOCK);
    private static final TestLoadBalancer OTHER_ALB = TestLoadBalancer.create(POOL, CLOCK);
    private static final AlbVerifier VERIFIER =
            Verifiers.builder(ALB, POOL).clock(CLOCK).build();
    private static final String GOOD = ALB.oidcData().claim("length", "1").sign();
    private static final BigInteger N =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    private int fetchesBefore;

    /** From here on, the good key is known. */
    @BeforeEach
    void verifyAGoodToken() {
        assertThat(VERIFIER.verify(GOOD)).isNotNull();
        fetchesBefore = ALB.keyFetches();
    }

    @AfterAll
    static void close() {
        OTHER_ALB.close();
        ALB.close();
        POOL.close();
    }

    static Stream<Arguments> brokenTexts() {
        String header = part(GOOD, 0);
        String payload = part(GOOD, 1);
        String signature = part(GOOD, 2);
        String unpadded = GOOD.replace("=", "");
        return Stream.of(
                text("nothing", "", MALFORMED),
                text("a blank", " ", MALFORMED),
                text("a dot", ".", MALFORMED),
                text("two dots", "..", MALFORMED),
                text("a thousand dots", ".".repeat(1000), MALFORMED),
                text("padding alone", "====.====.====", MALFORMED),
                text("three characters of padding", "A===.A===.A===", MALFORMED),
                text("two parts", header + "." + payload, MALFORMED),
                text("no signature", header + "." + payload + ".", MALFORMED),
                text("no payload", header + ".." + signature, MALFORMED),
                text("no header", "." + payload + "." + signature, MALFORMED),
                text("four parts", GOOD + "." + signature, MALFORMED),
                text("a Bearer scheme", "Bearer " + GOOD, MALFORMED),
                text("a blank behind", GOOD + " ", MALFORMED),
                text("a line feed behind", GOOD + "\n", MALFORMED),
                text("two tokens with a comma", GOOD + "," + GOOD, MALFORMED),
                text("two tokens with a comma and a blank", GOOD + ", " + GOOD, MALFORMED),
                text("no padding at all", unpadded, MALFORMED),
                text(
                        "no padding of the signature",
                        header + "." + payload + "." + signature.replace("=", ""),
                        MALFORMED),
                text("padding twice", GOOD + "==", MALFORMED),
                text("four characters of padding more", GOOD + "====", MALFORMED),
                text("padding in the middle", header + "." + "=" + payload.substring(1) + "." + signature, MALFORMED),
                text("the alphabet of ordinary base64", GOOD.substring(0, 4) + "+/" + GOOD.substring(6), MALFORMED),
                text("a letter beyond Latin-1", GOOD.replaceFirst("e", "\u0435"), MALFORMED),
                text("a character of two units", GOOD.replaceFirst("e", "\ud83d\ude00"), MALFORMED),
                text("a letter of Latin-1", GOOD.replaceFirst("e", "é"), MALFORMED),
                text("a NUL", GOOD.replaceFirst("e", "\0"), MALFORMED),
                text("percent-encoded padding", GOOD.replace("=", "%3D"), MALFORMED),
                text("one character too few", GOOD.substring(0, GOOD.length() - 1), MALFORMED),
                text("an access token of the pool", POOL.accessToken().sign(), null),
                text(
                        "another token's signature",
                        header + "." + payload + "." + part(ALB.oidcData().sign(), 2),
                        BAD_SIGNATURE),
                text(
                        "the header of another load balancer's token",
                        part(OTHER_ALB.oidcData().sign(), 0) + "." + payload + "." + signature,
                        null),
                text("16,385 characters", GOOD + "A".repeat(16_385 - GOOD.length()), TOO_LARGE),
                text("a megabyte", "A".repeat(1 << 20), TOO_LARGE),
                text("a header of 4,100 characters", "A".repeat(4_100) + "." + payload + "." + signature, TOO_LARGE),
                text("a header of UTF-16", encode("{}".getBytes(UTF_16)) + "." + payload + "." + signature, MALFORMED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenTexts")
    void aBrokenTextIsRefused(String what, String data, @Nullable Reason expected) {
        if (expected != null) {
            assertRejected(VERIFIER, data, expected);
        } else {
            assertThat(catchThrowable(() -> VERIFIER.verify(data))).isInstanceOf(VerificationException.class);
        }
    }

    @Test
    void aForeignCharacterIsFoundWhereverItStands() {
        for (char foreign : new char[] {'=', '+', '/', ' ', '\0', 'é', '\u0141'}) {
            for (int i = 0; i < GOOD.length(); i++) {
                if (GOOD.charAt(i) != '.' && GOOD.charAt(i) != foreign) {
                    String data = GOOD.substring(0, i) + foreign + GOOD.substring(i + 1);
                    assertThat(catchThrowable(() -> VERIFIER.verify(data)))
                            .as("%s at %s", (int) foreign, i)
                            .isInstanceOf(TokenRejectedException.class);
                }
            }
        }
    }

    @Test
    void aChangeOfAnyOneCharacterIsRefused() {
        for (int i = 0; i < GOOD.length(); i++) {
            char changed = GOOD.charAt(i) == 'A' ? 'B' : 'A';
            String data = GOOD.substring(0, i) + changed + GOOD.substring(i + 1);
            assertThat(catchThrowable(() -> VERIFIER.verify(data)))
                    .as("character %s", i)
                    .isInstanceOf(VerificationException.class);
        }
    }

    @Test
    void aTokenHasOneSpellingForEachOfItsBytes() {
        // 64 bytes are 86 characters and two of padding: the last one has four spare bits.
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = GOOD.length() - 3;
        for (int twin = 0; twin < 64; twin++) {
            if (alphabet.charAt(twin) != GOOD.charAt(last)) {
                String other = GOOD.substring(0, last) + alphabet.charAt(twin) + "==";
                assertRejected(VERIFIER, other, (twin & 0b1111) == 0 ? BAD_SIGNATURE : MALFORMED);
            }
        }
    }

    static Stream<Arguments> changedFacts() {
        Instant now = CLOCK.instant();
        long exp = now.getEpochSecond() + 100;
        return Stream.of(
                fact("alg none", t -> t.header("alg", "none"), UNSUPPORTED_ALGORITHM),
                fact("alg None", t -> t.header("alg", "None"), UNSUPPORTED_ALGORITHM),
                fact("no alg", t -> t.withoutHeader("alg"), UNSUPPORTED_ALGORITHM),
                fact("alg null", t -> t.header("alg", null), UNSUPPORTED_ALGORITHM),
                fact("alg an array", t -> t.header("alg", List.of("ES256")), UNSUPPORTED_ALGORITHM),
                fact("alg in lower case", t -> t.header("alg", "es256"), UNSUPPORTED_ALGORITHM),
                fact("alg with a blank", t -> t.header("alg", "ES256 "), UNSUPPORTED_ALGORITHM),
                fact("RS256", t -> t.header("alg", "RS256"), UNSUPPORTED_ALGORITHM),
                fact("HS256", t -> t.header("alg", "HS256"), UNSUPPORTED_ALGORITHM),
                fact("ES384", t -> t.header("alg", "ES384"), UNSUPPORTED_ALGORITHM),
                fact("ES256K", t -> t.header("alg", "ES256K"), UNSUPPORTED_ALGORITHM),
                fact("crit", t -> t.header("crit", List.of("exp")), UNSUPPORTED_HEADER),
                fact("b64", t -> t.header("b64", false), UNSUPPORTED_HEADER),
                fact("zip", t -> t.header("zip", "DEF"), UNSUPPORTED_HEADER),
                fact("enc", t -> t.header("enc", "A256GCM"), UNSUPPORTED_HEADER),
                fact("typ of access tokens", t -> t.header("typ", "at+jwt"), UNSUPPORTED_HEADER),
                fact("typ null", t -> t.header("typ", null), UNSUPPORTED_HEADER),
                fact("no kid", t -> t.withoutHeader("kid"), MISSING_KEY_ID),
                fact("kid null", t -> t.header("kid", null), MISSING_KEY_ID),
                fact("kid a number", t -> t.header("kid", 7), MISSING_KEY_ID),
                fact("kid empty", t -> t.header("kid", ""), MISSING_KEY_ID),
                fact("kid a word", t -> t.header("kid", "latest"), MISSING_KEY_ID),
                fact("kid a path upwards", t -> t.header("kid", "../../" + ALB.keyId()), MISSING_KEY_ID),
                fact("kid with a path behind", t -> t.header("kid", ALB.keyId() + "/x"), MISSING_KEY_ID),
                fact("kid with a query", t -> t.header("kid", ALB.keyId() + "?x=1"), MISSING_KEY_ID),
                fact("kid with a fragment", t -> t.header("kid", ALB.keyId() + "#"), MISSING_KEY_ID),
                fact("kid an address", t -> t.header("kid", "https://example.com/" + ALB.keyId()), MISSING_KEY_ID),
                fact("kid with an at sign", t -> t.header("kid", "@example.com/" + ALB.keyId()), MISSING_KEY_ID),
                fact(
                        "kid with a slash of its length",
                        t -> t.header("kid", ALB.keyId().substring(0, 34) + "/a"),
                        MISSING_KEY_ID),
                fact(
                        "kid with dots of its length",
                        t -> t.header("kid", "../" + ALB.keyId().substring(3)),
                        MISSING_KEY_ID),
                fact(
                        "kid with encoded dots",
                        t -> t.header("kid", "%2e" + ALB.keyId().substring(3)),
                        MISSING_KEY_ID),
                fact("kid in capitals", t -> t.header("kid", "ABCDEF01-2345-6789-ABCD-EF0123456789"), MISSING_KEY_ID),
                fact("kid without hyphens", t -> t.header("kid", "a".repeat(36)), MISSING_KEY_ID),
                fact("kid with a line feed", t -> t.header("kid", ALB.keyId().substring(0, 35) + "\n"), MISSING_KEY_ID),
                fact(
                        "kid with a digit of another script",
                        t -> t.header("kid", ALB.keyId().substring(0, 35) + "\u0661"),
                        MISSING_KEY_ID),
                fact("no signer", t -> t.withoutHeader("signer"), WRONG_SIGNER),
                fact("signer null", t -> t.header("signer", null), WRONG_SIGNER),
                fact("signer an array", t -> t.header("signer", List.of(ALB.arn())), WRONG_SIGNER),
                fact(
                        "signer of another account",
                        t -> t.signer(ALB.arn().replace("123456789012", "210987654321")),
                        WRONG_SIGNER),
                fact(
                        "signer of another region",
                        t -> t.signer(ALB.arn().replace("us-east-1", "us-east-2")),
                        WRONG_SIGNER),
                fact("signer with more behind it", t -> t.signer(ALB.arn() + "/"), WRONG_SIGNER),
                fact("signer in capitals", t -> t.signer(ALB.arn().toUpperCase(Locale.ROOT)), WRONG_SIGNER),
                fact(
                        "signer among the claims only",
                        t -> t.withoutHeader("signer").claim("signer", ALB.arn()),
                        WRONG_SIGNER),
                fact("no client", t -> t.withoutHeader("client"), WRONG_CLIENT),
                fact("another client", t -> t.clientId("another"), WRONG_CLIENT),
                fact("client empty", t -> t.clientId(""), WRONG_CLIENT),
                fact("client an array", t -> t.header("client", List.of(POOL.clientId())), WRONG_CLIENT),
                fact(
                        "client among the claims only",
                        t -> t.withoutHeader("client").claim("client", POOL.clientId()),
                        WRONG_CLIENT),
                fact("another issuer", t -> t.issuer("https://example.com/us-east-1_Other"), WRONG_ISSUER),
                fact("another issuer in the header", t -> t.header("iss", "https://example.com"), WRONG_ISSUER),
                fact("another issuer among the claims", t -> t.claim("iss", "https://example.com"), WRONG_ISSUER),
                fact("no issuer in the header", t -> t.withoutHeader("iss"), WRONG_ISSUER),
                fact("no issuer among the claims", t -> t.without("iss"), WRONG_ISSUER),
                fact("an issuer with a slash behind", t -> t.issuer(POOL.issuer() + "/"), WRONG_ISSUER),
                fact("issuer null", t -> t.header("iss", null).claim("iss", null), WRONG_ISSUER),
                fact("issuer a number", t -> t.header("iss", 1).claim("iss", 1), WRONG_ISSUER),
                fact("expired", t -> t.expiresAt(now.minusSeconds(1)), EXPIRED),
                fact("expired in 1970", t -> t.expiresAt(Instant.EPOCH), EXPIRED),
                fact("no exp in the header", t -> t.withoutHeader("exp"), INVALID_CLAIM),
                fact("no exp among the claims", t -> t.without("exp"), INVALID_CLAIM),
                fact("exp null", t -> t.header("exp", null).claim("exp", null), INVALID_CLAIM),
                fact("a later exp among the claims", t -> t.claim("exp", exp + 1_000), INVALID_CLAIM),
                fact("a later exp in the header", t -> t.header("exp", exp + 1_000), INVALID_CLAIM),
                fact("exp text", t -> t.header("exp", exp + "").claim("exp", exp + ""), INVALID_CLAIM),
                fact("exp text among the claims", t -> t.header("exp", exp).claim("exp", exp + ""), INVALID_CLAIM),
                fact("exp with a fraction", t -> t.header("exp", exp + 0.5).claim("exp", exp + 0.5), INVALID_CLAIM),
                fact(
                        "exp with an exponent",
                        t -> t.header("exp", new BigDecimal("1e10")).claim("exp", new BigDecimal("1e10")),
                        INVALID_CLAIM),
                fact("exp negative", t -> t.header("exp", -1).claim("exp", -1), INVALID_CLAIM),
                fact(
                        "exp after the year 9999",
                        t -> t.header("exp", 253_402_300_800L).claim("exp", 253_402_300_800L),
                        INVALID_CLAIM),
                fact("exp in milliseconds", t -> t.header("exp", exp * 1_000).claim("exp", exp * 1_000), INVALID_CLAIM),
                fact(
                        "exp of 19 digits",
                        t -> t.header("exp", Long.MAX_VALUE).claim("exp", Long.MAX_VALUE),
                        INVALID_CLAIM),
                fact("exp an array", t -> t.header("exp", List.of(exp)).claim("exp", List.of(exp)), INVALID_CLAIM),
                fact("exp true", t -> t.header("exp", true).claim("exp", true), INVALID_CLAIM),
                fact("no sub", t -> t.without("sub"), INVALID_CLAIM),
                fact("sub empty", t -> t.subject(""), INVALID_CLAIM),
                fact("sub a number", t -> t.claim("sub", 7), INVALID_CLAIM),
                fact("username an array", t -> t.claim("username", List.of("a")), INVALID_CLAIM),
                fact("email a number", t -> t.claim("email", 7), INVALID_CLAIM),
                fact("email_verified a word", t -> t.claim("email_verified", "yes"), INVALID_CLAIM),
                fact("email_verified in capitals", t -> t.claim("email_verified", "TRUE"), INVALID_CLAIM),
                fact("email_verified a number", t -> t.claim("email_verified", 1), INVALID_CLAIM));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changedFacts")
    void aRightlySignedTokenWithAWrongFactIsRefusedWithoutAFetch(
            String what, UnaryOperator<OidcDataBuilder> change, Reason expected) {
        String data = change.apply(ALB.oidcData()).sign();

        TokenRejectedException rejection = assertRejected(VERIFIER, data, expected);

        assertThat(ALB.keyFetches()).isEqualTo(fetchesBefore);
        assertThat(rejection.getMessage()).doesNotContain(ALB.arn(), POOL.clientId(), POOL.issuer(), ALB.keyId());
    }

    static Stream<Arguments> strangeJson() {
        String header = decoded(part(GOOD, 0));
        String payload = decoded(part(GOOD, 1));
        return Stream.of(
                json("kid twice", header.replace("{", "{\"kid\":\"" + ALB.keyId() + "\","), payload),
                json("alg twice", header.replace("{", "{\"alg\":\"none\","), payload),
                json("signer twice", header.replace("{", "{\"signer\":\"x\","), payload),
                json("signer twice, once escaped", header.replace("{", "{\"\\u0073igner\":\"x\","), payload),
                json("sub twice", header, payload.replace("{", "{\"sub\":\"x\",")),
                json("exp twice", header, payload.replace("{", "{\"exp\":9999999999,")),
                json("a member twice deep inside", header, payload.replace("{", "{\"a\":[{\"b\":1,\"b\":1}],")),
                json("something behind the payload", header, payload + "{}"),
                json("a comma too many", header, payload.replace("}", ",}")),
                json("an array", header, "[" + payload + "]"),
                json(
                        "a payload nested too deeply",
                        header,
                        payload.replace("{", "{\"a\":" + "[".repeat(99) + "]".repeat(99) + ",")),
                json("a huge number", header, payload.replace("{", "{\"a\":1e999999999,")),
                json("a comment", header, payload.replace("{", "{/* */")),
                json("a byte order mark", "\ufeff" + header, payload),
                json("an unpaired surrogate", header, payload.replace("{", "{\"a\":\"\\ud800\",")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangeJson")
    void aRightlySignedTokenOfStrangeJsonIsMalformed(String what, String header, String payload) {
        assertRejected(VERIFIER, ALB.sign(header, payload), MALFORMED);
        assertThat(ALB.keyFetches()).isEqualTo(fetchesBefore);
    }

    static Stream<Arguments> forgedSignatures() throws Exception {
        String signed = GOOD.substring(0, GOOD.lastIndexOf('.'));
        byte[] real = Base64.getUrlDecoder().decode(part(GOOD, 2));
        BigInteger r = new BigInteger(1, Arrays.copyOfRange(real, 0, 32));
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(real, 32, 64));
        BigInteger hash = new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(signed.getBytes(UTF_8)));
        return Stream.of(
                signature("r and s zero", new byte[64]),
                signature("r zero", pair(BigInteger.ZERO, s)),
                signature("s zero", pair(r, BigInteger.ZERO)),
                signature("r and s one", pair(BigInteger.ONE, BigInteger.ONE)),
                signature("r and s the order", pair(N, N)),
                signature("r the order", pair(N, s)),
                signature("s the order", pair(r, N)),
                signature("r and s the order and one", pair(N.add(BigInteger.ONE), N.add(BigInteger.ONE))),
                signature(
                        "all bits set",
                        pair(
                                BigInteger.TWO.pow(256).subtract(BigInteger.ONE),
                                BigInteger.TWO.pow(256).subtract(BigInteger.ONE))),
                signature("r and s exchanged", pair(s, r)),
                signature("the hash as r", pair(hash.mod(N), hash.mod(N))),
                signature("DER", der(r, s)),
                signature("DER of zeros", HexFormat.of().parseHex("3006020100020100")),
                signature("63 bytes", Arrays.copyOf(real, 63)),
                signature("65 bytes", Arrays.copyOf(real, 65)),
                signature("128 bytes", Arrays.copyOf(real, 128)),
                signature("one byte", new byte[1]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forgedSignatures")
    void aForgedSignatureIsRefused(String what, byte[] signature) {
        String data = GOOD.substring(0, GOOD.lastIndexOf('.') + 1) + encode(signature);

        assertRejected(VERIFIER, data, BAD_SIGNATURE);
        assertThat(ALB.keyFetches()).isEqualTo(fetchesBefore);
    }

    @Test
    void aTokenThatAnotherLoadBalancerSignedInItsNameIsRefused() {
        assertRejected(VERIFIER, ALB.oidcData().signedBy(OTHER_ALB).sign(), BAD_SIGNATURE);
    }

    @Test
    void aKeyOfAnotherLoadBalancerThatTheAddressDoesNotHaveIsUnknown() {
        AlbVerifier verifier = Verifiers.builder(ALB, POOL).clock(CLOCK).build();

        assertRejected(verifier, OTHER_ALB.oidcData().sign(), UNKNOWN_KEY);
        assertThat(ALB.keyFetches()).isEqualTo(fetchesBefore + 1);
    }

    @Test
    void thePublicKeyIsNoSecretForHs256() throws Exception {
        String header = encode(decoded(part(GOOD, 0)).replace("ES256", "HS256").getBytes(UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(ALB.pem().getBytes(UTF_8), "HmacSHA256"));
        String signed = header + "." + part(GOOD, 1);
        String forged = signed + "." + encode(mac.doFinal(signed.getBytes(UTF_8)));

        assertRejected(VERIFIER, forged, UNSUPPORTED_ALGORITHM);
    }

    private static Arguments text(String what, String data, @Nullable Reason expected) {
        return arguments(what, data, expected);
    }

    private static Arguments fact(String what, UnaryOperator<OidcDataBuilder> change, Reason expected) {
        return arguments(what, change, expected);
    }

    private static Arguments json(String what, String header, String payload) {
        return arguments(what, header, payload);
    }

    private static Arguments signature(String what, byte[] signature) {
        return arguments(what, signature);
    }

    private static byte[] pair(BigInteger r, BigInteger s) {
        byte[] pair = new byte[64];
        System.arraycopy(fixed(r), 0, pair, 0, 32);
        System.arraycopy(fixed(s), 0, pair, 32, 32);
        return pair;
    }

    private static byte[] fixed(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return fixed;
    }

    private static byte[] der(BigInteger r, BigInteger s) {
        byte[] first = r.toByteArray();
        byte[] second = s.toByteArray();
        byte[] der = new byte[6 + first.length + second.length];
        der[0] = 0x30;
        der[1] = (byte) (der.length - 2);
        der[2] = 2;
        der[3] = (byte) first.length;
        System.arraycopy(first, 0, der, 4, first.length);
        der[4 + first.length] = 2;
        der[5 + first.length] = (byte) second.length;
        System.arraycopy(second, 0, der, 6 + first.length, second.length);
        return der;
    }

    private static String part(String data, int index) {
        return data.split("\\.", -1)[index];
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), UTF_8);
    }

    private static String encode(byte[] bytes) {
        return new String(Base64.getUrlEncoder().encode(bytes), ISO_8859_1);
    }
}

package io.cognitoclaims.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.UserPool;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Signatures that are nearly right: RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2) with every fault that a lenient verifier has
 * been found to take, made with the private key, in tokens that are good otherwise. Each goes the whole way of a token.
 */
class SignatureVectorsTest {
    private static final Signer KEY = Pools.ACCESS;
    private static final int LENGTH = KEY.length();
    private static final BigInteger MODULUS = KEY.publicKey().getModulus();
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Token TOKEN = Token.access(Pools.HOME, Token.CLIENT, KEY, NOW.getEpochSecond());
    private static final byte[] HASH = sha256(TOKEN.input());

    /** {@code DigestInfo} of SHA-256 up to the hash (RFC 8017, section 9.2, note 1). */
    private static final String PREFIX = "3031300d060960864801650304020105000420";

    /** Who computes. */
    enum Computer {
        JDK,
        CORRETTO;

        Provider provider() {
            return this == JDK ? Security.getProvider("SunRsaSign") : AmazonCorrettoCryptoProvider.INSTANCE;
        }
    }

    @ParameterizedTest
    @EnumSource
    void signaturesThatAreNotExactAreRefused(Computer computer) {
        CognitoVerifier<AccessToken> verifier = verifier(computer);
        assertThat(verifier.verify(TOKEN.withSignature(KEY.rawSignature(padded(PREFIX + hex(HASH)))))
                        .subject())
                .isEqualTo(Token.SUBJECT);

        vectors()
                .forEach((name, signature) -> assertThatExceptionOfType(TokenRejectedException.class)
                        .as(name)
                        .isThrownBy(() -> verifier.verify(TOKEN.withSignature(signature)))
                        .extracting(TokenRejectedException::reason)
                        .isEqualTo(Reason.BAD_SIGNATURE));
    }

    /** The JDK takes it, as others once wrote it so. It opens nothing: only the key's owner can make one. */
    @Test
    void signaturesWithoutNullAreRefusedByCorretto() {
        String info = "302f300b06096086480165030402010420" + hex(HASH);

        assertRefused(verifier(Computer.CORRETTO), TOKEN, KEY.rawSignature(padded(info)));
    }

    @ParameterizedTest
    @EnumSource
    void signaturesBeyondTheModulusAreRefused(Computer computer) {
        CognitoVerifier<AccessToken> verifier = verifier(computer);
        // The sum has the length of a signature for some tokens only.
        for (int i = 0, found = 0; found < 3; i++) {
            Token token = TOKEN.claim("jti", Token.quoted("jti-" + i));
            BigInteger signature = new BigInteger(1, KEY.signature("SHA256withRSA", token.input()));
            if (signature.add(MODULUS).bitLength() <= LENGTH * 8) {
                found++;
                assertRefused(verifier, token, Signer.toLength(signature.add(MODULUS), LENGTH));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void signaturesWithoutTheirLeadingZeroAreRefused(Computer computer) {
        CognitoVerifier<AccessToken> verifier = verifier(computer);
        byte[] signature = {1};
        Token token = TOKEN;
        for (int i = 0; signature[0] != 0; i++) {
            token = TOKEN.claim("jti", Token.quoted("jti-" + i));
            signature = KEY.signature("SHA256withRSA", token.input());
        }

        assertThat(verifier.verify(token.withSignature(signature)).subject()).isEqualTo(Token.SUBJECT);
        assertRefused(verifier, token, Arrays.copyOfRange(signature, 1, LENGTH));
    }

    private static Map<String, byte[]> vectors() {
        Map<String, byte[]> vectors = new LinkedHashMap<>();
        digestInfos().forEach((name, digestInfo) -> vectors.put(name, KEY.rawSignature(padded(digestInfo))));
        encodedMessages().forEach((name, message) -> vectors.put(name, KEY.rawSignature(message)));
        byte[] good = padded(PREFIX + hex(HASH));
        for (int bit = 0; bit < LENGTH * 8; bit += bit < LENGTH * 8 - 8 * 52 ? 61 : 1) {
            byte[] message = good.clone();
            message[bit / 8] ^= (byte) (0x80 >> bit % 8);
            if (new BigInteger(1, message).compareTo(MODULUS) < 0) {
                vectors.put("bit " + bit + " of the encoded message", KEY.rawSignature(message));
            }
        }
        numbers().forEach((name, number) -> vectors.put(name, Signer.toLength(number, LENGTH)));
        lengths().forEach(vectors::put);
        return vectors;
    }

    /** ASN.1 that means the same, nearly the same, or something else. */
    private static Map<String, String> digestInfos() {
        String hash = hex(HASH);
        Map<String, String> infos = new LinkedHashMap<>();
        infos.put("a NULL of one byte", "3032300e06096086480165030402010501000420" + hash);
        infos.put("NULL in long form", "3032300e06096086480165030402010581000420" + hash);
        infos.put("an empty octet string for NULL", "3031300d060960864801650304020104000420" + hash);
        infos.put("two NULLs", "3033300f0609608648016503040201050005000420" + hash);
        infos.put("an empty sequence for NULL", "3031300d060960864801650304020130000420" + hash);
        infos.put("long form of the outer length", "308131300d060960864801650304020105000420" + hash);
        infos.put("long form of two bytes", "30820031300d060960864801650304020105000420" + hash);
        infos.put("long form of the inner length", "303230810d060960864801650304020105000420" + hash);
        infos.put("long form of the identifier's length", "3032300e06810960864801650304020105000420" + hash);
        infos.put("long form of the hash's length", "3032300d06096086480165030402010500048120" + hash);
        infos.put("indefinite length", "3080300d060960864801650304020105000420" + hash + "0000");
        infos.put("an inner indefinite length", "30333080060960864801650304020105000000" + "0420" + hash);
        infos.put("an outer length that is too short", "3030300d060960864801650304020105000420" + hash);
        infos.put("an outer length that is too long", "3032300d060960864801650304020105000420" + hash);
        infos.put("an outer length of ff bytes", "30ff300d060960864801650304020105000420" + hash);
        infos.put("a set", "3131300d060960864801650304020105000420" + hash);
        infos.put("a bit string", "3032300d06096086480165030402010500032100" + hash);
        infos.put("a constructed octet string", "3033300d0609608648016503040201050024220420" + hash);
        infos.put("something behind the hash, inside", "3033300d060960864801650304020105000420" + hash + "0500");
        infos.put("something behind the hash, outside", PREFIX + hash + "0500");
        infos.put("zeros behind", PREFIX + hash + "00000000");
        infos.put("something before the identifier", "3033300f0500060960864801650304020105000420" + hash);
        infos.put("the hash alone", hash);
        infos.put("an octet string alone", "0420" + hash);
        infos.put("nothing", "");
        infos.put("half a hash", "3021300d060960864801650304020105000410" + hash.substring(32));
        infos.put("a hash and a byte", "3032300d06096086480165030402010500" + "0421" + hash + "00");
        infos.put("an empty hash", "3011300d060960864801650304020105000400");
        infos.put("no hash", "300f300d06096086480165030402010500");
        infos.put("the hash of nothing", PREFIX + hex(sha256("")));
        infos.put("the hash of the payload alone", PREFIX + hex(sha256(TOKEN.payloadText())));
        infos.put("a hash of zeros", PREFIX + "00".repeat(32));
        for (String oid : List.of(
                "608648016503040202",
                "608648016503040203",
                "608648016503040204",
                "608648016503040208",
                "608648016503040200")) {
            infos.put("SHA-256 under " + oid, PREFIX.replace("608648016503040201", oid) + hash);
        }
        infos.put("SHA-256 under SHA-1", "302d300906052b0e03021a05000420" + hash);
        infos.put("SHA-256 under MD5", "3030300c06082a864886f70d020505000420" + hash);
        infos.put("another arc", "3031300d068960864801650304020105000420" + hash);
        infos.put("an identifier with padding", "3032300e060a8060864801650304020105000420" + hash);
        return infos;
    }

    /** Padding that is short, wrong, or followed by what the signer chose. */
    private static Map<String, byte[]> encodedMessages() {
        String info = PREFIX + hex(HASH);
        int ff = LENGTH - 3 - info.length() / 2;
        Map<String, String> messages = new LinkedHashMap<>();
        messages.put("block type 0", "0000" + "00".repeat(ff) + "00" + info);
        messages.put("block type 2", "0002" + "a5".repeat(ff) + "00" + info);
        messages.put("no separator", "0001" + "ff".repeat(ff + 1) + info);
        messages.put("a separator of one", "0001" + "ff".repeat(ff) + "01" + info);
        messages.put("zeros for padding", "0001" + "00".repeat(ff) + "00" + info);
        messages.put("two separators", "0001" + "ff".repeat(ff - 1) + "0000" + info);
        messages.put("a byte fe", "0001" + "ff".repeat(ff - 1) + "fe00" + info);
        messages.put("a zero in the middle", "0001" + "ff".repeat(ff - 9) + "00" + "ff".repeat(8) + "00" + info);
        for (int padding : new int[] {0, 1, 7, 8, 9, 100, ff - 1}) {
            String start = "0001" + "ff".repeat(padding) + "00" + info;
            messages.put(padding + " bytes of padding, zeros behind", start + "00".repeat(LENGTH - start.length() / 2));
            messages.put(padding + " bytes of padding, ones behind", start + "ff".repeat(LENGTH - start.length() / 2));
        }
        messages.put("hidden in the parameters", "0001ffffffffffffffff00" + hiddenIn(LENGTH - 11));
        Map<String, byte[]> parsed = new LinkedHashMap<>();
        messages.forEach((name, hex) -> parsed.put(name, HexFormat.of().parseHex(hex)));
        return parsed;
    }

    /** {@return a {@code DigestInfo} of this length whose parameters are as long as they must be} */
    private static String hiddenIn(int length) {
        int parameters = length - 4 - 4 - 11 - 4 - 34;
        return "3082%04x3082%04x06096086480165030402010482%04x".formatted(length - 4, parameters + 15, parameters)
                + "5a".repeat(parameters) + "0420" + hex(HASH);
    }

    private static Map<String, BigInteger> numbers() {
        BigInteger good = new BigInteger(1, KEY.signature("SHA256withRSA", TOKEN.input()));
        Map<String, BigInteger> numbers = new LinkedHashMap<>();
        numbers.put("0", BigInteger.ZERO);
        numbers.put("1", BigInteger.ONE);
        numbers.put("2", BigInteger.TWO);
        numbers.put("n - 1", MODULUS.subtract(BigInteger.ONE));
        numbers.put("n", MODULUS);
        numbers.put("n + 1", MODULUS.add(BigInteger.ONE));
        numbers.put("all ones", BigInteger.ONE.shiftLeft(LENGTH * 8).subtract(BigInteger.ONE));
        numbers.put("n - s", MODULUS.subtract(good));
        numbers.put("s + 1", good.add(BigInteger.ONE));
        numbers.put("the inverse of s", good.modInverse(MODULUS));
        numbers.put("the square of s", good.multiply(good).mod(MODULUS));
        numbers.put("the encoded message itself", new BigInteger(1, padded(PREFIX + hex(HASH))));
        return numbers;
    }

    private static Map<String, byte[]> lengths() {
        byte[] good = KEY.signature("SHA256withRSA", TOKEN.input());
        UnaryOperator<byte[]> reverse = bytes -> {
            byte[] reversed = new byte[bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                reversed[i] = bytes[bytes.length - 1 - i];
            }
            return reversed;
        };
        Map<String, byte[]> lengths = new LinkedHashMap<>();
        lengths.put("a leading zero", Signer.toLength(new BigInteger(1, good), LENGTH + 1));
        lengths.put("a trailing zero", Arrays.copyOf(good, LENGTH + 1));
        lengths.put("one byte short", Arrays.copyOf(good, LENGTH - 1));
        lengths.put("half", Arrays.copyOf(good, LENGTH / 2));
        lengths.put("twice", Arrays.copyOf(good, LENGTH * 2));
        lengths.put("one byte", new byte[1]);
        lengths.put("little-endian", reverse.apply(good));
        lengths.put("SHA-1", KEY.signature("SHA1withRSA", TOKEN.input()));
        lengths.put("SHA-512", KEY.signature("SHA512withRSA", TOKEN.input()));
        lengths.put("another text", KEY.signature("SHA256withRSA", TOKEN.input() + "."));
        lengths.put("another key", Pools.STRANGER.signature("SHA256withRSA", TOKEN.input()));
        return lengths;
    }

    private static void assertRefused(CognitoVerifier<AccessToken> verifier, Token token, byte[] signature) {
        assertThatExceptionOfType(TokenRejectedException.class)
                .isThrownBy(() -> verifier.verify(token.withSignature(signature)))
                .extracting(TokenRejectedException::reason)
                .isEqualTo(Reason.BAD_SIGNATURE);
    }

    private static CognitoVerifier<AccessToken> verifier(Computer computer) {
        assumeTrue(computer == Computer.JDK || AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null);
        JwksCache keys = JwksCache.builder()
                .clock(CLOCK)
                .signatureProvider(computer.provider())
                .build();
        UserPool pool = UserPool.of(Pools.HOME_ID);
        keys.preload(pool, Pools.set(KEY.jwk()));
        return CognitoVerifier.accessTokens(pool, Set.of(Token.CLIENT))
                .clock(CLOCK)
                .keys(keys)
                .build();
    }

    /** {@return the encoded message (EMSA-PKCS1-v1_5) with this for a {@code DigestInfo}} */
    private static byte[] padded(String digestInfo) {
        int ff = LENGTH - 3 - digestInfo.length() / 2;
        return HexFormat.of().parseHex("0001" + "ff".repeat(ff) + "00" + digestInfo);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

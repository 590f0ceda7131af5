package io.cognitoclaims.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** A 2048-bit RSA key pair and the id that it is published under. */
record SigningKey(String kid, KeyPair keys) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** {@return a key under each of these ids, in the same order} New pairs are made on several cores. */
    static List<SigningKey> under(KeyPairs pairs, String... kids) {
        return Stream.of(kids)
                .parallel()
                .map(kid -> new SigningKey(kid, pairs.take()))
                .toList();
    }

    /** {@return ordinary base64 of 32 random bytes} */
    static String newKid() {
        // A kid of Cognito usually contains "+" and "/". Here it always does: code that treats it as base64url or puts
        // it into a URL fails in every run, not only in most.
        return Stream.generate(SigningKey::randomKid)
                .filter(kid -> kid.contains("+") && kid.contains("/"))
                .findFirst()
                .orElseThrow();
    }

    RSAPublicKey publicKey() {
        return (RSAPublicKey) keys.getPublic();
    }

    /** {@return the public key as a JWK} Base64 and base64url contain nothing that JSON would escape. */
    String jwk() {
        return "{\"alg\":\"RS256\",\"e\":\"%s\",\"kid\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\",\"use\":\"sig\"}"
                .formatted(
                        base64Url(publicKey().getPublicExponent()),
                        kid,
                        base64Url(publicKey().getModulus()));
    }

    /** {@return the compact JWS, signed with RS256, whatever the header says} */
    String sign(byte[] header, byte[] payload) {
        String input = base64Url(header) + "." + base64Url(payload);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(input.getBytes(US_ASCII));
            return input + "." + base64Url(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with RSA", e);
        }
    }

    private static String randomKid() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String base64Url(BigInteger number) {
        byte[] bytes = number.toByteArray();
        // The byte that only holds the sign is not part of the number (RFC 7518, section 2, Base64urlUInt).
        int start = bytes[0] == 0 ? 1 : 0;
        return base64Url(Arrays.copyOfRange(bytes, start, bytes.length));
    }

    private static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

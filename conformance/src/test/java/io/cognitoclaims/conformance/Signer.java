package io.cognitoclaims.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;

/** An RSA key, private half included, and the id that it is published under. */
record Signer(String kid, KeyPair keys) {
    static Signer create(String kid) {
        return create(kid, 2048);
    }

    static Signer create(String kid, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return new Signer(kid, generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    RSAPublicKey publicKey() {
        return (RSAPublicKey) keys.getPublic();
    }

    /** {@return the public key as Cognito publishes it} */
    String jwk() {
        return jwk(kid, publicKey().getModulus(), publicKey().getPublicExponent(), "");
    }

    /** {@return a JWK of this key with further members, such as {@code ,"d":"AQAB"}} */
    String jwk(String more) {
        return jwk(kid, publicKey().getModulus(), publicKey().getPublicExponent(), more);
    }

    static String jwk(String kid, BigInteger modulus, BigInteger exponent, String more) {
        return "{\"kid\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"%s}"
                .formatted(kid, encode(unsigned(modulus)), encode(unsigned(exponent)), more);
    }

    String sign(String header, String payload) {
        return sign(header.getBytes(UTF_8), payload.getBytes(UTF_8));
    }

    /** {@return a compact JWS over exactly these bytes, signed with RS256 whatever the header says} */
    String sign(byte[] header, byte[] payload) {
        String input = encode(header) + "." + encode(payload);
        return input + "." + encode(signature("SHA256withRSA", input));
    }

    /** {@return the signature over the text by another algorithm of this key} */
    byte[] signature(String algorithm, String input) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(keys.getPrivate());
            signature.update(input.getBytes(US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return the private operation alone (RSASP1, RFC 8017, section 5.2.1) on an encoded message} */
    byte[] rawSignature(byte[] encodedMessage) {
        RSAPrivateKey key = (RSAPrivateKey) keys.getPrivate();
        BigInteger signature = new BigInteger(1, encodedMessage).modPow(key.getPrivateExponent(), key.getModulus());
        return toLength(signature, length());
    }

    /** {@return the length of a signature} */
    int length() {
        return (publicKey().getModulus().bitLength() + 7) / 8;
    }

    static byte[] toLength(BigInteger number, int length) {
        byte[] bytes = unsigned(number);
        byte[] padded = new byte[Math.max(length, bytes.length)];
        System.arraycopy(bytes, 0, padded, padded.length - bytes.length, bytes.length);
        return padded;
    }

    static byte[] unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes.length > 1 && bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String encode(String text) {
        return encode(text.getBytes(UTF_8));
    }
}

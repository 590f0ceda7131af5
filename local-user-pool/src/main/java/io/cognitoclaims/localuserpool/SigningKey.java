package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** An RSA key of 2048 bits that signs tokens as Cognito does: RS256, and a header of {@code kid} and {@code alg} only. */
final class SigningKey {
    private static final int BITS = 2048;
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair pair;
    private final String kid;

    private SigningKey(KeyPair pair) {
        this.pair = pair;
        this.kid = kid(pair.getPublic());
    }

    static SigningKey create() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return new SigningKey(generator.generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no RSA", e);
        }
    }

    /**
     * {@return the key whose private part is encoded as of PKCS #8}
     *
     * @throws GeneralSecurityException if it is none of RSA with 2048 bits
     */
    static SigningKey decode(byte[] privateKey) throws GeneralSecurityException {
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        if (rsa.generatePrivate(new PKCS8EncodedKeySpec(privateKey)) instanceof RSAPrivateCrtKey key
                && key.getModulus().bitLength() == BITS) {
            RSAPublicKeySpec open = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
            return new SigningKey(new KeyPair(rsa.generatePublic(open), key));
        }
        throw new InvalidKeyException("not RSA with " + BITS + " bits");
    }

    /** {@return the private part, encoded as of PKCS #8} */
    byte[] encode() {
        return pair.getPrivate().getEncoded();
    }

    /** {@return the compact JWS of {@code payload}} See RFC 7515, section 7.1. */
    String sign(byte[] payload) {
        String header = "{\"kid\":\"" + kid + "\",\"alg\":\"RS256\"}";
        String signed = BASE64URL.encodeToString(header.getBytes(UTF_8)) + "." + BASE64URL.encodeToString(payload);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + BASE64URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java can't sign with RSA", e);
        }
    }

    /** {@return whether this key signed {@code token}, which may be any text} */
    boolean signed(String token) {
        int dot = token.lastIndexOf('.');
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(pair.getPublic());
            signature.update(token.substring(0, Math.max(dot, 0)).getBytes(UTF_8));
            return signature.verify(Base64.getUrlDecoder().decode(token.substring(dot + 1)));
        } catch (IllegalArgumentException | GeneralSecurityException notASignature) {
            return false;
        }
    }

    /** {@return the public key as a member of the key set, members in Cognito's order} */
    Map<String, String> jwk() {
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        Map<String, String> jwk = new TreeMap<>(Map.of("alg", "RS256", "kty", "RSA", "use", "sig", "kid", kid));
        jwk.put("e", unsigned(key.getPublicExponent()));
        jwk.put("n", unsigned(key.getModulus()));
        return jwk;
    }

    // The same for the same key. Ordinary Base64 with padding, as in Cognito: clients must not take a kid for URL-safe.
    private static String kid(PublicKey key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return BASE64URL.encodeToString(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }
}

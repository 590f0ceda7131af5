package io.cognitoclaims.core;

import com.nimbusds.jose.util.Base64URL;
import io.cognitoclaims.core.KeyFetch.Moment;
import java.math.BigInteger;
import java.security.spec.RSAPublicKeySpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The signing keys of one issuer by their {@code kid}, from one fetched key set (RFC 7517). */
final class KeySet {
    static final KeySet EMPTY = new KeySet(Map.of(), new Moment(0, 0));

    private static final int MIN_MODULUS_BITS = 2048;
    private static final int MAX_MODULUS_BITS = 4096;
    private static final int MAX_EXPONENT_BITS = 32;
    private static final BigInteger MIN_EXPONENT = BigInteger.valueOf(3);

    private final Map<String, SigningKey> keys;
    /** When the set was requested: the keys are known to be valid then, not later. */
    private final Moment asked;

    private KeySet(Map<String, SigningKey> keys, Moment asked) {
        this.keys = keys;
        this.asked = asked;
    }

    /**
     * {@return the usable keys of a JWKS document} Each unusable key is left out by itself, so that one odd key does not
     * stop a service. A {@code kid} that names two different keys is ambiguous and is left out completely.
     *
     * @param previous the set before; a key that is in both stays the same object
     * @throws MalformedJsonException if the document is not a key set, or holds no usable key
     */
    static KeySet parse(byte[] jwks, Moment asked, KeySet previous, Rs256 rs256) throws MalformedJsonException {
        if (!(Json.readObject(jwks).get("keys") instanceof List<?> members)) {
            throw new MalformedJsonException("it has no array \"keys\"");
        }
        Map<String, SigningKey> keys = new HashMap<>();
        Set<String> ambiguous = new HashSet<>();
        for (Object member : members) {
            if (member instanceof Map<?, ?> jwk && jwk.get("kid") instanceof String kid && !kid.isEmpty()) {
                SigningKey key = toSigningKey(jwk, rs256);
                SigningKey twin = key == null ? null : keys.put(kid, key);
                if (twin != null && key != null && !twin.hasMaterialOf(key)) {
                    ambiguous.add(kid);
                }
            }
        }
        keys.keySet().removeAll(ambiguous);
        if (keys.isEmpty()) {
            throw new MalformedJsonException("it holds no RSA signature key of 2048 to 4096 bits");
        }
        keys.replaceAll((kid, key) -> {
            SigningKey before = previous.keys.get(kid);
            return before != null && before.hasMaterialOf(key) ? before : key;
        });
        return new KeySet(keys, asked);
    }

    @Nullable
    SigningKey get(String keyId) {
        return keys.get(keyId);
    }

    Moment asked() {
        return asked;
    }

    /** {@return the same keys, requested at this moment} */
    KeySet askedAt(Moment moment) {
        return new KeySet(keys, moment);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    Set<String> keyIds() {
        return keys.keySet();
    }

    private static @Nullable SigningKey toSigningKey(Map<?, ?> jwk, Rs256 rs256) {
        if (!isForSignatures(jwk)) {
            return null;
        }
        RSAPublicKeySpec numbers = new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e"));
        try {
            return isStrong(numbers) ? new SigningKey(numbers, rs256) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A private or symmetric key in a set is a mistake. It is never used as a signature key. */
    private static boolean isForSignatures(Map<?, ?> jwk) {
        boolean operations = !jwk.containsKey("key_ops")
                || (jwk.get("key_ops") instanceof List<?> names && names.contains("verify"));
        return "RSA".equals(jwk.get("kty"))
                && (!jwk.containsKey("use") || "sig".equals(jwk.get("use")))
                && (!jwk.containsKey("alg") || "RS256".equals(jwk.get("alg")))
                && !jwk.containsKey("d")
                && operations;
    }

    /** {@return a Base64urlUInt (RFC 7518, section 2)} Nimbus's RSAKey would load 18 more classes for the two numbers. */
    private static BigInteger number(Map<?, ?> jwk, String member) {
        return new Base64URL(jwk.get(member) instanceof String text ? text : "").decodeToBigInteger();
    }

    private static boolean isStrong(RSAPublicKeySpec numbers) {
        BigInteger modulus = numbers.getModulus();
        BigInteger exponent = numbers.getPublicExponent();
        return modulus.testBit(0)
                && modulus.bitLength() >= MIN_MODULUS_BITS
                && modulus.bitLength() <= MAX_MODULUS_BITS
                && exponent.testBit(0)
                && exponent.compareTo(MIN_EXPONENT) >= 0
                && exponent.bitLength() <= MAX_EXPONENT_BITS;
    }
}

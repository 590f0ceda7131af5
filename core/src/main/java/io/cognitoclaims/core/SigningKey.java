package io.cognitoclaims.core;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;

/** One of an issuer's RSA keys, ready to check RS256 signatures (RFC 7518, section 3.3). Safe for use by many threads. */
final class SigningKey {
    private final RSAPublicKey key;
    private final int signatureLength;
    private final ObjectPool<Signature> signatures;

    /** @throws IllegalArgumentException if the provider refuses the key */
    SigningKey(RSAPublicKey key, Rs256 rs256) {
        this.key = key;
        this.signatureLength = (key.getModulus().bitLength() + 7) / 8;
        PublicKey adopted = rs256.adopt(key);
        this.signatures = new ObjectPool<>(() -> rs256.verifierFor(adopted));
        // Created now, so that a refused key is noticed when the set is read.
        signatures.giveBack(rs256.verifierFor(adopted));
    }

    /** {@return the length of this key's signatures in bytes} */
    int signatureLength() {
        return signatureLength;
    }

    boolean hasMaterialOf(SigningKey other) {
        return modulus().equals(other.modulus()) && key.getPublicExponent().equals(other.key.getPublicExponent());
    }

    /** {@return whether {@code signature} signs the first {@code length} bytes of {@code text}} */
    boolean verifies(byte[] text, int length, byte[] signature) {
        // For another length, providers throw an exception with a stack trace (RFC 8017, section 8.2.2).
        if (signature.length != signatureLength) {
            return false;
        }
        Signature verifier = signatures.take();
        try {
            verifier.update(text, 0, length);
            boolean good = verifier.verify(signature);
            signatures.giveBack(verifier);
            return good;
        } catch (SignatureException e) {
            return false;
        }
    }

    private BigInteger modulus() {
        return key.getModulus();
    }
}

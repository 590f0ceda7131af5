package io.cognitoclaims.core;

import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.RSAPublicKeySpec;

/** One of an issuer's RSA keys, ready to check RS256 signatures (RFC 7518, section 3.3). Safe for use by many threads. */
final class SigningKey {
    private final RSAPublicKeySpec numbers;
    private final int signatureLength;
    private final ObjectPool<Signature> signatures;

    /** @throws IllegalArgumentException if the provider refuses the key */
    SigningKey(RSAPublicKeySpec numbers, Rs256 rs256) {
        this.numbers = numbers;
        this.signatureLength = (numbers.getModulus().bitLength() + 7) / 8;
        PublicKey key = rs256.publicKey(numbers);
        this.signatures = new ObjectPool<>(() -> rs256.verifierFor(key));
        // Created now, so that a refused key is noticed when the set is read.
        signatures.giveBack(rs256.verifierFor(key));
    }

    /** {@return the length of this key's signatures in bytes} */
    int signatureLength() {
        return signatureLength;
    }

    boolean hasMaterialOf(SigningKey other) {
        return numbers.getModulus().equals(other.numbers.getModulus())
                && numbers.getPublicExponent().equals(other.numbers.getPublicExponent());
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
}

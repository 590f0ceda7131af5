package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The server's part of one sign-in by SRP: SRP-6a in the 3072-bit group of
 * <a href="https://www.rfc-editor.org/rfc/rfc5054#appendix-A">RFC 5054</a> with SHA-256, as Cognito's clients do it. Numbers
 * are hashed as bytes in two's complement, so that one whose first bit is set has a zero byte before it.
 */
final class Srp {
    private static final BigInteger N = new BigInteger(
            "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
                    + "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
                    + "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
                    + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
                    + "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
                    + "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
                    + "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
                    + "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33"
                    + "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
                    + "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864"
                    + "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
                    + "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
            16);
    private static final BigInteger G = BigInteger.TWO;
    private static final BigInteger K = new BigInteger(1, sha256(N.toByteArray(), G.toByteArray()));
    /** RFC 5054 asks for 256 bits at least. */
    private static final int SECRET_BITS = 256;

    private static final byte[] INFO = "Caldera Derived Key\1".getBytes(UTF_8);
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss 'UTC' yyyy", Locale.US);

    private final String pool;
    private final String userId;
    private final String salt;
    private final String publicKey;
    /** What only somebody who knows the password gets, too. */
    private final byte[] key;

    private Srp(String pool, String userId, BigInteger salt, BigInteger publicKey, byte[] key) {
        this.pool = pool;
        this.userId = userId;
        this.salt = salt.toString(16);
        this.publicKey = publicKey.toString(16);
        this.key = key;
    }

    /**
     * Answers a client's first message. What remains is the key: the numbers behind it are forgotten.
     *
     * @param pool the pool's id after the region
     * @param clientKey A, in hexadecimal
     */
    static Srp answer(
            String pool, String userId, String password, BigInteger salt, String clientKey, SecureRandom random)
            throws ApiException {
        if (!clientKey.matches("[0-9a-fA-F]{1,1024}")) {
            throw ApiException.invalidParameter("SRP_A must be a number in hexadecimal");
        }
        BigInteger a = new BigInteger(clientKey, 16);
        if (a.mod(N).signum() == 0) {
            // The key would be that of the password 0 whatever the password is, RFC 5054, section 2.5.4.
            throw ApiException.invalidParameter("SRP_A must not be zero modulo N");
        }
        byte[] identity = sha256((pool + userId + ":" + password).getBytes(UTF_8));
        BigInteger verifier = G.modPow(new BigInteger(1, sha256(salt.toByteArray(), identity)), N);
        BigInteger secret = new BigInteger(SECRET_BITS, random).setBit(SECRET_BITS - 1);
        BigInteger b = K.multiply(verifier).add(G.modPow(secret, N)).mod(N);
        BigInteger u = new BigInteger(1, sha256(a.toByteArray(), b.toByteArray()));
        BigInteger shared = a.multiply(verifier.modPow(u, N)).modPow(secret, N);
        return new Srp(pool, userId, salt, b, key(u, shared));
    }

    /** HKDF, RFC 5869, of which one block is enough. */
    private static byte[] key(BigInteger u, BigInteger shared) {
        byte[] extracted = hmac(u.toByteArray(), shared.toByteArray());
        return Arrays.copyOf(hmac(extracted, INFO), 16);
    }

    /** {@return the salt in hexadecimal} */
    String salt() {
        return salt;
    }

    /** {@return B in hexadecimal} */
    String publicKey() {
        return publicKey;
    }

    /** {@return whether the signature is that of somebody who knows the password} */
    boolean proves(byte[] signature, byte[] secretBlock, String timestamp) throws ApiException {
        requireTimestamp(timestamp);
        byte[] expected =
                hmac(key, pool.getBytes(UTF_8), userId.getBytes(UTF_8), secretBlock, timestamp.getBytes(UTF_8));
        return MessageDigest.isEqual(expected, signature);
    }

    /** Wants the form that Cognito does, where days before the tenth have one digit. What it says does not matter. */
    private static void requireTimestamp(String timestamp) throws ApiException {
        try {
            if (TIMESTAMP.format(TIMESTAMP.parse(timestamp)).equals(timestamp)) {
                return;
            }
        } catch (DateTimeException notATime) {
            // Refused like a time that is written in another way.
        }
        throw ApiException.invalidParameter("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.");
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}

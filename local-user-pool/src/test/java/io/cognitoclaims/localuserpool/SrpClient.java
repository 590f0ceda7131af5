package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The user's side of SRP, written from RFC 5054, RFC 3526 and what is known of Cognito's clients. It shares nothing with
 * the pool, not even the prime, which is computed here.
 */
final class SrpClient {
    private static final BigInteger TWO = BigInteger.TWO;

    static final BigInteger N = prime();

    private final BigInteger secret = new BigInteger(1024, new SecureRandom());
    private final BigInteger a = TWO.modPow(secret, N);

    /** {@return A, for the first message} */
    String publicKey() {
        return a.toString(16);
    }

    /** {@return the answer to PASSWORD_VERIFIER} */
    Map<String, String> answer(Map<String, String> challenge, String poolId, String password) {
        String now = DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss 'UTC' yyyy", Locale.US)
                .format(Instant.now().atZone(ZoneOffset.UTC));
        return answer(challenge, poolId, password, now);
    }

    Map<String, String> answer(Map<String, String> challenge, String poolId, String password, String timestamp) {
        String pool = poolId.split("_", 2)[1];
        String user = requireNonNull(challenge.get("USER_ID_FOR_SRP"));
        BigInteger b = new BigInteger(requireNonNull(challenge.get("SRP_B")), 16);
        BigInteger u = new BigInteger(1, sha256(padded(a), padded(b)));
        BigInteger k = new BigInteger(1, sha256(padded(N), padded(TWO)));
        BigInteger salt = new BigInteger(requireNonNull(challenge.get("SALT")), 16);
        BigInteger x = new BigInteger(1, sha256(padded(salt), sha256((pool + user + ":" + password).getBytes(UTF_8))));
        BigInteger shared = b.subtract(k.multiply(TWO.modPow(x, N))).mod(N).modPow(secret.add(u.multiply(x)), N);
        byte[] key =
                Arrays.copyOf(hmac(hmac(padded(u), padded(shared)), "Caldera Derived Key\u0001".getBytes(UTF_8)), 16);
        byte[] block = Base64.getDecoder().decode(requireNonNull(challenge.get("SECRET_BLOCK")));
        byte[] claim = hmac(key, pool.getBytes(UTF_8), user.getBytes(UTF_8), block, timestamp.getBytes(UTF_8));
        Map<String, String> responses = new HashMap<>();
        responses.put("USERNAME", user);
        responses.put("PASSWORD_CLAIM_SECRET_BLOCK", requireNonNull(challenge.get("SECRET_BLOCK")));
        responses.put("PASSWORD_CLAIM_SIGNATURE", Base64.getEncoder().encodeToString(claim));
        responses.put("TIMESTAMP", timestamp);
        return responses;
    }

    /** In hexadecimal digits, as Cognito's clients have it: a pair a byte, and two zeros before one whose first bit is set. */
    private static byte[] padded(BigInteger number) {
        String digits = number.toString(16);
        if (digits.length() % 2 == 1) {
            digits = "0" + digits;
        } else if ("89abcdef".indexOf(digits.charAt(0)) >= 0) {
            digits = "00" + digits;
        }
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Arrays.stream(parts).forEach(digest::update);
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            Arrays.stream(parts).forEach(mac::update);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** RFC 3526, section 4: 2^3072 - 2^3008 - 1 + 2^64 * (floor(2^2942 * pi) + 1690314). */
    private static BigInteger prime() {
        BigInteger pi = pi(2942 + 64).shiftRight(64);
        return TWO.pow(3072)
                .subtract(TWO.pow(3008))
                .subtract(BigInteger.ONE)
                .add(pi.add(BigInteger.valueOf(1690314)).shiftLeft(64));
    }

    /** {@return pi times two to the power of {@code bits}} Machin: pi = 16 arctan(1/5) - 4 arctan(1/239). */
    private static BigInteger pi(int bits) {
        return arctan(5, bits).shiftLeft(4).subtract(arctan(239, bits).shiftLeft(2));
    }

    private static BigInteger arctan(int inverse, int bits) {
        BigInteger square = BigInteger.valueOf((long) inverse * inverse);
        BigInteger power = BigInteger.ONE.shiftLeft(bits).divide(BigInteger.valueOf(inverse));
        BigInteger sum = power;
        for (int n = 3; power.signum() != 0; n += 2) {
            power = power.divide(square).negate();
            sum = sum.add(power.divide(BigInteger.valueOf(n)));
        }
        return sum;
    }
}

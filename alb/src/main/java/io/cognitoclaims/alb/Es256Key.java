package io.cognitoclaims.alb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A public key of the curve P-256, which checks ES256 signatures (RFC 7518, section 3.4). Safe for use by many threads. */
final class Es256Key {
    static final int SIGNATURE_LENGTH = 64;
    /** A text with a P-256 key has 178 characters. */
    static final int MAX_PEM_LENGTH = 2_048;

    private static final String ALGORITHM = "SHA256withECDSAinP1363Format";
    private static final int COORDINATE_LENGTH = 32;
    /** What stands before the coordinates in the DER form of an uncompressed P-256 key (RFC 5480, section 2). */
    private static final byte[] P256_PREFIX =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

    private static final ECParameterSpec P256 = p256();
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN PUBLIC KEY-----\\r?\\n([A-Za-z0-9+/=\\r\\n]+)\\r?\\n-----END PUBLIC KEY-----(?:\\r?\\n)*");

    private final PublicKey key;

    private Es256Key(PublicKey key) {
        this.key = key;
    }

    /**
     * {@return the key in this PEM text (RFC 7468, section 13)} Only the one form that a P-256 key has is accepted, so
     * that no DER of a stranger is parsed.
     *
     * @throws UnusableKeyException if this is not exactly one P-256 key whose point is on the curve
     */
    static Es256Key parse(byte[] pem) throws UnusableKeyException {
        byte[] der = decode(new String(pem, US_ASCII));
        int expected = P256_PREFIX.length + 2 * COORDINATE_LENGTH;
        if (der.length != expected || !Arrays.equals(der, 0, P256_PREFIX.length, P256_PREFIX, 0, P256_PREFIX.length)) {
            throw new UnusableKeyException("the key endpoint answered with a key that is not of the curve P-256");
        }
        ECPoint point = new ECPoint(
                coordinate(der, P256_PREFIX.length), coordinate(der, P256_PREFIX.length + COORDINATE_LENGTH));
        if (!isOnCurve(point)) {
            throw new UnusableKeyException("the key endpoint answered with a point that is not on the curve P-256");
        }
        try {
            return new Es256Key(KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, P256)));
        } catch (GeneralSecurityException e) {
            throw new UnusableKeyException("the security provider refuses the key");
        }
    }

    /** {@return whether {@code signature}, r and s in 32 bytes each, signs the first {@code length} bytes of the text} */
    boolean verifies(byte[] text, int length, byte[] signature) {
        if (!isSignature(signature)) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(key);
            verifier.update(text, 0, length);
            return verifier.verify(signature);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("no security provider of this JVM verifies " + ALGORITHM, e);
        } catch (SignatureException e) {
            return false;
        }
    }

    /**
     * {@return whether these bytes are r and s, each in its range} Both must be from 1 to n-1 (FIPS 186-5, section 6.4.2). A JDK before 17.0.3 accepts zeros for any text
     * (CVE-2022-21449).
     */
    static boolean isSignature(byte[] signature) {
        return signature.length == SIGNATURE_LENGTH
                && isScalar(coordinate(signature, 0))
                && isScalar(coordinate(signature, COORDINATE_LENGTH));
    }

    private static boolean isScalar(BigInteger number) {
        return number.signum() > 0 && number.compareTo(P256.getOrder()) < 0;
    }

    /** y² = x³ + ax + b mod p, and both coordinates are below p. */
    private static boolean isOnCurve(ECPoint point) {
        BigInteger p = ((ECFieldFp) P256.getCurve().getField()).getP();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right = x.pow(2)
                .add(P256.getCurve().getA())
                .multiply(x)
                .add(P256.getCurve().getB())
                .mod(p);
        return x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.pow(2).mod(p).equals(right);
    }

    private static BigInteger coordinate(byte[] bytes, int start) {
        return new BigInteger(1, bytes, start, COORDINATE_LENGTH);
    }

    private static byte[] decode(String text) throws UnusableKeyException {
        Matcher pem = PEM.matcher(text);
        if (text.length() <= MAX_PEM_LENGTH && pem.matches()) {
            try {
                return Base64.getDecoder().decode(pem.group(1).replaceAll("[\\r\\n]", ""));
            } catch (IllegalArgumentException e) {
                // As if it were no PEM text.
            }
        }
        throw new UnusableKeyException("the key endpoint answered with something that is not a public key in PEM");
    }

    private static ECParameterSpec p256() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has the curve P-256", e);
        }
    }
}

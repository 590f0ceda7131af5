package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.MISSING_KEY_ID;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNSUPPORTED_ALGORITHM;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNSUPPORTED_HEADER;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An acceptable header of a token: it has RS256, a key id and no unsupported feature. */
final class JwsHeader {
    static final int MAX_KEY_ID_LENGTH = 256;
    /** An odd number with well mixed bits, from the golden ratio. */
    private static final long HASH_FACTOR = 0x9E37_79B9_7F4A_7C15L;

    private final byte[] text;
    private final int hash;
    private final String keyId;

    private JwsHeader(byte[] text, String keyId) {
        this.text = text;
        this.hash = hashOf(text, text.length);
        this.keyId = keyId;
    }

    /** {@return the header in the first characters of the token} */
    static JwsHeader parse(byte[] token, int length) {
        String keyId = keyIdOf(CompactJws.readPart(token, 0, length));
        return new JwsHeader(Arrays.copyOf(token, length), keyId);
    }

    /** {@return the header's {@code kid}} */
    String keyId() {
        return keyId;
    }

    /** {@return whether the token starts with exactly this header} */
    boolean isPrefixOf(byte[] token, int length) {
        return Arrays.equals(text, 0, text.length, token, 0, length);
    }

    /** {@return the {@linkplain #hashOf hash} of this header's text} */
    int hash() {
        return hash;
    }

    /** {@return a hash of the token's first characters} */
    static int hashOf(byte[] token, int length) {
        long hash = length;
        for (int i = 0; i <= length - Long.BYTES; i += Long.BYTES) {
            hash = (hash ^ ByteLanes.at(token, i)) * HASH_FACTOR;
        }
        if (length >= Long.BYTES) {
            hash = (hash ^ ByteLanes.at(token, length - Long.BYTES)) * HASH_FACTOR;
        }
        return (int) (hash >>> 32);
    }

    private static String keyIdOf(Map<String, @Nullable Object> header) {
        if (!"RS256".equals(header.get("alg"))) {
            throw new TokenRejectedException(UNSUPPORTED_ALGORITHM);
        }
        // A recipient that does not understand "crit" must refuse it (RFC 7515, section 4.1.11). Cognito sends none of
        // these.
        if (header.containsKey("crit")
                || header.containsKey("b64")
                || header.containsKey("zip")
                || header.containsKey("enc")
                || !isJwt(header)) {
            throw new TokenRejectedException(UNSUPPORTED_HEADER);
        }
        if (header.get("kid") instanceof String keyId && !keyId.isEmpty() && keyId.length() <= MAX_KEY_ID_LENGTH) {
            return keyId;
        }
        throw new TokenRejectedException(MISSING_KEY_ID);
    }

    /**
     * Cognito sends no {@code typ}. One that names another kind of token shows a confusion of tokens (RFC 8725, section
     * 3.11).
     */
    private static boolean isJwt(Map<String, @Nullable Object> header) {
        return !header.containsKey("typ") || (header.get("typ") instanceof String typ && typ.equalsIgnoreCase("JWT"));
    }
}

package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.MALFORMED;
import static io.cognitoclaims.core.TokenRejectedException.Reason.TOO_LARGE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed token with an acceptable header (compact serialization, RFC 7515, section 7.1). Its signature is not yet
 * checked.
 */
final class CompactJws {
    /** The default limit. Most containers accept headers of 8 KB; a token with 150 groups has about 7 KB. */
    static final int MAX_LENGTH = 16_384;

    static final int MAX_HEADER_LENGTH = 4_096;

    private static final byte INVALID = -1;
    /** The value of each base64url character (RFC 4648, section 5). */
    private static final byte[] SEXTETS = sextets();

    private final byte[] text;
    private final int signedLength;
    private final JwsHeader header;
    private final Json payload;
    private final byte[] signature;

    private CompactJws(byte[] text, int signedLength, JwsHeader header, Json payload, byte[] signature) {
        this.text = text;
        this.signedLength = signedLength;
        this.header = header;
        this.payload = payload;
        this.signature = signature;
    }

    static CompactJws parse(String token, HeaderCache headers, int maxLength) {
        if (token.length() > maxLength) {
            throw new TokenRejectedException(TOO_LARGE);
        }
        int headerEnd = token.indexOf('.');
        int payloadEnd = token.indexOf('.', headerEnd + 1);
        // A character that is not Latin-1 becomes '?', which is not in the alphabet. A third dot is not in it either.
        // Two surrogates become one '?'.
        byte[] text = token.getBytes(ISO_8859_1);
        if (headerEnd < 0 || payloadEnd < 0 || text.length != token.length()) {
            throw new TokenRejectedException(MALFORMED);
        }
        if (headerEnd > MAX_HEADER_LENGTH) {
            throw new TokenRejectedException(TOO_LARGE);
        }
        JwsHeader header = headers.read(text, headerEnd);
        byte[] payload = decode(text, headerEnd + 1, payloadEnd);
        byte[] signature = decode(text, payloadEnd + 1, text.length);
        return new CompactJws(text, payloadEnd, header, readJson(payload), signature);
    }

    JwsHeader header() {
        return header;
    }

    /** {@return the payload} */
    Map<String, @Nullable Object> claims() {
        return payload.object();
    }

    /** {@return the token's length in characters} */
    int length() {
        return text.length;
    }

    /** {@return how much memory the payload takes, in bytes} */
    int heapBytes() {
        return payload.heapBytes();
    }

    /** {@return how many bytes the signature has} */
    int signatureLength() {
        return signature.length;
    }

    /** {@return whether the key signed header, dot and payload} */
    boolean isSignedWith(SigningKey key) {
        return key.verifies(text, signedLength, signature);
    }

    /** {@return the JSON object in this part of a token} */
    static Map<String, @Nullable Object> readPart(byte[] text, int start, int end) {
        return readJson(decode(text, start, end)).object();
    }

    private static Json readJson(byte[] utf8) {
        try {
            return Json.read(utf8);
        } catch (MalformedJsonException e) {
            throw new TokenRejectedException(MALFORMED);
        }
    }

    /**
     * Decodes base64url and refuses padding, white space and set spare bits: each of these would give one signed token a
     * second spelling. The JDK's decoder is fast, but it tolerates them and its exceptions have a stack trace, so it is
     * called last.
     */
    private static byte[] decode(byte[] text, int start, int end) {
        if (!isEncoded(text, start, end)) {
            throw new TokenRejectedException(MALFORMED);
        }
        return Base64.getUrlDecoder()
                .decode(ByteBuffer.wrap(text, start, end - start))
                .array();
    }

    /** {@return whether this part of a token is the only valid spelling of at least one byte} */
    static boolean isEncoded(byte[] text, int start, int end) {
        int length = end - start;
        int spareBits = switch (length & 3) {
            case 2 -> 0b1111;
            case 3 -> 0b11;
            default -> 0;
        };
        return length > 0
                && (length & 3) != 1
                && isBase64Url(text, start, end)
                && (SEXTETS[text[end - 1] & 0xff] & spareBits) == 0;
    }

    /** Newer JIT compilers of the JDK vectorize the first loop. */
    private static boolean isBase64Url(byte[] text, int start, int end) {
        long bad = 0;
        int i = start;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            bad |= ByteLanes.notBase64Url(ByteLanes.at(text, i));
        }
        for (; i < end; i++) {
            bad |= SEXTETS[text[i] & 0xff] == INVALID ? 1 : 0;
        }
        return bad == 0;
    }

    private static byte[] sextets() {
        byte[] sextets = new byte[256];
        Arrays.fill(sextets, INVALID);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (int i = 0; i < alphabet.length(); i++) {
            sextets[alphabet.charAt(i)] = (byte) i;
        }
        return sextets;
    }
}

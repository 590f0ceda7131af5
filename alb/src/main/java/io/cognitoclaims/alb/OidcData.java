package io.cognitoclaims.alb;

import static io.cognitoclaims.core.TokenRejectedException.Reason.MALFORMED;
import static io.cognitoclaims.core.TokenRejectedException.Reason.TOO_LARGE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.cognitoclaims.core.TokenJson;
import io.cognitoclaims.core.TokenRejectedException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed value of {@code x-amzn-oidc-data}: a compact JWS (RFC 7515, section 7.1) whose parts, unlike those of the RFC, are
 * padded. Nothing of it is checked yet.
 */
final class OidcData {
    /** A load balancer answers 500 if claims and access token have more than 11 KB. */
    static final int MAX_LENGTH = 16_384;

    static final int MAX_HEADER_LENGTH = 4_096;

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final byte[] SEXTETS = sextets();

    private final byte[] text;
    private final int signedLength;
    private final Map<String, @Nullable Object> header;
    private final Map<String, @Nullable Object> claims;
    private final byte[] signature;

    private OidcData(
            byte[] text,
            int signedLength,
            Map<String, @Nullable Object> header,
            Map<String, @Nullable Object> claims,
            byte[] signature) {
        this.text = text;
        this.signedLength = signedLength;
        this.header = header;
        this.claims = claims;
        this.signature = signature;
    }

    static OidcData parse(String token) {
        if (token.length() > MAX_LENGTH) {
            throw TokenRejectedException.of(TOO_LARGE);
        }
        int headerEnd = token.indexOf('.');
        int payloadEnd = token.indexOf('.', headerEnd + 1);
        // A character that is not Latin-1 becomes '?', which is not in the alphabet. A third dot is not in it either.
        // Two surrogates become one '?'.
        byte[] text = token.getBytes(ISO_8859_1);
        if (headerEnd < 0 || payloadEnd < 0 || text.length != token.length()) {
            throw TokenRejectedException.of(MALFORMED);
        }
        if (headerEnd > MAX_HEADER_LENGTH) {
            throw TokenRejectedException.of(TOO_LARGE);
        }
        return new OidcData(
                text,
                payloadEnd,
                TokenJson.readObject(decode(text, 0, headerEnd)),
                TokenJson.readObject(decode(text, headerEnd + 1, payloadEnd)),
                decode(text, payloadEnd + 1, text.length));
    }

    Map<String, @Nullable Object> header() {
        return header;
    }

    Map<String, @Nullable Object> claims() {
        return claims;
    }

    /** {@return whether the signature has the form of one, so that it is worth a look at the key} */
    boolean hasSignature() {
        return Es256Key.isSignature(signature);
    }

    /** {@return whether the key signed header, dot and payload, exactly as they were received} */
    boolean isSignedWith(Es256Key key) {
        return key.verifies(text, signedLength, signature);
    }

    /**
     * Decodes base64url with its padding (RFC 4648, section 5). It refuses missing padding, white space and set spare bits:
     * each of these would give one signed token a second spelling. The JDK's decoder tolerates some of them, and its
     * exceptions have a stack trace, so it is called last.
     */
    private static byte[] decode(byte[] text, int start, int end) {
        if (!isEncoded(text, start, end)) {
            throw TokenRejectedException.of(MALFORMED);
        }
        return Base64.getUrlDecoder().decode(Arrays.copyOfRange(text, start, end));
    }

    private static boolean isEncoded(byte[] text, int start, int end) {
        int length = end - start;
        if (length == 0 || (length & 3) != 0) {
            return false;
        }
        int padding = text[end - 1] != '=' ? 0 : text[end - 2] != '=' ? 1 : 2;
        for (int i = start; i < end - padding; i++) {
            if (SEXTETS[text[i] & 0xff] < 0) {
                return false;
            }
        }
        int spareBits = padding == 0 ? 0 : padding == 1 ? 0b11 : 0b1111;
        return (SEXTETS[text[end - padding - 1] & 0xff] & spareBits) == 0;
    }

    private static byte[] sextets() {
        byte[] sextets = new byte[256];
        Arrays.fill(sextets, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            sextets[ALPHABET.charAt(i)] = (byte) i;
        }
        return sextets;
    }
}

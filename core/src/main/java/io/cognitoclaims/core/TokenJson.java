package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.MALFORMED;
import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a token's header or payload, as strictly as {@link CognitoVerifier} does. For verifiers of tokens that
 * another party signed, such as a load balancer.
 */
public final class TokenJson {
    private TokenJson() {}

    /**
     * {@return the members of this JSON object} The map is unmodifiable. Values are {@link String}, {@link Boolean}, {@link
     * Long} for whole numbers of at most 18 digits, {@link java.math.BigDecimal} for others, {@link java.util.List}, {@link
     * Map} and null.
     *
     * @throws TokenRejectedException {@link TokenRejectedException.Reason#MALFORMED} if this is not exactly one JSON object
     *     (RFC 8259) in valid UTF-8, if it has a duplicate member at any depth, more than 32 levels, or a number of more
     *     than 400 characters or with an exponent beyond 400
     */
    public static Map<String, @Nullable Object> readObject(byte[] utf8) {
        try {
            return Json.readObject(requireNonNull(utf8, "utf8"));
        } catch (MalformedJsonException e) {
            throw new TokenRejectedException(MALFORMED);
        }
    }
}

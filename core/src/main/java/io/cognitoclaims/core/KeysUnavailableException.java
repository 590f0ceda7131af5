package io.cognitoclaims.core;

import java.time.Duration;

/**
 * Says that the token can't be judged now, because the keys of its issuer can't be had. Answer it with HTTP 503 and
 * {@code Retry-After}; a client that is told 401 would throw away a token that may be good.
 */
public final class KeysUnavailableException extends VerificationException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    KeysUnavailableException(Duration retryAfter) {
        super("the keys of the token's issuer can't be had at the moment");
        this.retryAfter = retryAfter;
    }

    /** {@return after how long another try makes sense; at least a second} */
    public Duration retryAfter() {
        return retryAfter;
    }
}

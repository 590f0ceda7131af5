package io.cognitoclaims.core;

import java.time.Duration;

/**
 * Says that the token can't be judged now, because the keys of its issuer are unavailable. Answer it with HTTP 503 and
 * {@code Retry-After}; a client that is told 401 would throw away a token that may be good.
 *
 * <p>The message is for operators: it names the issuer and the kind of failure, such as {@code the key endpoint answered
 * with status 407}, and quotes nothing of the key endpoint's answer.
 */
public final class KeysUnavailableException extends VerificationException {
    private static final long serialVersionUID = 1L;

    private final String issuer;
    private final Duration retryAfter;

    KeysUnavailableException(String issuer, String why, Duration retryAfter) {
        super("the keys of " + issuer + " are unavailable: " + why);
        this.issuer = issuer;
        this.retryAfter = retryAfter;
    }

    /** {@return the issuer whose keys are unavailable, one of those that are trusted} */
    public String issuer() {
        return issuer;
    }

    /** {@return after how long another try makes sense; at least a second} */
    public Duration retryAfter() {
        return retryAfter;
    }
}

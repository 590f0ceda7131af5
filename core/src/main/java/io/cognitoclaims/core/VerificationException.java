package io.cognitoclaims.core;

/**
 * Says why a token was not verified: it is bad ({@link TokenRejectedException}), or it cannot be verified now ({@link
 * VerificationUnavailableException}).
 *
 * <p>Neither has a stack trace, because anybody outside can cause both. The message contains nothing of the token.
 */
public abstract sealed class VerificationException extends RuntimeException
        permits TokenRejectedException, VerificationUnavailableException {
    private static final long serialVersionUID = 1L;

    VerificationException(String message) {
        super(message, null, false, false);
    }
}

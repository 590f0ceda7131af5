package io.cognitoclaims.cli;

/** An option, a file or a text with which nothing can be done. The message is one line that says why, and nothing of a token. */
final class UnusableInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableInputException(String message) {
        super(message, null, false, false);
    }
}

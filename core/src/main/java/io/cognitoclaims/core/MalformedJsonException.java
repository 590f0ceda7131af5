package io.cognitoclaims.core;

/** Says that a text is not strict JSON. It has no stack trace: anybody can send such a text. */
final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedJsonException(String message) {
        super(message, null, false, false);
    }
}

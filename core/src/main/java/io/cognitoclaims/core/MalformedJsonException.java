package io.cognitoclaims.core;

/** Says that a document is not strict JSON. It has no stack trace, because anybody can send such a document. */
final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedJsonException(String message) {
        super(message, null, false, false);
    }
}

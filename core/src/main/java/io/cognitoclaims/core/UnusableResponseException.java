package io.cognitoclaims.core;

import java.io.IOException;

/** Says why the answer of a key endpoint is unusable. The message contains nothing of the answer. */
final class UnusableResponseException extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableResponseException(String message) {
        super(message);
    }
}

package io.cognitoclaims.core;

import java.io.IOException;

/** Says why a key endpoint's answer was not read to its end. The message holds nothing of the answer. */
final class UnusableResponseException extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableResponseException(String message) {
        super(message);
    }
}

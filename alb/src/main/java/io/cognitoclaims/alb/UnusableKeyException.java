package io.cognitoclaims.alb;

import java.io.IOException;

/** Says why the answer of a key endpoint is no key. The message contains nothing of the answer. */
final class UnusableKeyException extends IOException {
    private static final long serialVersionUID = 1L;

    UnusableKeyException(String message) {
        super(message);
    }
}

package io.cognitoclaims.spring;

import io.cognitoclaims.core.KeysUnavailableException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationServiceException;

/** The header {@code Retry-After} (RFC 9110, section 10.2.3) of the answer that the keys are unavailable. */
final class RetryAfter {
    private RetryAfter() {}

    /** {@return whole seconds, rounded up; null if the failure is another one} */
    static @Nullable String of(AuthenticationServiceException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof KeysUnavailableException unavailable) {
                return wholeSeconds(unavailable.retryAfter());
            }
        }
        return null;
    }

    private static String wholeSeconds(Duration duration) {
        return Long.toString(Math.max(1, duration.plusNanos(999_999_999).toSeconds()));
    }
}

package io.cognitoclaims.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says that a trigger failed, or gave an answer that Cognito cannot use, so that no tokens are issued. The message says
 * why, and contains what the trigger logged. The cause is the exception of the trigger, if there was one.
 */
public final class TriggerFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String textForUser;

    TriggerFailedException(String message, String textForUser, List<String> log, @Nullable Throwable cause) {
        super(log.isEmpty() ? message : message + "; logged: " + String.join("", log), cause);
        this.textForUser = textForUser;
    }

    /**
     * {@return the message that the person who signs in sees} Cognito shows the message of the exception that the trigger
     * threw. It is empty if it threw none.
     */
    public String textForUser() {
        return textForUser;
    }
}

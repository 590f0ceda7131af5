package io.cognitoclaims.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says that a trigger failed, or gave an answer that Cognito can't use: no tokens are issued. The message says why, with
 * what the trigger has logged; the cause is what the trigger has thrown, if that was it.
 */
public final class TriggerFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String textForUser;

    TriggerFailedException(String message, String textForUser, List<String> log, @Nullable Throwable cause) {
        super(log.isEmpty() ? message : message + "; logged: " + String.join("", log), cause);
        this.textForUser = textForUser;
    }

    /**
     * {@return the text that the person who signs in gets to see} Cognito shows them the message of the exception that
     * left the trigger. It is empty if none did.
     */
    public String textForUser() {
        return textForUser;
    }
}

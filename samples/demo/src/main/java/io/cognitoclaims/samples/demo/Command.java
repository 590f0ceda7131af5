package io.cognitoclaims.samples.demo;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a visitor can do to their tokens and to the pool's keys. */
enum Command {
    REFRESH_TOKENS("Get fresh tokens", "You have fresh tokens, for your refresh token."),
    ROTATE_KEYS("Rotate the keys", "The pool signs with new keys from now on. Your tokens are still of the old ones."),
    STOP_KEYS("Stop the key endpoint", "The key endpoint answers 503 to everybody."),
    START_KEYS("Start the key endpoint", "The key endpoint answers again.");

    private final String label;
    private final String done;

    Command(String label, String done) {
        this.label = label;
        this.done = done;
    }

    static Optional<Command> of(@Nullable String id) {
        return Arrays.stream(values()).filter(each -> each.id().equals(id)).findFirst();
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String label() {
        return label;
    }

    /** {@return what the visitor is told afterwards} */
    String done() {
        return done;
    }
}

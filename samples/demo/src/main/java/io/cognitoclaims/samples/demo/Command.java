package io.cognitoclaims.samples.demo;

import io.cognitoclaims.samples.demo.PageController.Outcome;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a visitor can do to their tokens, to the pool's keys and to their sign-ins. */
enum Command {
    REFRESH_TOKENS("Get fresh tokens", "You have fresh tokens, for your refresh token."),
    ROTATE_KEYS("Rotate the keys", "The pool signs with new keys from now on. Your tokens are still of the old ones."),
    STOP_KEYS("Stop the key endpoint", "The key endpoint answers 503 to everybody."),
    START_KEYS("Start the key endpoint", "The key endpoint answers again."),
    END_SIGN_IN("End this sign-in", "servlet-api has revoked all tokens of this sign-in."),
    END_ALL_SIGN_INS("End all my sign-ins", "servlet-api has revoked the tokens of all your sign-ins so far.");

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

    /** {@return the id of the page's section with this command} */
    String section() {
        return this == END_SIGN_IN || this == END_ALL_SIGN_INS ? "sign-outs" : "keys";
    }

    Html button() {
        // Stopping and starting are one switch, which the keyboard's focus stays on.
        String id = this == START_KEYS ? STOP_KEYS.id() : id();
        return Html.of("<button id=\"%s\" name=\"command\" value=\"%s\">%s</button>\n", id, id(), label);
    }

    /** {@return what the visitor is told afterwards} */
    Html said(Outcome outcome) {
        return Html.of("<p id=\"said\" class=\"said\">%s %s</p>\n", done, outcome.summary());
    }
}

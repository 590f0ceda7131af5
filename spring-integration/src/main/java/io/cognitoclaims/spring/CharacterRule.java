package io.cognitoclaims.spring;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A rule of Spring Security's firewall for texts, which judges each character by itself: the rule is asked about the ASCII
 * characters once, and about a text only if one of its characters is not among those that it allows. The rule is a regular
 * expression, and takes longer for the token in a header than this library for the whole request.
 */
final class CharacterRule implements Predicate<String> {
    private static final int ASCII = 128;

    private final Predicate<String> rule;
    private final boolean[] allowed = new boolean[ASCII];

    CharacterRule(Predicate<String> rule) {
        this.rule = rule;
        for (char c = 0; c < ASCII; c++) {
            allowed[c] = rule.test(String.valueOf(c));
        }
    }

    @Override
    public boolean test(@Nullable String text) {
        if (text == null) {
            // WebFlux asks about the value of a header that is not there, too.
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ASCII || !allowed[c]) {
                return rule.test(text);
            }
        }
        return true;
    }
}

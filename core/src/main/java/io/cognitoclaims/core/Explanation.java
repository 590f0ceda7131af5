package io.cognitoclaims.core;

import io.cognitoclaims.core.TokenRejectedException.Reason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The checks that a token passed and those that it failed, as {@link CognitoVerifier#explain} returns them. Checks that
 * could not run because an earlier one failed are not listed. Immutable. It contains nothing of the token.
 */
public final class Explanation {
    private final List<Step> steps;

    Explanation(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** {@return the checks, in the order in which a verifier makes them; at least one} The list is unmodifiable. */
    public List<Step> steps() {
        return steps;
    }

    /** {@return whether the token passed every check, so that {@link CognitoVerifier#verify} accepts it} */
    public boolean isAccepted() {
        return steps.stream().allMatch(Step::passed);
    }

    /** {@return the checks and their outcomes, one per line} */
    @Override
    public String toString() {
        return String.join("\n", steps.stream().map(Step::toString).toList());
    }

    /** One check and its outcome. Immutable. */
    public static final class Step {
        private final String check;
        private final String meaning;
        private final boolean passed;
        private final @Nullable Reason reason;
        private final String detail;

        private Step(String check, String meaning, boolean passed, @Nullable Reason reason, String detail) {
            this.check = check;
            this.meaning = meaning;
            this.passed = passed;
            this.reason = reason;
            this.detail = detail;
        }

        static Step passed(String check, String meaning) {
            return new Step(check, meaning, true, null, "passed");
        }

        /** @param reason null if the check could not run */
        static Step failed(String check, String meaning, @Nullable Reason reason, String detail) {
            return new Step(check, meaning, false, reason, detail);
        }

        /**
         * {@return what was checked: {@code length}, {@code form}, {@code header}, {@code signature}, {@code claims}, the
         * name of a claim with its requirement, or the name of the application's check}
         */
        public String check() {
            return check;
        }

        /**
         * {@return what is true of a token that passes, as a sentence such as {@code It has not expired.}; empty if the name
         * of the check says it all, as that of the application's own check does}
         */
        public String meaning() {
            return meaning;
        }

        /** {@return whether the token passed} */
        public boolean passed() {
            return passed;
        }

        /** {@return why the token is rejected; empty if it passed, or if the check could not run} */
        public Optional<Reason> reason() {
            return Optional.ofNullable(reason);
        }

        /** {@return the outcome in words} */
        public String detail() {
            return detail;
        }

        /** {@return the check and its outcome in one line} */
        @Override
        public String toString() {
            return (passed ? "pass  " : "FAIL  ") + check + (passed ? "" : ": " + detail);
        }
    }
}

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
        private final boolean passed;
        private final @Nullable Reason reason;
        private final String detail;

        private Step(String check, boolean passed, @Nullable Reason reason, String detail) {
            this.check = check;
            this.passed = passed;
            this.reason = reason;
            this.detail = detail;
        }

        static Step passed(String check) {
            return new Step(check, true, null, "passed");
        }

        /** @param reason null if the check could not run */
        static Step failed(String check, @Nullable Reason reason, String detail) {
            return new Step(check, false, reason, detail);
        }

        /**
         * {@return what was checked: {@code length}, {@code form}, {@code header}, {@code signature}, {@code claims}, the
         * name of a claim with its requirement, or the name of the application's check}
         */
        public String check() {
            return check;
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

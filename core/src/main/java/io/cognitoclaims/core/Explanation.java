package io.cognitoclaims.core;

import io.cognitoclaims.core.TokenRejectedException.Reason;
import java.util.List;
import java.util.Optional;

/**
 * Which checks a token passed and which it failed. Checks that could not be made, because an earlier one failed, are not
 * listed. It holds nothing of the token.
 *
 * @param steps the checks, in the order in which a verifier makes them
 */
public record Explanation(List<Step> steps) {
    public Explanation {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("steps: at least one check is made of every token");
        }
        steps = List.copyOf(steps);
    }

    /** {@return whether the token passed every check, so that {@link CognitoVerifier#verify} accepts it} */
    public boolean isAccepted() {
        return steps.stream().allMatch(Step::passed);
    }

    /** {@return the checks and their outcomes, a line each} */
    @Override
    public String toString() {
        return String.join("\n", steps.stream().map(Step::toString).toList());
    }

    /**
     * One check.
     *
     * @param check what was checked: {@code length}, {@code form}, {@code header}, {@code signature}, {@code claims}, the name of a
     *     claim with what is required of it, or that of the application's own check
     * @param passed whether the token passed
     * @param reason why the token is rejected; empty if it passed, or if nobody can tell
     * @param detail the outcome in words
     */
    public record Step(String check, boolean passed, Optional<Reason> reason, String detail) {
        @Override
        public String toString() {
            return (passed ? "pass  " : "FAIL  ") + check + (passed ? "" : ": " + detail);
        }
    }
}

package io.cognitoclaims.core;

import io.cognitoclaims.core.TokenRejectedException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
     * @param check what was checked, a claim's name as a rule
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

    /** Makes checks and writes down how they went. */
    static final class Recorder {
        private final List<Step> steps = new ArrayList<>();

        /** {@return what the check returned, or null if the token failed it} */
        <V> @Nullable V record(String check, Supplier<V> attempt) {
            try {
                V result = attempt.get();
                steps.add(new Step(check, true, Optional.empty(), "passed"));
                return result;
            } catch (VerificationException e) {
                Optional<Reason> reason = e instanceof TokenRejectedException rejected
                        ? Optional.of(rejected.reason())
                        : Optional.empty();
                steps.add(new Step(check, false, reason, String.valueOf(e.getMessage())));
                return null;
            }
        }

        <T extends CognitoToken> void record(Check<T> check, T token, Trust trust, long nowMillis) {
            record(check.name(), () -> {
                check.run(token, trust, nowMillis);
                return token;
            });
        }

        boolean allPassed() {
            return steps.stream().allMatch(Step::passed);
        }

        Explanation toExplanation() {
            return new Explanation(steps);
        }
    }
}

package io.cognitoclaims.spring;

import io.cognitoclaims.core.BearerProblem;
import io.cognitoclaims.core.VerificationException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationServiceException;

/** Finds the {@link BearerProblem} of an answer of Spring Security, which passes on neither the exception nor the reason. */
final class BearerProblems {
    private BearerProblems() {}

    /**
     * {@return the problem that an answer reports; empty if it reports none}
     *
     * @param challenge the value of {@code WWW-Authenticate}
     */
    static Optional<BearerProblem> of(int status, @Nullable String challenge) {
        if (challenge == null || !(challenge.equals("Bearer") || challenge.startsWith("Bearer "))) {
            return Optional.empty();
        }
        return switch (status) {
            case 400 -> Optional.of(BearerProblem.malformedToken());
            case 401 ->
                Optional.of(challenge.contains("error=") ? BearerProblem.invalidToken() : BearerProblem.missingToken());
            case 403 ->
                Optional.of(
                        challenge.contains(
                                        "error=\"" + BearerProblem.crossOrigin().code() + "\"")
                                ? BearerProblem.crossOrigin()
                                : BearerProblem.insufficientScope(Set.of()));
            default -> Optional.empty();
        };
    }

    /** {@return the problem, if a token could not be verified now; empty for other failures} */
    static Optional<BearerProblem> of(AuthenticationServiceException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof VerificationException outcome) {
                return Optional.of(BearerProblem.of(outcome));
            }
        }
        return Optional.empty();
    }
}

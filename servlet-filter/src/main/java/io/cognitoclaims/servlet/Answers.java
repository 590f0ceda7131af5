package io.cognitoclaims.servlet;

import io.cognitoclaims.core.BearerProblem;
import io.cognitoclaims.core.RequestToken;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.VerificationException;
import io.cognitoclaims.servlet.ProblemFormat.Body;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers that a {@link CognitoFilter} gives in place of the application. It logs the reason at {@code DEBUG}.
 *
 * @param challengeParameters the parameters of every challenge, such as {@code realm}
 * @param scopes what every token must have, which each 401 names
 */
record Answers(Map<String, String> challengeParameters, Set<String> scopes, ProblemFormat format) {
    /** A problem document (RFC 9457). */
    static final ProblemFormat PROBLEM_DOCUMENT =
            (request, problem) -> new Body(BearerProblem.MEDIA_TYPE, problem.toJson());

    private static final Logger LOG = LoggerFactory.getLogger(CognitoFilter.class);

    /**
     * On a path that is open, a token is not looked at, and may be good or bad. So the request counts as one without a
     * token: the challenge says that one is needed, and nothing of the one that is there.
     */
    Refusal askForToken(RequestToken found, HttpServletRequest request) {
        LOG.debug("refused: {}", found.token().isPresent() ? "the token was not looked at" : found.description());
        BearerProblem problem = found.problem().orElseGet(BearerProblem::missingToken);
        return of(problem.status() == 401 ? problem.withScopes(scopes) : problem, request);
    }

    /**
     * @param requirement what the token lacks, by the settings or the code of the application
     * @param scopes the scopes to ask for; empty if something else is missing
     */
    Refusal forbid(String requirement, Set<String> scopes, HttpServletRequest request) {
        LOG.debug("refused: the token has not {}", requirement);
        return of(BearerProblem.insufficientScope(scopes), request);
    }

    Refusal refuse(VerificationException reason, HttpServletRequest request) {
        if (reason instanceof TokenRejectedException rejected) {
            LOG.debug("refused: {}: {}", rejected.reason(), rejected.getMessage());
        } else {
            LOG.debug("unavailable: {}", reason.getMessage());
        }
        BearerProblem problem = BearerProblem.of(reason);
        return of(problem.status() == 401 ? problem.withScopes(scopes) : problem, request);
    }

    /** For keys or a user pool that did not arrive within the container's time-out for asynchronous requests. */
    Refusal refuseLateKeys(HttpServletRequest request) {
        LOG.debug("unavailable: the keys or the user pool did not arrive in time");
        return of(BearerProblem.unavailable(Duration.ofSeconds(1)), request);
    }

    private Refusal of(BearerProblem problem, HttpServletRequest request) {
        return new Refusal(problem.status(), problem.headers(challengeParameters), format.format(request, problem));
    }
}

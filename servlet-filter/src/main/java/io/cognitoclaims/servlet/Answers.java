package io.cognitoclaims.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.core.BearerProblem;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.VerificationException;
import io.cognitoclaims.servlet.ProblemFormat.Body;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers that a {@link CognitoFilter} sends in place of the application. It logs the reason at {@code DEBUG}.
 *
 * @param challengeParameters the parameters of every challenge, such as {@code realm}
 */
record Answers(Map<String, String> challengeParameters, ProblemFormat format) {
    /** A problem document (RFC 9457). */
    static final ProblemFormat PROBLEM_DOCUMENT =
            (request, problem) -> new Body(BearerProblem.MEDIA_TYPE, problem.toJson());

    private static final Logger LOG = LoggerFactory.getLogger(CognitoFilter.class);

    void askForToken(Credentials found, HttpServletRequest request, HttpServletResponse response) throws IOException {
        LOG.debug("refused: {}", found.description());
        send(found.isMalformed() ? BearerProblem.malformedToken() : BearerProblem.missingToken(), request, response);
    }

    /** @param requirement what a {@link RequireFilter} asks for, by its settings */
    void forbid(String requirement, BearerProblem problem, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        LOG.debug("refused: the token has not {}, which a RequireFilter asks for here", requirement);
        send(problem, request, response);
    }

    void refuse(VerificationException reason, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (reason instanceof TokenRejectedException rejected) {
            LOG.debug("refused: {}: {}", rejected.reason(), rejected.getMessage());
        } else {
            LOG.debug("unavailable: {}", reason.getMessage());
        }
        send(BearerProblem.of(reason), request, response);
    }

    /** For keys or a user pool that did not arrive within the container's time-out for asynchronous requests. */
    void refuseLateKeys(HttpServletRequest request, HttpServletResponse response) throws IOException {
        LOG.debug("unavailable: the keys or the user pool did not arrive in time");
        send(BearerProblem.unavailable(Duration.ofSeconds(1)), request, response);
    }

    /**
     * Writes the answer without {@code sendError}, because the error pages of the container and of the application do not
     * know problem documents. An include cannot set the status or headers; there, nothing is written.
     */
    private void send(BearerProblem problem, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getDispatcherType() == DispatcherType.INCLUDE) {
            return;
        }
        Body body = format.format(request, problem);
        byte[] bytes = body.text().getBytes(UTF_8);
        response.setStatus(problem.status());
        problem.headers(challengeParameters).forEach(response::setHeader);
        response.setContentType(body.contentType());
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}

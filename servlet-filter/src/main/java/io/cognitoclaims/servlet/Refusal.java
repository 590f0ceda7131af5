package io.cognitoclaims.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.servlet.ProblemFormat.Body;
import io.cognitoclaims.servlet.ProblemFormat.Problem;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is answered in place of the application. The texts are fixed: nothing of the request or of the token comes back
 * in them, and why a token was rejected does not show.
 */
record Refusal(Problem problem, String header, String headerValue) {
    /** A problem document (RFC 9457). */
    static final ProblemFormat PROBLEM_DOCUMENT = (request, problem) -> new Body(
            "application/problem+json",
            "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                    .formatted(problem.title(), problem.status(), problem.detail()));

    /** Without an error code, as the request made none (RFC 6750, section 3.1). */
    static Refusal unauthenticated(Challenge challenge) {
        return challenging(new Problem(401, "missing_token", "Unauthorized", "A bearer token is required."), challenge);
    }

    static Refusal malformedCredentials(Challenge challenge) {
        return withErrorCode(
                new Problem(
                        400,
                        "invalid_request",
                        "Bad Request",
                        "Exactly one bearer token, in the form of RFC 6750, is required."),
                challenge);
    }

    static Refusal invalidToken(Challenge challenge) {
        return withErrorCode(
                new Problem(401, "invalid_token", "Unauthorized", "The token is expired, revoked or not valid here."),
                challenge);
    }

    /** @param scopes those that are needed, as far as it is scopes that are missing */
    static Refusal forbidden(Challenge challenge, Set<String> scopes) {
        Refusal refusal = withErrorCode(
                new Problem(
                        403, "insufficient_scope", "Forbidden", "The token does not grant what this request needs."),
                challenge);
        return scopes.isEmpty()
                ? refusal
                : challenging(
                        refusal.problem,
                        new Challenge(refusal.headerValue).with("scope", String.join(" ", new TreeSet<>(scopes))));
    }

    static Refusal unavailable(Duration retryAfter) {
        return new Refusal(
                new Problem(
                        503, "keys_unavailable", "Service Unavailable", "The token can't be verified at the moment."),
                "Retry-After",
                wholeSeconds(retryAfter));
    }

    /**
     * Answers, not by {@code sendError}: error pages of the container and of the application know no problem documents.
     * What is included in another answer can set neither status nor headers; there it is left out.
     */
    void send(HttpServletRequest request, HttpServletResponse response, ProblemFormat format) throws IOException {
        if (request.getDispatcherType() == DispatcherType.INCLUDE) {
            return;
        }
        Body body = format.format(request, problem);
        byte[] bytes = body.text().getBytes(UTF_8);
        response.setStatus(problem.status());
        response.setHeader(header, headerValue);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(body.contentType());
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** {@return the value of {@code Retry-After} (RFC 9110, section 10.2.3): rounded up, and never "at once"} */
    static String wholeSeconds(Duration delay) {
        return Long.toString(Math.max(1, delay.plusNanos(999_999_999).toSeconds()));
    }

    private static Refusal withErrorCode(Problem problem, Challenge challenge) {
        return challenging(
                problem, challenge.with("error", problem.code()).with("error_description", problem.detail()));
    }

    private static Refusal challenging(Problem problem, Challenge challenge) {
        return new Refusal(problem, "WWW-Authenticate", challenge.text());
    }
}

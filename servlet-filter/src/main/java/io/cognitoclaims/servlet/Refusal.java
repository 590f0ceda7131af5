package io.cognitoclaims.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is answered in place of the application, with a problem document (RFC 9457) as its body. The texts are fixed:
 * nothing of the request or of the token comes back in them, and why a token was rejected does not show.
 */
final class Refusal {
    private final int status;
    private final String title;
    private final String detail;
    private final String header;
    private final String headerValue;

    private Refusal(int status, String title, String detail, String header, String headerValue) {
        this.status = status;
        this.title = title;
        this.detail = detail;
        this.header = header;
        this.headerValue = headerValue;
    }

    /** Without an error code, as the request made none (RFC 6750, section 3.1). */
    static Refusal unauthenticated(Challenge challenge) {
        return challenging(401, "Unauthorized", "A bearer token is required.", challenge);
    }

    static Refusal malformedCredentials(Challenge challenge) {
        String detail = "Exactly one bearer token, in the form of RFC 6750, is required.";
        return challenging(400, "Bad Request", detail, error(challenge, "invalid_request", detail));
    }

    static Refusal invalidToken(Challenge challenge) {
        String detail = "The token is expired, revoked or not valid here.";
        return challenging(401, "Unauthorized", detail, error(challenge, "invalid_token", detail));
    }

    /** @param scopes those that are needed, as far as it is scopes that are missing */
    static Refusal forbidden(Challenge challenge, Set<String> scopes) {
        String detail = "The token does not grant what this request needs.";
        Challenge error = error(challenge, "insufficient_scope", detail);
        return challenging(
                403,
                "Forbidden",
                detail,
                scopes.isEmpty() ? error : error.with("scope", String.join(" ", new TreeSet<>(scopes))));
    }

    static Refusal unavailable(Duration retryAfter) {
        String detail = "The token can't be verified at the moment.";
        return new Refusal(503, "Service Unavailable", detail, "Retry-After", wholeSeconds(retryAfter));
    }

    /**
     * Answers, not by {@code sendError}: error pages of the container and of the application know no problem documents.
     * What is included in another answer can set neither status nor headers; there it is left out.
     */
    void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getDispatcherType() == DispatcherType.INCLUDE) {
            return;
        }
        byte[] body = "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                .formatted(title, status, detail)
                .getBytes(US_ASCII);
        response.setStatus(status);
        response.setHeader(header, headerValue);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/problem+json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** {@return the value of {@code Retry-After} (RFC 9110, section 10.2.3): rounded up, and never "at once"} */
    static String wholeSeconds(Duration delay) {
        return Long.toString(Math.max(1, delay.plusNanos(999_999_999).toSeconds()));
    }

    private static Refusal challenging(int status, String title, String detail, Challenge challenge) {
        return new Refusal(status, title, detail, "WWW-Authenticate", challenge.text());
    }

    private static Challenge error(Challenge challenge, String code, String description) {
        return challenge.with("error", code).with("error_description", description);
    }
}

package io.cognitoclaims.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that refuses a request: a problem document (<a
 * href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>). The texts are fixed; nothing of the request or of the token
 * comes back in them, and why a token was rejected does not show.
 */
enum RefusalProblem {
    INVALID_REQUEST(400, "Bad Request", "Exactly one bearer token, in the form of RFC 6750, is required."),
    MISSING_TOKEN(401, "Unauthorized", "A bearer token is required."),
    INVALID_TOKEN(401, "Unauthorized", "The token is expired, revoked or not valid here."),
    INSUFFICIENT_SCOPE(403, "Forbidden", "The token does not grant what this request needs."),
    KEYS_UNAVAILABLE(503, "Service Unavailable", "The token can't be verified at the moment.");

    static final String CONTENT_TYPE = "application/problem+json";

    private final int status;
    private final String title;
    private final String detail;

    RefusalProblem(int status, String title, String detail) {
        this.status = status;
        this.title = title;
        this.detail = detail;
    }

    /**
     * {@return the problem that an answer tells of; null if it is not one of these}
     *
     * @param challenge the value of {@code WWW-Authenticate}
     */
    static @Nullable RefusalProblem of(int status, @Nullable String challenge) {
        if (challenge == null || !(challenge.equals("Bearer") || challenge.startsWith("Bearer "))) {
            return null;
        }
        return switch (status) {
            case 400 -> INVALID_REQUEST;
            case 401 -> challenge.contains("error=") ? INVALID_TOKEN : MISSING_TOKEN;
            case 403 -> INSUFFICIENT_SCOPE;
            default -> null;
        };
    }

    int status() {
        return status;
    }

    String detail() {
        return detail;
    }

    byte[] body() {
        return "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                .formatted(title, status, detail)
                .getBytes(UTF_8);
    }
}

package io.cognitoclaims.servlet;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.BearerProblem;
import jakarta.servlet.http.HttpServletRequest;

/**
 * Formats the body of refusals, for applications with their own error format. It does not change the status and the
 * headers, such as the challenge. Many threads call it, and its exceptions are passed on.
 *
 * <pre>{@code
 * CognitoFilter.builder(verifier)
 *         .problemFormat((request, problem) -> new Body("application/json", "{\"error\":\"" + problem.code() + "\"}"))
 * }</pre>
 */
@FunctionalInterface
public interface ProblemFormat {
    /** {@return the body of the answer to the request} */
    Body format(HttpServletRequest request, BearerProblem problem);

    /**
     * A body with its media type.
     *
     * @param contentType the media type, without a {@code charset}; not empty, and of printable ASCII
     * @param text the content, which is sent in UTF-8
     */
    record Body(String contentType, String text) {
        public Body {
            requireNonNull(text, "text");
            if (contentType.isBlank() || !contentType.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                throw new IllegalArgumentException("contentType: must be printable ASCII, and not blank");
            }
        }
    }
}

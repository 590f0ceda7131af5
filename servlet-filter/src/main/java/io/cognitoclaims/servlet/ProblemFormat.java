package io.cognitoclaims.servlet;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.BearerProblem;
import jakarta.servlet.http.HttpServletRequest;

/**
 * How refusals look in the body, for applications with an error format of their own. Status and headers, such as the
 * challenge, stay as they are. It is called by many threads; what it throws comes through.
 *
 * <pre>{@code
 * CognitoFilter.builder(verifier)
 *         .problemFormat((request, problem) -> new Body("application/json", "{\"error\":\"" + problem.code() + "\"}"))
 * }</pre>
 */
@FunctionalInterface
public interface ProblemFormat {
    /** {@return what to answer the request with} */
    Body format(HttpServletRequest request, BearerProblem problem);

    /**
     * What stands in the body.
     *
     * @param contentType its media type, without a {@code charset}; not empty, and of printable ASCII
     * @param text what is sent, in UTF-8
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

package io.cognitoclaims.servlet;

import static java.util.Objects.requireNonNull;

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
    Body format(HttpServletRequest request, Problem problem);

    /**
     * Why a request is refused. All texts are fixed ones of printable ASCII, without quotes and backslashes; nothing of
     * the request or the token is in them.
     *
     * @param status 400, 401, 403 or 503
     * @param code the error code of <a href="https://www.rfc-editor.org/rfc/rfc6750#section-3.1">RFC 6750, section
     *     3.1</a>: {@code invalid_request}, {@code invalid_token} or {@code insufficient_scope}; and where that has none,
     *     {@code missing_token} or {@code keys_unavailable}
     * @param title the status in words
     * @param detail a sentence for people
     */
    record Problem(int status, String code, String title, String detail) {}

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

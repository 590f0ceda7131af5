package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Authorization} header of a request, parsed exactly as <a
 * href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, section 2.1</a> defines it: the scheme {@code Bearer}
 * in any case, one or more spaces, and one token of the rule {@code b64token}. Immutable. {@link #description} and {@link
 * #toString} show nothing of the header.
 *
 * <pre>{@code
 * BearerHeader header = BearerHeader.of(request.headers("Authorization"));
 * if (header.token().isEmpty()) {
 *     return answer(header.problem().orElseThrow());
 * }
 * }</pre>
 */
public final class BearerHeader {
    private static final String SCHEME = "Bearer";

    /** A token without a scheme, as clients send it to API Gateway's Cognito authorizer. */
    private static final Pattern JWT = Pattern.compile("[\\w-]++\\.[\\w-]++\\.[\\w-]++");

    private static final BearerHeader NONE = none("no bearer token");
    private static final BearerHeader BARE_TOKEN =
            none("the Authorization header has a token without a scheme; write Bearer and a space before it");
    private static final BearerHeader OTHER_SCHEME = none("the scheme of the Authorization header is not Bearer");
    private static final BearerHeader SEVERAL_HEADERS = malformed("more than one Authorization header");
    private static final BearerHeader NO_TOKEN_SYNTAX = malformed(
            "after Bearer the Authorization header must have spaces, one token (RFC 6750, section 2.1) and nothing"
                    + " else");

    private final @Nullable String token;
    private final @Nullable BearerProblem problem;
    private final String description;

    private BearerHeader(@Nullable String token, @Nullable BearerProblem problem, String description) {
        this.token = token;
        this.problem = problem;
        this.description = description;
    }

    /**
     * {@return the parsed form of these values of {@code Authorization}}
     *
     * @param values one for each header line of this name, in their order; empty if the request has none
     */
    public static BearerHeader of(List<String> values) {
        // With two headers, some proxies and containers take the first one and some the last.
        if (requireNonNull(values, "values").size() > 1) {
            return SEVERAL_HEADERS;
        }
        if (values.isEmpty() || values.get(0).isBlank()) {
            return NONE;
        }
        String value = values.get(0);
        if (!hasBearerScheme(value)) {
            return JWT.matcher(value).matches() ? BARE_TOKEN : OTHER_SCHEME;
        }
        int start = SCHEME.length();
        while (start < value.length() && value.charAt(start) == ' ') {
            start++;
        }
        if (start == SCHEME.length() || !isToken(value, start)) {
            return NO_TOKEN_SYNTAX;
        }
        return new BearerHeader(value.substring(start), null, "a bearer token");
    }

    /** {@return the token, not yet verified; empty if there is none, or if the header is malformed} */
    public Optional<String> token() {
        return Optional.ofNullable(token);
    }

    /**
     * {@return the answer if there is no {@link #token}: 400 {@code invalid_request} if the header is malformed, otherwise
     * 401 without an error code; empty if there is a token} Credentials of another scheme do not count as a bearer token.
     */
    public Optional<BearerProblem> problem() {
        return Optional.ofNullable(problem);
    }

    /** {@return whether the request has several bearer tokens, or one that is not of the form of a token} */
    public boolean isMalformed() {
        return problem != null && problem.status() == 400;
    }

    /** {@return a description of the header for a log; a fixed string} */
    public String description() {
        return description;
    }

    /** {@return the description; never the token} */
    @Override
    public String toString() {
        return description;
    }

    /** {@code BearerX} and {@code Bearer-X} are other schemes (RFC 9110, section 5.6.2). */
    private static boolean hasBearerScheme(String value) {
        return value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && (value.length() == SCHEME.length() || !isNameCharacter(value.charAt(SCHEME.length())));
    }

    /** {@return whether the rest of this value is one token} The rule {@code b64token}. */
    static boolean isToken(String value, int start) {
        int end = value.length();
        while (end > start && value.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = start; i < end; i++) {
            char c = value.charAt(i);
            if (!isLetterOrDigit(c) && "-._~+/".indexOf(c) < 0) {
                return false;
            }
        }
        return end > start;
    }

    private static boolean isNameCharacter(char c) {
        return isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static BearerHeader none(String description) {
        return new BearerHeader(null, BearerProblem.missingToken(), description);
    }

    private static BearerHeader malformed(String description) {
        return new BearerHeader(null, BearerProblem.malformedToken(), description);
    }
}

package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a resource server to a request that it refuses: the status, the challenge and error code of <a
 * href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, section 3</a>, and the problem document of <a
 * href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>.
 *
 * <p>All strings are fixed and of printable ASCII, without quotes and backslashes. They contain nothing of the request or
 * of the token, and all bad tokens get the same answer. Immutable.
 */
public final class BearerProblem {
    /** The media type of {@link #toJson}. */
    public static final String MEDIA_TYPE = "application/problem+json";

    private static final BearerProblem MISSING_TOKEN =
            new BearerProblem(401, "missing_token", "Unauthorized", "A bearer token is required.");
    private static final BearerProblem MALFORMED_TOKEN = new BearerProblem(
            400, "invalid_request", "Bad Request", "Exactly one bearer token, in the form of RFC 6750, is required.");
    private static final BearerProblem INVALID_TOKEN =
            new BearerProblem(401, "invalid_token", "Unauthorized", "The token is expired, revoked or not valid here.");
    private static final BearerProblem INSUFFICIENT_SCOPE = new BearerProblem(
            403, "insufficient_scope", "Forbidden", "The token does not grant what this request needs.");
    private static final BearerProblem CROSS_ORIGIN = new BearerProblem(
            403, "cross_origin_request", "Forbidden", "This request must come from a page of this origin.");

    private final int status;
    private final String code;
    private final String title;
    private final String detail;
    private final Set<String> scopes;
    private final @Nullable Duration retryAfter;

    private BearerProblem(int status, String code, String title, String detail) {
        this(status, code, title, detail, Set.of(), null);
    }

    private BearerProblem(
            int status, String code, String title, String detail, Set<String> scopes, @Nullable Duration retryAfter) {
        this.status = status;
        this.code = code;
        this.title = title;
        this.detail = detail;
        this.scopes = scopes;
        this.retryAfter = retryAfter;
    }

    /**
     * {@return the answer for this exception of a verifier}
     *
     * <ul>
     *   <li>401 {@code invalid_token}: the token is bad
     *   <li>403 {@code insufficient_scope}: the token is genuine, but lacks something that the verifier requires
     *   <li>503 {@code temporarily_unavailable}: the token cannot be verified now
     * </ul>
     */
    public static BearerProblem of(VerificationException outcome) {
        if (requireNonNull(outcome, "outcome") instanceof VerificationUnavailableException unavailable) {
            return unavailable(unavailable.retryAfter());
        }
        TokenRejectedException rejected = (TokenRejectedException) outcome;
        return rejected.reason().isForbidden() ? insufficientScope(rejected.requiredScopes()) : INVALID_TOKEN;
    }

    /** {@return 401 without an error code, because the request has no token} Its {@link #code} is {@code missing_token}. */
    public static BearerProblem missingToken() {
        return MISSING_TOKEN;
    }

    /** {@return 400 {@code invalid_request}: the request has several tokens, or something that is not a token} */
    public static BearerProblem malformedToken() {
        return MALFORMED_TOKEN;
    }

    /** {@return 401 {@code invalid_token}: the token is bad, for any reason} */
    public static BearerProblem invalidToken() {
        return INVALID_TOKEN;
    }

    /**
     * {@return 403 {@code insufficient_scope}: the token is genuine and grants too little}
     *
     * @param scopes the scopes that the request needs, which the challenge names in alphabetical order; empty if something
     *     other than a scope is missing
     * @throws IllegalArgumentException if one has a character that no scope can have (RFC 6749, section 3.3)
     */
    public static BearerProblem insufficientScope(Collection<String> scopes) {
        return INSUFFICIENT_SCOPE.withScopes(scopes);
    }

    /**
     * {@return the same answer, whose challenge also names these scopes} In the answer to a request without a good token they
     * tell clients, such as MCP clients, what to ask the authorization server for (<a
     * href="https://www.rfc-editor.org/rfc/rfc6750#section-3">RFC 6750, section 3</a>).
     *
     * @param scopes the scopes that the request needs, which the challenge names in alphabetical order; they replace those of
     *     this answer. A 503 has no challenge
     * @throws IllegalArgumentException if one has a character that no scope can have (RFC 6749, section 3.3)
     */
    public BearerProblem withScopes(Collection<String> scopes) {
        Set<String> sorted = Collections.unmodifiableSet(new TreeSet<>(scopes));
        if (!sorted.stream().allMatch(BearerProblem::isScope)) {
            throw new IllegalArgumentException("scopes: one has a character that no scope can have");
        }
        return sorted.equals(this.scopes) ? this : new BearerProblem(status, code, title, detail, sorted, retryAfter);
    }

    /**
     * {@return 403 {@code cross_origin_request}: a browser may have sent the token by itself, for a page of another origin}
     * See {@link TokenReader}.
     */
    public static BearerProblem crossOrigin() {
        return CROSS_ORIGIN;
    }

    /**
     * {@return 503 {@code temporarily_unavailable}: the token cannot be verified now}
     *
     * @param retryAfter how long to wait before another try; rounded up to whole seconds, at least one
     */
    public static BearerProblem unavailable(Duration retryAfter) {
        return new BearerProblem(
                503,
                "temporarily_unavailable",
                "Service Unavailable",
                "The token can't be verified at the moment.",
                Set.of(),
                requireNonNull(retryAfter, "retryAfter"));
    }

    /** {@return the status of the answer: 400, 401, 403 or 503} */
    public int status() {
        return status;
    }

    /**
     * {@return the error code of RFC 6750, section 3.1: {@code invalid_request}, {@code invalid_token} or {@code
     * insufficient_scope}} If the RFC has no code, it is {@code missing_token}, {@code cross_origin_request} or {@code
     * temporarily_unavailable}.
     */
    public String code() {
        return code;
    }

    /** {@return the status in words} */
    public String title() {
        return title;
    }

    /** {@return a sentence for people} */
    public String detail() {
        return detail;
    }

    /**
     * {@return the headers of the answer} They are {@code Cache-Control: no-store}, and {@code Retry-After} for 503 or {@code
     * WWW-Authenticate} for any other status.
     */
    public Map<String, String> headers() {
        return headers(Map.of());
    }

    /**
     * {@return the headers of the answer, with these parameters added to the challenge}
     *
     * @param parameters such as {@code realm} and {@code resource_metadata} (<a
     *     href="https://www.rfc-editor.org/rfc/rfc9728#section-5.1">RFC 9728, section 5.1</a>); they come first, in the order
     *     of the map
     */
    public Map<String, String> headers(Map<String, String> parameters) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (retryAfter == null) {
            headers.put("WWW-Authenticate", challenge(parameters));
        } else {
            headers.put("Retry-After", wholeSeconds(retryAfter));
        }
        headers.put("Cache-Control", "no-store");
        return Collections.unmodifiableMap(headers);
    }

    /** {@return the problem document} Its media type is {@link #MEDIA_TYPE}. */
    public String toJson() {
        return "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}".formatted(title, status, detail);
    }

    /** {@return the status and the error code, for a log} */
    @Override
    public String toString() {
        return status + " " + code;
    }

    /** The rule {@code scope-token} of RFC 6749, section 3.3. */
    static boolean isScope(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c <= '~' && c != '"' && c != '\\');
    }

    /** {@code Bearer} alone if there is no parameter: clients accept it, although RFC 6750 requires at least one. */
    private String challenge(Map<String, String> parameters) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        if (!code.equals(MISSING_TOKEN.code)) {
            all.put("error", code);
            all.put("error_description", detail);
        }
        if (!scopes.isEmpty()) {
            all.put("scope", String.join(" ", scopes));
        }
        StringBuilder challenge = new StringBuilder("Bearer");
        String separator = " ";
        for (Map.Entry<String, String> parameter : all.entrySet()) {
            String quoted = parameter.getValue().replace("\\", "\\\\").replace("\"", "\\\"");
            challenge
                    .append(separator)
                    .append(parameter.getKey())
                    .append("=\"")
                    .append(quoted)
                    .append('"');
            separator = ", ";
        }
        return challenge.toString();
    }

    /** {@code Retry-After} of RFC 9110, section 10.2.3: never "at once". */
    private static String wholeSeconds(Duration delay) {
        return Long.toString(Math.max(1, delay.plusNanos(999_999_999).toSeconds()));
    }
}

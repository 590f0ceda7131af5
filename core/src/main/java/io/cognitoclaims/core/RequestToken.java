package io.cognitoclaims.core;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bearer token of a request, or why there is none: what {@link TokenReader} found. Immutable. {@link #description} and
 * {@link #toString} show nothing of the request.
 */
public final class RequestToken {
    static final RequestToken NONE = none("no bearer token");
    static final RequestToken SEVERAL = malformed("more than one bearer token");
    static final RequestToken OTHER_ORIGIN = new RequestToken(
            null,
            BearerProblem.crossOrigin(),
            "a browser or a proxy may have added the token by itself, and the request does not come from a page of this"
                    + " origin or of a trusted one");

    private final @Nullable String token;
    private final @Nullable BearerProblem problem;
    private final String description;

    private RequestToken(@Nullable String token, @Nullable BearerProblem problem, String description) {
        this.token = token;
        this.problem = problem;
        this.description = description;
    }

    static RequestToken of(String token) {
        return new RequestToken(token, null, "a bearer token");
    }

    static RequestToken of(BearerHeader header) {
        return new RequestToken(header.token().orElse(null), header.problem().orElse(null), header.description());
    }

    static RequestToken none(String description) {
        return new RequestToken(null, BearerProblem.missingToken(), description);
    }

    static RequestToken malformed(String description) {
        return new RequestToken(null, BearerProblem.malformedToken(), description);
    }

    /** {@return the token, not yet verified; empty if there is none, or if the request is refused} */
    public Optional<String> token() {
        return Optional.ofNullable(token);
    }

    /**
     * {@return the answer if there is no {@link #token}} It is 401 without an error code if the request has none, 400 {@code
     * invalid_request} if it has several or something that is not a token, and 403 {@code cross_origin_request} if a page of
     * another origin may have caused it. Empty if there is a token.
     */
    public Optional<BearerProblem> problem() {
        return Optional.ofNullable(problem);
    }

    /** {@return whether the request has no token at all, so that an application may serve it without one} */
    public boolean isMissing() {
        return problem != null && problem.status() == 401;
    }

    /** {@return a description for a log; a fixed string} */
    public String description() {
        return description;
    }

    /** {@return the description; never the token} */
    @Override
    public String toString() {
        return description;
    }
}

package io.cognitoclaims.servlet;

import io.cognitoclaims.core.CognitoToken;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link CognitoFilter} found out about a request, kept in an attribute of it.
 *
 * @param filter the filter that let the request through; what one accepts says nothing of what another would
 * @param token null if the request came without one and was let through all the same
 * @param isPreflight whether that is because it is a CORS preflight
 */
record Caller(CognitoFilter filter, @Nullable CognitoToken token, boolean isPreflight) {
    static final String ATTRIBUTE = CognitoFilter.class.getName();

    static Caller withoutToken(CognitoFilter filter) {
        return new Caller(filter, null, false);
    }

    static Caller preflight(CognitoFilter filter) {
        return new Caller(filter, null, true);
    }

    /** {@return what was found out last; null if no filter was asked} A value of another type proves nothing. */
    static @Nullable Caller of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : null;
    }

    /** {@return the request, which says who the caller is; without a token, as the container says it} */
    HttpServletRequest applyTo(HttpServletRequest request) {
        return token == null ? request : new VerifiedRequest(request, token);
    }
}

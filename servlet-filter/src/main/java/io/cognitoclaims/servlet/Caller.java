package io.cognitoclaims.servlet;

import io.cognitoclaims.core.CognitoToken;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * The result of a {@link CognitoFilter} for a request, kept in a request attribute.
 *
 * @param filter the filter that let the request through; another filter may not accept it
 * @param token null if the request has none and was still let through
 * @param isPreflight whether the reason is that it is a CORS preflight
 */
record Caller(CognitoFilter filter, @Nullable CognitoToken token, boolean isPreflight) {
    static final String ATTRIBUTE = CognitoFilter.class.getName();

    static Caller withoutToken(CognitoFilter filter) {
        return new Caller(filter, null, false);
    }

    static Caller preflight(CognitoFilter filter) {
        return new Caller(filter, null, true);
    }

    /** {@return the latest result; null if no filter ran} A value of another type proves nothing. */
    static @Nullable Caller of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : null;
    }

    /** {@return the request, wrapped so that it returns this caller; without a token, the container's own} */
    HttpServletRequest applyTo(HttpServletRequest request) {
        return token == null ? request : new VerifiedRequest(request, token);
    }
}

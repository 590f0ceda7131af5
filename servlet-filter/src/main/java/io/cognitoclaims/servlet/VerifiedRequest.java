package io.cognitoclaims.servlet;

import io.cognitoclaims.core.CognitoToken;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/** A request whose methods about the caller return the values of a verified token. */
final class VerifiedRequest extends HttpServletRequestWrapper {
    private final CognitoToken token;

    VerifiedRequest(HttpServletRequest request, CognitoToken token) {
        super(request);
        this.token = token;
    }

    @Override
    public Principal getUserPrincipal() {
        return token;
    }

    @Override
    public String getRemoteUser() {
        return token.getName();
    }

    @Override
    public String getAuthType() {
        return "Bearer";
    }

    /** In the servlet API {@code *} is not a role, and {@code **} is the role of every authenticated user. */
    @Override
    public boolean isUserInRole(String role) {
        return !role.equals("*") && (role.equals("**") || token.hasGroups(role));
    }

    @Override
    public AsyncContext startAsync() {
        return ending(super.startAsync());
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        return ending(super.startAsync(request, response));
    }

    @Override
    public AsyncContext getAsyncContext() {
        return ending(super.getAsyncContext());
    }

    private AsyncContext ending(AsyncContext context) {
        Operation operation = Operation.of(getRequest());
        return operation == null ? context : new EndingAsyncContext(context, operation);
    }
}

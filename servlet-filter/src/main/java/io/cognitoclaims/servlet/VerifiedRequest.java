package io.cognitoclaims.servlet;

import io.cognitoclaims.core.CognitoToken;
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
}

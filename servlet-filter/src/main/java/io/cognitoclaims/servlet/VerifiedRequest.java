package io.cognitoclaims.servlet;

import io.cognitoclaims.core.CognitoToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/** A request that answers the servlet API's questions about the caller from a verified token. */
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

    /** To the servlet API {@code *} is no role, and {@code **} is the role of everyone who is known. */
    @Override
    public boolean isUserInRole(String role) {
        return !role.equals("*") && (role.equals("**") || token.hasGroups(role));
    }
}

package io.cognitoclaims.spring;

import io.cognitoclaims.core.AccessToken;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.util.UrlUtils;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Corrects the {@code resource_metadata} of challenges (<a href="https://www.rfc-editor.org/rfc/rfc9728#section-5.1">RFC
 * 9728, section 5.1</a>). Spring Security's value always names the host of the request, and it is missing if a good token
 * lacks a permission. A value that an entry point of the application sets is kept.
 *
 * <p>It also adds the scopes to ask for: to a 401 those that every token must have, and to a 403 those of the request too,
 * if one of them is what the token lacks.
 */
final class LeadingResponse extends HttpServletResponseWrapper {
    private static final String SCHEME = "Bearer";
    private static final String PARAMETER = "resource_metadata=\"";

    private final HttpServletRequest request;
    private final @Nullable ProtectedResource resource;
    private final Set<String> required;

    /**
     * @param resource null if challenges must not name a document
     * @param required the scopes that every token must have
     */
    LeadingResponse(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable ProtectedResource resource,
            Set<String> required) {
        super(response);
        this.request = request;
        this.resource = resource;
        this.required = required;
    }

    @Override
    public void addHeader(String name, String value) {
        super.addHeader(name, corrected(name, value));
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        super.setHeader(name, value == null ? null : corrected(name, value));
    }

    private String corrected(String name, String value) {
        return HttpHeaders.WWW_AUTHENTICATE.equalsIgnoreCase(name) && (value + " ").startsWith(SCHEME + " ")
                ? withScopes(corrected(value))
                : value;
    }

    private String withScopes(String challenge) {
        Set<String> scopes = new TreeSet<>(required);
        if (challenge.contains("error=\"insufficient_scope\"")) {
            Operation operation = Operation.of(request);
            scopes.addAll(operation == null ? Set.of() : operation.scopes());
            Authentication caller = SecurityContextHolder.getContextHolderStrategy()
                    .getContext()
                    .getAuthentication();
            if (!(CognitoJwt.tokenOf(caller) instanceof AccessToken token) || ScopeDemands.has(scopes, token)) {
                return challenge;
            }
        } else if (challenge.contains("error=\"invalid_request\"")) {
            return challenge;
        }
        return scopes.isEmpty() || challenge.contains(" scope=\"")
                ? challenge
                : challenge + (challenge.equals(SCHEME) ? " " : ", ") + "scope=\"" + String.join(" ", scopes) + "\"";
    }

    private String corrected(String challenge) {
        String asked = askedAddress();
        String parameter = PARAMETER + asked + "\"";
        if (resource == null) {
            return challenge.replace(", " + parameter, "").replace(" " + parameter, "");
        }
        String address = resource.metadataAddress(asked, request.getContextPath());
        if (address.isEmpty()) {
            return challenge;
        }
        String right = PARAMETER + address + "\"";
        if (challenge.contains(PARAMETER)) {
            return challenge.replace(parameter, right);
        }
        return challenge + (challenge.equals(SCHEME) ? " " : ", ") + right;
    }

    /** {@return the URL that Spring Security names; empty if a proxy gave the request a host that can't be} */
    private String askedAddress() {
        try {
            return UriComponentsBuilder.fromUriString(UrlUtils.buildFullRequestUrl(request))
                    .replacePath(request.getContextPath() + ProtectedResource.WELL_KNOWN)
                    .replaceQuery(null)
                    .fragment(null)
                    .build()
                    .toUriString();
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}

package io.cognitoclaims.spring;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.util.UrlUtils;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Corrects the {@code resource_metadata} of challenges (<a href="https://www.rfc-editor.org/rfc/rfc9728#section-5.1">RFC
 * 9728, section 5.1</a>). Spring Security's value always names the host of the request, and it is missing if a good token
 * lacks a permission. A value that an entry point of the application sets is kept.
 */
final class LeadingResponse extends HttpServletResponseWrapper {
    private static final String SCHEME = "Bearer";
    private static final String PARAMETER = "resource_metadata=\"";

    private final HttpServletRequest request;
    private final @Nullable ProtectedResource resource;

    /** @param resource null if challenges must not name a document */
    LeadingResponse(HttpServletRequest request, HttpServletResponse response, @Nullable ProtectedResource resource) {
        super(response);
        this.request = request;
        this.resource = resource;
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
                ? corrected(value)
                : value;
    }

    private String corrected(String challenge) {
        String asked = askedAddress();
        String parameter = PARAMETER + asked + "\"";
        if (resource == null) {
            return challenge.replace(", " + parameter, "").replace(" " + parameter, "");
        }
        String right = PARAMETER + resource.metadataAddress(asked, request.getContextPath()) + "\"";
        if (challenge.contains(PARAMETER)) {
            return challenge.replace(parameter, right);
        }
        return challenge + (challenge.equals(SCHEME) ? " " : ", ") + right;
    }

    /** {@return the URL that Spring Security names} */
    private String askedAddress() {
        return UriComponentsBuilder.fromUriString(UrlUtils.buildFullRequestUrl(request))
                .replacePath(request.getContextPath() + ProtectedResource.WELL_KNOWN)
                .replaceQuery(null)
                .fragment(null)
                .build()
                .toUriString();
    }
}

package io.cognitoclaims.spring;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.resource.OAuth2ResourceServerConfigurer;
import org.springframework.security.oauth2.server.resource.OAuth2ProtectedResourceMetadata;
import org.springframework.security.oauth2.server.resource.OAuth2ProtectedResourceMetadataClaimNames;
import org.springframework.security.oauth2.server.resource.web.OAuth2ProtectedResourceMetadataFilter;
import org.springframework.security.web.authentication.logout.LogoutFilter;

/**
 * Tells clients, such as those of MCP, which user pools give the tokens for this API: the metadata of <a
 * href="https://www.rfc-editor.org/rfc/rfc9728">RFC 9728</a>, at the address that Spring Security's challenge names. Spring
 * Security's own document, which it goes before, names no authorization server and claims that tokens are bound to client
 * certificates, which Cognito's are not.
 */
final class ResourceMetadata extends AbstractHttpConfigurer<ResourceMetadata, HttpSecurity> {
    private final List<URI> issuers;
    private final Collection<String> scopes;

    ResourceMetadata(List<URI> issuers, Collection<String> scopes) {
        this.issuers = issuers;
        this.scopes = new TreeSet<>(scopes);
    }

    /** Only in filter chains of resource servers; when this is called, the application has said what they are. */
    @Override
    @SuppressWarnings("unchecked")
    public void configure(HttpSecurity http) {
        if (http.getConfigurer(OAuth2ResourceServerConfigurer.class) != null) {
            OAuth2ProtectedResourceMetadataFilter filter = new OAuth2ProtectedResourceMetadataFilter();
            filter.setProtectedResourceMetadataCustomizer(this::describe);
            http.addFilterBefore(filter, LogoutFilter.class);
        }
    }

    private void describe(OAuth2ProtectedResourceMetadata.Builder document) {
        issuers.forEach(issuer -> document.authorizationServer(issuer.toString()));
        scopes.forEach(document::scope);
        document.claims(claims ->
                claims.remove(OAuth2ProtectedResourceMetadataClaimNames.TLS_CLIENT_CERTIFICATE_BOUND_ACCESS_TOKENS));
    }
}

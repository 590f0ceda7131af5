package io.cognitoclaims.spring;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.resource.OAuth2ResourceServerConfigurer;
import org.springframework.security.oauth2.server.resource.OAuth2ProtectedResourceMetadata;
import org.springframework.security.oauth2.server.resource.OAuth2ProtectedResourceMetadataClaimNames;
import org.springframework.security.oauth2.server.resource.web.OAuth2ProtectedResourceMetadataFilter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.authentication.logout.LogoutFilter;

/**
 * Tells clients, such as MCP clients, which user pools issue the tokens for this API: with the metadata of <a
 * href="https://www.rfc-editor.org/rfc/rfc9728">RFC 9728</a>, and with challenges that name its URL. It replaces Spring
 * Security's own document, which names no authorization server and claims that tokens are bound to client certificates,
 * which Cognito's are not.
 */
final class ResourceMetadataConfigurer extends AbstractHttpConfigurer<ResourceMetadataConfigurer, HttpSecurity> {
    private final @Nullable ProtectedResource resource;

    /** @param resource null if there must be no document, and no challenge that names one */
    ResourceMetadataConfigurer(@Nullable ProtectedResource resource) {
        this.resource = resource;
    }

    /** Only in filter chains of resource servers. When this is called, the application has already configured them. */
    @Override
    @SuppressWarnings("unchecked")
    public void configure(HttpSecurity http) {
        if (http.getConfigurer(OAuth2ResourceServerConfigurer.class) != null) {
            http.addFilterBefore(resource == null ? new Challenges(null) : published(resource), LogoutFilter.class);
        }
    }

    /**
     * {@return a processor that removes Spring Security's document from all filter chains} Each resource server has it, and
     * no setting removes it.
     */
    static BeanPostProcessor absence() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof DefaultSecurityFilterChain chain) {
                    chain.getFilters().removeIf(OAuth2ProtectedResourceMetadataFilter.class::isInstance);
                }
                return bean;
            }
        };
    }

    private static Filter published(ProtectedResource resource) {
        OAuth2ProtectedResourceMetadataFilter document = new OAuth2ProtectedResourceMetadataFilter();
        document.setProtectedResourceMetadataCustomizer(metadata -> describe(resource, metadata));
        Filter challenges = new Challenges(resource);
        return new HeadAsGet((request, response, chain) ->
                document.doFilter(request, response, (same, answer) -> challenges.doFilter(same, answer, chain)));
    }

    private static void describe(ProtectedResource resource, OAuth2ProtectedResourceMetadata.Builder document) {
        resource.describe(document);
        document.claims(claims ->
                claims.remove(OAuth2ProtectedResourceMetadataClaimNames.TLS_CLIENT_CERTIFICATE_BOUND_ACCESS_TOKENS));
    }

    private record Challenges(@Nullable ProtectedResource resource) implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            chain.doFilter(
                    request,
                    new LeadingResponse((HttpServletRequest) request, (HttpServletResponse) response, resource));
        }
    }

    /** Spring Security's filter handles only GET. The container leaves out the body of an answer to HEAD. */
    private record HeadAsGet(Filter document) implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            if (request instanceof HttpServletRequest http && HttpMethod.HEAD.matches(http.getMethod())) {
                document.doFilter(asGet(http), response, (same, answer) -> chain.doFilter(request, answer));
            } else {
                document.doFilter(request, response, chain);
            }
        }

        private static HttpServletRequest asGet(HttpServletRequest request) {
            return new HttpServletRequestWrapper(request) {
                @Override
                public String getMethod() {
                    return HttpMethod.GET.name();
                }
            };
        }
    }
}

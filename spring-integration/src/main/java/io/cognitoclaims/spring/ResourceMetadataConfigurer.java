package io.cognitoclaims.spring;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.resource.OAuth2ResourceServerConfigurer;
import org.springframework.security.oauth2.server.resource.web.OAuth2ProtectedResourceMetadataFilter;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.util.UrlUtils;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Tells clients, such as MCP clients, which user pools issue the tokens for this API: with the documents of {@link
 * ProtectedResource}, and with challenges that name the URL of the first and the scopes to ask for. It replaces Spring
 * Security's own document, which names no authorization server and claims that tokens are bound to client certificates,
 * which Cognito's are not.
 */
final class ResourceMetadataConfigurer extends AbstractHttpConfigurer<ResourceMetadataConfigurer, HttpSecurity> {
    private final @Nullable ProtectedResource resource;
    private final Function<Object, Set<String>> requiredScopes;

    /**
     * @param resource null if there must be no document, and no challenge that names one
     * @param requiredScopes the scopes that the tokens of a chain must have, by the chain's configurer
     */
    ResourceMetadataConfigurer(@Nullable ProtectedResource resource, Function<Object, Set<String>> requiredScopes) {
        this.resource = resource;
        this.requiredScopes = requiredScopes;
    }

    /**
     * Only in filter chains of resource servers. When this is called, the application has already configured them. The
     * documents are for everybody, so they come before the application's rules for other origins.
     */
    @Override
    @SuppressWarnings("unchecked")
    public void configure(HttpSecurity http) {
        Object server = http.getConfigurer(OAuth2ResourceServerConfigurer.class);
        if (server != null) {
            http.addFilterBefore(new Documents(resource, requiredScopes.apply(server)), CorsFilter.class);
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

    private static final class Documents extends OncePerRequestFilter {
        private static final Set<String> ANSWERED = Set.of("GET", "HEAD", "OPTIONS");

        private final @Nullable ProtectedResource resource;
        private final Set<String> required;

        Documents(@Nullable ProtectedResource resource, Set<String> required) {
            this.resource = resource;
            this.required = required;
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            if (resource == null || !ANSWERED.contains(request.getMethod())) {
                passOn(request, response, chain);
                return;
            }
            String path =
                    request.getRequestURI().substring(request.getContextPath().length());
            byte[] document = resource.documentAt(path, request.getContextPath(), () -> addressOf(request));
            if (document != null) {
                answer(resource, document, request, response);
            } else if (ProtectedResource.isBelow(path)) {
                response.setStatus(HttpStatus.NOT_FOUND.value());
            } else {
                passOn(request, response, chain);
            }
        }

        private void passOn(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            chain.doFilter(request, new LeadingResponse(request, response, resource, required));
        }

        /** The container leaves out the body of an answer to HEAD. */
        private static void answer(
                ProtectedResource resource, byte[] document, HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
            if (HttpMethod.OPTIONS.matches(request.getMethod())) {
                response.setHeader(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS");
                response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET");
                response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "*");
                return;
            }
            response.setHeader(HttpHeaders.CACHE_CONTROL, resource.cacheControl());
            response.setContentType(MediaType.APPLICATION_JSON_VALUE);
            response.setContentLength(document.length);
            response.getOutputStream().write(document);
        }

        private static String addressOf(HttpServletRequest request) {
            return UriComponentsBuilder.fromUriString(UrlUtils.buildFullRequestUrl(request))
                    .replaceQuery(null)
                    .fragment(null)
                    .build()
                    .toUriString();
        }
    }
}

package io.cognitoclaims.localuserpool;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets POST requests to {@code /oauth2/} carry their parameters in the query string, as Cognito's token endpoint does.
 *
 * <p>Spring Authorization Server leaves out each parameter that it finds in the query string; without a query string all
 * are form parameters to it.
 */
final class QueryAsForm extends OncePerRequestFilter {
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !"POST".equals(request.getMethod()) || !request.getRequestURI().startsWith("/oauth2/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(new WithoutQuery(request), response);
    }

    private static final class WithoutQuery extends HttpServletRequestWrapper {
        WithoutQuery(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable String getQueryString() {
            return null;
        }
    }
}

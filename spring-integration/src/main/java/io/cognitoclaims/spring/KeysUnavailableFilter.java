package io.cognitoclaims.spring;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.authentication.AuthenticationServiceException;

/**
 * Answers 503 and {@code Retry-After} where a token could not be judged because its issuer's keys can't be had. Spring
 * Security lets that exception through to the container, which would answer 500.
 */
final class KeysUnavailableFilter implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            chain.doFilter(request, response);
        } catch (AuthenticationServiceException e) {
            String delay = RetryAfter.of(e);
            if (delay == null || response.isCommitted() || !(response instanceof HttpServletResponse answer)) {
                throw e;
            }
            answer.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            answer.setHeader("Retry-After", delay);
        }
    }
}

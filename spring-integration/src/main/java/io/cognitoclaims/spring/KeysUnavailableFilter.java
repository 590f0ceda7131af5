package io.cognitoclaims.spring;

import io.cognitoclaims.core.KeysUnavailableException;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
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
            KeysUnavailableException unavailable = causeOf(e);
            if (unavailable == null || response.isCommitted() || !(response instanceof HttpServletResponse answer)) {
                throw e;
            }
            answer.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            answer.setHeader("Retry-After", Long.toString(wholeSeconds(unavailable.retryAfter())));
        }
    }

    private static @Nullable KeysUnavailableException causeOf(Throwable failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof KeysUnavailableException unavailable) {
                return unavailable;
            }
        }
        return null;
    }

    private static long wholeSeconds(Duration duration) {
        return Math.max(1, duration.plusNanos(999_999_999).toSeconds());
    }
}

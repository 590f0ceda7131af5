package io.cognitoclaims.spring;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Answers 503 and {@code Retry-After} where a token could not be judged because its issuer's keys can't be had. Spring
 * Security lets that exception through, and the answer would be 500.
 */
final class CognitoWebFilter implements WebFilter {
    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return chain.filter(exchange)
                .onErrorResume(
                        AuthenticationServiceException.class, failure -> unavailable(exchange.getResponse(), failure));
    }

    private static Mono<Void> unavailable(ServerHttpResponse response, AuthenticationServiceException failure) {
        String delay = RetryAfter.of(failure);
        if (delay == null || !response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE)) {
            return Mono.error(failure);
        }
        response.getHeaders().set(HttpHeaders.RETRY_AFTER, delay);
        return response.setComplete();
    }
}

package io.cognitoclaims.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.core.BearerProblem;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.server.BearerTokenServerAuthenticationEntryPoint;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * What Spring Security's answers lack on WebFlux, as {@link ProblemFilter} has it for servlets: 503 and {@code
 * Retry-After} where a token could not be judged because its issuer's keys are unavailable, and problem documents. Here it
 * reads the header strictly, too, because the one who reads it can't be exchanged for every filter chain; so an entry
 * point of the application's is not asked about that.
 */
final class ReactiveProblemFilter implements WebFilter {
    /** Where a decoder finds the request in Reactor's context. Spring Security passes it the token only. */
    static final Object EXCHANGE = new Object();

    private static final String SCHEME = "Bearer ";
    private static final ServerAuthenticationEntryPoint MALFORMED = new BearerTokenServerAuthenticationEntryPoint();

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        Answer answer = new Answer(exchange.getResponse());
        ServerWebExchange answered = exchange.mutate().response(answer).build();
        try {
            return filter(withOneBlank(answered), answer, chain);
        } catch (OAuth2AuthenticationException malformed) {
            return MALFORMED.commence(answered, malformed);
        }
    }

    private static Mono<Void> filter(ServerWebExchange read, Answer answer, WebFilterChain chain) {
        return chain.filter(read)
                .contextWrite(context -> context.put(EXCHANGE, read))
                .onErrorResume(AuthenticationServiceException.class, answer::unavailable);
    }

    /** More than one blank behind the scheme is good, and Spring Security's converter takes it for malformed. */
    private static ServerWebExchange withOneBlank(ServerWebExchange exchange) {
        List<String> headers = exchange.getRequest().getHeaders().getOrEmpty(HttpHeaders.AUTHORIZATION);
        String token = StrictBearerTokenResolver.tokenIn(headers);
        if (token == null || headers.get(0).length() == SCHEME.length() + token.length()) {
            return exchange;
        }
        return exchange.mutate()
                .request(request -> request.header(HttpHeaders.AUTHORIZATION, SCHEME + token))
                .build();
    }

    /** If other code completes it without a body, this class explains the refusal. */
    private static final class Answer extends ServerHttpResponseDecorator {
        Answer(ServerHttpResponse response) {
            super(response);
        }

        Mono<Void> unavailable(AuthenticationServiceException failure) {
            BearerProblem problem = BearerProblems.of(failure).orElse(null);
            if (problem == null || !setRawStatusCode(problem.status())) {
                return Mono.error(failure);
            }
            problem.headers().forEach(getHeaders()::set);
            return write(problem);
        }

        @Override
        public Mono<Void> setComplete() {
            BearerProblem problem = getStatusCode() == null
                    ? null
                    : BearerProblems.of(getStatusCode().value(), getHeaders().getFirst(HttpHeaders.WWW_AUTHENTICATE))
                            .orElse(null);
            return problem == null || isCommitted() ? super.setComplete() : write(problem);
        }

        private Mono<Void> write(BearerProblem problem) {
            byte[] body = problem.toJson().getBytes(UTF_8);
            getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
            getHeaders().setContentLength(body.length);
            return writeWith(Mono.fromSupplier(() -> bufferFactory().wrap(body)));
        }
    }
}

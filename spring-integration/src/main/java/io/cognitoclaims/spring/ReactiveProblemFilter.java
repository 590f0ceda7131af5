package io.cognitoclaims.spring;

import io.cognitoclaims.core.TokenReader;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
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
 * Retry-After} where a token could not be judged because its issuer's keys are unavailable, problem documents, and the
 * refusals of scopes that code behind it demands. Here it reads the token, too, because Spring Security's own reader can't be exchanged for every filter chain; so an entry point of
 * the application's is not asked about that. It puts a token of another place into {@code Authorization}, where that reader
 * finds it, unless the request has credentials of another scheme there.
 */
final class ReactiveProblemFilter implements WebFilter {
    /** Where a decoder finds the request in Reactor's context. Spring Security passes it the token only. */
    static final Object EXCHANGE = new Object();

    private static final Logger LOG = LoggerFactory.getLogger(ReactiveProblemFilter.class);
    private static final String SCHEME = "Bearer";
    private static final ServerAuthenticationEntryPoint MALFORMED = new BearerTokenServerAuthenticationEntryPoint();

    private final TokenReader reader;
    private final boolean readsAuthorization;

    ReactiveProblemFilter(TokenReader reader, boolean readsAuthorization) {
        this.reader = reader;
        this.readsAuthorization = readsAuthorization;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ReactiveOperation operation = ReactiveOperation.begun(exchange);
        ReactiveLateResponse answer = new ReactiveLateResponse(exchange.getResponse(), operation);
        ServerWebExchange answered = exchange.mutate().response(answer).build();
        try {
            return filter(withToken(answered, operation), answer, chain);
        } catch (OAuth2AuthenticationException malformed) {
            return MALFORMED.commence(answered, malformed);
        }
    }

    private static Mono<Void> filter(ServerWebExchange read, ReactiveLateResponse answer, WebFilterChain chain) {
        return chain.filter(read)
                .contextWrite(context -> context.put(EXCHANGE, read))
                .onErrorResume(unused -> answer.isRefused(), failure -> {
                    LOG.debug("after a refusal: {}", failure.getClass().getName());
                    return Mono.empty();
                })
                .then(answer.refusal())
                .onErrorResume(AuthenticationServiceException.class, answer::unavailable);
    }

    /** Also if there is more than one blank behind the scheme, which Spring Security's reader takes for malformed. */
    private ServerWebExchange withToken(ServerWebExchange exchange, ReactiveOperation operation) {
        ServerHttpRequest request = exchange.getRequest();
        HttpHeaders sent = request.getHeaders();
        // Once, because Spring Security's firewall looks at each character of a header that is read.
        List<String> authorization = sent.getOrEmpty(HttpHeaders.AUTHORIZATION);
        String token = StrictBearerTokenResolver.tokenIn(reader.read(
                request.getMethod().name(),
                name -> name.equals(HttpHeaders.AUTHORIZATION) ? authorization : sent.getOrEmpty(name)));
        operation.read(token);
        boolean isBearer =
                !authorization.isEmpty() && authorization.get(0).regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        if (token == null) {
            return isBearer && !readsAuthorization
                    ? with(exchange, headers -> headers.remove(HttpHeaders.AUTHORIZATION))
                    : exchange;
        }
        String expected = SCHEME + " " + token;
        if (authorization.isEmpty()
                || authorization.get(0).isBlank()
                || (isBearer && !authorization.get(0).equals(expected))) {
            return with(exchange, headers -> headers.set(HttpHeaders.AUTHORIZATION, expected));
        }
        return exchange;
    }

    private static ServerWebExchange with(ServerWebExchange exchange, Consumer<HttpHeaders> change) {
        return exchange.mutate().request(request -> request.headers(change)).build();
    }
}

package io.cognitoclaims.spring;

import java.util.Set;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.EndpointRequest;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Matches requests for the paths of {@link OpenHealth} on WebFlux, at every port and base path of the actuator. */
final class OpenHealthExchanges implements ServerWebExchangeMatcher {
    private final ServerWebExchangeMatcher endpoint = EndpointRequest.to(HealthEndpoint.class);
    private final ServerWebExchangeMatcher elsewhere =
            EndpointRequest.toAdditionalPaths(WebServerNamespace.SERVER, HealthEndpoint.class);
    private final OpenHealth health;

    OpenHealthExchanges(OpenHealth health) {
        this.health = health;
    }

    /** A parameter {@code path} would select another component or group than the path, so a probe must have no query. */
    private static boolean isPlain(ServerHttpRequest request) {
        return request.getURI().getRawQuery() == null
                && Set.of(HttpMethod.GET, HttpMethod.HEAD).contains(request.getMethod());
    }

    @Override
    public Mono<MatchResult> matches(ServerWebExchange exchange) {
        String path = exchange.getRequest().getPath().value();
        if (!isPlain(exchange.getRequest())) {
            return MatchResult.notMatch();
        }
        return endpoint.matches(exchange)
                .filter(match -> match.isMatch() && health.isOpen(path))
                .switchIfEmpty(Mono.defer(() ->
                        elsewhere.matches(exchange).filter(match -> match.isMatch() && health.isOpenElsewhere(path))))
                .switchIfEmpty(MatchResult.notMatch());
    }
}

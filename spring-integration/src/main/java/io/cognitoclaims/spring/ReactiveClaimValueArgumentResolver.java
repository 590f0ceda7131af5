package io.cognitoclaims.spring;

import java.util.Optional;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Resolves {@link ClaimValue} parameters of controller methods on WebFlux. */
final class ReactiveClaimValueArgumentResolver implements HandlerMethodArgumentResolver {
    private final ClaimValues values;

    ReactiveClaimValueArgumentResolver(ClaimValues values) {
        this.values = values;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return ClaimValues.isWantedBy(parameter);
    }

    @Override
    public Mono<Object> resolveArgument(
            MethodParameter parameter, BindingContext bindingContext, ServerWebExchange exchange) {
        if (parameter.getParameterType() == Mono.class) {
            return Mono.deferContextual(
                    caller -> Mono.just(valueOf(parameter.nested()).contextWrite(caller)));
        }
        return valueOf(parameter);
    }

    private Mono<Object> valueOf(MethodParameter parameter) {
        return ReactiveSecurityContextHolder.getContext()
                .map(context -> Optional.ofNullable(context.getAuthentication()))
                .defaultIfEmpty(Optional.empty())
                .mapNotNull(caller -> values.read(caller.orElse(null), parameter));
    }
}

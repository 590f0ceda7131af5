package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoToken;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.web.reactive.BindingContext;
import org.springframework.web.reactive.result.method.HandlerMethodArgumentResolver;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Gives to a controller's method on WebFlux what {@link CognitoTokenArgument} gives on MVC, and {@code Mono<AccessToken>}
 * and the like as well.
 */
final class ReactiveCognitoTokenArgument implements HandlerMethodArgumentResolver {
    private final ReactiveAdapterRegistry adapters = ReactiveAdapterRegistry.getSharedInstance();

    /** An annotation with an expression is Spring Security's to evaluate. */
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        AuthenticationPrincipal annotation = annotationOf(parameter);
        return annotation != null
                && annotation.expression().isEmpty()
                && CognitoToken.class.isAssignableFrom(typeOf(parameter, adapterOf(parameter)));
    }

    /** {@return the token; nothing, or a publisher of nothing, where there is none of that type} */
    @Override
    public Mono<Object> resolveArgument(
            MethodParameter parameter, BindingContext bindingContext, ServerWebExchange exchange) {
        ReactiveAdapter adapter = adapterOf(parameter);
        Class<?> type = typeOf(parameter, adapter);
        Mono<Object> token = ReactiveSecurityContextHolder.getContext()
                .mapNotNull(context -> CognitoJwt.tokenOf(context.getAuthentication()))
                .mapNotNull(found -> ofType(type, found, parameter));
        return adapter == null
                ? token
                : token.map(Mono::just).defaultIfEmpty(Mono.empty()).map(adapter::fromPublisher);
    }

    private static @Nullable Object ofType(Class<?> type, CognitoToken token, MethodParameter parameter) {
        if (type.isInstance(token)) {
            return token;
        }
        AuthenticationPrincipal annotation = annotationOf(parameter);
        if (annotation != null && annotation.errorOnInvalidType()) {
            throw new ClassCastException(token + " is not assignable to " + type);
        }
        return null;
    }

    private @Nullable ReactiveAdapter adapterOf(MethodParameter parameter) {
        return adapters.getAdapter(parameter.getParameterType());
    }

    private static Class<?> typeOf(MethodParameter parameter, @Nullable ReactiveAdapter adapter) {
        return adapter == null
                ? parameter.getParameterType()
                : parameter.nested().getNestedParameterType();
    }

    private static @Nullable AuthenticationPrincipal annotationOf(MethodParameter parameter) {
        return AnnotatedElementUtils.findMergedAnnotation(parameter.getParameter(), AuthenticationPrincipal.class);
    }
}

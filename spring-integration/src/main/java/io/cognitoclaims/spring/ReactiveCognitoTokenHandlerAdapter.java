package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoToken;
import java.lang.reflect.Method;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.Ordered;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.HandlerAdapter;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Resolves on WebFlux the same parameters of controller methods as {@link CognitoTokenArgumentResolver} on MVC, and also
 * {@code Mono<AccessToken>} and similar types.
 *
 * <p>A token is a {@link Principal}. WebFlux fills a parameter of such a type with the principal of the exchange, whatever
 * its annotation, and calls no resolver of this library. So a method with a token parameter is called with the token as
 * that principal.
 */
final class ReactiveCognitoTokenHandlerAdapter implements HandlerAdapter, Ordered {
    private final HandlerAdapter methods;
    private final Map<Method, List<Wanted>> wanted = new ConcurrentHashMap<>();

    /** @param methods calls the methods of controllers */
    ReactiveCognitoTokenHandlerAdapter(HandlerAdapter methods) {
        this.methods = methods;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public boolean supports(Object handler) {
        return handler instanceof HandlerMethod method
                && principalsWantedBy(method).stream().anyMatch(Wanted::isToken);
    }

    @Override
    public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
        List<Wanted> principals = principalsWantedBy((HandlerMethod) handler);
        if (principals.size() > 1) {
            return Mono.error(new IllegalStateException(
                    "A token must be the only parameter that is a Principal; of several, take @AuthenticationPrincipal"
                            + " CognitoJwt in its place: " + handler));
        }
        // Looked up before the call, because a CompletableFuture, unlike a Mono, could not find it later.
        return exchange.getPrincipal()
                .mapNotNull(principals.get(0)::of)
                .<Mono<Principal>>map(Mono::just)
                .defaultIfEmpty(Mono.empty())
                .flatMap(token ->
                        methods.handle(exchange.mutate().principal(token).build(), handler));
    }

    private List<Wanted> principalsWantedBy(HandlerMethod method) {
        return wanted.computeIfAbsent(
                method.getMethod(),
                unused -> Arrays.stream(method.getMethodParameters())
                        .map(Wanted::by)
                        .filter(parameter -> Principal.class.isAssignableFrom(parameter.type()))
                        .toList());
    }

    /**
     * What a parameter requires.
     *
     * @param type the parameter's type, or the element type of a publisher
     */
    private record Wanted(Class<?> type, @Nullable AuthenticationPrincipal annotation, MethodParameter parameter) {
        static Wanted by(MethodParameter parameter) {
            Class<?> type = parameter.getParameterType();
            boolean isPublisher = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
            return new Wanted(
                    isPublisher ? parameter.nested().getNestedParameterType() : type,
                    AnnotatedElementUtils.findMergedAnnotation(parameter.getParameter(), AuthenticationPrincipal.class),
                    parameter);
        }

        boolean isToken() {
            return annotation != null && CognitoToken.class.isAssignableFrom(type);
        }

        /** {@return the token; null, as in Spring Security, if there is none of this type} */
        @Nullable
        CognitoToken of(Principal principal) {
            Authentication caller = principal instanceof Authentication authentication ? authentication : null;
            CognitoToken token = CognitoJwt.tokenOf(caller);
            if (type.isInstance(token)) {
                return token;
            }
            if (token != null && annotation != null && annotation.errorOnInvalidType()) {
                throw new ClassCastException(token + " is not assignable to " + type);
            }
            Absence.leftNull(type, caller, ClaimValues.describe(parameter));
            return null;
        }
    }
}

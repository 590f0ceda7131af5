package io.cognitoclaims.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Resolves {@link ClaimValue} parameters of controller methods on the servlet stack. */
final class ClaimValueArgumentResolver implements HandlerMethodArgumentResolver {
    private final SecurityContextHolderStrategy contexts;
    private final ClaimValues values;

    ClaimValueArgumentResolver(SecurityContextHolderStrategy contexts, ClaimValues values) {
        this.contexts = contexts;
        this.values = values;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return ClaimValues.isWantedBy(parameter);
    }

    @Override
    public @Nullable Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binderFactory) {
        return values.read(contexts.getContext().getAuthentication(), parameter);
    }
}

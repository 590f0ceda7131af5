package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoToken;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/**
 * Resolves {@code @AuthenticationPrincipal AccessToken token} parameters of controller methods, and the same for {@code
 * IdToken} and {@code CognitoToken}. The principal itself is a {@link CognitoJwt}, because Spring Security requires its own
 * type there.
 */
final class CognitoTokenArgumentResolver implements HandlerMethodArgumentResolver {
    private final SecurityContextHolderStrategy contexts;

    CognitoTokenArgumentResolver(SecurityContextHolderStrategy contexts) {
        this.contexts = contexts;
    }

    /** Spring Security evaluates an annotation with an expression. */
    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        AuthenticationPrincipal annotation = annotationOf(parameter);
        return annotation != null
                && annotation.expression().isEmpty()
                && CognitoToken.class.isAssignableFrom(parameter.getParameterType());
    }

    /** {@return the token; null, as in Spring Security, if there is none of this type} */
    @Override
    public @Nullable Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest request,
            @Nullable WebDataBinderFactory binderFactory) {
        Authentication caller = contexts.getContext().getAuthentication();
        CognitoToken token = CognitoJwt.tokenOf(caller);
        if (parameter.getParameterType().isInstance(token)) {
            return token;
        }
        AuthenticationPrincipal annotation = annotationOf(parameter);
        if (token != null && annotation != null && annotation.errorOnInvalidType()) {
            throw new ClassCastException(token + " is not assignable to " + parameter.getParameterType());
        }
        Absence.leftNull(parameter.getParameterType(), caller, ClaimValues.describe(parameter));
        return null;
    }

    private static @Nullable AuthenticationPrincipal annotationOf(MethodParameter parameter) {
        return AnnotatedElementUtils.findMergedAnnotation(parameter.getParameter(), AuthenticationPrincipal.class);
    }
}

package io.cognitoclaims.spring;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.core.CognitoToken;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.Pointcuts;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.SecurityAnnotationScanner;
import org.springframework.security.core.annotation.SecurityAnnotationScanners;

/** Decides by {@link RequireClaim} who may call a method, on either web stack. */
final class ClaimRule implements AuthorizationManager<MethodInvocation> {
    static final Pointcut POINTCUT = Pointcuts.union(
            new AnnotationMatchingPointcut(null, RequireClaim.class, true),
            new AnnotationMatchingPointcut(RequireClaim.class, true));

    private static final SecurityAnnotationScanner<RequireClaim> ANNOTATIONS =
            SecurityAnnotationScanners.requireUnique(RequireClaim.class);

    @Override
    public AuthorizationDecision authorize(
            Supplier<? extends @Nullable Authentication> authentication, MethodInvocation call) {
        Object target = call.getThis();
        Method method = call.getMethod();
        RequireClaim rule =
                ANNOTATIONS.scan(method, target == null ? method.getDeclaringClass() : AopUtils.getTargetClass(target));
        CognitoToken token = CognitoJwt.tokenOf(authentication.get());
        return new AuthorizationDecision(rule != null && token != null && isSatisfied(rule, token));
    }

    private static boolean isSatisfied(RequireClaim rule, CognitoToken token) {
        @Nullable Object json = token.claims().get(rule.name());
        List<String> accepted = List.of(rule.value());
        return json != null && (accepted.isEmpty() || textsOf(json).stream().anyMatch(accepted::contains));
    }

    private static List<String> textsOf(Object json) {
        List<String> texts = new ArrayList<>();
        if (json instanceof List<?> elements) {
            elements.forEach(element -> texts.add(String.valueOf(element)));
        } else {
            texts.add(json.toString());
        }
        if (json instanceof String text && text.startsWith("[")) {
            texts.addAll(elementsIn(text));
        }
        return texts;
    }

    private static List<String> elementsIn(String text) {
        try {
            return Claim.strings("text").decode(text);
        } catch (ClaimValueException e) {
            // Not the text of an array of strings, so nothing but a text.
            return List.of();
        }
    }
}

package io.cognitoclaims.spring;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.core.TokenUse;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.method.HandlerMethod;
import reactor.core.publisher.Mono;

/**
 * Checks the methods of controllers at the end of the start, or, if beans are created later, when their mapping is created.
 * The start fails if no token can fill a parameter, if two beans declare claims of one name, and if a handler that is not a
 * bean has a {@link RequireClaim}.
 */
final class HandlerCheck implements BeanPostProcessor, SmartInitializingSingleton, BeanFactoryAware {
    private static final Logger LOG = LoggerFactory.getLogger(HandlerCheck.class);

    private final Predicate<Object> isMapping;
    private final Function<Object, Collection<HandlerMethod>> handlersOf;
    private final Class<?> decoder;
    private final boolean isReactive;
    private final Queue<Object> early = new ConcurrentLinkedQueue<>();
    private volatile boolean isStarted;
    private @Nullable BeanFactory beans;
    private @Nullable ClaimValues values;

    /**
     * @param isMapping whether a bean maps requests to methods
     * @param handlersOf the handlers of a mapping, which may get more after it was created
     * @param decoder the starter's own; if it is used with the starter's filter chain, all tokens come from it
     */
    HandlerCheck(
            Predicate<Object> isMapping, Function<Object, Collection<HandlerMethod>> handlersOf, Class<?> decoder) {
        this.isMapping = isMapping;
        this.handlersOf = handlersOf;
        this.decoder = decoder;
        this.isReactive = decoder == ReactiveCognitoJwtDecoder.class;
    }

    @Override
    public void setBeanFactory(BeanFactory beans) {
        this.beans = beans;
        this.values = new ClaimValues((ConfigurableListableBeanFactory) beans);
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (isMapping.test(bean)) {
            if (isStarted) {
                requireGood(bean);
            } else {
                early.add(bean);
            }
        }
        return bean;
    }

    @Override
    public void afterSingletonsInstantiated() {
        isStarted = true;
        early.forEach(this::requireGood);
        early.clear();
    }

    private void requireGood(Object mapping) {
        requireNonNull(values).requireDistinctDeclarations();
        handlersOf.apply(mapping).forEach(handler -> {
            requireEnforced(handler);
            if (isReactive) {
                requireOnePrincipal(handler);
            }
            for (MethodParameter parameter : handler.getMethodParameters()) {
                requireFillable(parameter);
            }
        });
    }

    /** WebFlux fills every such parameter with the one principal of the exchange. */
    private static void requireOnePrincipal(HandlerMethod handler) {
        List<MethodParameter> principals = Arrays.stream(handler.getMethodParameters())
                .filter(parameter -> Principal.class.isAssignableFrom(parameter.getParameterType()))
                .toList();
        if (principals.size() > 1
                && principals.stream()
                        .anyMatch(parameter -> CognitoToken.class.isAssignableFrom(parameter.getParameterType()))) {
            throw new WrongUseException(
                    "A token must be the only parameter that is a Principal, on WebFlux, in "
                            + handler.getShortLogMessage(),
                    "Take @AuthenticationPrincipal CognitoJwt in place of one of them.");
        }
    }

    private void requireEnforced(HandlerMethod handler) {
        if (!(handler.getBean() instanceof String)) {
            beans().getBeanProvider(ClaimRuleCheck.class)
                    .ifAvailable(rules -> rules.requireEnforcing(handler.getBean(), handler.getShortLogMessage()));
        }
    }

    private void requireFillable(MethodParameter parameter) {
        boolean isMono = isReactive && parameter.getParameterType() == Mono.class;
        if (ClaimValues.isWantedBy(parameter)) {
            requireNonNull(values).requireReadable(isMono ? parameter.nested() : parameter);
        }
        AuthenticationPrincipal principal =
                AnnotatedElementUtils.findMergedAnnotation(parameter.getParameter(), AuthenticationPrincipal.class);
        if (principal != null && principal.expression().isEmpty()) {
            requireGiven(parameter, principal);
        }
    }

    private void requireGiven(MethodParameter parameter, AuthenticationPrincipal principal) {
        boolean isToken = CognitoToken.class.isAssignableFrom(parameter.getParameterType());
        Class<?> type =
                isToken ? parameter.getParameterType() : parameter.nested().getNestedParameterType();
        if (!CognitoToken.class.isAssignableFrom(type)) {
            return;
        }
        if (!isToken && !(isReactive && isPublisher(parameter.getParameterType()))) {
            throw new WrongUseException(
                    "@AuthenticationPrincipal never fills " + ClaimValues.describe(parameter),
                    "Write " + type.getSimpleName() + " itself, with @Nullable where it may be null.");
        }
        // A parameter that may be null, or must fail with an error, is for callers of several kinds.
        if (!parameter.isOptional() && !principal.errorOnInvalidType()) {
            requireGiven(type, parameter);
        }
    }

    private static boolean isPublisher(Class<?> type) {
        return ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
    }

    private void requireGiven(Class<?> type, MethodParameter parameter) {
        List<CognitoVerifier<?>> verifiers = new ArrayList<>();
        beans().getBeanProvider(CognitoVerifier.class).forEach(verifiers::add);
        if (verifiers.isEmpty() || verifiers.stream().anyMatch(verifier -> type.isAssignableFrom(given(verifier)))) {
            return;
        }
        String problem = "@AuthenticationPrincipal " + type.getSimpleName() + " is never filled in "
                + ClaimValues.describe(parameter) + ": the application accepts "
                + verifiers.get(0).tokenUse() + " tokens";
        if (isOnlySource()) {
            throw new WrongUseException(
                    problem,
                    "Write " + given(verifiers.get(0)).getSimpleName()
                            + ", or change cognito-claims.token-use. A parameter that may be null is @Nullable.");
        }
        if (!type.isAssignableFrom(IdToken.class)
                || !beans().containsBean(CognitoClaimsLoginAutoConfiguration.USER_SERVICE)) {
            LOG.warn("{}, unless a filter chain of its own accepts others", problem);
        }
    }

    private static Class<?> given(CognitoVerifier<?> verifier) {
        return verifier.tokenUse() == TokenUse.ID ? IdToken.class : AccessToken.class;
    }

    private boolean isOnlySource() {
        return beans().containsBean(CognitoClaimsFilterChainAutoConfiguration.CHAIN)
                && beans().getBeanProvider(decoder).getIfUnique() != null;
    }

    private BeanFactory beans() {
        return requireNonNull(beans);
    }
}

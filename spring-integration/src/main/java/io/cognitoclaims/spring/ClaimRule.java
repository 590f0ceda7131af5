package io.cognitoclaims.spring;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.core.CognitoToken;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.MethodClassKey;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationConfigurationException;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.SecurityAnnotationScanner;
import org.springframework.security.core.annotation.SecurityAnnotationScanners;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Decides by {@link RequireClaim} who may call a method, on either web stack. */
final class ClaimRule implements AuthorizationManager<MethodInvocation> {
    /** The methods that have a rule. For a method that it matches, {@link #of} finds the rule or throws. */
    static final Pointcut POINTCUT = new StaticMethodMatcherPointcut() {
        @Override
        public boolean matches(Method method, Class<?> targetClass) {
            return covers(method, targetClass);
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(ClaimRule.class);
    private static final String SCOPE = "scope";

    private static final SecurityAnnotationScanner<RequireClaim> ANNOTATIONS =
            SecurityAnnotationScanners.requireUnique(RequireClaim.class);

    private final BiConsumer<Set<String>, @Nullable CognitoToken> scopeDemands;

    /** One entry for each method with a rule. */
    private final Map<MethodClassKey, Rule> rules = new ConcurrentHashMap<>();

    /** @param scopeDemands hears of the scopes that a rule demands of a caller */
    ClaimRule(BiConsumer<Set<String>, @Nullable CognitoToken> scopeDemands) {
        this.scopeDemands = scopeDemands;
    }

    @Override
    public AuthorizationDecision authorize(
            Supplier<? extends @Nullable Authentication> authentication, MethodInvocation call) {
        return authorize(authentication, call, scopeDemands);
    }

    /** @param scopeDemands hears of this call alone */
    AuthorizationDecision authorize(
            Supplier<? extends @Nullable Authentication> authentication,
            MethodInvocation call,
            BiConsumer<Set<String>, @Nullable CognitoToken> scopeDemands) {
        Object target = call.getThis();
        Method method = call.getMethod();
        Class<?> type = target == null ? method.getDeclaringClass() : AopUtils.getTargetClass(target);
        Rule rule = rules.computeIfAbsent(new MethodClassKey(method, type), unknown -> of(method, type));
        Authentication caller = authentication.get();
        CognitoToken token = CognitoJwt.tokenOf(caller);
        boolean isGranted = token != null && rule.isSatisfiedBy(token);
        if (!isGranted && LOG.isDebugEnabled()) {
            LOG.debug("denied: @RequireClaim of {}: {}", describe(method, type), Absence.of(rule.name(), caller));
        }
        if (rule.name().equals(SCOPE) && rule.accepted() != null) {
            // Of several, any one is enough: that which the token has, or else the first.
            scopeDemands.accept(Set.of(rule.presentOrFirst(token)), token);
        }
        return new AuthorizationDecision(isGranted);
    }

    /** {@return whether the method has a rule when it is called on a bean of this class} */
    static boolean covers(Method method, Class<?> targetClass) {
        Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
        return isMarked(specific)
                || rulesOfInterfaces(specific, targetClass).findAny().isPresent()
                || (AnnotatedElementUtils.hasAnnotation(targetClass, RequireClaim.class)
                        && !ReflectionUtils.isObjectMethod(method));
    }

    /** {@return whether the rule is on the method, on one that it overrides, or on one of an interface} */
    static boolean isMarked(Method method) {
        return AnnotatedElementUtils.hasAnnotation(method, RequireClaim.class);
    }

    /**
     * {@return the rule of a method that is {@linkplain #covers covered}}
     *
     * @throws WrongUseException if the rule is ambiguous, or names nothing
     */
    static Rule of(Method method, Class<?> targetClass) {
        try {
            RequireClaim nearest = ANNOTATIONS.scan(method, targetClass);
            return Rule.of(nearest == null ? ofInterfaces(method, targetClass) : nearest, method);
        } catch (AnnotationConfigurationException e) {
            throw new WrongUseException(
                    "Of several @RequireClaim none is nearest to " + describe(method, targetClass),
                    "Write @RequireClaim on the method itself.");
        }
    }

    static String describe(Method method, Class<?> targetClass) {
        String name = method.getDeclaringClass().getName() + "#" + method.getName();
        return method.getDeclaringClass() == targetClass ? name : name + " (of " + targetClass.getName() + ")";
    }

    private static RequireClaim ofInterfaces(Method method, Class<?> type) {
        List<RequireClaim> rules = rulesOfInterfaces(AopUtils.getMostSpecificMethod(method, type), type)
                .distinct()
                .toList();
        return rules.isEmpty() ? only(nearestOf(type).distinct().toList(), type) : only(rules, type);
    }

    private static RequireClaim only(List<RequireClaim> rules, Class<?> type) {
        if (rules.size() != 1) {
            throw new AnnotationConfigurationException(rules.size() + " rules of " + type);
        }
        return rules.get(0);
    }

    /**
     * {@return the rules of the method in the interfaces of the class} The method that implements an interface may be in a
     * superclass that does not have the interface.
     */
    private static Stream<RequireClaim> rulesOfInterfaces(Method method, Class<?> type) {
        return ReflectionUtils.isObjectMethod(method) || !Modifier.isPublic(method.getModifiers())
                ? Stream.empty()
                : ClassUtils.getAllInterfacesForClassAsSet(type).stream()
                        .flatMap(each -> Stream.of(each.getMethods()))
                        .filter(declared -> declared.getName().equals(method.getName())
                                && isMarked(declared)
                                && hasSameParameters(declared, method, type))
                        .map(declared -> MergedAnnotations.from(declared, SearchStrategy.TYPE_HIERARCHY)
                                .get(RequireClaim.class)
                                .synthesize());
    }

    private static boolean hasSameParameters(Method declared, Method method, Class<?> type) {
        return Arrays.equals(parametersOf(declared, type), parametersOf(method, type));
    }

    private static Class<?>[] parametersOf(Method method, Class<?> type) {
        return IntStream.range(0, method.getParameterCount())
                .mapToObj(
                        i -> ResolvableType.forMethodParameter(method, i, type).toClass())
                .toArray(Class<?>[]::new);
    }

    private static Stream<RequireClaim> nearestOf(@Nullable Class<?> type) {
        if (type == null) {
            return Stream.empty();
        }
        MergedAnnotation<RequireClaim> own = MergedAnnotations.from(type).get(RequireClaim.class);
        return own.isPresent()
                ? Stream.of(own.synthesize())
                : Stream.concat(Stream.of(type.getInterfaces()), Stream.ofNullable(type.getSuperclass()))
                        .flatMap(ClaimRule::nearestOf);
    }

    /**
     * What a caller must have.
     *
     * @param accepted the values of which one must be present; null if every value is accepted
     */
    record Rule(String name, @Nullable Set<String> accepted) {
        static Rule of(RequireClaim rule, Method method) {
            if (rule.name().isBlank()) {
                throw new WrongUseException(
                        "@RequireClaim of " + describe(method, method.getDeclaringClass()) + " names no claim",
                        "Write the claim's name, as it stands in the token.");
            }
            if (rule.anyValue() == (rule.anyOf().length > 0)) {
                throw new WrongUseException(
                        "@RequireClaim of " + describe(method, method.getDeclaringClass())
                                + (rule.anyValue() ? " says both anyValue and values" : " says no value")
                                + " of the claim " + rule.name(),
                        "Write the values that are accepted, such as anyOf = \"true\", or anyValue = true if every value"
                                + " will do, false and 0 too.");
            }
            return new Rule(rule.name(), rule.anyValue() ? null : new LinkedHashSet<>(List.of(rule.anyOf())));
        }

        boolean isSatisfiedBy(CognitoToken token) {
            @Nullable Object json = token.claims().get(name);
            return json != null && (accepted == null || allTextsOf(json).anyMatch(accepted::contains));
        }

        private String presentOrFirst(@Nullable CognitoToken token) {
            Set<String> values = requireNonNull(accepted);
            return values.stream()
                    .filter(value -> token != null && new Rule(name, Set.of(value)).isSatisfiedBy(token))
                    .findFirst()
                    .orElseGet(() -> values.iterator().next());
        }

        /** The scopes of a token are one string, with spaces between them (RFC 9068, section 2.2.3). */
        private Stream<String> allTextsOf(Object json) {
            return name.equals(SCOPE) && json instanceof String scopes
                    ? Stream.concat(Stream.of(scopes), Stream.of(scopes.split(" ")))
                    : textsOf(json);
        }

        private static Stream<String> textsOf(Object json) {
            if (json instanceof List<?> elements) {
                return elements.stream().flatMap(Rule::textOf);
            }
            return json instanceof String text && text.startsWith("[")
                    ? Stream.concat(Stream.of(text), elementsIn(text))
                    : textOf(json);
        }

        private static Stream<String> textOf(@Nullable Object json) {
            if (json instanceof BigDecimal number) {
                return Stream.of(number.toPlainString());
            }
            return json instanceof String || json instanceof Number || json instanceof Boolean
                    ? Stream.of(json.toString())
                    : Stream.empty();
        }

        private static Stream<String> elementsIn(String text) {
            try {
                return Claim.ofStrings("text").decode(text).stream();
            } catch (ClaimValueException e) {
                // Not an array of strings in a string, so an ordinary string.
                return Stream.empty();
            }
        }
    }
}

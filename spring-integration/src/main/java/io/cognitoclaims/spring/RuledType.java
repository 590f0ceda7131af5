package io.cognitoclaims.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * The methods of a class that {@link RequireClaim} covers, and what keeps a proxy from enforcing it.
 *
 * @param type without Spring's subclasses of it
 */
record RuledType(Class<?> type, List<Method> methods) {
    /** Annotations that let requests reach a method, even if it is private or static. */
    private static final Set<String> MAPPINGS = Set.of(
            "org.springframework.web.bind.annotation.RequestMapping",
            "org.springframework.web.service.annotation.HttpExchange",
            "org.springframework.messaging.handler.annotation.MessageMapping",
            "org.springframework.graphql.data.method.annotation.SchemaMapping",
            "org.springframework.graphql.data.method.annotation.BatchMapping");

    private static final String ADVICE = "The rule of a method holds where a proxy of its bean can override the method:"
            + " neither private, static nor final, in a class that is not final. Change that, or write the rule on the"
            + " method of another bean that calls this one.";

    static RuledType of(Class<?> beanType) {
        Class<?> type = ClassUtils.getUserClass(beanType);
        return new RuledType(
                type,
                MethodIntrospector.selectMethods(type, (Method method) -> ClaimRule.covers(method, type)).stream()
                        .filter(method -> isReachable(method) || ClaimRule.isMarked(method))
                        .sorted(Comparator.comparing(Method::toString))
                        .toList());
    }

    boolean isEmpty() {
        return methods.isEmpty();
    }

    /** @throws WrongUseException if one of the rules is ambiguous, or no proxy can enforce it */
    void requireEnforceable(boolean isProxiedByClass) {
        methods.forEach(method -> ClaimRule.of(method, type));
        requireNone(methods.stream()
                .flatMap(method -> Stream.ofNullable(
                                isProxiedByClass ? obstacleToSubclass(method) : obstacleToInterfaces(method))
                        .map(obstacle -> ClaimRule.describe(method, type) + ": " + obstacle)));
    }

    /** {@return the methods that fail whenever they are called in an application on WebFlux} */
    List<Method> withoutPublisher() {
        return methods.stream()
                .filter(method -> (ClaimRule.isMarked(method) || isMapped(method)) && !givesPublisher(method))
                .toList();
    }

    /** @throws WrongUseException in any case */
    void failAsNotProxied(String beanName) {
        String all =
                methods.stream().map(method -> ClaimRule.describe(method, type)).collect(Collectors.joining(", "));
        throw new WrongUseException(
                "@RequireClaim would not be enforced on " + all + ": the bean " + beanName
                        + " has no proxy that does it",
                "It was made before proxies are, or in a way that leaves them out: as an infrastructure bean, a bean that a"
                        + " BeanPostProcessor needs, one that another proxy hides, one of another application context, or"
                        + " an object that Spring did not make. Write the rule on another bean that calls this one.");
    }

    private void requireNone(Stream<String> obstacles) {
        String all = obstacles.collect(Collectors.joining("; "));
        if (!all.isEmpty()) {
            throw new WrongUseException("@RequireClaim would not be enforced on " + all, ADVICE);
        }
    }

    private @Nullable String obstacleToSubclass(Method method) {
        int modifiers = method.getModifiers();
        if (isHidden(method)) {
            return obstacleOfHidden(method);
        }
        if (Modifier.isFinal(modifiers)) {
            return "it is final";
        }
        if (Modifier.isFinal(type.getModifiers()) || type.isSealed()) {
            return "its class is " + (type.isRecord() ? "a record" : type.isSealed() ? "sealed" : "final");
        }
        boolean isInherited = Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
        return isInherited || isOfSamePackage(method.getDeclaringClass()) ? null : "it is of another package";
    }

    private @Nullable String obstacleToInterfaces(Method method) {
        if (isHidden(method)) {
            return obstacleOfHidden(method);
        }
        boolean isOfInterface = ClassUtils.getAllInterfacesForClassAsSet(type).stream()
                .anyMatch(each -> ClassUtils.hasMethod(each, method.getName(), method.getParameterTypes()));
        return isOfInterface || !ClaimRule.isMarked(method)
                ? null
                : "the bean's proxy has the methods of interfaces, and this is of none";
    }

    private static String obstacleOfHidden(Method method) {
        return "it is " + (Modifier.isStatic(method.getModifiers()) ? "static" : "private");
    }

    /** As in the JVM: a package belongs to one class loader. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isOfSamePackage(Class<?> declaring) {
        return declaring.getPackageName().equals(type.getPackageName())
                && declaring.getClassLoader() == type.getClassLoader();
    }

    /** Helpers that only the class's rule would cover are not covered: no other code calls them on the bean. */
    private static boolean isReachable(Method method) {
        return !isHidden(method) || isMapped(method);
    }

    private static boolean isHidden(Method method) {
        return Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers());
    }

    private static boolean isMapped(Method method) {
        MergedAnnotations annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
        return MAPPINGS.stream().anyMatch(annotations::isPresent);
    }

    /** What Spring Security's interceptor for WebFlux requires when the method is called. */
    private static boolean givesPublisher(Method method) {
        return Publisher.class.isAssignableFrom(method.getReturnType())
                || method.getReturnType().getName().equals("kotlinx.coroutines.flow.Flow")
                || KotlinDetector.isSuspendingFunction(method);
    }
}

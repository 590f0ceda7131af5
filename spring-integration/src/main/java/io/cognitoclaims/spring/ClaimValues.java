package io.cognitoclaims.spring;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.core.CognitoToken;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.security.core.Authentication;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Reads the values of parameters with {@link ClaimValue}, for both web stacks. It determines only once how to read a
 * parameter. Safe for use by many threads.
 */
final class ClaimValues {
    /** Of the annotations' names, which are absent from a class at run time if Jackson is. */
    private static final String JACKSON = "com.fasterxml.jackson.";

    private final Map<MethodParameter, Reading> readings = new ConcurrentHashMap<>();
    private final SingletonSupplier<DeclaredClaims> declared;

    /** @param beans may declare claims; they are created when the first parameter is read or checked */
    ClaimValues(ConfigurableListableBeanFactory beans) {
        this.declared = SingletonSupplier.of(() -> DeclaredClaims.of(beans));
    }

    static boolean isWantedBy(MethodParameter parameter) {
        return annotationOn(parameter).isPresent();
    }

    /**
     * {@return the parameter's value}
     *
     * @param caller null if there is none
     * @throws MissingClaimException if there is none and the parameter requires one
     * @throws ClaimValueException if the claim is of another type
     */
    @Nullable
    Object read(@Nullable Authentication caller, MethodParameter parameter) {
        DeclaredClaims claims = declared.obtain();
        return readings.computeIfAbsent(parameter, unused -> Reading.of(parameter, claims))
                .from(caller, parameter);
    }

    /** @throws WrongUseException if a claim cannot have the parameter's type, or if the claim is not declared clearly */
    void requireReadable(MethodParameter parameter) {
        Reading.of(parameter, declared.obtain());
    }

    /** @throws WrongUseException if beans declare claims of one name */
    void requireDistinctDeclarations() {
        declared.obtain();
    }

    static String describe(MethodParameter parameter) {
        return parameter.getDeclaringClass().getName() + "#"
                + parameter.getExecutable().getName() + ", parameter " + (parameter.getParameterIndex() + 1) + " ("
                + parameter.getParameterType().getSimpleName() + ")";
    }

    /** An interface that the controller implements may also have it, and so may an annotation of the application. */
    private static MergedAnnotation<ClaimValue> annotationOn(MethodParameter parameter) {
        return MergedAnnotations.from(parameter, parameter.getParameterAnnotations())
                .get(ClaimValue.class);
    }

    private record Reading(
            String name, Function<CognitoToken, Optional<?>> reader, boolean givesOptional, boolean mayBeAbsent) {
        static Reading of(MethodParameter parameter, DeclaredClaims claims) {
            String name = annotationOn(parameter).getString("value");
            ResolvableType whole = ResolvableType.forMethodParameter(parameter);
            boolean givesOptional = whole.toClass() == Optional.class;
            ResolvableType type = boxed(givesOptional ? whole.getGeneric(0) : whole);
            Optional<DeclaredClaims.Declared> declared = claims.forParameter(name, type, parameter);
            return new Reading(
                    declared.map(DeclaredClaims.Declared::name).orElse(name),
                    declared.map(claim -> claim.readerAs(type.toClass()))
                            .orElseGet(() -> readerOf(name, type, parameter)),
                    givesOptional,
                    givesOptional || parameter.isOptional());
        }

        private static ResolvableType boxed(ResolvableType type) {
            return type.toClass().isPrimitive()
                    ? ResolvableType.forClass(ClassUtils.resolvePrimitiveIfNecessary(type.toClass()))
                    : type;
        }

        @Nullable
        Object from(@Nullable Authentication caller, MethodParameter parameter) {
            CognitoToken token = CognitoJwt.tokenOf(caller);
            Optional<?> value = token == null ? Optional.empty() : reader.apply(token);
            if (value.isEmpty() && !mayBeAbsent) {
                throw Absence.denied(name, caller, "@ClaimValue of " + describe(parameter));
            }
            return givesOptional ? value : value.orElse(null);
        }

        private static Function<CognitoToken, Optional<?>> readerOf(
                String name, ResolvableType type, MethodParameter parameter) {
            Class<?> raw = type.toClass();
            boolean isOfStrings = (raw == List.class || raw == Set.class)
                    && type.getGeneric(0).toClass() == String.class;
            if (type.hasGenerics() && !isOfStrings) {
                throw new WrongUseException(
                        "@ClaimValue can't fill " + describe(parameter) + ": " + declaredOf(parameter)
                                + " is no type of a claim",
                        "List<String> and Set<String> are the only generic types, each also in an Optional.");
            }
            if (!name.isEmpty()) {
                return isOfStrings ? stringsOf(name, raw) : valueOf(name, raw);
            }
            if (!raw.isRecord()) {
                throw new WrongUseException(
                        "@ClaimValue can't fill " + describe(parameter) + ": it names no claim, no bean is a Claim<"
                                + type + ">, and the whole token can be bound to a record only",
                        "Write the claim's name, such as @ClaimValue(\"tier\"), or declare the claim as such a bean. A"
                                + " slice test must import the configuration that declares it.");
            }
            return token -> Optional.of(token.claimsAs(raw));
        }

        private static String declaredOf(MethodParameter parameter) {
            return parameter.getGenericParameterType().getTypeName();
        }

        private static Function<CognitoToken, Optional<?>> stringsOf(String name, Class<?> collection) {
            Claim<List<String>> claim = Claim.ofStrings(name);
            return collection == Set.class
                    ? token -> token.get(claim).map(LinkedHashSet::new).map(Collections::unmodifiableSet)
                    : token -> token.get(claim);
        }

        private static Function<CognitoToken, Optional<?>> valueOf(String name, Class<?> type) {
            Claim<?> claim = claimOf(name, type);
            return type == Integer.class
                    ? token -> token.get(claim).map(n -> toInt(name, n))
                    : token -> token.get(claim);
        }

        private static Claim<?> claimOf(String name, Class<?> type) {
            if (type == String.class) {
                return Claim.ofString(name);
            }
            if (type == Boolean.class) {
                return Claim.ofBoolean(name);
            }
            if (type == Integer.class || type == Long.class) {
                return Claim.ofLong(name);
            }
            if (type == BigDecimal.class) {
                return Claim.ofDecimal(name);
            }
            if (type == Instant.class) {
                return Claim.ofInstant(name);
            }
            return type.isEnum() && !isForJackson(type) ? enumClaim(name, type) : Claim.ofJson(name, type);
        }

        /** Jackson, which binds whole tokens, then decides how the constants are read. */
        private static boolean isForJackson(Class<?> type) {
            return Stream.of(
                            Stream.of(type),
                            Arrays.stream(type.getDeclaredFields()),
                            Arrays.stream(ReflectionUtils.getAllDeclaredMethods(type)))
                    .flatMap(elements -> elements)
                    .flatMap(element -> MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY).stream())
                    .anyMatch(annotation -> annotation.getType().getName().startsWith(JACKSON));
        }

        @SuppressWarnings({"unchecked", "rawtypes"})
        private static Claim<?> enumClaim(String name, Class<?> type) {
            return Claim.ofEnum(name, (Class) type);
        }

        private static int toInt(String name, Object number) {
            long value = (Long) number;
            if (value != (int) value) {
                throw new ClaimValueException(name, "a whole number of 32 bits");
            }
            return (int) value;
        }
    }
}

package io.cognitoclaims.spring;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.core.CognitoToken;
import java.lang.reflect.ParameterizedType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;

/** The claims that the application declares as beans. Immutable. */
final class DeclaredClaims {
    private final Map<String, Declared> byName = new LinkedHashMap<>();

    private DeclaredClaims() {}

    /**
     * {@return the claims of these beans and of those in parent contexts} It creates the beans, lazy ones too, because only
     * the claim knows its name.
     *
     * @throws WrongUseException if two beans declare claims of one name
     */
    static DeclaredClaims of(ConfigurableListableBeanFactory beans) {
        DeclaredClaims claims = new DeclaredClaims();
        for (String bean : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, Claim.class, true, false)) {
            BeanDefinition definition = definitionOf(bean, beans);
            if (isForAll(definition)) {
                claims.add(new Declared(bean, beans.getBean(bean, Claim.class), valueTypeOf(definition)));
            }
        }
        return claims;
    }

    /** {@return null for an object that was registered as it is} */
    private static @Nullable BeanDefinition definitionOf(String bean, ConfigurableListableBeanFactory beans) {
        try {
            return beans.getMergedBeanDefinition(bean);
        } catch (NoSuchBeanDefinitionException e) {
            return null;
        }
    }

    private static boolean isForAll(@Nullable BeanDefinition definition) {
        return !(definition instanceof AbstractBeanDefinition some)
                || (some.isAutowireCandidate() && some.isDefaultCandidate());
    }

    /** {@return null if the definition leaves the type open, or a part of it} */
    private static @Nullable ResolvableType valueTypeOf(@Nullable BeanDefinition definition) {
        if (definition == null) {
            return null;
        }
        ResolvableType type = definition.getResolvableType().as(Claim.class).getGeneric();
        boolean isDefinite = type.getType() instanceof Class || type.getType() instanceof ParameterizedType;
        return isDefinite && !type.hasUnresolvableGenerics() ? type : null;
    }

    private void add(Declared declared) {
        Declared other = byName.put(declared.name(), declared);
        if (other != null) {
            throw new WrongUseException(
                    "The beans " + other.bean() + " and " + declared.bean() + " both declare the claim "
                            + declared.name(),
                    "Keep one of them. A claim that is not for @ClaimValue is a @Bean(defaultCandidate = false).");
        }
    }

    /**
     * {@return the claim for a parameter; empty if none is declared}
     *
     * @param name of the claim; if empty, the type decides
     * @param type the parameter's, without an {@code Optional}, and no primitive type
     * @throws WrongUseException if the type cannot take the claim's values, or several claims have values of the type
     */
    Optional<Declared> forParameter(String name, ResolvableType type, MethodParameter parameter) {
        if (name.isEmpty()) {
            return onlyOneOf(type, parameter);
        }
        Optional<Declared> declared = Optional.ofNullable(byName.get(name));
        declared.ifPresent(claim -> claim.requireFit(type, parameter));
        return declared;
    }

    private Optional<Declared> onlyOneOf(ResolvableType type, MethodParameter parameter) {
        List<Declared> claims =
                byName.values().stream().filter(claim -> claim.isOf(type)).toList();
        if (claims.size() > 1) {
            throw new WrongUseException(
                    "@ClaimValue can't fill " + ClaimValues.describe(parameter)
                            + ": it names no claim, and the beans of several declare values of " + type + ": "
                            + claims.stream().map(Declared::name).collect(Collectors.joining(", ")),
                    "Write the claim's name, such as @ClaimValue(\""
                            + claims.get(0).name() + "\").");
        }
        return claims.stream().findFirst();
    }

    /**
     * A claim and its bean.
     *
     * @param type of the claim's values; null if the bean's definition does not say it
     */
    record Declared(String bean, Claim<?> claim, @Nullable ResolvableType type) {
        String name() {
            return claim.name();
        }

        private boolean isOf(ResolvableType other) {
            return type != null && type.isAssignableFrom(other) && other.isAssignableFrom(type);
        }

        private void requireFit(ResolvableType wanted, MethodParameter parameter) {
            String problem = "@ClaimValue can't fill " + ClaimValues.describe(parameter) + ": the claim " + name()
                    + ", which the bean " + bean + " declares, ";
            if (type == null && wanted.hasGenerics()) {
                throw new WrongUseException(
                        problem + "may have values of any type, and nothing can check later that they are " + wanted,
                        "Declare the bean as a Claim<" + wanted + ">.");
            }
            if (type != null && !wanted.isAssignableFrom(type)) {
                throw new WrongUseException(
                        problem + "has values of " + type + ", and " + wanted + " can't take them",
                        "Write " + type + " as the parameter's type, or declare a Claim<" + wanted
                                + ">, for which there is Claim.map.");
            }
        }

        /**
         * {@return what reads the claim from a token} A value that is not of this class causes a {@link
         * ClaimValueException}, because a bean's type may be unknown, or wrong by an unchecked cast.
         */
        Function<CognitoToken, Optional<?>> readerAs(Class<?> wanted) {
            return token -> token.get(claim).map(value -> {
                if (!wanted.isInstance(value)) {
                    throw new ClaimValueException(name(), "a value of the parameter's type, " + wanted.getSimpleName());
                }
                return value;
            });
        }
    }
}

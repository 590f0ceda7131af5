package io.cognitoclaims.spring;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.AsyncUserPoolSource;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPoolCache;
import io.cognitoclaims.core.UserPoolSource;
import java.util.List;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether the properties, or the application's user pools, make the default verifier: unless the application has a primary
 * one, or has verifiers and no such settings.
 */
final class OnDefaultVerifierCondition extends SpringBootCondition implements ConfigurationCondition {
    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConfigurableListableBeanFactory beans = requireNonNull(context.getBeanFactory());
        List<String> own =
                List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, CognitoVerifier.class, true, false));
        ConditionMessage.Builder message = ConditionMessage.forCondition("Default CognitoVerifier");
        if (own.isEmpty()) {
            return ConditionOutcome.match(message.because("the application has none"));
        }
        if (own.contains(CognitoClaimsAutoConfiguration.VERIFIER)
                || own.stream().anyMatch(name -> isPrimary(beans, name))) {
            return ConditionOutcome.noMatch(message.found("verifier").items(own));
        }
        boolean isSet = CognitoClaimsAutoConfiguration.namesPools(context.getEnvironment())
                || List.of(UserPoolCache.class, UserPoolSource.class, AsyncUserPoolSource.class).stream()
                        .anyMatch(type -> beans.getBeanNamesForType(type, true, false).length > 0);
        return new ConditionOutcome(isSet, message.because("user pools are " + (isSet ? "" : "not ") + "set"));
    }

    private static boolean isPrimary(ConfigurableListableBeanFactory beans, String name) {
        try {
            // Also of a parent context
            return beans.getMergedBeanDefinition(name).isPrimary();
        } catch (NoSuchBeanDefinitionException e) {
            // An object that was registered as it is
            return false;
        }
    }
}

package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoToken;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.security.authorization.AuthorizationEventPublisher;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.method.AuthorizationManagerBeforeMethodInterceptor;
import org.springframework.security.authorization.method.AuthorizationManagerBeforeReactiveMethodInterceptor;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Mono;

/**
 * Enforces {@link RequireClaim} in every application that has the starter, with a web server or without: a rule that is not
 * enforced would be a security hole. For the same reason the start fails if no proxy can enforce a rule.
 */
@AutoConfiguration
@Import(CognitoClaimsRulesAutoConfiguration.Proxies.class)
public final class CognitoClaimsRulesAutoConfiguration {
    /** Made by Spring. */
    CognitoClaimsRulesAutoConfiguration() {}

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static ClaimRuleCheck claimRuleCheck(RuledBeans ruledBeans) {
        return new ClaimRuleCheck(ruledBeans);
    }

    @Configuration(proxyBeanMethods = false)
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @Conditional(OnNonReactiveCondition.class)
    static final class Blocking {
        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static AuthorizationManagerBeforeMethodInterceptor claimRules(
                ObjectProvider<SecurityContextHolderStrategy> contexts,
                ObjectProvider<AuthorizationEventPublisher> events) {
            AuthorizationManagerBeforeMethodInterceptor rules =
                    new AuthorizationManagerBeforeMethodInterceptor(ClaimRule.POINTCUT, new ClaimRule(demands()));
            contexts.ifUnique(rules::setSecurityContextHolderStrategy);
            events.ifUnique(rules::setAuthorizationEventPublisher);
            return rules;
        }

        /** An application without a web server need not have the servlet API. */
        private static BiConsumer<Set<String>, @Nullable CognitoToken> demands() {
            boolean hasRequests =
                    ClassUtils.isPresent("jakarta.servlet.http.HttpServletRequest", Blocking.class.getClassLoader());
            return hasRequests ? (scopes, token) -> ScopeDemands.demand(scopes, token) : (scopes, token) -> {};
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static RuledBeans ruledBeans() {
            return new RuledBeans(false);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    @ConditionalOnClass(Mono.class)
    static final class Reactive {
        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static AuthorizationManagerBeforeReactiveMethodInterceptor claimRules() {
            ClaimRule rule = new ClaimRule((scopes, token) -> {});
            return new AuthorizationManagerBeforeReactiveMethodInterceptor(
                    ClaimRule.POINTCUT,
                    (authentication, call) -> Mono.deferContextual(context ->
                            authentication.<AuthorizationResult>map(caller -> rule.authorize(
                                    () -> caller,
                                    call,
                                    (scopes, token) -> ReactiveOperation.demand(scopes, token, context)))));
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static RuledBeans ruledBeans() {
            return new RuledBeans(true);
        }
    }

    /** Spring Boot does the same unless {@code spring.aop.auto} is off, which must not switch off security. */
    static final class Proxies implements ImportBeanDefinitionRegistrar {
        private final Environment environment;

        Proxies(Environment environment) {
            this.environment = environment;
        }

        @Override
        public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
            AopConfigUtils.registerAutoProxyCreatorIfNecessary(registry);
            if (environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true)) {
                AopConfigUtils.forceAutoProxyCreatorToUseClassProxying(registry);
            }
        }
    }
}

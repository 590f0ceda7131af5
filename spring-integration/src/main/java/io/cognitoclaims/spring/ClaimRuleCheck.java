package io.cognitoclaims.spring;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.PointcutAdvisor;
import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.target.AbstractBeanFactoryBasedTargetSource;
import org.springframework.aop.target.SingletonTargetSource;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.core.Ordered;

/**
 * Makes the start fail if a rule of {@link RequireClaim} would not be enforced. Each bean is checked right after it got its
 * proxy. Others are checked at the end of the start: the beans that were created before, those that are not created yet (by
 * their class), and the beans of other contexts of the same hierarchy, which have no proxies of this one.
 */
final class ClaimRuleCheck
        implements SmartInstantiationAwareBeanPostProcessor,
                Ordered,
                SmartInitializingSingleton,
                ApplicationListener<ContextRefreshedEvent>,
                BeanFactoryAware {
    private final RuledBeans ruled;

    /** In a circular reference, a bean with its proxy may be used before it is complete. */
    private final Set<String> provenEarly = ConcurrentHashMap.newKeySet();

    private final Set<String> proven = ConcurrentHashMap.newKeySet();
    private @Nullable BeanFactory own;

    ClaimRuleCheck(RuledBeans ruled) {
        this.ruled = ruled;
    }

    /** Right after the proxy creator. A wrapper that is added to a bean later calls the proxy. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 1;
    }

    @Override
    public void setBeanFactory(BeanFactory own) {
        this.own = own;
    }

    @Override
    public Object getEarlyBeanReference(Object bean, String name) {
        if (isEnforcing(bean)) {
            provenEarly.add(name);
        }
        return bean;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        RuledType made = ruled.byName().get(name);
        boolean isProduct =
                made != null && FactoryBean.class.isAssignableFrom(made.type()) && !(bean instanceof FactoryBean);
        RuledType type = made == null || isProduct ? ruled.of(AopProxyUtils.ultimateTargetClass(bean)) : made;
        if (!type.isEmpty()) {
            if (!provenEarly.remove(name)) {
                requireEnforcing(bean, name, type);
            }
            proven.add(name);
        }
        return bean;
    }

    @Override
    public void afterSingletonsInstantiated() {
        ConfigurableListableBeanFactory beans = (ConfigurableListableBeanFactory) requireNonNull(own);
        ruled.byName().forEach((name, type) -> {
            Object bean = proven.contains(name) ? null : beans.getSingleton(name);
            if (bean != null) {
                requireEnforcing(bean, name, type);
            }
        });
        // Objects that were registered directly. A test's mock also has a definition, but was not created from it.
        singletonsOf(beans)
                .filter(name -> !beans.containsBeanDefinition(name))
                .forEach(name -> requireEnforcing(requireNonNull(beans.getSingleton(name)), name));
        unmade(beans).forEach(name -> {
            RuledType type = typeOf(name, beans);
            if (!type.isEmpty()) {
                ruled.requireEnforceable(name, type);
            }
        });
        for (BeanFactory above = beans.getParentBeanFactory();
                above instanceof ConfigurableListableBeanFactory others;
                above = others.getParentBeanFactory()) {
            requireEnforcing(others);
        }
    }

    /** For child contexts, whose beans are created later. */
    @Override
    @SuppressWarnings("ReferenceEquality")
    public void onApplicationEvent(ContextRefreshedEvent event) {
        if (event.getApplicationContext() instanceof ConfigurableApplicationContext context
                && context.getBeanFactory() != own) {
            requireEnforcing(context.getBeanFactory());
        }
    }

    /** @throws WrongUseException if the object has rules and is not a proxy that enforces them */
    void requireEnforcing(Object bean, String name) {
        requireEnforcing(bean, name, ruled.of(AopProxyUtils.ultimateTargetClass(bean)));
    }

    /** A context with its own rules checks itself. */
    private void requireEnforcing(ConfigurableListableBeanFactory others) {
        if (others.getBeanNamesForType(ClaimRuleCheck.class, true, false).length > 0) {
            return;
        }
        singletonsOf(others).forEach(name -> requireEnforcing(requireNonNull(others.getSingleton(name)), name));
        unmade(others).forEach(name -> {
            RuledType type = typeOf(name, others);
            if (!type.isEmpty()) {
                type.failAsNotProxied(name);
            }
        });
    }

    private void requireEnforcing(Object bean, String name, RuledType type) {
        if (type.isEmpty()) {
            return;
        }
        if (!isEnforcing(bean)) {
            type.failAsNotProxied(name);
        }
        ruled.requireEnforceable(type, !AopUtils.isJdkDynamicProxy(bean));
    }

    private RuledType typeOf(String name, ConfigurableListableBeanFactory beans) {
        Class<?> type = beans.getType(name, false);
        return ruled.of(type == null ? Object.class : type);
    }

    private static Stream<String> singletonsOf(ConfigurableListableBeanFactory beans) {
        return Arrays.stream(beans.getSingletonNames()).filter(name -> beans.getSingleton(name) != null);
    }

    /** The objects of factory beans are created when they are first requested. */
    private static Stream<String> unmade(ConfigurableListableBeanFactory beans) {
        return Arrays.stream(beans.getBeanDefinitionNames())
                .filter(name -> !beans.getBeanDefinition(name).isAbstract())
                .filter(name -> !beans.containsSingleton(name) || beans.isFactoryBean(name));
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isEnforcing(@Nullable Object bean) {
        if (!(bean instanceof Advised proxy)) {
            return false;
        }
        boolean isByItself = Arrays.stream(proxy.getAdvisors())
                .anyMatch(
                        advisor -> advisor instanceof PointcutAdvisor rule && rule.getPointcut() == ClaimRule.POINTCUT);
        return isByItself || isEnforcing(proxy.getTargetSource());
    }

    /** A proxy around another one, or a scoped proxy, whose beans are checked when they are created. */
    private static boolean isEnforcing(TargetSource target) {
        return target instanceof AbstractBeanFactoryBasedTargetSource
                || (target instanceof SingletonTargetSource single && isEnforcing(single.getTarget()));
    }
}

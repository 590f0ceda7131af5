package io.cognitoclaims.spring;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.config.AopConfigUtils;
import org.springframework.aop.framework.ProxyConfig;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.MergedBeanDefinitionPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.PriorityOrdered;
import org.springframework.util.ClassUtils;

/**
 * Records which beans are of classes that {@link RequireClaim} covers, when they are created, because a proxy may hide this
 * later. It listens before the beans that other post-processors need are created.
 */
final class RuledBeans implements BeanFactoryPostProcessor, PriorityOrdered {
    private static final Logger LOG = LoggerFactory.getLogger(RuledBeans.class);

    private final boolean isReactive;
    private final Map<Class<?>, RuledType> types = new ConcurrentHashMap<>();
    private final Map<String, RuledType> byName = new ConcurrentHashMap<>();
    private @Nullable ConfigurableListableBeanFactory beans;

    RuledBeans(boolean isReactive) {
        this.isReactive = isReactive;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    /** Not itself the listener: Spring would count it twice, and would treat all beans as created too early. */
    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
        beans.addBeanPostProcessor(new Listener());
    }

    RuledType of(Class<?> type) {
        return types.computeIfAbsent(ClassUtils.getUserClass(type), this::looked);
    }

    /** Only a warning, because such a method lets nobody in, and a servlet application may share the controller. */
    private RuledType looked(Class<?> type) {
        RuledType ruled = RuledType.of(type);
        if (isReactive) {
            ruled.withoutPublisher()
                    .forEach(method -> LOG.warn(
                            "@RequireClaim of {} lets nobody in: on WebFlux the method must return a Mono, a Flux or"
                                    + " another publisher",
                            ClaimRule.describe(method, ruled.type())));
        }
        return ruled;
    }

    /** {@return the names of the created beans of classes with rules, with their rules} */
    Map<String, RuledType> byName() {
        return byName;
    }

    /** As far as the class shows it; whether there is a proxy is known only when the bean is created. */
    void requireEnforceable(String name, RuledType ruled) {
        requireEnforceable(ruled, isProxiedByClass(name, ruled.type()));
    }

    void requireEnforceable(RuledType ruled, boolean isProxiedByClass) {
        ruled.requireEnforceable(isProxiedByClass);
    }

    /** As Spring decides it, except for classes without relevant interfaces: these are checked when they have their proxy. */
    private boolean isProxiedByClass(String name, Class<?> type) {
        ConfigurableListableBeanFactory beans = requireNonNull(this.beans);
        if (type.isInterface() || Proxy.isProxyClass(type)) {
            return false;
        }
        if (AutoProxyUtils.shouldProxyTargetClass(beans, name)
                || ClassUtils.getAllInterfacesForClassAsSet(type).isEmpty()) {
            return true;
        }
        boolean hasOwnInterfaces = beans.containsBeanDefinition(name)
                && beans.getBeanDefinition(name).hasAttribute(AutoProxyUtils.EXPOSED_INTERFACES_ATTRIBUTE);
        return !hasOwnInterfaces
                && beans.getBean(AopConfigUtils.AUTO_PROXY_CREATOR_BEAN_NAME, ProxyConfig.class)
                        .isProxyTargetClass();
    }

    private final class Listener implements MergedBeanDefinitionPostProcessor {
        /** Before the bean gets its proxy, which for a final class would end the start without naming a rule. */
        @Override
        public void postProcessMergedBeanDefinition(RootBeanDefinition definition, Class<?> type, String name) {
            RuledType ruled = of(type);
            if (!ruled.isEmpty()) {
                byName.put(name, ruled);
                requireEnforceable(name, ruled);
            }
        }
    }
}

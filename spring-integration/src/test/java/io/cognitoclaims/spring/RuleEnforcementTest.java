package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.spring.elsewhere.Neighbour;
import io.cognitoclaims.testing.TestUserPool;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.ProxyType;
import org.springframework.context.annotation.Proxyable;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.web.bind.annotation.GetMapping;

/** A rule that is written is enforced, or the application does not start. */
class RuleEnforcementTest {
    private static final TestUserPool POOL = TestUserPool.create();

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    CognitoClaimsRulesAutoConfiguration.class, CognitoClaimsAutoConfiguration.class))
            .withPropertyValues(RunningApi.accepting(POOL));

    @AfterEach
    void forgetTheCaller() {
        SecurityContextHolder.clearContext();
    }

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    /** What is wrong, a configuration, and what the report names. */
    static Stream<Arguments> unenforceable() {
        return Stream.of(
                bean("a public final method", PublicFinal.class, "PublicFinal#secret: it is final"),
                bean("a package-private final method", PackageFinal.class, "PackageFinal#secret: it is final"),
                bean("a protected final method", ProtectedFinal.class, "ProtectedFinal#secret: it is final"),
                bean("a final method of a marked class", ClassFinal.class, "ClassFinal#secret: it is final"),
                bean("an inherited final method", InheritsFinal.class, "PublicFinal#secret (of "),
                bean("an inherited final method of a marked class", MarkedHeir.class, "FinalBase#secret (of "),
                bean(
                        "a final method of a marked interface",
                        InterfaceFinal.class,
                        "InterfaceFinal#secret: it is final"),
                bean(
                        "a final method with a type parameter's rule",
                        GenericFinal.class,
                        "GenericFinal#secret: it is final"),
                bean(
                        "a final method with the application's annotation",
                        MetaFinal.class,
                        "MetaFinal#secret: it is final"),
                bean("a private method", Private.class, "Private#secret: it is private"),
                bean("a static method", Static.class, "Static#secret: it is static"),
                bean(
                        "a private handler of a marked class",
                        PrivateHandler.class,
                        "PrivateHandler#secret: it is private"),
                bean("a static handler of a marked class", StaticHandler.class, "StaticHandler#secret: it is static"),
                bean("a method of another package", Newcomer.class, "Neighbour#secret (of "),
                bean("a final class", FinalClass.class, "FinalClass#secret: its class is final"),
                bean("a final class with an interface", FinalSecret.class, "FinalSecret#secret: its class is final"),
                bean("a sealed class", Sealed.class, "Sealed#secret: its class is sealed"),
                row("a record", RecordBean.class, "RecordSecret#secret: its class is a record"),
                row("an enum", EnumBean.class, "EnumSecret#secret: its class is final"),
                row(
                        "a method that the interfaces lack",
                        ProxyOfInterface.class,
                        "WithoutInterface#other: the bean's proxy"),
                row(
                        "a final method of a bean that is not made yet",
                        LazyFinal.class,
                        "PublicFinal#secret: it is final"),
                row("a final method of a prototype", PrototypeFinal.class, "PublicFinal#secret: it is final"),
                row("a final method behind a scope's proxy", ScopedFinal.class, "PublicFinal#secret: it is final"),
                row("a final method of a factory's product", FactoryOfFinal.class, "PublicFinal#secret: it is final"),
                row("several final methods", SeveralFinal.class, "SeveralFinalBean#first: it is final; "),
                row(
                        "a bean that a post-processor needs",
                        NeededEarly.class,
                        "Plain#secret: the bean early has no proxy"),
                row(
                        "a bean that a post-processor of the factory needs",
                        NeededFirst.class,
                        "Plain#secret: the bean early"),
                row("a post-processor", PostProcessor.class, "PostProcessor#secret: the bean "),
                row(
                        "a post-processor of the factory",
                        FactoryPostProcessor.class,
                        "FactoryPostProcessor#secret: the bean "),
                row("an infrastructure bean", Infrastructure.class, "Infrastructure#secret: the bean "),
                row("a synthetic bean", Synthetic.class, "Plain#secret: the bean synthetic"),
                row("an original", Original.class, "Plain#secret: the bean "),
                row("a bean that another's proxy hides", HiddenByAnother.class, "PlainSecret#secret: the bean hidden"),
                row("an object that Spring did not make", Registered.class, "Plain#secret: the bean registered"),
                bean("a rule without a value", Valueless.class, "Valueless#secret says no value of the claim x"),
                bean(
                        "a rule with any value and values",
                        TwoMeanings.class,
                        "says both anyValue and values of the claim x"),
                bean("a rule without a name", Nameless.class, "Nameless#secret names no claim"),
                bean("two rules that are equally near", TwoRules.class, "none is nearest to " + name(TwoRules.class)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unenforceable")
    void aRuleThatCannotBeEnforcedEndsTheStart(
            String name, Class<?> configuration, @Nullable Class<?> bean, String named) {
        with(configuration, bean).run(context -> assertEnded(context.getStartupFailure(), named));
    }

    /** What is special, a configuration, and a call of a method that has a rule. */
    static Stream<Arguments> enforceable() {
        return Stream.of(
                call("a plain method", Plain.class, Plain::secret),
                call("a package-private method", PackagePrivate.class, PackagePrivate::secret),
                call("a protected method", ProtectedMethod.class, ProtectedMethod::secret),
                call("a method of a marked class", Marked.class, Marked::secret),
                call("an inherited method of a marked class", MarkedSub.class, MarkedSub::inherited),
                call("a method that a marked class inherits", SubOfMarked.class, SubOfMarked::secret),
                call("an overridden method", Overriding.class, Overriding::secret),
                call("a method of a marked interface", OfInterface.class, OfInterface::secret),
                call("a default method of a marked interface", OfDefault.class, OfDefault::secret),
                call("a method with a type parameter", Generic.class, generic -> generic.secret("dogs")),
                call("the same by its interface", Generic.class, generic -> byInterface(generic)),
                call("an interface's method that a superclass has", OfBase.class, OfBase::secret),
                call("the same by the interface", OfBase.class, base -> bySecret(base)),
                call("the same with a type parameter", OfGenericBase.class, base -> byInterface(base)),
                call("an own annotation", Meta.class, Meta::secret),
                call("helpers of a marked class", WithHelpers.class, WithHelpers::secret),
                call("a bean of a method that names an interface", ByInterface.class, Secret.class, Secret::secret),
                call("a lazy bean", LazyPlain.class, Plain.class, Plain::secret),
                call("a prototype", PrototypePlain.class, Plain.class, Plain::secret),
                call("a bean behind a scope's proxy", ScopedPlain.class, Plain.class, Plain::secret),
                call("a factory's product", FactoryOfPlain.class, Plain.class, Plain::secret),
                call("a final method behind interfaces", ProxyOfFinal.class, Secret.class, Secret::secret),
                call("a final class behind interfaces", ProxyOfFinalClass.class, Secret.class, Secret::secret),
                call(
                        "a default method behind interfaces",
                        ProxyOfDefault.class,
                        DefaultSecret.class,
                        DefaultSecret::secret),
                call("a bean that another wraps afterwards", WrappedByAnother.class, Secret.class, Secret::secret),
                call("a bean that a late post-processor needs", NeededLate.class, Plain.class, Plain::secret),
                call("a bean of a circle", Circle.class, Round.class, Round::secret),
                call("a bean behind a lazy place", LazyPlace.class, LazyUser.class, LazyUser::secret));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("enforceable")
    <B> void aRuleThatCanBeEnforcedIsEnforced(
            String name, Class<?> configuration, @Nullable Class<?> bean, Class<B> type, Function<B, String> call) {
        with(configuration, bean).withAllowCircularReferences(true).run(context -> {
            assertThat(context).hasNotFailed();
            B called = type.cast(context.getBean("guarded"));

            assertThatThrownBy(() -> call.apply(called)).isInstanceOf(AuthenticationCredentialsNotFoundException.class);
            authenticate(context, "cats");
            assertThatThrownBy(() -> call.apply(called)).isInstanceOf(AccessDeniedException.class);
            authenticate(context, "dogs");
            assertThat(call.apply(called)).isEqualTo("secret");
        });
    }

    @Test
    void aBeanThatIsMadeLaterFailsWhereItsRuleCannotBeEnforced() {
        application.withUserConfiguration(MadeLater.class).run(context -> {
            assertThat(context).hasNotFailed();

            assertThatThrownBy(() -> context.getBean("guarded"))
                    .rootCause()
                    .isInstanceOf(WrongUseException.class)
                    .hasMessageContaining("FinalSecret#secret: its class is final");
        });
    }

    @Test
    void aRuleInAChildContextEndsTheStartOfThatContext() {
        application.run(context -> {
            assertThatThrownBy(() -> child(context, Plain.class)).isInstanceOf(WrongUseException.class);
            assertThatThrownBy(() -> child(context, LazyPlain.class)).isInstanceOf(WrongUseException.class);
            assertThat(child(context, Object.class).isActive()).isTrue();
        });
    }

    @Test
    void aRuleInAParentContextEndsTheStart() {
        for (Class<?> above : new Class<?>[] {Plain.class, LazyPlain.class}) {
            try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext(above)) {
                application
                        .withParent(parent)
                        .run(context -> assertEnded(context.getStartupFailure(), "Plain#secret: the bean "));
            }
        }
    }

    /** A log that prints a bean must not fail. */
    @Test
    void aRuleOfAClassDoesNotHoldForToStringHashCodeAndEquals() {
        with(BeanOf.class, Marked.class).run(context -> {
            Object marked = context.getBean("guarded");

            assertThat(marked.toString()).isEqualTo("marked");
            assertThat(marked.hashCode()).isEqualTo(marked.hashCode());
            assertThat(marked).isEqualTo(context.getBean("guarded"));
        });
    }

    private ApplicationContextRunner with(Class<?> configuration, @Nullable Class<?> bean) {
        return bean == null
                ? application.withUserConfiguration(configuration)
                : application.withInitializer(context -> ((GenericApplicationContext) context)
                        .registerBeanDefinition("guarded", new RootBeanDefinition(bean)));
    }

    private static void assertEnded(@Nullable Throwable failure, String named) {
        assertThat(failure).isNotNull();
        FailureAnalysis analysis = new WrongUseAnalyzer().analyze(failure);
        assertThat(analysis).as("report of %s", failure).isNotNull();
        assertThat(analysis.getDescription()).contains("@RequireClaim").contains(named);
        assertThat(analysis.getAction()).isNotEmpty();
    }

    private static void authenticate(ApplicationContext context, String x) {
        SecurityContextHolder.setContext(new SecurityContextImpl(context.getBean(JwtAuthenticationConverter.class)
                .convert(context.getBean(JwtDecoder.class)
                        .decode(POOL.accessToken().claim("x", x).sign()))));
    }

    private static ConfigurableApplicationContext child(ApplicationContext parent, Class<?> configuration) {
        AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext();
        child.setParent(parent);
        child.register(configuration);
        child.refresh();
        return child;
    }

    private static String byInterface(GenericSecret<String> secret) {
        return secret.secret("dogs");
    }

    private static String bySecret(Secret secret) {
        return secret.secret();
    }

    private static String name(Class<?> type) {
        return type.getName() + "#secret";
    }

    private static Arguments bean(String name, Class<?> bean, String named) {
        return Arguments.of(name, BeanOf.class, bean, named);
    }

    private static Arguments row(String name, Class<?> configuration, String named) {
        return Arguments.of(name, configuration, null, named);
    }

    private static <B> Arguments call(String name, Class<B> bean, Function<B, String> call) {
        return Arguments.of(name, BeanOf.class, bean, bean, call);
    }

    private static <B> Arguments call(String name, Class<?> configuration, Class<B> type, Function<B, String> call) {
        return Arguments.of(name, configuration, null, type, call);
    }

    static class BeanOf {}

    @Retention(RetentionPolicy.RUNTIME)
    @RequireClaim(name = "x", anyOf = "dogs")
    @interface DogLovers {}

    interface Secret {
        @DogLovers
        String secret();
    }

    interface PlainInterface {
        String secret();
    }

    interface DefaultSecret {
        @DogLovers
        default String secret() {
            return "secret";
        }
    }

    interface GenericSecret<T> {
        @DogLovers
        String secret(T t);
    }

    static class Base {
        public String secret() {
            return "secret";
        }
    }

    static class OfBase extends Base implements Secret {}

    static class GenericBase {
        public String secret(String t) {
            return "secret";
        }
    }

    static class OfGenericBase extends GenericBase implements GenericSecret<String> {}

    static class Plain {
        @RequireClaim(name = "x", anyOf = "dogs")
        public String secret() {
            return "secret";
        }
    }

    static class PackagePrivate {
        @DogLovers
        String secret() {
            return "secret";
        }
    }

    static class ProtectedMethod {
        @DogLovers
        protected String secret() {
            return "secret";
        }
    }

    @DogLovers
    static class Marked {
        String secret() {
            return "secret";
        }

        @Override
        public String toString() {
            return "marked";
        }
    }

    static class Unmarked {
        String inherited() {
            return "secret";
        }
    }

    @RequireClaim(name = "x", anyOf = "dogs")
    static class MarkedSub extends Unmarked {}

    static class SubOfMarked extends Marked {}

    static class Overriding extends Plain {
        @Override
        public String secret() {
            return "secret";
        }
    }

    static class OfInterface implements Secret {
        @Override
        public String secret() {
            return "secret";
        }
    }

    static class OfDefault implements DefaultSecret {}

    static class Generic implements GenericSecret<String> {
        @Override
        public String secret(String t) {
            return "secret";
        }
    }

    static class Meta {
        @DogLovers
        String secret() {
            return "secret";
        }
    }

    @DogLovers
    static class WithHelpers {
        String secret() {
            return helper() + common();
        }

        private String helper() {
            return "sec";
        }

        static String common() {
            return "ret";
        }
    }

    static class PublicFinal {
        @DogLovers
        public final String secret() {
            return "secret";
        }
    }

    static class PackageFinal {
        @DogLovers
        final String secret() {
            return "secret";
        }
    }

    static class ProtectedFinal {
        @DogLovers
        protected final String secret() {
            return "secret";
        }
    }

    @DogLovers
    static class ClassFinal {
        final String secret() {
            return "secret";
        }
    }

    static class InheritsFinal extends PublicFinal {}

    static class FinalBase {
        public final String secret() {
            return "secret";
        }
    }

    @DogLovers
    static class MarkedHeir extends FinalBase {}

    static class InterfaceFinal implements Secret {
        @Override
        public final String secret() {
            return "secret";
        }
    }

    static class GenericFinal implements GenericSecret<String> {
        @Override
        public final String secret(String t) {
            return "secret";
        }
    }

    static class MetaFinal {
        @DogLovers
        public final String secret() {
            return "secret";
        }
    }

    static class Private {
        @DogLovers
        @SuppressWarnings("UnusedMethod")
        private String secret() {
            return "secret";
        }
    }

    static class Static {
        @DogLovers
        static String secret() {
            return "secret";
        }
    }

    @DogLovers
    static class PrivateHandler {
        @GetMapping
        @SuppressWarnings("UnusedMethod")
        private String secret() {
            return "secret";
        }
    }

    @DogLovers
    static class StaticHandler {
        @GetMapping
        static String secret() {
            return "secret";
        }
    }

    static class Newcomer extends Neighbour {}

    static final class FinalClass {
        @DogLovers
        String secret() {
            return "secret";
        }
    }

    static final class FinalSecret implements Secret {
        @Override
        public String secret() {
            return "secret";
        }
    }

    static sealed class Sealed {
        @DogLovers
        String secret() {
            return "secret";
        }
    }

    static final class OnlySubclass extends Sealed {}

    record RecordSecret(String name) {
        @DogLovers
        String secret() {
            return "secret";
        }
    }

    enum EnumSecret {
        ONE;

        @DogLovers
        String secret() {
            return "secret";
        }
    }

    static class SeveralFinalBean {
        @DogLovers
        final String first() {
            return "secret";
        }

        @DogLovers
        final String second() {
            return "secret";
        }
    }

    static class Valueless {
        @RequireClaim(name = "x")
        String secret() {
            return "secret";
        }
    }

    static class TwoMeanings {
        @RequireClaim(name = "x", anyOf = "dogs", anyValue = true)
        String secret() {
            return "secret";
        }
    }

    static class Nameless {
        @RequireClaim(name = " ", anyOf = "dogs")
        String secret() {
            return "secret";
        }
    }

    interface OneRule {
        @RequireClaim(name = "x", anyOf = "dogs")
        String secret();
    }

    interface OtherRule {
        @RequireClaim(name = "x", anyOf = "cats")
        String secret();
    }

    static class TwoRules implements OneRule, OtherRule {
        @Override
        public String secret() {
            return "secret";
        }
    }

    static class RecordBean {
        @Bean
        RecordSecret guarded() {
            return new RecordSecret("x");
        }
    }

    static class EnumBean {
        @Bean
        EnumSecret guarded() {
            return EnumSecret.ONE;
        }
    }

    static class SeveralFinal {
        @Bean
        Object guarded() {
            return new SeveralFinalBean();
        }
    }

    static class WithoutInterface implements PlainInterface {
        @Override
        public String secret() {
            return "secret";
        }

        @DogLovers
        public String other() {
            return "secret";
        }
    }

    static class ProxyOfInterface {
        @Bean
        @Proxyable(ProxyType.INTERFACES)
        PlainInterface guarded() {
            return new WithoutInterface();
        }
    }

    static class ProxyOfFinal {
        @Bean
        @Proxyable(ProxyType.INTERFACES)
        Secret guarded() {
            return new InterfaceFinal();
        }
    }

    static class ProxyOfFinalClass {
        @Bean
        @Proxyable(ProxyType.INTERFACES)
        Secret guarded() {
            return new FinalSecret();
        }
    }

    static class ProxyOfDefault {
        @Bean
        @Proxyable(ProxyType.INTERFACES)
        DefaultSecret guarded() {
            return new OfDefault();
        }
    }

    static class ByInterface {
        @Bean
        Secret guarded() {
            return new OfInterface();
        }
    }

    static class LazyPlain {
        @Bean
        @Lazy
        Plain guarded() {
            return new Plain();
        }
    }

    static class LazyFinal {
        @Bean
        @Lazy
        PublicFinal guarded() {
            return new PublicFinal();
        }
    }

    static class MadeLater {
        @Bean
        @Lazy
        Object guarded() {
            return new FinalSecret();
        }
    }

    static class PrototypePlain {
        @Bean
        @Scope("prototype")
        Plain guarded() {
            return new Plain();
        }
    }

    static class PrototypeFinal {
        @Bean
        @Scope("prototype")
        PublicFinal guarded() {
            return new PublicFinal();
        }
    }

    static class OfThread {
        @Bean
        static BeanFactoryPostProcessor threadScope() {
            return beans -> beans.registerScope("thread", new SimpleThreadScope());
        }
    }

    static class ScopedPlain extends OfThread {
        @Bean
        @Scope(value = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
        Plain guarded() {
            return new Plain();
        }
    }

    static class ScopedFinal extends OfThread {
        @Bean
        @Scope(value = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
        PublicFinal guarded() {
            return new PublicFinal();
        }
    }

    static class FactoryOfPlain {
        @Bean
        FactoryBean<Plain> guarded() {
            return factoryOf(new Plain(), Plain.class);
        }
    }

    static class FactoryOfFinal {
        @Bean
        FactoryBean<PublicFinal> guarded() {
            return factoryOf(new PublicFinal(), PublicFinal.class);
        }
    }

    private static <B> FactoryBean<B> factoryOf(B product, Class<B> type) {
        return new FactoryBean<>() {
            @Override
            public B getObject() {
                return product;
            }

            @Override
            public Class<?> getObjectType() {
                return type;
            }
        };
    }

    static class NeededEarly {
        @Bean
        static Plain early() {
            return new Plain();
        }

        @Bean
        static OrderedPostProcessor user(Plain early) {
            return new OrderedPostProcessor();
        }
    }

    static class OrderedPostProcessor implements BeanPostProcessor, Ordered {
        @Override
        public int getOrder() {
            return 0;
        }
    }

    static class NeededLate {
        @Bean
        static Plain guarded() {
            return new Plain();
        }

        @Bean
        static BeanPostProcessor user(Plain guarded) {
            return new BeanPostProcessor() {};
        }
    }

    static class NeededFirst {
        @Bean
        static Plain early() {
            return new Plain();
        }

        @Bean
        static BeanFactoryPostProcessor user(Plain early) {
            return beans -> {};
        }
    }

    static class PostProcessor extends OrderedPostProcessor {
        @DogLovers
        String secret() {
            return "secret";
        }
    }

    static class FactoryPostProcessor implements BeanFactoryPostProcessor {
        @Override
        public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {}

        @DogLovers
        String secret() {
            return "secret";
        }
    }

    static class Infrastructure implements AopInfrastructureBean {
        @DogLovers
        String secret() {
            return "secret";
        }
    }

    static class Synthetic implements BeanFactoryPostProcessor {
        @Override
        public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
            RootBeanDefinition definition = new RootBeanDefinition(Plain.class);
            definition.setSynthetic(true);
            ((BeanDefinitionRegistry) beans).registerBeanDefinition("synthetic", definition);
        }
    }

    static class Original implements BeanFactoryPostProcessor {
        @Override
        public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
            ((BeanDefinitionRegistry) beans)
                    .registerBeanDefinition(Plain.class.getName() + ".ORIGINAL", new RootBeanDefinition(Plain.class));
        }
    }

    static class Registered implements BeanFactoryPostProcessor {
        @Override
        public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
            beans.registerSingleton("registered", new Plain());
        }
    }

    static class PlainSecret implements PlainInterface {
        @Override
        @DogLovers
        public String secret() {
            return "secret";
        }
    }

    static class HiddenByAnother {
        @Bean
        PlainInterface hidden() {
            return new PlainSecret();
        }

        @Bean
        static FirstWrapper another() {
            return new FirstWrapper();
        }
    }

    static class WrappedByAnother {
        @Bean
        Secret guarded() {
            return new OfInterface();
        }

        @Bean
        static BeanPostProcessor another() {
            return new Wrapper();
        }
    }

    static class Wrapper implements BeanPostProcessor {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
            Class<?> type = bean instanceof Secret ? Secret.class : PlainInterface.class;
            return !type.isInstance(bean)
                    ? bean
                    : Proxy.newProxyInstance(
                            getClass().getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                                try {
                                    return method.invoke(bean, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
        }
    }

    static class FirstWrapper extends Wrapper implements PriorityOrdered {
        @Override
        public int getOrder() {
            return 0;
        }
    }

    static class Circle {
        @Bean
        Round guarded() {
            return new Round();
        }

        @Bean
        Other other() {
            return new Other();
        }
    }

    static class Round {
        @Autowired
        @Nullable
        Other other;

        @DogLovers
        String secret() {
            return "secret";
        }
    }

    static class Other {
        @Autowired
        @Nullable
        Round round;
    }

    static class LazyPlace {
        @Bean
        @Lazy
        Plain plain() {
            return new Plain();
        }

        @Bean
        LazyUser guarded(@Lazy Plain plain) {
            return new LazyUser(plain);
        }
    }

    static class LazyUser {
        private final Plain plain;

        LazyUser(Plain plain) {
            this.plain = plain;
        }

        String secret() {
            return plain.secret();
        }
    }
}

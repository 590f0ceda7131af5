package io.cognitoclaims.spring.test;

import io.cognitoclaims.testing.TestUserPool;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/**
 * Implements {@link WithTestUserPool}. It does not use a {@code DynamicPropertyRegistrar}, because the web server is
 * started and the verifier is created before those are called.
 */
final class TestUserPoolCustomizerFactory implements ContextCustomizerFactory {
    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configuration) {
        return TestContextAnnotationUtils.hasAnnotation(testClass, WithTestUserPool.class) ? new Customizer() : null;
    }

    /** All are equal, so that tests share the application context. */
    private record Customizer() implements ContextCustomizer {
        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
            TestUserPool pool = TestUserPool.create();
            ((GenericApplicationContext) context).registerBean("testUserPool", TestUserPool.class, () -> pool);
            context.getEnvironment()
                    .getPropertySources()
                    .addFirst(new MapPropertySource(
                            "testUserPool",
                            Map.of(
                                    "cognito-claims.user-pools[0].issuer", pool.issuer(),
                                    "cognito-claims.user-pools[0].client-ids", pool.clientId())));
        }
    }
}

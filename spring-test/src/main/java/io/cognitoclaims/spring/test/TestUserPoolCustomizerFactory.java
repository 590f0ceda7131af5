package io.cognitoclaims.spring.test;

import io.cognitoclaims.testing.TestUserPool;
import java.util.HashMap;
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
        WithTestUserPool pools = TestContextAnnotationUtils.findMergedAnnotation(testClass, WithTestUserPool.class);
        return pools == null ? null : new Customizer(List.of(pools.value()), List.of(pools.tenants()));
    }

    /** Equal for the same names, so that tests share the application context. */
    private record Customizer(List<String> names, List<String> tenants) implements ContextCustomizer {
        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
            Map<String, Object> settings = new HashMap<>();
            for (int i = 0; i < names.size(); i++) {
                TestUserPool pool = TestUserPool.create();
                ((GenericApplicationContext) context).registerBean(names.get(i), TestUserPool.class, () -> pool);
                settings.put("cognito-claims.user-pools[" + i + "].issuer", pool.issuer());
                settings.put("cognito-claims.user-pools[" + i + "].client-ids", pool.clientId());
                if (i < tenants.size()) {
                    settings.put("cognito-claims.user-pools[" + i + "].tenant", tenants.get(i));
                }
            }
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("testUserPool", settings));
        }
    }
}

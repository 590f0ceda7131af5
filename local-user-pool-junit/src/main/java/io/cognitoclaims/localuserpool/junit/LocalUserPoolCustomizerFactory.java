package io.cognitoclaims.localuserpool.junit;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Implements {@link WithLocalUserPool}. */
final class LocalUserPoolCustomizerFactory implements ContextCustomizerFactory {
    private static final String FIRST_CLIENT = "55pb79dl8gm0i1ho9hdre91r3k";

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> configuration) {
        WithLocalUserPool wanted = TestContextAnnotationUtils.findMergedAnnotation(testClass, WithLocalUserPool.class);
        return wanted == null ? null : new Customizer(wanted);
    }

    /** Equal for equal annotations, so that tests share the application context. */
    private record Customizer(WithLocalUserPool wanted) implements ContextCustomizer {
        @Override
        public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
            LocalUserPool pool = start();
            DefaultListableBeanFactory beans = ((GenericApplicationContext) context).getDefaultListableBeanFactory();
            beans.registerSingleton("localUserPool", pool);
            // Also if the application does not start.
            beans.registerDisposableBean("localUserPool", pool::close);
            Map<String, Object> settings = new HashMap<>();
            for (String property : wanted.issuerProperties()) {
                settings.put(property, pool.issuer());
            }
            for (String property : wanted.clientIdsProperties()) {
                settings.put(property, String.join(",", clientIds()));
            }
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("localUserPool", settings));
        }

        private List<String> clientIds() {
            if (wanted.clientIds().length > 0) {
                return List.of(wanted.clientIds());
            }
            List<String> own = Arrays.stream(wanted.settings())
                    .filter(setting -> setting.matches("user-pool\\.clients\\[\\d+]\\.id=.*"))
                    .map(setting -> setting.substring(setting.indexOf('=') + 1))
                    .toList();
            return own.isEmpty() ? List.of(FIRST_CLIENT) : own;
        }

        private LocalUserPool start() {
            LocalUserPool.Builder pool = LocalUserPool.builder();
            if (wanted.trigger() != RequestStreamHandler.class) {
                pool.trigger(wanted.trigger());
            }
            for (String setting : wanted.settings()) {
                int equals = setting.indexOf('=');
                if (equals < 0) {
                    throw new IllegalArgumentException("settings: " + setting
                            + " must be <name>=<value>, such as user-pool.users[0].username=rex");
                }
                pool.setting(setting.substring(0, equals), setting.substring(equals + 1));
            }
            return pool.start();
        }
    }
}

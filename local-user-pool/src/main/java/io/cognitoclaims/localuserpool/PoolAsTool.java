package io.cognitoclaims.localuserpool;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.spi.ToolProvider;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * The program in a JVM that is another's, such as that of tests: it says the same lines, and runs until its thread is
 * interrupted. It reads neither system properties nor environment variables, since those are for the other application, and
 * leaves the logging of the JVM alone.
 *
 * <p>For the artifact {@code cognito-claims-local-user-pool-junit}, which finds it as a service in a class loader of its own.
 */
public final class PoolAsTool implements ToolProvider {
    /** For {@link java.util.ServiceLoader}. */
    public PoolAsTool() {}

    @Override
    public String name() {
        return "local-user-pool";
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        // Its factory is one for the JVM, and belongs to the first Tomcat that comes. Nothing here needs it.
        TomcatURLStreamHandlerFactory.disable();
        SpringApplication application = LocalUserPool.application(Clock.systemUTC());
        application.setEnvironment(new EmptyEnvironment());
        application.setRegisterShutdownHook(false);
        application.setListeners(application.getListeners().stream()
                .filter(listener -> !(listener instanceof LoggingApplicationListener))
                .toList());
        try (ConfigurableApplicationContext pool = application.run(arguments)) {
            LocalUserPool.announce(pool, out::println);
            new CountDownLatch(1).await();
            return 1;
        } catch (InterruptedException stopped) {
            return 0;
        } catch (RuntimeException failure) {
            err.println("local-user-pool did not start: " + StartFailure.reason(failure));
            return 1;
        }
    }

    private static final class EmptyEnvironment extends StandardEnvironment {
        @Override
        protected void customizePropertySources(MutablePropertySources sources) {}
    }
}

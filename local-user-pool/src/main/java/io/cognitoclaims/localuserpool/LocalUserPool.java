package io.cognitoclaims.localuserpool;

import java.io.PrintStream;
import java.time.Clock;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.oauth2.server.authorization.autoconfigure.servlet.OAuth2AuthorizationServerJwtAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A stand-in Amazon Cognito user pool for development: sign-in page, OAuth 2.0 endpoints, key set and tokens in
 * Cognito's shapes, and the pre token generation trigger that Lambda would run.
 *
 * <p>Listens on 127.0.0.1 only, on port 9000 unless the environment variable {@code PORT} names another; {@code 0} takes
 * a free one. Users, app clients and the trigger are {@code user-pool.*} in {@code application.yaml}. Keys are new at
 * each start and are kept in memory, as are sessions and issued tokens.
 *
 * <p>It protects nothing: passwords and secrets are plain text in the configuration.
 */
@SpringBootApplication(proxyBeanMethods = false, exclude = OAuth2AuthorizationServerJwtAutoConfiguration.class)
@EnableConfigurationProperties(UserPoolSettings.class)
class LocalUserPool {
    /** Starts the pool; a wrong setting or a port in use is one line on standard error and exit code 1. */
    public static void main(String[] arguments) {
        System.out.println("local-user-pool is for development only: it protects nothing");
        announce(start(Clock.systemUTC(), arguments), System.out);
    }

    static ConfigurableApplicationContext start(Clock clock, String... arguments) {
        SpringApplication application = new SpringApplication(LocalUserPool.class);
        application.addInitializers(context -> context.getBeanFactory().registerSingleton("clock", clock));
        return application.run(arguments);
    }

    private static void announce(ConfigurableApplicationContext pool, PrintStream out) {
        PoolAddress address = pool.getBean(PoolAddress.class);
        out.println("local-user-pool listening on " + address.domain());
        out.println("issuer: " + address.issuer());
        out.println("users: "
                + pool.getBean(UserPoolSettings.class).users().stream()
                        .map(user -> user.username() + " <" + user.email() + ">")
                        .collect(Collectors.joining(", ")));
    }
}

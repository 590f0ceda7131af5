package io.cognitoclaims.localuserpool;

import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
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
 * <p>Listens on 127.0.0.1 unless {@code server.address} names another address, and on port 9000 unless the environment
 * variable {@code PORT} names another; {@code 0} takes a free one. Users, app clients and the trigger are {@code user-pool.*} in {@code local-user-pool.yaml}. Keys are new at
 * each start and are kept in memory, as are sessions and issued tokens.
 *
 * <p>It protects nothing: passwords and secrets are plain text in the configuration.
 */
@SpringBootApplication(proxyBeanMethods = false, exclude = OAuth2AuthorizationServerJwtAutoConfiguration.class)
@EnableConfigurationProperties(UserPoolSettings.class)
class LocalUserPool {
    /** Starts the pool; a wrong setting or a port in use is one line on standard error and exit code 1. */
    public static void main(String[] arguments) {
        SpringApplication application = application(Clock.systemUTC());
        application.addInitializers(
                context -> System.out.println(warning(context.getEnvironment().getProperty("user-pool.issuer", ""))));
        announce(application.run(arguments), System.out::println);
    }

    private static String warning(String issuer) {
        String warning = "local-user-pool is for development only: it protects nothing";
        return PoolAddress.isAtAws(issuer) ? warning + ", AND ITS TOKENS SAY THAT AWS ISSUED THEM" : warning;
    }

    static ConfigurableApplicationContext start(Clock clock, String... arguments) {
        return application(clock).run(arguments);
    }

    static SpringApplication application(Clock clock) {
        SpringApplication application = new SpringApplication(LocalUserPool.class);
        // The folder of a trigger may have an application.yaml of its own, and stands first on the class path.
        application.setDefaultProperties(Map.of("spring.config.name", "local-user-pool"));
        application.addInitializers(context -> context.getBeanFactory().registerSingleton("clock", clock));
        return application;
    }

    static void announce(ConfigurableApplicationContext pool, Consumer<String> out) {
        PoolAddress address = pool.getBean(PoolAddress.class);
        if (address.isOnNetwork()) {
            out.accept("OTHER MACHINES MAY REACH THIS POOL (server.address), and everybody who does can get any token");
        }
        out.accept("local-user-pool listening on " + address.here());
        out.accept("issuer: " + address.issuer());
        out.accept("users: "
                + pool.getBean(UserPoolSettings.class).users().stream()
                        .map(user ->
                                user.email().isEmpty() ? user.username() : user.username() + " <" + user.email() + ">")
                        .collect(Collectors.joining(", ")));
    }
}

package io.cognitoclaims.spring;

import io.cognitoclaims.core.RevocationStore;
import io.cognitoclaims.revocation.redis.RedisRevocationStore;
import io.cognitoclaims.revocation.redis.RedisRevocationStoreBuilder;
import io.cognitoclaims.spring.CognitoClaimsProperties.Redis;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The Redis that Spring Boot connects the application to: by {@code spring.data.redis}, Docker Compose or Testcontainers. The
 * store has connections of its own, because its reader waits in Redis.
 */
final class ApplicationRedis {
    private static final String URI = CognitoClaimsProperties.PREFIX + ".revocations.redis.uri";
    private static final String ADVICE = "Write the address of a server, or of a cluster, for the revocations.";

    private final ObjectProvider<DataRedisConnectionDetails> details;
    private final ConfigurableListableBeanFactory beans;
    private final Environment environment;

    ApplicationRedis(
            ObjectProvider<DataRedisConnectionDetails> details,
            ConfigurableListableBeanFactory beans,
            Environment environment) {
        this.details = details;
        this.beans = beans;
        this.environment = environment;
    }

    /** {@return a store on the application's Redis; null if it has none} */
    @Nullable
    RevocationStore createStore(RedisStoreFactory factory, Redis settings) {
        DataRedisConnectionDetails redis = details.getIfAvailable();
        if (redis == null) {
            return null;
        }
        requireConnectionOfSpringBoot();
        RedisRevocationStoreBuilder store = store(redis);
        String password = redis.getPassword();
        if (password != null && !password.isBlank()) {
            store.password(password);
        }
        String username = redis.getUsername();
        if (username != null && !username.isBlank()) {
            store.user(username);
        }
        return factory.create(store, settings);
    }

    private RedisRevocationStoreBuilder store(DataRedisConnectionDetails redis) {
        DataRedisConnectionDetails.Cluster cluster = redis.getCluster();
        if (cluster != null) {
            DataRedisConnectionDetails.Node node = cluster.getNodes().get(0);
            return store(node.host(), node.port(), 0, redis.getSslBundle()).cluster();
        }
        DataRedisConnectionDetails.Standalone server = redis.getStandalone();
        if (server == null || redis.getSentinel() != null || redis.getMasterReplica() != null) {
            throw new WrongSettingException(
                    URI,
                    "it is missing, and the application finds its Redis through sentinels or by its replicas",
                    ADVICE);
        }
        return store(server.getHost(), server.getPort(), server.getDatabase(), redis.getSslBundle());
    }

    private RedisRevocationStoreBuilder store(String host, int port, int database, @Nullable SslBundle bundle) {
        boolean isTls = bundle != null || isUrlWithTls();
        String name = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        String uri = (isTls ? "rediss" : "redis") + "://" + name + ":" + port + "/" + database;
        RedisRevocationStoreBuilder store =
                WrongSettingException.requireValid(URI, ADVICE, () -> RedisRevocationStore.builder(uri));
        return bundle == null ? store : store.sslContext(bundle.createSslContext());
    }

    /** Spring Boot reads this from the property and not from the connection's details. */
    private boolean isUrlWithTls() {
        String url = environment.getProperty("spring.data.redis.url", "");
        return url.toLowerCase(Locale.ROOT).startsWith("rediss:");
    }

    /** If the application made the connection itself, Spring Boot's details are of another server, such as localhost. */
    private void requireConnectionOfSpringBoot() {
        for (String name : beans.getBeanNamesForType(RedisConnectionFactory.class, true, false)) {
            String maker = beans.containsBeanDefinition(name)
                    ? beans.getBeanDefinition(name).getFactoryBeanName()
                    : null;
            if (maker == null || !maker.startsWith("org.springframework.boot.")) {
                throw new WrongSettingException(
                        URI, "it is missing, and the application makes its RedisConnectionFactory itself", ADVICE);
            }
        }
    }
}

package io.cognitoclaims.revocation.redis;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.DefaultRedisCredentials;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;

/** Settings of a {@link RedisRevocationStore}. Each is optional. Not safe for use by many threads. */
public final class RedisRevocationStoreBuilder {
    private static final int DEFAULT_PORT = 6379;
    private static final Duration LEAST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration GREATEST_TIMEOUT = Duration.ofSeconds(10);

    private final HostAndPort address;
    private final boolean tls;
    private final int database;
    private @Nullable String user;
    private @Nullable Supplier<String> password;
    private @Nullable SSLContext sslContext;
    private String keyPrefix = "cognito-claims";
    private Duration timeout = Duration.ofSeconds(2);
    private boolean isCluster;
    private Clock clock = Clock.systemUTC();

    RedisRevocationStoreBuilder(String address) {
        URI uri = uri(requireNonNull(address, "address"));
        String host = uri.getHost();
        this.tls = "rediss".equalsIgnoreCase(uri.getScheme());
        if (host == null || !(tls || "redis".equalsIgnoreCase(uri.getScheme())) || uri.getRawQuery() != null) {
            throw badAddress();
        }
        if (uri.getPort() > 65_535) {
            throw badAddress();
        }
        boolean isIpv6 = host.startsWith("[");
        this.address = new HostAndPort(
                isIpv6 ? host.substring(1, host.length() - 1) : host, uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
        this.database = database(uri.getPath());
        String userInfo = uri.getUserInfo();
        if (userInfo != null) {
            int colon = userInfo.indexOf(':');
            if (colon < 0 || userInfo.substring(colon + 1).isBlank()) {
                throw badAddress();
            }
            if (colon > 0) {
                user(userInfo.substring(0, colon));
            }
            password(userInfo.substring(colon + 1));
        }
    }

    /**
     * Says that the address is that of a cluster: its configuration endpoint, or one of its nodes. By default it is that of
     * a server that answers by itself, such as the primary endpoint of a replication group.
     */
    public RedisRevocationStoreBuilder cluster() {
        if (database != 0) {
            throw new IllegalArgumentException("address: must not name a database, because a cluster has only one");
        }
        this.isCluster = true;
        return this;
    }

    /** Sets the user of the server's access control list. The default is the server's default user. */
    public RedisRevocationStoreBuilder user(String user) {
        this.user = requireText("user", user);
        return this;
    }

    /** Sets the password. By default there is none. */
    public RedisRevocationStoreBuilder password(String password) {
        String text = requireText("password", password);
        return password(() -> text);
    }

    /**
     * Sets what gives the password for each new connection: for passwords that change, such as the tokens of IAM. It is called
     * on the thread that connects.
     */
    public RedisRevocationStoreBuilder password(Supplier<String> password) {
        this.password = requireNonNull(password, "password");
        return this;
    }

    /**
     * Sets the certificates that are trusted, and the client's own certificate. The default is that of the JDK. The server's
     * certificate must be for the host of the address in any case.
     *
     * @throws IllegalArgumentException if the address does not begin with {@code rediss}
     */
    public RedisRevocationStoreBuilder sslContext(SSLContext sslContext) {
        if (!tls) {
            throw new IllegalArgumentException("sslContext: needs an address that begins with rediss://");
        }
        this.sslContext = requireNonNull(sslContext, "sslContext");
        return this;
    }

    /**
     * Sets what the key of the stream begins with: it is {@code <prefix>:revocations}. The default is {@code cognito-claims}.
     * All servers that share revocations have the same.
     */
    public RedisRevocationStoreBuilder keyPrefix(String prefix) {
        this.keyPrefix = requireText("keyPrefix", prefix);
        return this;
    }

    /**
     * Sets how long to wait for a connection, and for an answer. The default is 2 s; from 100 ms to 10 s. It should be well
     * below {@link io.cognitoclaims.core.RevocationsBuilder#maxAge}.
     */
    public RedisRevocationStoreBuilder timeout(Duration timeout) {
        if (requireNonNull(timeout, "timeout").compareTo(LEAST_TIMEOUT) < 0
                || timeout.compareTo(GREATEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("timeout: must be from 100 ms to 10 s, was " + timeout);
        }
        this.timeout = timeout;
        return this;
    }

    /** Sets the clock by which old entries are removed. The default is the system's clock. */
    public RedisRevocationStoreBuilder clock(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    /**
     * {@return the store, which connects when it is used}
     *
     * @throws IllegalArgumentException if there is a user and no password
     */
    public RedisRevocationStore build() {
        if (user != null && password == null) {
            throw new IllegalArgumentException("user: needs a password");
        }
        return new RedisRevocationStore(this);
    }

    String key() {
        return keyPrefix + ":revocations";
    }

    Clock clock() {
        return clock;
    }

    /** @param maxWait how long the server may wait before it answers, in addition to the timeout */
    RedisConnection connection(int maxConnections, Duration maxWait) {
        DefaultJedisClientConfig config = clientConfig(maxWait);
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(maxConnections);
        pool.setMaxWait(timeout);
        // Without a thread that looks after idle connections.
        pool.setTimeBetweenEvictionRuns(Duration.ofMillis(-1));
        Supplier<UnifiedJedis> connect = isCluster
                ? () -> RedisClusterClient.builder()
                        .nodes(Set.of(address))
                        .clientConfig(config)
                        .poolConfig(pool)
                        .maxAttempts(2)
                        .maxTotalRetriesDuration(timeout)
                        .build()
                : () -> RedisClient.builder()
                        .hostAndPort(address)
                        .clientConfig(config)
                        .poolConfig(pool)
                        .build();
        return new RedisConnection(address, timeout, connect);
    }

    private DefaultJedisClientConfig clientConfig(Duration maxWait) {
        int millis = (int) timeout.toMillis();
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .blockingSocketTimeoutMillis((int) timeout.plus(maxWait).toMillis())
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .database(database);
        Supplier<String> secret = password;
        if (secret != null) {
            config.credentialsProvider(() -> new DefaultRedisCredentials(user, secret.get()));
        }
        if (tls) {
            useTls(config);
        }
        return config.build();
    }

    /** What is to come in place of these methods takes key stores in files, and no {@link SSLContext}. */
    @SuppressWarnings("deprecation")
    private void useTls(DefaultJedisClientConfig.Builder config) {
        SSLParameters parameters = new SSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        config.ssl(true).sslParameters(parameters);
        if (sslContext != null) {
            config.sslSocketFactory(sslContext.getSocketFactory());
        }
    }

    private static URI uri(String address) {
        try {
            return new URI(address);
        } catch (URISyntaxException e) {
            // Its message contains the password.
            throw badAddress();
        }
    }

    private static int database(String path) {
        if (path.isEmpty() || path.equals("/")) {
            return 0;
        }
        if (!path.matches("/[0-9]{1,5}")) {
            throw badAddress();
        }
        return Integer.parseInt(path.substring(1));
    }

    private static IllegalArgumentException badAddress() {
        return new IllegalArgumentException(
                "address: must have the form redis://host:6379 or rediss://user:password@host:6379/0");
    }

    private static String requireText(String name, String text) {
        if (requireNonNull(text, name).isBlank()) {
            throw new IllegalArgumentException(name + ": must not be blank");
        }
        return text;
    }
}

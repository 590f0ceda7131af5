package io.cognitoclaims.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.cognitoclaims.testing.LoopbackServer.Answer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An Application Load Balancer for tests, which signs users in with a {@link TestUserPool}: it signs values of {@code
 * x-amzn-oidc-data} with a real key of the curve P-256, and serves the key as a PEM text on a free port of the loopback
 * interface.
 *
 * <pre>{@code
 * try (TestUserPool pool = TestUserPool.create();
 *         TestLoadBalancer loadBalancer = TestLoadBalancer.create(pool)) {
 *     String data = loadBalancer.oidcData().email("alice@example.com").sign();
 *     // send it as the header x-amzn-oidc-data to an application that trusts loadBalancer.arn()
 * }
 * }</pre>
 *
 * <p>As with the real one, every part of a token is base64url with padding, {@code iss} and {@code exp} are in the header
 * and among the claims, {@code email_verified} is a string, and a token lasts two minutes from the clock's time. All
 * tokens are of one user, {@code test-user}. See <a
 * href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html">Authenticate
 * users using an Application Load Balancer</a>.
 *
 * <p>The server runs on daemon threads. It answers 404 for keys that it does not have. It does not forward requests. Safe
 * for use by many threads.
 */
public final class TestLoadBalancer implements AutoCloseable {
    static final String ARN =
            "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/test-load-balancer/0123456789abcdef";
    private static final Duration LIFE_TIME = Duration.ofMinutes(2);

    private final String issuer;
    private final String clientId;
    private final Clock clock;
    private final String subject = UUID.randomUUID().toString();
    private final LoopbackServer server = LoopbackServer.create("test-load-balancer");
    private final Map<String, LoadBalancerKey> published = new ConcurrentHashMap<>();
    private volatile LoadBalancerKey key = LoadBalancerKey.generate();

    private TestLoadBalancer(TestUserPool pool, Clock clock) {
        this.issuer = pool.issuer();
        this.clientId = pool.clientId();
        this.clock = requireNonNull(clock, "clock");
        published.put(key.kid(), key);
        server.start(new Keys());
    }

    /**
     * {@return a started load balancer that signs in with the pool and its app client, by the system's clock}
     *
     * @throws java.io.UncheckedIOException if there is no free port
     */
    public static TestLoadBalancer create(TestUserPool pool) {
        return create(pool, Clock.systemUTC());
    }

    /**
     * {@return a started load balancer that signs in with the pool and its app client, by this clock}
     *
     * @throws java.io.UncheckedIOException if there is no free port
     */
    public static TestLoadBalancer create(TestUserPool pool, Clock clock) {
        return new TestLoadBalancer(pool, clock);
    }

    /** {@return the load balancer's ARN, in {@code us-east-1}, the same for every test load balancer} */
    public String arn() {
        return ARN;
    }

    /** {@return where the keys are served, {@code http://localhost:<port>/keys}; behind it a slash and the {@code kid}} */
    public URI keysUri() {
        return URI.create(server.address() + "/keys");
    }

    /** {@return the {@code kid} of the tokens that are signed now, a UUID} */
    public String keyId() {
        return key.kid();
    }

    /** {@return the public key of the tokens that are signed now, in PEM} Faults of the key endpoint do not show here. */
    public String pem() {
        return key.pem();
    }

    /** {@return a good value of {@code x-amzn-oidc-data}, of a user with a verified e-mail address} */
    public OidcDataBuilder oidcData() {
        return OidcDataBuilder.of(key)
                .header("iss", issuer)
                .clientId(clientId)
                .signer(ARN)
                .subject(subject)
                .claim("email_verified", "true")
                .email("test-user@example.com")
                .username("test-user")
                .claim("iss", issuer)
                .expiresAt(clock.instant().plus(LIFE_TIME));
    }

    /**
     * {@return a token over exactly this text in UTF-8, signed with ES256 and the current key, with padding} For tokens
     * that no JSON writer would make.
     */
    public String sign(String header, String payload) {
        return sign(header.getBytes(UTF_8), payload.getBytes(UTF_8));
    }

    /** {@return a token over exactly these bytes, signed with ES256 and the current key, with padding} */
    public String sign(byte[] header, byte[] payload) {
        return key.sign(header, payload);
    }

    /** Makes a new key, which signs from now on. The old one stays published. */
    public synchronized void rotateKey() {
        LoadBalancerKey next = LoadBalancerKey.generate();
        published.put(next.kid(), next);
        key = next;
    }

    /** Leaves only the current key published. */
    public synchronized void withdrawOldKeys() {
        published.keySet().retainAll(Set.of(key.kid()));
    }

    /** {@return how many requests for keys have arrived, for known and unknown ones, answered or not} */
    public int keyFetches() {
        return server.keyFetches();
    }

    /**
     * Makes the key endpoint send this answer until {@link #resumeKeys()}.
     *
     * @param status from 200 to 599
     * @param body may be empty, and must be for 204 and 304
     * @throws IllegalArgumentException if the status is out of range or cannot have a body
     */
    public void answerKeysWith(int status, String body) {
        server.answerKeysWith(status, body);
    }

    /**
     * Makes the key endpoint accept requests and not answer them. {@link #resumeKeys()} answers the held requests as well,
     * {@link #close()} cuts their connections.
     */
    public void stallKeys() {
        server.stallKeys();
    }

    /** Ends the effect of {@link #stallKeys()} and {@link #answerKeysWith}. It has no effect if neither was called. */
    public void resumeKeys() {
        server.resumeKeys();
    }

    /** Stops the server at once, held requests included; tokens can still be signed. A second call has no effect. */
    @Override
    public void close() {
        server.close();
    }

    LoadBalancerKey key() {
        return key;
    }

    private final class Keys implements LoopbackServer.Site {
        @Override
        public String contentType() {
            return "application/octet-stream";
        }

        @Override
        public boolean isOfKeys(String path) {
            return path.startsWith("/keys/");
        }

        @Override
        public Answer answer(String path) {
            LoadBalancerKey asked = published.get(path.substring(path.lastIndexOf('/') + 1));
            return asked == null ? new Answer(404, "") : new Answer(200, asked.pem());
        }
    }
}

package io.cognitoclaims.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.cognitoclaims.testing.TokenBuilder.Kind;
import java.net.URI;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/**
 * A user pool for tests: it signs tokens in the shape of Amazon Cognito's with real RSA keys, and serves the keys on a free
 * port of the loopback interface. It can rotate them, withdraw them, serve wrong answers, and not answer at all.
 *
 * <pre>{@code
 * try (TestUserPool pool = TestUserPool.create()) {
 *     String token = pool.accessToken().groups("admins").claim("pet_preference", "dogs").sign();
 *     // give the token to an application that trusts pool.issuer() and pool.clientId()
 * }
 * }</pre>
 *
 * <p>As in Cognito, a pool has two 2048-bit RSA keys, one for ID tokens and one for access tokens; the header of a token
 * is {@code kid} and {@code alg} and nothing else; slashes in the JSON of a token are escaped. All tokens of a pool
 * belong to one sign-in of one user, {@code test-user}, through the authorization code flow, or to the machine that the
 * client is; they last one hour from the clock's time. The shapes are those of
 * <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html">access
 * tokens</a> and
 * <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html">ID
 * tokens</a>.
 *
 * <p>The server runs on daemon threads. Its discovery document is at {@code issuer() +
 * "/.well-known/openid-configuration"}; any other URL answers 400, as Cognito does. There is no sign-in and no token
 * endpoint. Safe for use by many threads.
 *
 * <p>Two new key pairs take about 200 ms. So a pool that is {@linkplain #close() closed} leaves its key pairs to the pools
 * that the same JVM creates later, and to their rotations: close each pool, or share one between tests. Key ids are always
 * new. Two open pools never have a key pair in common, and an open pool never gets one back that it had. A pool that has
 * forged a token ({@link TokenBuilder#signedBy}) leaves none.
 */
public final class TestUserPool implements AutoCloseable {
    static final String ID = "us-east-1_TestPool";
    static final String CLIENT_ID = "testclient0123456789abcdef";
    private static final Duration LIFE_TIME = Duration.ofHours(1);

    private final Clock clock;
    private final String subject = randomId();
    private final String originJti = randomId();
    private final String eventId = randomId();
    private final PoolServer server;
    private final KeyPairs pairs = new KeyPairs();
    private volatile PoolKeys keys = PoolKeys.first(pairs);

    private TestUserPool(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
        this.server = PoolServer.start(ID, this::jwks);
    }

    /**
     * {@return a started pool whose tokens have the times of the system's clock}
     *
     * @throws java.io.UncheckedIOException if there is no free port
     */
    public static TestUserPool create() {
        return create(Clock.systemUTC());
    }

    /**
     * {@return a started pool whose tokens have the times of this clock}
     *
     * @throws java.io.UncheckedIOException if there is no free port
     */
    public static TestUserPool create(Clock clock) {
        return new TestUserPool(clock);
    }

    /** {@return the id of the pool, {@code us-east-1_TestPool}} Every test pool has this one; issuers differ by port. */
    public String id() {
        return ID;
    }

    /** {@return the app client that the tokens are for} It has 26 lower-case letters and digits, the same in any pool. */
    public String clientId() {
        return CLIENT_ID;
    }

    /** {@return {@code http://localhost:<port>/us-east-1_TestPool}} */
    public String issuer() {
        return server.issuer();
    }

    /** {@return where the key set is served, {@code issuer() + "/.well-known/jwks.json"}} */
    public URI jwksUri() {
        return server.jwksUri();
    }

    /** {@return the key set (RFC 7517, section 5) that is published now} Faults of the key endpoint do not show here. */
    public String jwks() {
        return keys.jwks();
    }

    /** {@return a good access token of a user, scope {@code openid email}, in no group} */
    public TokenBuilder accessToken() {
        long now = clock.instant().getEpochSecond();
        return TokenBuilder.of(Kind.USER, keys)
                .claim("sub", subject)
                .claim("iss", issuer().toString())
                .claim("version", 2)
                .claim("client_id", CLIENT_ID)
                .claim("origin_jti", originJti)
                .claim("event_id", eventId)
                .claim("token_use", "access")
                .claim("scope", "openid email")
                .claim("auth_time", now)
                .claim("exp", now + LIFE_TIME.toSeconds())
                .claim("iat", now)
                .claim("jti", randomId())
                .claim("username", "test-user");
    }

    /** {@return a good ID token of the same user and sign-in} It has a verified e-mail address, and no {@code at_hash}. */
    public TokenBuilder idToken() {
        long now = clock.instant().getEpochSecond();
        return TokenBuilder.of(Kind.ID, keys)
                .claim("sub", subject)
                .claim("email_verified", true)
                .claim("iss", issuer().toString())
                .claim("cognito:username", "test-user")
                .claim("origin_jti", originJti)
                .claim("aud", CLIENT_ID)
                .claim("event_id", eventId)
                .claim("token_use", "id")
                .claim("auth_time", now)
                .claim("exp", now + LIFE_TIME.toSeconds())
                .claim("iat", now)
                .claim("jti", randomId())
                .claim("email", "test-user@example.com");
    }

    /**
     * {@return a good access token of the client credentials flow, scope {@code pets/read}} It belongs to no user:
     * {@code sub} is the client id.
     */
    public TokenBuilder machineToken() {
        long now = clock.instant().getEpochSecond();
        return TokenBuilder.of(Kind.MACHINE, keys)
                .claim("sub", CLIENT_ID)
                .claim("token_use", "access")
                .claim("scope", "pets/read")
                .claim("auth_time", now)
                .claim("iss", issuer().toString())
                .claim("exp", now + LIFE_TIME.toSeconds())
                .claim("iat", now)
                .claim("version", 2)
                .claim("jti", randomId())
                .claim("client_id", CLIENT_ID);
    }

    /**
     * {@return a compact JWS over exactly this text in UTF-8, signed with RS256 and the current key of access tokens}
     * For tokens that no JSON writer would make.
     */
    public String sign(String header, String payload) {
        return sign(header.getBytes(UTF_8), payload.getBytes(UTF_8));
    }

    /** {@return a compact JWS over exactly these bytes, signed with RS256 and the current key of access tokens} */
    public String sign(byte[] header, byte[] payload) {
        return keys.access().sign(header, payload);
    }

    /** Makes two new keys, which sign from now on. The old ones stay published beside them. */
    public synchronized void rotateKeys() {
        keys = keys.rotated(pairs);
    }

    /** Leaves only the two current keys published. */
    public synchronized void withdrawOldKeys() {
        keys = keys.withoutOld();
    }

    /** Puts new keys in the place of the two current ones, under the same ids. The old keys are not published. */
    public synchronized void replaceKeyMaterial() {
        keys = keys.withNewMaterial(pairs);
    }

    /** {@return how many requests for the key set have arrived, answered or not} */
    public int keyFetches() {
        return server.keyFetches();
    }

    /**
     * Makes the key endpoint send this answer until {@link #resumeKeys()}, as {@code application/json}. Other URLs answer
     * as before.
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

    /** {@return the {@code kid} of the access tokens signed now} */
    public String accessKeyId() {
        return keys.access().kid();
    }

    /** {@return the {@code kid} of the ID tokens signed now} */
    public String idKeyId() {
        return keys.id().kid();
    }

    /** {@return the public key of the access tokens signed now} */
    public RSAPublicKey accessKey() {
        return keys.access().publicKey();
    }

    /**
     * Stops the server at once, held requests included; tokens can still be signed. The key pairs may serve the next pool, so
     * a token of this pool under a key id of another one may be good there.
     * A second call has no effect.
     */
    @Override
    public void close() {
        server.close();
        pairs.giveBack();
    }

    PoolKeys keys() {
        return keys;
    }

    /** {@return false if other pools may have this pool's key pairs already; otherwise none will ever have them} */
    boolean keepKeyPairs() {
        return pairs.keep();
    }

    private static String randomId() {
        return UUID.randomUUID().toString();
    }
}

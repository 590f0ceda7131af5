package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signing keys of user pools: fetched when they are first needed, kept, and renewed in the background. One cache may
 * serve many verifiers; it is safe for use by many threads and starts none of its own.
 *
 * <p>What it promises:
 *
 * <ul>
 *   <li>One fetch an issuer is in flight at most. A token whose key is known never waits for it, save when the keys have
 *       not been confirmed for {@link JwksCacheBuilder#maxAge}.
 *   <li>A token whose key is not known waits for a fetch that began after it came, so that a new key is seen at once. Such
 *       tokens cause three fetches of an issuer's keys at once and then one in each {@link JwksCacheBuilder#cooldown}, however
 *       many they are; with none left they are rejected.
 *   <li>While known keys serve, eight threads an issuer wait for keys that are not known, and {@code verifyAsync} keeps
 *       tokens of 1,048,576 characters together; for others there is a {@link VerificationUnavailableException} at once. The
 *       second bound holds also before the first keys have come.
 *   <li>When fetches fail, known keys serve on until {@link JwksCacheBuilder#staleLimit}, then there is a
 *       {@link VerificationUnavailableException}. After a failure the next fetch waits 1 s, 2 s, 4 s, … up to the cooldown, less
 *       a random fifth.
 *   <li>A key that its issuer withdrew is refused after {@link JwksCacheBuilder#maxAge} at the latest, or
 *       {@link JwksCacheBuilder#staleLimit} while the key endpoint is down.
 *   <li>The keys of an issuer that was not asked for during a whole {@link JwksCacheBuilder#staleLimit} leave memory when others are
 *       fetched. What is remembered of an issuer besides is a few hundred bytes, for as long as the cache lives.
 * </ul>
 */
public final class JwksCache {
    private static final Logger LOG = LoggerFactory.getLogger(JwksCache.class);
    private static final long FORGET_IDLE_MILLIS = 10_000;

    private final KeySettings settings;
    private final Map<Issuer, IssuerKeys> issuers = new ConcurrentHashMap<>();
    /** The pools of the verifiers that use this cache. */
    private final Set<UserPool> trusted = ConcurrentHashMap.newKeySet();
    /** The pools of keys that were brought along, until a verifier trusts them. */
    private final Set<UserPool> preloaded = ConcurrentHashMap.newKeySet();

    private volatile long forgotIdleAt;

    JwksCache(KeySettings settings) {
        this.settings = settings;
    }

    /** {@return a cache with the defaults of {@link JwksCacheBuilder}} */
    public static JwksCache create() {
        return builder().build();
    }

    /** {@return a builder of a cache} */
    public static JwksCacheBuilder builder() {
        return new JwksCacheBuilder();
    }

    /**
     * Takes the keys of a pool from a document that the application brings along, so that the first token needs no
     * fetch: for Lambda, SnapStart and starts without a network. They count as fetched now, for each issuer of the pool;
     * a fetch that is in flight does not replace them.
     *
     * <p>It may be called before the verifiers of this cache are built or after. The pool must be equal to one of theirs,
     * with the same issuers, replicas and key address: else the keys would be used for nothing, and this call or {@link
     * CognitoVerifierBuilder#build} fails. A pool that shares no issuer with those of verifiers built later is warned of in
     * the log with the first fetch.
     *
     * @param jwks the text of the pool's key set (RFC 7517, section 5)
     * @throws IllegalArgumentException if that is not a key set with at least one usable key, or if verifiers use this
     *     cache and none of them trusts this very pool
     */
    public void preload(UserPool pool, String jwks) {
        byte[] document = requireNonNull(jwks, "jwks").getBytes(StandardCharsets.UTF_8);
        preloaded.add(requireNonNull(pool, "pool"));
        if (trusted.contains(pool)) {
            preloaded.remove(pool);
        } else if (!trusted.isEmpty()) {
            preloaded.remove(pool);
            throw new IllegalArgumentException("pool: no verifier of this cache trusts " + pool
                    + " with these issuers and this key address; build its verifier first, and give the same pool");
        }
        try {
            for (Issuer issuer : pool.issuers()) {
                keysOf(issuer).preload(document);
            }
        } catch (MalformedJsonException e) {
            preloaded.remove(pool);
            throw new IllegalArgumentException("jwks: " + e.getMessage());
        }
    }

    /**
     * {@return for each issuer whose keys are held, how long ago they were asked for} For gauges and health checks: it
     * fetches nothing, and does not keep keys from leaving memory. A negative age is one of a clock that was set back.
     */
    public Map<String, Duration> ages() {
        forgetIdle();
        Map<String, Duration> ages = new HashMap<>();
        issuers.forEach((issuer, keys) -> {
            Duration age = keys.age();
            if (age != null) {
                ages.put(issuer.value(), age);
            }
        });
        return Map.copyOf(ages);
    }

    /**
     * {@return the issuers whose tokens are answered with {@link VerificationUnavailableException} at this moment: no key may
     * serve, the last fetch has failed, and the next one may not start yet} Once it may, the issuer is not named until a
     * token has made another fetch fail: that nobody asks is no outage. It fetches nothing.
     */
    public Set<String> unavailable() {
        Set<String> unavailable = new HashSet<>();
        issuers.forEach((issuer, keys) -> {
            if (keys.isUnavailable()) {
                unavailable.add(issuer.value());
            }
        });
        return Set.copyOf(unavailable);
    }

    /**
     * {@return whether no token of the pool can be judged at this moment: no key of any of its issuers may serve, the last
     * fetch of each has failed, and one of them may not start yet} For health checks: it fetches nothing. A token that
     * finds no keys causes fetches for the pool's other issuers too, so that an issuer which the pool does not use, named
     * by a forged token, does not make the pool look ill.
     */
    public boolean isUnavailable(UserPool pool) {
        List<IssuerKeys> known = new ArrayList<>();
        for (Issuer issuer : pool.issuers()) {
            IssuerKeys keys = issuers.get(issuer);
            if (keys == null || !keys.hasFailed()) {
                return false;
            }
            known.add(keys);
        }
        return known.stream().anyMatch(IssuerKeys::isUnavailable);
    }

    /**
     * {@return the keys of each issuer of a pool that a verifier trusts, in the order of the pool}
     *
     * @throws IllegalArgumentException if keys were brought along for another form of this pool
     */
    List<IssuerKeys> trust(UserPool pool) {
        trusted.add(pool);
        preloaded.remove(pool);
        Set<String> values = valuesOf(pool);
        for (UserPool other : preloaded) {
            if (!Collections.disjoint(values, valuesOf(other))) {
                trusted.remove(pool);
                throw new IllegalArgumentException(
                        "keys: keys were preloaded for " + other
                                + " with other issuers or another key address than the verifier's; preload them for the same pool");
            }
        }
        List<IssuerKeys> all = pool.issuers().stream().map(this::keysOf).toList();
        all.forEach(keys -> keys.addSiblings(all));
        return all;
    }

    /** {@return the keys of the issuer, always the same object} */
    IssuerKeys keysOf(Issuer issuer) {
        return issuers.computeIfAbsent(issuer, absent -> new IssuerKeys(absent, settings, this::afterFetch));
    }

    private static Set<String> valuesOf(UserPool pool) {
        return pool.issuers().stream().map(Issuer::value).collect(Collectors.toSet());
    }

    private void afterFetch() {
        for (UserPool pool : List.copyOf(preloaded)) {
            // By now the verifiers are built.
            if (preloaded.remove(pool)) {
                LOG.warn("Keys were preloaded for {}, which no verifier of this cache trusts", pool);
            }
        }
        forgetIdleAtTimes();
    }

    /** After fetches, because for an issuer without traffic nothing happens; there may be many of both. */
    private void forgetIdleAtTimes() {
        if (Math.abs(settings.clock().millis() - forgotIdleAt) >= FORGET_IDLE_MILLIS) {
            forgetIdle();
        }
    }

    private void forgetIdle() {
        long now = settings.clock().millis();
        forgotIdleAt = now;
        issuers.values().forEach(keys -> keys.forgetIdle(now));
    }
}

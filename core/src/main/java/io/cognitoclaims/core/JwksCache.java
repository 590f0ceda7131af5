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
 * A cache of the signing keys of user pools. It fetches keys when they are first needed, keeps them, and renews them in the
 * background. Many verifiers can share one cache. It is safe for use by many threads and starts no threads itself.
 *
 * <p>Its guarantees:
 *
 * <ul>
 *   <li>For each issuer, at most one fetch is in flight. A token whose key is known does not wait for it, unless the keys
 *       have not been confirmed for {@link JwksCacheBuilder#maxAge}.
 *   <li>A token whose key is not known waits for a fetch that began after the token arrived, so that a new key is seen at
 *       once. However many such tokens arrive, they cause three fetches of an issuer's keys at once, and then one in each
 *       {@link JwksCacheBuilder#cooldown}. When no fetch is allowed, they are rejected.
 *   <li>While known keys can be used, at most eight threads for each issuer wait for unknown keys, and {@code verifyAsync}
 *       keeps tokens of at most 1,048,576 characters in total. Other calls fail with {@link
 *       VerificationUnavailableException} at once. The second limit also applies before the first keys have arrived.
 *   <li>When fetches fail, known keys are used until {@link JwksCacheBuilder#staleLimit}. After that, verification fails
 *       with {@link VerificationUnavailableException}. After a failure the next fetch waits 1 s, 2 s, 4 s, … up to the
 *       cooldown, less a random amount of up to a fifth.
 *   <li>A key that its issuer withdrew is refused after {@link JwksCacheBuilder#maxAge} at the latest, or after {@link
 *       JwksCacheBuilder#staleLimit} while the key endpoint is down.
 *   <li>Keys of an issuer that were not needed for a whole {@link JwksCacheBuilder#staleLimit} are removed from memory when
 *       others are fetched. What stays of an issuer is a few hundred bytes, for as long as the cache lives.
 * </ul>
 */
public final class JwksCache {
    private static final Logger LOG = LoggerFactory.getLogger(JwksCache.class);
    private static final long FORGET_IDLE_MILLIS = 10_000;

    private final KeySettings settings;
    private final Map<Issuer, IssuerKeys> issuers = new ConcurrentHashMap<>();
    /** The pools of the verifiers that use this cache, and how often each is trusted. */
    private final Map<UserPool, Integer> trusted = new ConcurrentHashMap<>();
    /** The pools whose keys were preloaded, until a verifier trusts them. */
    private final Set<UserPool> preloaded = ConcurrentHashMap.newKeySet();

    private volatile long forgotIdleAt;
    /** Whether pools are trusted while the application runs. */
    private volatile boolean servesLookedUpPools;

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
     * Loads the keys of a pool from a document that the application supplies, so that the first token needs no fetch. It is
     * for Lambda, SnapStart and starts without a network. The keys count as fetched now, for each issuer of the pool. A
     * fetch that is already in flight does not replace them.
     *
     * <p>It may be called before or after the verifiers of this cache are built. The pool must be equal to one of theirs,
     * with the same issuers, replicas and key URL. Otherwise the keys would never be used, so this call or {@link
     * CognitoVerifierBuilder#build} fails. If the pool shares no issuer with the verifiers that are built later, the first
     * fetch logs a warning.
     *
     * @param jwks the pool's key set as a JSON string (RFC 7517, section 5)
     * @throws IllegalArgumentException if this is not a key set with at least one usable key, or if verifiers already use
     *     this cache and none of them trusts a pool equal to this one
     */
    public void preload(UserPool pool, String jwks) {
        byte[] document = requireNonNull(jwks, "jwks").getBytes(StandardCharsets.UTF_8);
        preloaded.add(requireNonNull(pool, "pool"));
        if (trusted.containsKey(pool)) {
            preloaded.remove(pool);
        } else if (!trusted.isEmpty() && !servesLookedUpPools) {
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
     * {@return for each issuer whose keys are held, how long ago they were requested} For gauges and health checks. It
     * fetches nothing, and it does not keep keys in memory. A negative age means that the clock was set back.
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
     * {@return the issuers whose tokens now cause a {@link VerificationUnavailableException}: no key may be used, the last
     * fetch has failed, and the next one may not start yet} Once it may start, the issuer is left out until a token has
     * caused another failed fetch: an issuer without traffic is not an outage. It fetches nothing.
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
     * {@return whether no token of the pool can be verified now: no key of any of its issuers may be used, the last fetch
     * of each has failed, and the next fetch of at least one may not start yet} For health checks. It fetches nothing. A
     * token that finds no keys also causes fetches for the pool's other issuers. So a forged token that names an issuer
     * which the pool does not use does not make the pool look unavailable.
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
     * {@return the keys of each issuer of a pool that a verifier trusts, in the order of the pool} They stay until {@link
     * #release} was called as often for the pool.
     *
     * @throws IllegalArgumentException if keys were preloaded for another form of this pool
     */
    List<IssuerKeys> trust(UserPool pool) {
        if (trusted.merge(pool, 1, Integer::sum) == 1 && pool.allowsInsecureHttp()) {
            LOG.warn(
                    "The user pool of {} is trusted over insecure HTTP (allow-insecure-http). This is for emulators in"
                            + " development only: others on the network can replace the keys, and so make up tokens",
                    pool.issuer());
        }
        preloaded.remove(pool);
        Set<String> values = valuesOf(pool);
        for (UserPool other : preloaded) {
            if (!Collections.disjoint(values, valuesOf(other))) {
                forget(pool);
                throw new IllegalArgumentException(
                        "keys: keys were preloaded for " + other
                                + " with other issuers or another key address than the verifier's; preload them for the same pool");
            }
        }
        List<IssuerKeys> all = pool.issuers().stream().map(this::hold).toList();
        all.forEach(keys -> keys.addSiblings(all));
        return all;
    }

    /** Allows to preload the keys of pools that are trusted later. */
    void serveLookedUpPools() {
        servesLookedUpPools = true;
    }

    /** Removes the keys of a pool from memory, unless it is trusted elsewhere too. */
    void release(UserPool pool) {
        forget(pool);
        pool.issuers()
                .forEach(issuer -> issuers.computeIfPresent(issuer, (same, keys) -> keys.release() ? null : keys));
    }

    /** {@return the keys of the issuer, the same object for as long as they are held} */
    IssuerKeys keysOf(Issuer issuer) {
        return issuers.computeIfAbsent(issuer, absent -> new IssuerKeys(absent, settings, this::afterFetch));
    }

    private IssuerKeys hold(Issuer issuer) {
        return issuers.compute(issuer, (same, held) -> {
            IssuerKeys keys = held != null ? held : new IssuerKeys(issuer, settings, this::afterFetch);
            keys.hold();
            return keys;
        });
    }

    private void forget(UserPool pool) {
        trusted.computeIfPresent(pool, (same, times) -> times == 1 ? null : times - 1);
    }

    private static Set<String> valuesOf(UserPool pool) {
        return pool.issuers().stream().map(Issuer::value).collect(Collectors.toSet());
    }

    private void afterFetch() {
        for (UserPool pool : List.copyOf(preloaded)) {
            // By now the verifiers are built.
            if (!servesLookedUpPools && preloaded.remove(pool)) {
                LOG.warn("Keys were preloaded for {}, which no verifier of this cache trusts", pool);
            }
        }
        forgetIdleAtTimes();
    }

    /**
     * Runs after the fetches of other issuers, because an issuer without traffic triggers nothing itself. There may be many
     * issuers and many fetches.
     */
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

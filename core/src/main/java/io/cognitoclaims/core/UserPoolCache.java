package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_ISSUER;
import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user pools of an application that looks them up while it runs, such as one with a pool for each tenant. It asks a
 * {@link UserPoolSource} when a token of an issuer arrives that it does not remember, and remembers the answer. Many
 * verifiers can share one, for access tokens and for ID tokens. It is safe for use by many threads.
 *
 * <pre>{@code
 * UserPoolCache pools = UserPoolCache.builder(issuer -> tenants.findByIssuer(issuer)
 *                 .map(tenant -> AcceptedPool.of(UserPool.of(tenant.poolId()), tenant.clientIds())
 *                         .withTenant(tenant.name())))
 *         .build();
 * CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(pools).build();
 * AccessToken token = verifier.verify(jwt, "acme");
 * }</pre>
 *
 * <p>Its guarantees:
 *
 * <ul>
 *   <li>Trust comes from the application: the cache never makes an issuer or a URL out of a token. It asks only about
 *       strings of the form of a Cognito issuer, or below {@link UserPoolCacheBuilder#issuersBelow}.
 *   <li>A token of a remembered pool waits for no look-up. After four fifths of {@link UserPoolCacheBuilder#rememberFor}
 *       its tokens cause one in the background.
 *   <li>However many tokens with made-up issuers arrive, they cause {@link UserPoolCacheBuilder#maxNewLookupsPerSecond}
 *       look-ups at once, and then as many each second, of which at most eight are in flight. At most 64 threads wait for
 *       look-ups, and {@code verifyAsync} keeps tokens of at most 1,048,576 characters in total. They remove no pool from
 *       memory. A genuine token of a pool that is not remembered shares these limits.
 *   <li>When a look-up fails, exceeds its time or is beyond these limits, the verification fails with {@link
 *       VerificationUnavailableException}. A pool that is remembered is accepted until the end of its time. An issuer whose
 *       look-up failed is looked up again after a second.
 *   <li>After {@link #evict(String)} has returned, no token of the pool is accepted without a look-up that began later,
 *       also not from a cache of verified tokens.
 *   <li>A pool that is removed, or not used for {@link UserPoolCacheBuilder#rememberFor}, leaves memory with its signing
 *       keys.
 * </ul>
 */
public final class UserPoolCache {
    /** How many threads wait for look-ups at once. */
    static final int MAX_WAITING_THREADS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(UserPoolCache.class);
    private static final CompletableFuture<Void> AT_ONCE = CompletableFuture.completedFuture(null);
    private static final int MAX_UNKNOWN = 10_000;
    /** How many look-ups a token waits for, if evictions make their answers useless. */
    private static final int MAX_LOOKUPS_OF_TOKEN = 8;
    /** How many evictions an answer can be compared with. After more it is useless. */
    private static final int MAX_RECENT_EVICTIONS = 64;

    private static final long FAILURE_MILLIS = 1_000;
    private static final long WARNING_MILLIS = 60_000;
    /** The longest pause after a failed renewal; more is left only if the clock was set back. */
    private static final long MAX_PAUSE_MILLIS = 60_000;

    private final PoolLookups lookups;
    private final JwksCache keys;
    private final Clock clock;
    private final long rememberMillis;
    private final long rememberUnknownMillis;
    private final List<IssuersBelow> issuersBelow;
    private final boolean allowsInsecureHttp;

    private final Cache<String, Known> known;
    /** Apart from the others, so that made-up issuers cannot displace them. */
    private final Cache<String, Unknown> unknown;

    /** Guards the changes of both caches: an answer from before an eviction must not be stored. */
    private final ReentrantLock lock = new ReentrantLock();

    /** How many evictions there were. Changed under the lock, and read without it. */
    private final AtomicLong evictions = new AtomicLong();

    /** What the last evictions evicted, the newest first. Guarded by the lock. */
    private final ArrayDeque<Predicate<AcceptedPool>> recentEvictions = new ArrayDeque<>();

    private final AtomicInteger waitingThreads = new AtomicInteger();
    private final AtomicInteger pendingCharacters = new AtomicInteger();
    private volatile boolean failing;
    /** Guarded by the lock. */
    private long warnedAt;

    UserPoolCache(
            PoolLookups lookups,
            JwksCache keys,
            Clock clock,
            int maxPools,
            long rememberMillis,
            long rememberUnknownMillis,
            List<IssuersBelow> issuersBelow,
            boolean allowsInsecureHttp) {
        this.lookups = lookups;
        this.keys = keys;
        keys.serveLookedUpPools();
        this.clock = clock;
        this.rememberMillis = rememberMillis;
        this.rememberUnknownMillis = rememberUnknownMillis;
        this.issuersBelow = issuersBelow;
        this.allowsInsecureHttp = allowsInsecureHttp;
        this.known = Caffeine.newBuilder()
                .maximumSize(maxPools)
                .expireAfter(new ExpiryOfValue<String, Known>(clock, pool -> pool.askedAt() + rememberMillis))
                .ticker(() -> clock.millis() * 1_000_000)
                .executor(Runnable::run)
                .<String, Known>removalListener((issuer, pool, cause) ->
                        keys.release(requireNonNull(pool).trusted().accepted().pool()))
                .build();
        this.unknown = Caffeine.newBuilder()
                .maximumSize(MAX_UNKNOWN)
                .expireAfter(new ExpiryOfValue<String, Unknown>(clock, Unknown::until))
                .ticker(() -> clock.millis() * 1_000_000)
                .executor(Runnable::run)
                .build();
    }

    /** {@return a builder of a cache that asks this source, on up to 16 daemon threads, which end when they are idle} */
    public static UserPoolCacheBuilder builder(UserPoolSource source) {
        return new UserPoolCacheBuilder(PoolLookups.blocking(requireNonNull(source, "source")));
    }

    /** {@return a builder of a cache that asks this source, without threads of its own} */
    public static UserPoolCacheBuilder asyncBuilder(AsyncUserPoolSource source) {
        return new UserPoolCacheBuilder(PoolLookups.async(requireNonNull(source, "source")));
    }

    /**
     * Forgets the pools of this tenant, and which issuers are unknown. Call it after a tenant was added, changed or
     * removed: the next token causes a look-up, whose answer counts. In a fleet, call it in every process.
     */
    public void evict(String tenant) {
        requireNonNull(tenant, "tenant");
        evict(pool -> pool.isOfTenant(tenant));
    }

    /** Does the same as {@link #evict(String)} for a single pool, with or without a tenant. */
    public void evict(UserPool pool) {
        requireNonNull(pool, "pool");
        evict(accepted -> accepted.pool().equals(pool));
    }

    /** {@return whether pools are looked up over insecure HTTP, and so none of AWS} */
    boolean allowsInsecureHttp() {
        return allowsInsecureHttp;
    }

    /** {@return the cache of the pools' signing keys} */
    public JwksCache keys() {
        return keys;
    }

    /**
     * {@return whether no token can be verified now: the last look-up failed, and no pool is remembered} For health checks.
     * It looks nothing up.
     */
    public boolean isUnavailable() {
        if (!failing) {
            return false;
        }
        known.cleanUp();
        return known.estimatedSize() == 0;
    }

    /** {@return the issuer; null if it is not remembered} It never waits, but may look the pool up in the background. */
    @Nullable
    TrustedIssuer find(String issuer) {
        Known pool = known.getIfPresent(issuer);
        if (pool == null) {
            return null;
        }
        long now = clock.millis();
        long age = now - pool.askedAt();
        if (age >= rememberMillis) {
            return null;
        }
        // A negative age means that the clock was set back. The real age is then unknown.
        if (age >= rememberMillis / 5 * 4 || age < -FetchPace.CLOCK_JITTER_MILLIS) {
            renew(issuer, pool, now);
        }
        return pool.trusted();
    }

    /** {@return whether a look-up can tell more about the issuer} */
    boolean isOpen(String issuer) {
        return unknown.getIfPresent(issuer) == null && find(issuer) == null && mayBeIssuer(issuer);
    }

    /**
     * {@return the issuer} It waits for one look-up, or for a few if evictions came between.
     *
     * @throws TokenRejectedException if the application does not know it
     * @throws VerificationUnavailableException if this is unknown, if too many threads already wait, or if the thread is
     *     interrupted
     */
    TrustedIssuer await(String issuer) {
        for (int i = 0; i < MAX_LOOKUPS_OF_TOKEN; i++) {
            TrustedIssuer trusted = decide(issuer);
            if (trusted != null) {
                return trusted;
            }
            CompletableFuture<Void> lookup = lookUp(issuer, false);
            if (lookup == null) {
                break;
            }
            try {
                if (waitingThreads.incrementAndGet() > MAX_WAITING_THREADS && !lookup.isDone()) {
                    throw tooManyWait();
                }
                lookup.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unavailable("the thread that waited for it was interrupted");
            } catch (ExecutionException e) {
                throw new IllegalStateException("a look-up never fails", e);
            } finally {
                waitingThreads.decrementAndGet();
            }
        }
        return require(issuer);
    }

    /**
     * {@return a future of what {@link #await} waits for} It never fails.
     *
     * @param length how many characters are kept in memory while the future is open
     * @throws VerificationUnavailableException if too many characters are already kept
     */
    CompletableFuture<Void> answer(String issuer, int length) {
        CompletableFuture<Void> answered = lookUpUntilKnown(issuer, MAX_LOOKUPS_OF_TOKEN);
        if (answered.isDone()) {
            return AT_ONCE;
        }
        if (pendingCharacters.addAndGet(length) > IssuerKeys.MAX_PENDING_CHARACTERS) {
            pendingCharacters.addAndGet(-length);
            throw tooManyWait();
        }
        return answered.whenComplete((done, failure) -> pendingCharacters.addAndGet(-length));
    }

    private CompletableFuture<Void> lookUpUntilKnown(String issuer, int maxLookups) {
        if (maxLookups == 0 || !isOpen(issuer)) {
            return AT_ONCE;
        }
        CompletableFuture<Void> lookup = lookUp(issuer, false);
        return lookup == null ? AT_ONCE : lookup.thenCompose(done -> lookUpUntilKnown(issuer, maxLookups - 1));
    }

    /**
     * {@return the issuer}
     *
     * @throws TokenRejectedException if the application does not know it
     * @throws VerificationUnavailableException if this is unknown
     */
    TrustedIssuer require(String issuer) {
        TrustedIssuer trusted = decide(issuer);
        if (trusted == null) {
            throw unavailable("too many others are being looked up");
        }
        return trusted;
    }

    /**
     * {@return the issuer; null if a look-up can tell more about it}
     *
     * @throws TokenRejectedException if the application does not know it
     * @throws VerificationUnavailableException if its look-up failed
     */
    @Nullable
    TrustedIssuer decide(String issuer) {
        TrustedIssuer trusted = find(issuer);
        if (trusted != null) {
            return trusted;
        }
        // Read once: an eviction may come at any time.
        Unknown answer = unknown.getIfPresent(issuer);
        if (answer != null && answer.failure() != null) {
            throw unavailable(answer.failure());
        }
        if (answer == null && mayBeIssuer(issuer)) {
            return null;
        }
        throw new TokenRejectedException(WRONG_ISSUER);
    }

    private void evict(Predicate<AcceptedPool> isEvicted) {
        lock.lock();
        try {
            evictions.incrementAndGet();
            recentEvictions.addFirst(isEvicted);
            if (recentEvictions.size() > MAX_RECENT_EVICTIONS) {
                recentEvictions.removeLast();
            }
            unknown.invalidateAll();
            known.asMap()
                    .values()
                    .removeIf(pool -> isEvicted.test(pool.trusted().accepted()));
        } finally {
            lock.unlock();
        }
    }

    private boolean mayBeIssuer(String issuer) {
        return (!allowsInsecureHttp && UserPool.isCognitoIssuer(issuer))
                || issuersBelow.stream().anyMatch(below -> below.contain(issuer));
    }

    private void renew(String issuer, Known pool, long now) {
        if (!pool.isPaused(now)) {
            @Nullable CompletableFuture<Void> unused = lookUp(issuer, true);
        }
    }

    /** {@return a look-up of the issuer; null if none may begin now} */
    @Nullable
    private CompletableFuture<Void> lookUp(String issuer, boolean isKnown) {
        long asked = evictions.get();
        long askedAt = clock.millis();
        return lookups.request(issuer, isKnown, (answer, failure) -> receive(issuer, answer, failure, asked, askedAt));
    }

    private void receive(
            String issuer, Optional<AcceptedPool> answer, @Nullable Throwable failure, long asked, long askedAt) {
        lock.lock();
        try {
            if (!isEvictedSince(asked, answer)) {
                take(issuer, answer, failure, askedAt);
            }
        } catch (RuntimeException e) {
            fail(issuer, PoolLookups.describe(e));
        } finally {
            lock.unlock();
        }
    }

    /** Whether an eviction after that many others tells that the answer may be out of date. */
    private boolean isEvictedSince(long asked, Optional<AcceptedPool> answer) {
        long missed = evictions.get() - asked;
        if (missed == 0) {
            return false;
        }
        // The eviction of a tenant may mean that it is new.
        return answer.isEmpty()
                || missed > MAX_RECENT_EVICTIONS
                || recentEvictions.stream().limit(missed).anyMatch(isEvicted -> isEvicted.test(answer.get()));
    }

    private void take(String issuer, Optional<AcceptedPool> answer, @Nullable Throwable failure, long askedAt) {
        if (failure != null) {
            fail(issuer, PoolLookups.describe(failure));
        } else if (answer.isEmpty()) {
            reject(issuer);
        } else if (!answer.get().pool().hasIssuer(issuer)) {
            warn("the look-up returned a pool that does not write this issuer, whose tokens are rejected");
            reject(issuer);
        } else if (answer.get().pool().allowsInsecureHttp() && !allowsInsecureHttp) {
            warn("the look-up returned a pool over insecure HTTP, which only insecureIssuersBelow allows");
            reject(issuer);
        } else if (isOfAnotherTenant(answer.get(), issuer)) {
            fail(issuer, "the look-up returned one pool for two tenants");
        } else {
            accept(issuer, answer.get(), askedAt);
        }
    }

    /** Whether another issuer of the pool is known as that of another tenant. */
    private boolean isOfAnotherTenant(AcceptedPool accepted, String issuer) {
        return accepted.pool().issuers().stream()
                .map(Issuer::value)
                .filter(other -> !other.equals(issuer))
                .map(known::getIfPresent)
                .anyMatch(other ->
                        other != null && !other.trusted().accepted().tenant().equals(accepted.tenant()));
    }

    private void accept(String issuer, AcceptedPool accepted, long askedAt) {
        failing = false;
        Known before = known.getIfPresent(issuer);
        IssuerKeys held = keys.trust(accepted.pool()).stream()
                .filter(candidate -> candidate.issuer().equals(issuer))
                .findFirst()
                .orElseThrow();
        // The same object for the same answer: verified tokens are cached with it.
        TrustedIssuer trusted = before != null
                        && before.trusted().keys() == held
                        && before.trusted().accepted().equals(accepted)
                ? before.trusted()
                : new TrustedIssuer(held, accepted);
        known.put(issuer, new Known(trusted, askedAt));
        unknown.invalidate(issuer);
    }

    private void reject(String issuer) {
        failing = false;
        known.invalidate(issuer);
        unknown.put(issuer, new Unknown(clock.millis() + rememberUnknownMillis, null));
    }

    private void fail(String issuer, String problem) {
        failing = true;
        warn(problem);
        Known pool = known.getIfPresent(issuer);
        if (pool == null) {
            unknown.put(issuer, new Unknown(clock.millis() + FAILURE_MILLIS, problem));
        } else {
            pool.pauseUntil(clock.millis() + Math.min(Math.max(FAILURE_MILLIS, rememberMillis / 20), MAX_PAUSE_MILLIS));
        }
    }

    /** At most once a minute, because made-up issuers may cause it. */
    private void warn(String problem) {
        long now = clock.millis();
        if (Math.abs(now - warnedAt) >= WARNING_MILLIS) {
            warnedAt = now;
            LOG.warn("A user pool could not be looked up: {}. Others are not logged for a minute", problem);
        }
    }

    private static VerificationUnavailableException tooManyWait() {
        return unavailable("too many tokens already wait for look-ups");
    }

    private static VerificationUnavailableException unavailable(String why) {
        return VerificationUnavailableException.userPool(why, Duration.ofMillis(FAILURE_MILLIS));
    }

    /** A pool that was found. */
    private static final class Known {
        private final TrustedIssuer trusted;
        private final long askedAt;
        private volatile long pausedUntil;

        Known(TrustedIssuer trusted, long askedAt) {
            this.trusted = trusted;
            this.askedAt = askedAt;
        }

        TrustedIssuer trusted() {
            return trusted;
        }

        long askedAt() {
            return askedAt;
        }

        boolean isPaused(long now) {
            return now < pausedUntil && pausedUntil <= now + MAX_PAUSE_MILLIS;
        }

        void pauseUntil(long millis) {
            pausedUntil = millis;
        }
    }

    /**
     * An issuer that was looked up in vain.
     *
     * @param failure what went wrong; null if the application does not know the issuer
     */
    private record Unknown(long until, @Nullable String failure) {}
}

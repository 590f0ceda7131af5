package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one issuer, and when to ask for them again. One fetch is in flight at most; all who need its result share
 * it, and those whose key is known do not wait for it.
 */
final class IssuerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(JwksCache.class);
    /** The first pause after a failed fetch; it doubles up to the cooldown. */
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    /** How far apart the times are that threads read at nearly the same moment, and more. */
    private static final long CLOCK_JITTER_MILLIS = 1_000;

    private final Issuer issuer;
    private final JwksCache.Settings settings;
    /** Lets go of what no issuer needs any more. */
    private final Runnable afterFetch;

    private final ReentrantLock lock = new ReentrantLock();

    private final AtomicReference<KeySet> keys = new AtomicReference<>(KeySet.EMPTY);
    private volatile @Nullable CompletableFuture<Void> inFlight;
    /** No fetch before this moment, in milliseconds since 1970. */
    private volatile long pausedUntil;
    /** How many fetches have failed since the last good one. */
    private volatile int failures;

    IssuerKeys(Issuer issuer, JwksCache.Settings settings, Runnable afterFetch) {
        this.issuer = issuer;
        this.settings = settings;
        this.afterFetch = afterFetch;
    }

    /** {@return the key, if it is known and need not be confirmed first} Never waits; may start a fetch. */
    @Nullable
    SigningKey find(String keyId) {
        KeySet set = keys.get();
        SigningKey key = set.get(keyId);
        if (key == null) {
            return null;
        }
        long now = now();
        long age = now - set.fetchedAt();
        // A negative age is one of a clock that was set back: how old the set is nobody knows, so it is confirmed soon.
        if (age < 0 || age >= settings.refreshAfterMillis()) {
            if (age >= settings.staleAfterMillis() || (age >= settings.maxAgeMillis() && !isOutage(now))) {
                return null;
            }
            tellIfStale(age);
            CompletableFuture<Void> unused = fetch(now);
        }
        return key;
    }

    /**
     * {@return when it makes sense to {@link #require} a key that was not found: at once, or after a fetch} It never
     * fails. During an outage only who starts a fetch waits for it, so that forged keys can't hold many threads.
     */
    CompletableFuture<Void> renewal() {
        long now = now();
        boolean othersAsk = isOutage(now) && inFlight != null;
        CompletableFuture<Void> fetch = othersAsk ? null : fetch(now);
        return fetch != null ? fetch : CompletableFuture.completedFuture(null);
    }

    /**
     * {@return the key, also where it is stale}
     *
     * @throws TokenRejectedException if the issuer has no such key
     * @throws KeysUnavailableException if that can't be told
     */
    SigningKey require(String keyId) {
        KeySet set = keys.get();
        SigningKey key = set.get(keyId);
        long now = now();
        if (!mayServe(set, now) || (key == null && failures > 0)) {
            throw unavailable();
        }
        if (key == null) {
            throw new TokenRejectedException(UNKNOWN_KEY);
        }
        tellIfStale(now - set.fetchedAt());
        return key;
    }

    /** Throws {@link KeysUnavailableException} if there are no keys that may serve. */
    void requireAny() {
        if (!mayServe(keys.get(), now())) {
            throw unavailable();
        }
    }

    void preload(byte[] jwks) throws MalformedJsonException {
        keys.set(KeySet.parse(jwks, now(), keys.get(), settings.rs256()));
        failures = 0;
    }

    /** {@return how long ago the set was asked for; null if there is none} */
    @Nullable
    Duration age() {
        KeySet set = keys.get();
        return set.isEmpty() ? null : Duration.ofMillis(now() - set.fetchedAt());
    }

    /**
     * Lets go of keys that may not serve any more, because nobody asked for them or for newer ones. During an outage
     * somebody does, and the same keys are likely to be confirmed after it.
     */
    void forgetIdle(long now) {
        KeySet set = keys.get();
        if (!set.isEmpty() && !mayServe(set, now) && failures == 0) {
            // Only these: others may have come in the meantime.
            keys.compareAndSet(set, KeySet.EMPTY);
        }
    }

    /** Whether a token would be told now, without another fetch, that there are no keys. */
    boolean isUnavailable() {
        long now = now();
        return !mayServe(keys.get(), now) && failures > 0 && (inFlight != null || isPaused(now));
    }

    private boolean mayServe(KeySet set, long now) {
        return !set.isEmpty() && now - set.fetchedAt() < settings.staleAfterMillis();
    }

    private long now() {
        return settings.clock().millis();
    }

    /** Whether the last fetch has failed, and that so recently that the next one is likely to fail too. */
    private boolean isOutage(long now) {
        return failures > 0 && now - pausedUntil < settings.maxAgeMillis();
    }

    private void tellIfStale(long age) {
        if (age >= settings.maxAgeMillis()) {
            settings.listener().tell(listener -> listener.staleKeyServed(issuer.value(), Duration.ofMillis(age)));
        }
    }

    private KeysUnavailableException unavailable() {
        long pause = Math.min(pausedUntil - now(), settings.cooldownMillis());
        return new KeysUnavailableException(Duration.ofMillis(Math.max(FIRST_PAUSE_MILLIS, pause)));
    }

    /** {@return the fetch in flight, a new one, or null while fetching is paused} */
    private @Nullable CompletableFuture<Void> fetch(long now) {
        // In this order: whoever sees the pause that a fetch begins with sees that fetch too, or its result.
        boolean paused = isPaused(now);
        CompletableFuture<Void> running = inFlight;
        if (running != null || paused) {
            return running;
        }
        CompletableFuture<Void> promise = new CompletableFuture<>();
        lock.lock();
        try {
            if (inFlight != null || isPaused(now)) {
                return inFlight;
            }
            inFlight = promise;
            pausedUntil = now + settings.cooldownMillis();
        } finally {
            lock.unlock();
        }
        start(promise, now);
        return promise;
    }

    /** A pause that is longer than pauses are began before the clock was set back, and holds no longer. */
    private boolean isPaused(long now) {
        long left = pausedUntil - now;
        return left > 0 && left <= settings.cooldownMillis() + CLOCK_JITTER_MILLIS;
    }

    private void start(CompletableFuture<Void> promise, long startedAt) {
        long startedNanos = System.nanoTime();
        CompletableFuture<Void> unused = ask().<@Nullable Throwable>handle(
                        (jwks, failure) -> failure != null ? failure : accept(jwks, startedAt))
                .handle((problem, fault) -> {
                    conclude(fault != null ? fault : problem, promise, System.nanoTime() - startedNanos);
                    return null;
                });
    }

    /** Whatever goes wrong is a failed fetch: an {@code Error} of the HTTP client must not leave others waiting. */
    private CompletableFuture<byte[]> ask() {
        try {
            CompletableFuture<byte[]> document =
                    requireNonNull(settings.fetcher().fetch(issuer.jwksUri()), "the fetcher returned null");
            // Not orTimeout: what depends on the document would run on the one thread that all of a JVM's time-outs
            // share.
            CompletableFuture.delayedExecutor(settings.fetchTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> document.completeExceptionally(new TimeoutException()));
            return document;
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void conclude(@Nullable Throwable problem, CompletableFuture<Void> promise, long tookNanos) {
        try {
            if (problem != null) {
                fail(problem);
            }
        } finally {
            // Whatever the application's clock or log does: others wait.
            inFlight = null;
            promise.complete(null);
        }
        settings.listener()
                .tell(listener -> listener.keysFetched(issuer.value(), problem == null, Duration.ofNanos(tookNanos)));
        afterFetch.run();
    }

    private @Nullable Throwable accept(byte[] jwks, long startedAt) {
        KeySet before = keys.get();
        try {
            KeySet fetched = KeySet.parse(jwks, startedAt, before, settings.rs256());
            keys.set(fetched);
            if (failures > 0) {
                LOG.info("The keys of {} can be had again", issuer.value());
            }
            failures = 0;
            if (!before.isEmpty() && !before.keyIds().equals(fetched.keyIds())) {
                LOG.info(
                        "The keys of {} were rotated; it has {} now",
                        issuer.value(),
                        fetched.keyIds().size());
            }
            return null;
        } catch (MalformedJsonException | RuntimeException e) {
            return e;
        }
    }

    private void fail(Throwable problem) {
        int before = failures;
        failures = before + 1;
        long pause = Math.min(FIRST_PAUSE_MILLIS << Math.min(before, 10), settings.cooldownMillis());
        // A fifth less at random, so that many servers do not come back at the same moment.
        long jitter = ThreadLocalRandom.current().nextLong(pause / 5 + 1);
        pausedUntil = now() + pause - jitter;
        if (before == 0) {
            LOG.warn("The keys of {} can't be had from {}: {}", issuer.value(), issuer.jwksUri(), describe(problem));
        }
    }

    /** The message only where it is ours: others may quote the endpoint's answer. */
    private static String describe(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        boolean ours = cause instanceof MalformedJsonException || cause instanceof RefusedAnswerException;
        return cause.getClass().getSimpleName() + (ours ? ": " + cause.getMessage() : "");
    }
}

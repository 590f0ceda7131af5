package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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

    private final Issuer issuer;
    private final JwksCache.Settings settings;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile KeySet keys = KeySet.EMPTY;
    private volatile @Nullable CompletableFuture<Void> inFlight;
    /** No fetch before this moment, in milliseconds since 1970, which was set at {@link #attemptedAt}. */
    private volatile long pausedUntil = Long.MIN_VALUE;

    private volatile long attemptedAt = Long.MIN_VALUE;
    /** How many fetches have failed since the last good one. */
    private volatile int failures;

    IssuerKeys(Issuer issuer, JwksCache.Settings settings) {
        this.issuer = issuer;
        this.settings = settings;
    }

    /** {@return the key, if it is known and need not be confirmed first} Never waits; may start a fetch. */
    @Nullable
    SigningKey find(String keyId) {
        KeySet set = keys;
        SigningKey key = set.get(keyId);
        if (key == null) {
            return null;
        }
        long now = settings.clock().millis();
        long age = now - set.fetchedAt();
        if (age >= 0 && age < settings.refreshAfterMillis()) {
            return key;
        }
        return findAging(key, age, now);
    }

    /** A negative age is one of a clock that was set back: how old the set is nobody knows, so it is confirmed soon. */
    private @Nullable SigningKey findAging(SigningKey key, long age, long now) {
        if (age >= settings.staleAfterMillis()) {
            return null;
        }
        if (age >= settings.maxAgeMillis()) {
            // The key may have been withdrawn. Once an attempt to find out has failed, nobody waits for the next one.
            if (failures == 0) {
                return null;
            }
            settings.listener().tell(listener -> listener.staleKeyServed(issuer.value(), Duration.ofMillis(age)));
        }
        fetch(now);
        return key;
    }

    /**
     * {@return the key, after a fetch if one is allowed now} It fails with {@link TokenRejectedException} if the issuer
     * has no such key, and with {@link KeysUnavailableException} if that can't be told.
     */
    CompletableFuture<SigningKey> obtain(String keyId) {
        CompletableFuture<Void> fetch = fetch(settings.clock().millis());
        return fetch == null ? judged(keyId) : fetch.thenCompose(done -> judged(keyId));
    }

    /** {@return a fetch of the keys, which completes normally also when the keys do not come; failure if they are not there then} */
    CompletableFuture<Void> warmUp() {
        CompletableFuture<Void> fetch = fetch(settings.clock().millis());
        return (fetch == null ? CompletableFuture.<Void>completedFuture(null) : fetch).thenRun(() -> {
            if (isStale(keys)) {
                throw unavailable();
            }
        });
    }

    void preload(byte[] jwks) throws MalformedJsonException {
        keys = KeySet.parse(jwks, settings.clock().millis(), keys);
    }

    private CompletableFuture<SigningKey> judged(String keyId) {
        KeySet set = keys;
        SigningKey key = set.get(keyId);
        if (isStale(set) || (key == null && failures > 0)) {
            return CompletableFuture.failedFuture(unavailable());
        }
        return key != null
                ? CompletableFuture.completedFuture(key)
                : CompletableFuture.failedFuture(new TokenRejectedException(UNKNOWN_KEY));
    }

    private boolean isStale(KeySet set) {
        return set.isEmpty() || settings.clock().millis() - set.fetchedAt() >= settings.staleAfterMillis();
    }

    private KeysUnavailableException unavailable() {
        long pause = pausedUntil - settings.clock().millis();
        return new KeysUnavailableException(
                Duration.ofMillis(Math.max(FIRST_PAUSE_MILLIS, Math.min(pause, settings.cooldownMillis()))));
    }

    /** {@return the fetch in flight, a new one, or null while fetching is paused} */
    private @Nullable CompletableFuture<Void> fetch(long now) {
        CompletableFuture<Void> running = inFlight;
        if (running != null || isPaused(now)) {
            return running;
        }
        CompletableFuture<Void> promise = new CompletableFuture<>();
        lock.lock();
        try {
            if (inFlight != null || isPaused(now)) {
                return inFlight;
            }
            attemptedAt = now;
            pausedUntil = now + settings.cooldownMillis();
            inFlight = promise;
        } finally {
            lock.unlock();
        }
        start(promise, now);
        return promise;
    }

    /** A pause holds no longer when the clock was set back to before it began. */
    private boolean isPaused(long now) {
        return now < pausedUntil && now >= attemptedAt;
    }

    private void start(CompletableFuture<Void> promise, long startedAt) {
        long startedNanos = System.nanoTime();
        CompletableFuture<Void> unused = ask().<@Nullable Throwable>handle(
                        (jwks, failure) -> failure != null ? failure : accept(jwks, startedAt))
                .handle((problem, fault) -> {
                    conclude(fault != null ? fault : problem, Duration.ofNanos(System.nanoTime() - startedNanos));
                    inFlight = null;
                    promise.complete(null);
                    return null;
                });
    }

    private CompletableFuture<byte[]> ask() {
        try {
            return requireNonNull(settings.fetcher().fetch(issuer.jwksUri()), "the fetcher returned null")
                    .orTimeout(settings.fetchTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void conclude(@Nullable Throwable problem, Duration took) {
        if (problem != null) {
            fail(problem);
        }
        settings.listener().tell(listener -> listener.keysFetched(issuer.value(), problem == null, took));
    }

    private @Nullable Throwable accept(byte[] jwks, long startedAt) {
        KeySet before = keys;
        try {
            KeySet fetched = KeySet.parse(jwks, startedAt, before);
            keys = fetched;
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
        } catch (MalformedJsonException e) {
            return e;
        }
    }

    private void fail(Throwable problem) {
        int before = failures;
        failures = before + 1;
        long pause = Math.min(FIRST_PAUSE_MILLIS << Math.min(before, 10), settings.cooldownMillis());
        // A fifth less at random, so that many servers do not come back at the same moment.
        long jitter = ThreadLocalRandom.current().nextLong(pause / 5 + 1);
        pausedUntil = settings.clock().millis() + pause - jitter;
        if (before == 0) {
            LOG.warn("The keys of {} can't be had from {}: {}", issuer.value(), issuer.jwksUri(), describe(problem));
        }
    }

    /** No stack trace and nothing of the endpoint's answer: the messages are ours or the HTTP client's. */
    private static String describe(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }
}

package io.cognitoclaims.alb;

import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;

import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.VerificationUnavailableException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys that are published at one address, by key id. {@link AlbVerifier} says what it guarantees. */
final class LoadBalancerKeys {
    static final int MAX_KEYS = 16;
    /** All tokens change their key at the same moment, so that good ones wait too; but then for some milliseconds. */
    static final int MAX_WAITING_THREADS = 32;

    static final long REFRESH_AFTER_MILLIS = Duration.ofMinutes(10).toMillis();
    static final long MAX_AGE_MILLIS = Duration.ofHours(1).toMillis();
    static final long STALE_LIMIT_MILLIS = Duration.ofHours(24).toMillis();

    private static final Logger LOG = LoggerFactory.getLogger(AlbVerifier.class);

    private final URI address;
    private final KeyFetcher fetcher;
    private final Clock clock;

    private final Map<String, HeldKey> held = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Answer>> inFlight = new ConcurrentHashMap<>();
    private final AtomicInteger waitingThreads = new AtomicInteger();
    private final KeyPace pace = new KeyPace();
    /** Guards the start of a fetch and all changes of the pace. Reading needs no lock. */
    private final ReentrantLock lock = new ReentrantLock();

    LoadBalancerKeys(URI address, KeyFetcher fetcher, Clock clock) {
        this.address = address;
        this.fetcher = fetcher;
        this.clock = clock;
    }

    /**
     * {@return the key} It waits for one fetch at most.
     *
     * @param keyId a UUID
     * @throws TokenRejectedException if there is no such key
     * @throws VerificationUnavailableException if this is unknown
     */
    HeldKey require(String keyId) {
        long now = clock.millis();
        HeldKey known = held.get(keyId);
        if (known != null && known.age(now) < MAX_AGE_MILLIS) {
            if (known.isDue(now)) {
                CompletableFuture<Answer> unused = request(keyId, known, now);
            }
            return known;
        }
        HeldKey stale = known != null && known.age(now) < STALE_LIMIT_MILLIS ? known : null;
        CompletableFuture<Answer> fetch = request(keyId, known, now);
        if (fetch == null) {
            String failure = pace.failure();
            return orUnavailable(stale, failure != null ? failure : "too many unknown keys were asked for");
        }
        Answer answer = await(fetch);
        if (answer.failure() != null) {
            return orUnavailable(stale, answer.failure());
        }
        if (answer.key() == null) {
            throw TokenRejectedException.of(UNKNOWN_KEY);
        }
        return answer.key();
    }

    private HeldKey orUnavailable(@Nullable HeldKey stale, String why) {
        if (stale == null) {
            throw VerificationUnavailableException.ofKeys(
                    address.toString(), why, Duration.ofMillis(pace.retryAfterMillis(clock.millis())));
        }
        return stale;
    }

    /**
     * {@return the fetch of this key, in flight or new; null if none may begin now}
     *
     * @param known what the caller has found, which is not needed any more if another thread has renewed it
     */
    private @Nullable CompletableFuture<Answer> request(String keyId, @Nullable HeldKey known, long now) {
        CompletableFuture<Answer> running = inFlight.get(keyId);
        if (running != null || !mayBegin(known, now)) {
            return running;
        }
        CompletableFuture<Answer> promise = new CompletableFuture<>();
        lock.lock();
        try {
            HeldKey renewed = held.get(keyId);
            if (renewed != null && renewed != known) {
                return CompletableFuture.completedFuture(Answer.of(renewed));
            }
            if (inFlight.containsKey(keyId) || !mayBegin(known, now)) {
                return inFlight.get(keyId);
            }
            if (known == null) {
                pace.takePermit(now);
            }
            inFlight.put(keyId, promise);
        } finally {
            lock.unlock();
        }
        start(keyId, promise, now);
        return promise;
    }

    private boolean mayBegin(@Nullable HeldKey known, long now) {
        return !pace.isPaused(now) && (known != null || pace.hasPermit(now));
    }

    private void start(String keyId, CompletableFuture<Answer> promise, long asked) {
        CompletableFuture<Object> unused = ask(keyId).handle((key, problem) -> {
            Answer answer = Answer.failed("an error");
            try {
                answer = problem == null ? accept(keyId, key, asked) : fail(problem);
            } finally {
                // Even if the application's clock or log throws: other threads wait.
                inFlight.remove(keyId);
                promise.complete(answer);
            }
            return answer;
        });
    }

    /** Every exception becomes a failed fetch: an {@code Error} of the HTTP client must not leave other threads waiting. */
    private CompletableFuture<Optional<Es256Key>> ask(String keyId) {
        try {
            return fetcher.fetch(URI.create(address + "/" + keyId));
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Answer accept(String keyId, Optional<Es256Key> key, long asked) {
        HeldKey before = held.get(keyId);
        long lastGood = before == null ? HeldKey.NEVER : before.lastGood;
        @Nullable HeldKey fetched = key.isPresent() ? new HeldKey(key.get(), asked, lastGood) : null;
        boolean recovered;
        lock.lock();
        try {
            recovered = pace.noteAnswer();
            if (fetched == null) {
                held.remove(keyId);
            } else {
                held.put(keyId, fetched);
                forgetOneBeside(fetched);
            }
        } finally {
            lock.unlock();
        }
        if (recovered) {
            LOG.info("The keys at {} are available again", address);
        }
        return fetched == null ? Answer.NO_SUCH_KEY : Answer.of(fetched);
    }

    private Answer fail(Throwable problem) {
        String description = describe(problem);
        boolean first;
        lock.lock();
        try {
            first = pace.noteFailure(clock.millis(), description);
        } finally {
            lock.unlock();
        }
        if (first) {
            LOG.warn("The keys at {} are unavailable: {}", address, description);
        }
        return Answer.failed(description);
    }

    /**
     * Keys that never verified a token go first: anybody can name keys of other load balancers. Then the one that verified
     * none for longest.
     */
    private void forgetOneBeside(HeldKey fetched) {
        if (held.size() > MAX_KEYS) {
            held.entrySet().stream()
                    .filter(entry -> entry.getValue() != fetched)
                    .min(Comparator.comparingLong((Map.Entry<String, HeldKey> entry) -> entry.getValue().lastGood)
                            .thenComparingLong(entry -> entry.getValue().asked))
                    .ifPresent(oldest -> held.remove(oldest.getKey()));
        }
    }

    /** Waits as one of few, because anybody can name a key that is not known. */
    private Answer await(CompletableFuture<Answer> fetch) {
        if (fetch.isDone()) {
            return fetch.join();
        }
        try {
            return waitingThreads.incrementAndGet() > MAX_WAITING_THREADS
                    ? Answer.failed("too many tokens already wait for keys")
                    : fetch.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.failed("the thread that waited for them was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fetch never fails", e);
        } finally {
            waitingThreads.decrementAndGet();
        }
    }

    /** Returns a message only from this library's exceptions: other messages may quote the endpoint's answer. */
    private static String describe(Throwable problem) {
        Throwable cause =
                problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
        return cause instanceof UnusableKeyException
                ? String.valueOf(cause.getMessage())
                : cause.getClass().getName();
    }

    /** What a fetch brought: a key, the certainty that there is none, or a failure. */
    private record Answer(@Nullable HeldKey key, @Nullable String failure) {
        static final Answer NO_SUCH_KEY = new Answer(null, null);

        static Answer of(HeldKey key) {
            return new Answer(key, null);
        }

        static Answer failed(String why) {
            return new Answer(null, why);
        }
    }

    /** A key and when it was requested. */
    static final class HeldKey {
        static final long NEVER = Long.MIN_VALUE;

        private final Es256Key key;
        private final long asked;
        /** When it last verified a token. */
        private volatile long lastGood;

        HeldKey(Es256Key key, long asked, long lastGood) {
            this.key = key;
            this.asked = asked;
            this.lastGood = lastGood;
        }

        /** {@return whether this key signed the token} */
        boolean verifies(OidcData token, long now) {
            boolean good = token.isSignedWith(key);
            if (good) {
                lastGood = now;
            }
            return good;
        }

        private long age(long now) {
            return now - asked;
        }

        /** A negative age means that the clock was set back. The real age is then unknown. */
        private boolean isDue(long now) {
            return age(now) < -KeyPace.CLOCK_JITTER_MILLIS || age(now) >= REFRESH_AFTER_MILLIS;
        }
    }
}

package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.VerificationListener.KeysFetched;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches the keys of one issuer, one fetch at a time and at the allowed {@linkplain FetchPace pace}. */
final class KeyFetch {
    private static final Logger LOG = LoggerFactory.getLogger(JwksCache.class);

    /** Why keys should be fetched. */
    enum Need {
        NONE,
        /** The current keys can be used and are not due: only a key that is not among them is missing. */
        UNKNOWN_KEY,
        /** There are no keys, or they are due. */
        KEYS
    }

    /**
     * When keys were requested.
     *
     * @param number increases from one request to the next; unlike the time, it never goes back
     * @param millis since 1970
     */
    record Moment(long number, long millis) {}

    /** Receives the fetched documents. */
    @FunctionalInterface
    interface Receiver {
        void accept(byte[] jwks, Moment asked) throws MalformedJsonException;
    }

    private final Issuer issuer;
    private final KeySettings settings;
    private final Receiver receiver;
    /** Removes what no issuer needs any more. */
    private final Runnable afterFetch;

    private final FetchPace pace;

    /** Guards all changes of the fields that follow and of the pace. Reading needs no lock. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable CompletableFuture<Void> inFlight;
    private volatile long begun;
    private volatile long succeeded;
    /**
     * The last fetch that began before newer keys came from elsewhere. A failure of this fetch or an earlier one is
     * ignored.
     */
    private long superseded;

    private boolean warned;

    KeyFetch(Issuer issuer, KeySettings settings, Receiver receiver, Runnable afterFetch) {
        this.issuer = issuer;
        this.settings = settings;
        this.receiver = receiver;
        this.afterFetch = afterFetch;
        this.pace = new FetchPace(settings);
    }

    /**
     * {@return the fetch in flight, or a new one; null if no fetch is needed, or none may begin now}
     *
     * @param need called once more before a fetch begins, because another one may have ended in between
     * @param quietly whether a failure is expected and must not log a warning
     */
    @Nullable
    CompletableFuture<Void> request(Supplier<Need> need, long now, boolean quietly) {
        CompletableFuture<Void> running = inFlight;
        Need first = need.get();
        if (first == Need.NONE) {
            return null;
        } else if (running != null || !mayBegin(first, now)) {
            return running;
        }
        CompletableFuture<Void> promise = new CompletableFuture<>();
        Moment asked;
        lock.lock();
        try {
            Need real = need.get();
            if (inFlight != null || !mayBegin(real, now)) {
                return real == Need.NONE ? null : inFlight;
            }
            if (real == Need.UNKNOWN_KEY) {
                pace.takePermit(now);
            }
            inFlight = promise;
            asked = next(now);
        } finally {
            lock.unlock();
        }
        start(promise, asked, quietly);
        return promise;
    }

    /** {@return the moment for keys that come from elsewhere, which is later than that of the fetch in flight} */
    Moment supersede(long now) {
        lock.lock();
        try {
            superseded = begun;
            warned = false;
            pace.forgetFailures();
            return next(now);
        } finally {
            lock.unlock();
        }
    }

    /** {@return the number of the last moment} */
    long begun() {
        return begun;
    }

    /** {@return the number of the last fetch that brought keys} */
    long succeeded() {
        return succeeded;
    }

    boolean isInFlight() {
        return inFlight != null;
    }

    boolean hasFailed() {
        return pace.hasFailed();
    }

    boolean isOutage(long now) {
        return pace.isOutage(now);
    }

    /** {@return whether the last fetch has failed, and the next one must wait or is still in flight} */
    boolean isHeldUp(long now) {
        return pace.hasFailed() && (inFlight != null || pace.isPaused(now));
    }

    /** {@return the exception for a token whose key the last fetch did not bring} */
    VerificationUnavailableException unavailable(long now) {
        String failure = pace.failure();
        return VerificationUnavailableException.keys(
                issuer.value(),
                failure == null ? "they have not come yet" : failure,
                Duration.ofMillis(pace.retryAfterMillis(now)));
    }

    /** {@return the exception for a token that may not wait} */
    VerificationUnavailableException unavailable(String why) {
        return VerificationUnavailableException.keys(issuer.value(), why, Duration.ofSeconds(1));
    }

    private boolean mayBegin(Need need, long now) {
        return need != Need.NONE && !pace.isPaused(now) && (need == Need.KEYS || pace.hasPermit(now));
    }

    private Moment next(long now) {
        long number = begun + 1;
        begun = number;
        return new Moment(number, now);
    }

    private void start(CompletableFuture<Void> promise, Moment asked, boolean quietly) {
        long startedNanos = System.nanoTime();
        CompletableFuture<Void> unused = ask().<@Nullable Throwable>handle(
                        (jwks, problem) -> problem != null ? problem : deliver(jwks, asked))
                .handle((problem, fault) -> {
                    conclude(fault != null ? fault : problem, promise, asked, quietly, startedNanos);
                    return null;
                });
    }

    /** Every exception becomes a failed fetch: an {@code Error} of the HTTP client must not leave other threads waiting. */
    private CompletableFuture<byte[]> ask() {
        try {
            CompletableFuture<byte[]> document =
                    requireNonNull(settings.fetcher().fetch(issuer.jwksUri()), "the fetcher returned null");
            long millis = settings.fetchTimeout().toMillis();
            OwnThread.failAfter(
                    millis, document, () -> new UnusableResponseException("no whole answer within " + millis + " ms"));
            return document;
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private @Nullable Throwable deliver(byte @Nullable [] jwks, Moment asked) {
        try {
            if (jwks == null) {
                return new UnusableResponseException("the fetcher brought nothing");
            }
            receiver.accept(jwks, asked);
            return null;
        } catch (MalformedJsonException | RuntimeException e) {
            return e;
        }
    }

    private void conclude(
            @Nullable Throwable problem,
            CompletableFuture<Void> promise,
            Moment asked,
            boolean quietly,
            long startedNanos) {
        try {
            if (problem == null) {
                noteSuccess(asked);
            } else {
                noteFailure(describe(problem), asked, quietly);
            }
        } finally {
            // Even if the application's clock or log throws: other threads wait.
            inFlight = null;
            promise.complete(null);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
        settings.listener()
                .tell(listener -> listener.keysFetched(new KeysFetched(issuer.value(), problem == null, took)));
        afterFetch.run();
    }

    private void noteSuccess(Moment asked) {
        boolean tell;
        lock.lock();
        try {
            tell = warned;
            warned = false;
            succeeded = asked.number();
            pace.forgetFailures();
        } finally {
            lock.unlock();
        }
        if (tell) {
            LOG.info("The keys of {} are available again", issuer.value());
        }
    }

    private void noteFailure(String description, Moment asked, boolean quietly) {
        long now = settings.clock().millis();
        boolean tell;
        lock.lock();
        try {
            if (asked.number() <= superseded) {
                return;
            }
            tell = !warned && !quietly;
            warned |= tell;
            pace.pause(now, description);
        } finally {
            lock.unlock();
        }
        if (tell) {
            LOG.warn("The keys of {} are unavailable: {} ({})", issuer.value(), description, issuer.jwksUri());
        }
    }

    /** Returns a message only from this library's exceptions: other messages may quote the endpoint's answer. */
    private static String describe(Throwable problem) {
        Throwable cause = problem;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof UnusableResponseException) {
            return String.valueOf(cause.getMessage());
        } else if (cause instanceof MalformedJsonException) {
            return "the answer is no usable key set: " + cause.getMessage();
        }
        Throwable deeper = cause.getCause();
        return cause.getClass().getName()
                + (deeper == null ? "" : ", caused by " + deeper.getClass().getName());
    }
}

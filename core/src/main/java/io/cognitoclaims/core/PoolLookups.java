package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Asks the application for user pools, once at a time for each issuer. Issuers that are not known have limits of their own:
 * so many look-ups at once, and so many a second. Made-up issuers use these up, and known ones are looked up all the same.
 */
final class PoolLookups {
    /** How many look-ups are in flight at once for known issuers, and as many again for others. */
    static final int MAX_IN_FLIGHT = 8;

    private static final AtomicInteger THREADS = new AtomicInteger();
    private static final long IDLE_THREAD_SECONDS = 30;
    private static final String NULL = "the look-up returned null";

    /** One question to the application. */
    @FunctionalInterface
    interface Asking {
        /**
         * Completes the answer, perhaps never. It throws what the application throws.
         *
         * @param answer a future of our own: a time-out must not end one that the application shares
         */
        void ask(String issuer, boolean isKnown, CompletableFuture<Optional<AcceptedPool>> answer);
    }

    /** The one who asked. */
    @FunctionalInterface
    interface Receiver {
        /**
         * Takes the answer.
         *
         * @param answer empty if there is a failure
         * @param failure what went wrong; null if there is an answer
         */
        void receive(Optional<AcceptedPool> answer, @Nullable Throwable failure);
    }

    private final Asking asking;
    private final long timeoutMillis;
    private final Rate newIssuers;
    private final Clock clock;
    private final Semaphore inFlightOfKnown = new Semaphore(MAX_IN_FLIGHT);
    private final Semaphore inFlightOfNew = new Semaphore(MAX_IN_FLIGHT);
    private final ConcurrentHashMap<String, CompletableFuture<Void>> inFlight = new ConcurrentHashMap<>();

    PoolLookups(Asking asking, Duration timeout, int newIssuersPerSecond, Clock clock) {
        this.asking = asking;
        this.timeoutMillis = timeout.toMillis();
        this.newIssuers = new Rate(newIssuersPerSecond);
        this.clock = clock;
    }

    /** {@return a way to ask a source that blocks, on daemon threads that end when they are idle} */
    static Asking blocking(UserPoolSource source) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        ExecutorService known = threads(loader);
        ExecutorService others = threads(loader);
        return (issuer, isKnown, answer) -> {
            Future<?> task = (isKnown ? known : others).submit(() -> {
                try {
                    answer.complete(source.find(issuer));
                } catch (Throwable e) {
                    // An Error too: others wait for the answer.
                    answer.completeExceptionally(e);
                }
            });
            CompletableFuture<Optional<AcceptedPool>> unused = answer.whenComplete((pool, failure) -> {
                // At a time-out only: otherwise this is the task's own thread.
                if (failure instanceof UnusableResponseException) {
                    task.cancel(true);
                }
            });
        };
    }

    /** {@return a way to ask a source that does not block} */
    static Asking async(AsyncUserPoolSource source) {
        return (issuer, isKnown, answer) -> source.find(issuer).whenComplete((pool, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(pool);
            }
        });
    }

    /**
     * {@return the look-up in flight, or a new one; null if none may begin now} The future never fails, and completes after
     * the receiver has returned.
     */
    @Nullable
    CompletableFuture<Void> request(String issuer, boolean isKnown, Receiver receiver) {
        CompletableFuture<Void> running = inFlight.get(issuer);
        if (running != null) {
            return running;
        }
        Semaphore permits = isKnown ? inFlightOfKnown : inFlightOfNew;
        if (!permits.tryAcquire()) {
            return null;
        }
        CompletableFuture<Void> promise = new CompletableFuture<>();
        running = inFlight.putIfAbsent(issuer, promise);
        if (running != null) {
            permits.release();
            return running;
        }
        if (!isKnown && !newIssuers.take(clock.millis())) {
            end(issuer, promise, permits::release);
            return null;
        }
        // Also a source that blocks in place of returning a future holds its permit until it returns.
        AtomicInteger steps = new AtomicInteger(2);
        Runnable release = () -> {
            if (steps.decrementAndGet() == 0) {
                permits.release();
            }
        };
        CompletableFuture<Optional<AcceptedPool>> asked = new CompletableFuture<>();
        CompletableFuture<Void> unused = asked.handle((answer, failure) -> {
            try {
                // A source that was written without care for null
                boolean isNull = failure == null && answer == null;
                receiver.receive(
                        failure != null || isNull ? Optional.empty() : answer,
                        isNull ? new UnusableResponseException(NULL) : failure);
            } finally {
                end(issuer, promise, release);
            }
            return null;
        });
        try {
            ask(issuer, isKnown, asked);
        } finally {
            release.run();
        }
        return promise;
    }

    private void end(String issuer, CompletableFuture<Void> promise, Runnable release) {
        inFlight.remove(issuer, promise);
        release.run();
        promise.complete(null);
    }

    private void ask(String issuer, boolean isKnown, CompletableFuture<Optional<AcceptedPool>> answer) {
        try {
            // Before the application is asked, which may block, and others wait.
            OwnThread.failAfter(
                    timeoutMillis,
                    answer,
                    () -> new UnusableResponseException("no answer within " + timeoutMillis + " ms"));
            asking.ask(issuer, isKnown, answer);
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new UnusableResponseException("all threads for it are busy"));
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    /**
     * {@return what went wrong, without the message of the application's exception, which may quote the issuer}
     *
     * @param failure what the application threw
     */
    static String describe(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof UnusableResponseException) {
            return requireNonNull(cause.getMessage());
        }
        StackTraceElement[] trace = cause.getStackTrace();
        return "the look-up threw " + cause.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    /** The queue is for tasks whose thread is about to be idle: there are no more tasks than threads. */
    private static ExecutorService threads(@Nullable ClassLoader loader) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                MAX_IN_FLIGHT,
                MAX_IN_FLIGHT,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_IN_FLIGHT),
                task -> {
                    // A request starts the thread. What the request's thread hands on, such as its user, is not for the
                    // look-ups of others.
                    String name = "cognito-claims-pools-" + THREADS.incrementAndGet();
                    Thread thread = new Thread(null, task, name, 0, false);
                    thread.setContextClassLoader(loader);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** So many permits at once, and then so many a second. Without a lock. */
    private static final class Rate {
        private static final long SECOND = 1_000_000;

        private final long microsPerPermit;
        /** When all permits are available again, in microseconds since 1970. */
        private final AtomicLong fullAt = new AtomicLong();

        Rate(int perSecond) {
            this.microsPerPermit = SECOND / perSecond;
        }

        boolean take(long nowMillis) {
            long now = nowMillis * 1_000;
            while (true) {
                long full = fullAt.get();
                // More than a second is left only if the clock was set back.
                boolean isFull = full <= now || full > now + SECOND + FetchPace.CLOCK_JITTER_MILLIS * 1_000;
                long next = (isFull ? now : full) + microsPerPermit;
                if (next > now + SECOND) {
                    return false;
                }
                if (fullAt.compareAndSet(full, next)) {
                    return true;
                }
            }
        }
    }
}

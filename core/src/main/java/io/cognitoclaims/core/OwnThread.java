package io.cognitoclaims.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Threads for what has to go on whatever the application does. The JDK runs what depends on a time-out, or on an answer of its
 * HTTP client, on the common pool. The application may block all threads of that pool, and on two processors it has one.
 */
final class OwnThread {
    private OwnThread() {}

    static Thread start(String name, Runnable task) {
        Thread thread = new Thread(null, task, "cognito-claims-" + name, 0, false);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /**
     * Fails the future if it is not done after this time. Not {@code orTimeout}: the code that depends on the future would run
     * on the one thread that all time-outs of a JVM share.
     */
    static void failAfter(long millis, CompletableFuture<?> future, Supplier<Throwable> problem) {
        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, task -> {
                    if (!future.isDone()) {
                        startOrRun(task);
                    }
                })
                .execute(() -> future.completeExceptionally(problem.get()));
    }

    private static void startOrRun(Runnable task) {
        try {
            Thread unused = start("time-out", task);
        } catch (OutOfMemoryError e) {
            // The machine gives no thread. Others wait for the future.
            task.run();
        }
    }
}

package io.cognitoclaims.samples.demo;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what other processes do. */
final class Await {
    private static final long AT_MOST_NANOS = Duration.ofSeconds(60).toNanos();

    private Await() {}

    static void until(String what, Callable<Boolean> happened) throws Exception {
        long start = System.nanoTime();
        while (!happened.call()) {
            if (System.nanoTime() - start > AT_MOST_NANOS) {
                fail("waited too long for " + what);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }
}

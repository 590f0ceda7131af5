package io.cognitoclaims.revocation.redis;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another process or thread does. */
final class Await {
    private static final long AT_MOST_NANOS = Duration.ofSeconds(60).toNanos();

    private Await() {}

    static void until(String what, BooleanSupplier happened) {
        long start = System.nanoTime();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() - start > AT_MOST_NANOS) {
                fail("waited too long for " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}

package io.cognitoclaims.alb;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the next fetch of a key may begin. After a failure there is a pause. A fetch of a key that was never seen
 * needs a permit: there are {@value #PERMITS}, and every {@value #COOLDOWN_MILLIS} ms give one back.
 *
 * <p>Any thread may read. A thread that changes something holds the lock of {@link LoadBalancerKeys}. Times are milliseconds
 * since 1970.
 */
final class KeyPace {
    /** Enough for the keys of several load balancers at a start. */
    static final int PERMITS = 5;

    static final long COOLDOWN_MILLIS = 10_000;
    /** More than the difference between the times that threads read at nearly the same instant. */
    static final long CLOCK_JITTER_MILLIS = 1_000;

    private static final long FIRST_PAUSE_MILLIS = 1_000;

    private volatile long pausedUntil;
    /** When all permits are available again. */
    private volatile long permitsFullAt;

    private volatile int failures;
    private volatile @Nullable String failure;

    boolean isPaused(long now) {
        return isLeft(pausedUntil - now, COOLDOWN_MILLIS);
    }

    boolean hasPermit(long now) {
        long left = permitsFullAt - now;
        return left <= (PERMITS - 1) * COOLDOWN_MILLIS || !isLeft(left, PERMITS * COOLDOWN_MILLIS);
    }

    void takePermit(long now) {
        boolean allThere = !isLeft(permitsFullAt - now, PERMITS * COOLDOWN_MILLIS);
        permitsFullAt = (allThere ? now : permitsFullAt) + COOLDOWN_MILLIS;
    }

    /** {@return what the last failure was; null if the last fetch was a good one} */
    @Nullable
    String failure() {
        return failure;
    }

    /** {@return how long until a fetch of an unknown key may begin; at least a second} */
    long retryAfterMillis(long now) {
        long wait = isPaused(now) ? pausedUntil - now : permitsFullAt - now - (PERMITS - 1) * COOLDOWN_MILLIS;
        return Math.max(FIRST_PAUSE_MILLIS, Math.min(wait, COOLDOWN_MILLIS));
    }

    /** {@return whether it is the first failure since a good fetch} */
    boolean noteFailure(long now, String description) {
        int before = failures;
        long pause = Math.min(FIRST_PAUSE_MILLIS << Math.min(before, 10), COOLDOWN_MILLIS);
        // Up to a fifth less, at random, so that many servers do not come back at the same instant.
        pausedUntil = now + pause - ThreadLocalRandom.current().nextLong(pause / 5 + 1);
        failure = description;
        failures = before + 1;
        return before == 0;
    }

    /** {@return whether the fetch before had failed} */
    boolean noteAnswer() {
        boolean recovered = failures > 0;
        failures = 0;
        failure = null;
        pausedUntil = 0;
        return recovered;
    }

    /** After the clock was set back, more time is left than is possible. The pause or permit then no longer counts. */
    private static boolean isLeft(long millis, long most) {
        return millis > 0 && millis <= most + CLOCK_JITTER_MILLIS;
    }
}

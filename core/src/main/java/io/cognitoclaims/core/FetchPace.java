package io.cognitoclaims.core;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the next fetch of an issuer's keys may begin. After a failure there is a pause. A fetch whose only reason is
 * an unknown key needs a permit: there are {@value #PERMITS}, and each cooldown gives one back.
 *
 * <p>Any thread may read. A thread that changes something holds the lock of {@link KeyFetch}. Times are milliseconds since
 * 1970.
 */
final class FetchPace {
    /** Enough to see two rotations in a row at once, even while somebody forges a key id. */
    static final int PERMITS = 3;

    /** More than the difference between the times that threads read at nearly the same instant. */
    static final long CLOCK_JITTER_MILLIS = 1_000;

    /** The first pause after a failed fetch; it doubles up to the cooldown. */
    private static final long FIRST_PAUSE_MILLIS = 1_000;

    private final long cooldownMillis;
    private final long maxAgeMillis;
    private volatile long pausedUntil;
    /** When all permits are available again. */
    private volatile long permitsFullAt;
    /** How many fetches have failed since the last good one. */
    private volatile int failures;
    /** What the last failure was; null if the last fetch was a good one. */
    private volatile @Nullable String failure;

    FetchPace(KeySettings settings) {
        this.cooldownMillis = settings.cooldownMillis();
        this.maxAgeMillis = settings.maxAgeMillis();
    }

    boolean isPaused(long now) {
        return isLeft(pausedUntil - now, cooldownMillis);
    }

    boolean hasPermit(long now) {
        long left = permitsFullAt - now;
        return left <= (PERMITS - 1) * cooldownMillis || !isLeft(left, PERMITS * cooldownMillis);
    }

    void takePermit(long now) {
        boolean allThere = !isLeft(permitsFullAt - now, PERMITS * cooldownMillis);
        permitsFullAt = (allThere ? now : permitsFullAt) + cooldownMillis;
    }

    /** {@return whether the last fetch has failed} */
    boolean hasFailed() {
        return failures > 0;
    }

    /** {@return whether the last fetch has failed so recently that the next one is likely to fail too} */
    boolean isOutage(long now) {
        return failures > 0 && now - pausedUntil < maxAgeMillis;
    }

    /** {@return what the last failure was; null if the last fetch was a good one} */
    @Nullable
    String failure() {
        return failure;
    }

    /** {@return how long until a fetch for an unknown key may begin; at least a second} */
    long retryAfterMillis(long now) {
        long wait = isPaused(now) ? pausedUntil - now : permitsFullAt - now - (PERMITS - 1) * cooldownMillis;
        return Math.max(FIRST_PAUSE_MILLIS, Math.min(wait, cooldownMillis));
    }

    void pause(long now, String description) {
        int before = failures;
        long pause = Math.min(FIRST_PAUSE_MILLIS << Math.min(before, 10), cooldownMillis);
        // Up to a fifth less, at random, so that many servers do not come back at the same instant.
        long jitter = ThreadLocalRandom.current().nextLong(pause / 5 + 1);
        pausedUntil = now + pause - jitter;
        failure = description;
        failures = before + 1;
    }

    void forgetFailures() {
        failures = 0;
        failure = null;
        pausedUntil = 0;
    }

    /** After the clock was set back, more time is left than is possible. The pause or permit then no longer counts. */
    private static boolean isLeft(long millis, long most) {
        return millis > 0 && millis <= most + CLOCK_JITTER_MILLIS;
    }
}

package io.cognitoclaims.testing;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands still until a test moves it, so that the test reaches "one second before expiry" without waiting. Its
 * zone is UTC. Safe for use by many threads.
 */
public final class TestClock extends Clock {
    private final AtomicReference<Instant> now;
    private final ZoneId zone;

    private TestClock(AtomicReference<Instant> now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /** {@return a clock that stands at this instant} */
    public static TestClock at(Instant moment) {
        return new TestClock(new AtomicReference<>(requireNonNull(moment, "moment")), ZoneOffset.UTC);
    }

    /** {@return a clock that stands at the present time, cut to whole seconds like the times in tokens} */
    public static TestClock atNow() {
        return at(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    /** Moves the clock forward; a negative duration moves it back. */
    public void advance(Duration duration) {
        requireNonNull(duration, "duration");
        now.updateAndGet(moment -> moment.plus(duration));
    }

    /** Moves the clock to this instant, later or earlier. */
    public void set(Instant moment) {
        now.set(requireNonNull(moment, "moment"));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** {@return a clock in that zone, which moves together with this one} */
    @Override
    public TestClock withZone(ZoneId otherZone) {
        return new TestClock(now, requireNonNull(otherZone, "otherZone"));
    }

    @Override
    public String toString() {
        return "TestClock[" + now + "," + zone + "]";
    }
}

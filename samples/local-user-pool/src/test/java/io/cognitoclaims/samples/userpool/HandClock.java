package io.cognitoclaims.samples.userpool;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still at a distance from now. */
final class HandClock extends Clock {
    private final AtomicReference<Instant> instant = new AtomicReference<>(Instant.now());

    void setFromNow(Duration distance) {
        instant.set(Instant.now().plus(distance));
    }

    void advance(Duration duration) {
        instant.updateAndGet(now -> now.plus(duration));
    }

    @Override
    public Instant instant() {
        return instant.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("only instants are asked for");
    }
}

package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;

/** Settings of {@link Revocations} that are shared through a store. Each is optional. Not safe for use by many threads. */
public final class RevocationsBuilder {
    private static final Duration LEAST_MAX_AGE = Duration.ofSeconds(1);
    private static final Duration GREATEST_MAX_AGE = Duration.ofHours(1);

    private final RevocationStore store;
    private Duration maxAge = Duration.ofSeconds(10);
    private Clock clock = Clock.systemUTC();

    RevocationsBuilder(RevocationStore store) {
        this.store = requireNonNull(store, "store");
    }

    /**
     * Sets how long ago the store may have been read to its end, before the revocations count as stale. The default is 10 s;
     * from 1 s to 1 h. The store is read all the time, so this is how long an outage of the store may last.
     */
    public RevocationsBuilder maxAge(Duration maxAge) {
        if (requireNonNull(maxAge, "maxAge").compareTo(LEAST_MAX_AGE) < 0 || maxAge.compareTo(GREATEST_MAX_AGE) > 0) {
            throw new IllegalArgumentException("maxAge: must be from 1 s to 1 h, was " + maxAge);
        }
        this.maxAge = maxAge;
        return this;
    }

    /** Sets the clock that gives the time. The default is the system's clock. */
    public RevocationsBuilder clock(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    /**
     * {@return the revocations, whose daemon thread begins to read the store} It returns at once, whether or not the store
     * can be reached. Make one for an application, and close it when the application ends.
     */
    public Revocations start() {
        Revocations revocations = new Revocations(this, System::nanoTime);
        revocations.start();
        return revocations;
    }

    RevocationStore store() {
        return store;
    }

    Duration maxAge() {
        return maxAge;
    }

    Clock clock() {
        return clock;
    }
}

package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Carries revocations between the servers of a fleet: a log that every server appends to and reads from the beginning to
 * the end, again and again. {@link Revocations} holds what was read in memory, so no verification waits for a store.
 *
 * <p>A store keeps each entry for at least 24 hours and 10 minutes: the longest life of a token, and the clock skew of a
 * verifier and of a writer. An entry may be read twice. Safe for use by many threads: one reads while others append.
 *
 * <p>The messages of its exceptions are logged, so they contain no password and no id.
 */
public interface RevocationStore extends AutoCloseable {
    /**
     * Stores a revocation, and returns when the store has confirmed it. It waits for a few seconds at most.
     *
     * @throws IOException if the store did not confirm it in time; it may have stored it all the same
     */
    void append(Revocation revocation) throws IOException;

    /**
     * {@return the entries after the cursor, the oldest first} If there are none, it waits for the next one. One thread calls
     * it in an endless loop.
     *
     * @param cursor the {@link Batch#cursor} of the last batch; empty for the first read, from the beginning
     * @param maxWait how long to wait for an entry at most; zero if it must not wait
     * @throws IOException if the store could not be read in time
     */
    Batch read(String cursor, Duration maxWait) throws IOException;

    /** Ends all connections. A {@link #read} that waits ends within its time. */
    @Override
    void close();

    /**
     * What was read.
     *
     * @param revocations the entries, the oldest first
     * @param cursor the place where the next read goes on
     * @param startsOver whether the store no longer holds what the cursor belonged to, because it was emptied or restored
     *     from a backup, so that this batch is again the first one from the beginning
     * @param isComplete whether there were no more entries when this batch was read
     */
    record Batch(List<Revocation> revocations, String cursor, boolean startsOver, boolean isComplete) {
        public Batch {
            revocations = List.copyOf(revocations);
            requireNonNull(cursor, "cursor");
        }
    }
}

package io.cognitoclaims.core;

import io.cognitoclaims.core.RevocationStore.Batch;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings revocations from a store into memory, on one daemon thread. The thread calls {@link #step} in an endless loop; the
 * other methods may be called by any thread.
 */
final class RevocationFeed {
    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
    /** A store that is waiting notices within this time that it was emptied. */
    private static final Duration MAX_WAIT = Duration.ofMillis(500);

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;
    /** How many facts are put back between two reads. */
    private static final int PUT_BACK = 500;

    private static final long PUT_BACK_WITHIN_MILLIS = 2_000;
    /** Between two reads while facts are put back. */
    private static final Duration SHORT_WAIT = Duration.ofMillis(20);

    private final RevocationStore store;
    private final RevocationMemory memory;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final long maxAgeNanos;
    private final Duration maxWait;
    private final Reading made;
    /** What was revoked here and the store did not confirm. */
    private final Queue<Revocation> notStored = new ConcurrentLinkedQueue<>();

    private final CountDownLatch firstRead = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "cognito-claims-revocations");

    private volatile @Nullable Reading latest;
    private volatile boolean closed;

    /** What follows belongs to the thread that reads. */
    private String cursor = "";

    private int failures;
    private boolean toldStale;
    private int failuresToWrite;
    private long nextWrite;
    private @Nullable Restoration restoration;

    RevocationFeed(
            RevocationStore store, RevocationMemory memory, Clock clock, LongSupplier nanoTime, Duration maxAge) {
        this.store = store;
        this.memory = memory;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.maxAgeNanos = maxAge.toNanos();
        Duration quarter = maxAge.dividedBy(4);
        this.maxWait = quarter.compareTo(MAX_WAIT) < 0 ? quarter : MAX_WAIT;
        this.made = now();
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void close() {
        closed = true;
        if (!notStored.isEmpty()) {
            LOG.warn("{} revocations of this process were never stored for the others", notStored.size());
        }
        thread.interrupt();
        store.close();
    }

    /** Waits until the thread has ended. */
    void awaitEnd() throws InterruptedException {
        thread.join();
    }

    /** Both clocks must agree: the machine's running time stands still while it is suspended, and the clock may be set. */
    boolean isFresh() {
        Reading reading = latest;
        return reading != null && nanosSince(reading) <= maxAgeNanos;
    }

    Duration age() {
        Reading reading = latest;
        return Duration.ofNanos(nanosSince(reading == null ? made : reading));
    }

    boolean awaitFirstRead(Duration atMost) throws InterruptedException {
        return firstRead.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Stores a revocation as soon as the store takes it, if this process runs until then. */
    void storeLater(Revocation revocation) {
        notStored.add(revocation);
    }

    private void run() {
        try {
            while (!closed) {
                Thread.sleep(step());
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** Reads one batch. {@return how many milliseconds to pause before the next one} */
    long step() {
        try {
            // The time before the question, because nobody knows when it was answered.
            Reading reading = now();
            boolean isWriting = restoration != null && failuresToWrite == 0;
            Batch batch = store.read(cursor, isWriting ? SHORT_WAIT : maxWait);
            if (batch.startsOver()) {
                restoration = new Restoration(memory.startGeneration());
            }
            batch.revocations().forEach(memory::add);
            cursor = batch.cursor();
            if (batch.isComplete()) {
                latest = reading;
                firstRead.countDown();
                write();
            }
            failures = 0;
            tellIfChanged("it was read, but never to its end");
            return 0;
        } catch (IOException e) {
            return pauseAfter(String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            // A fault of the store, or too little memory. If the thread ended, no revocation would arrive any more.
            return pauseAfter(e.getClass().getName());
        }
    }

    /** Stores what the store lacks. If it can be read and takes nothing, because it is full or a replica, reading goes on. */
    private void write() {
        if (failuresToWrite > 0 && nanoTime.getAsLong() - nextWrite < 0) {
            return;
        }
        try {
            storeWhatIsNotStored();
            if (restoration != null && restoration.putBack()) {
                restoration = null;
            }
            failuresToWrite = 0;
        } catch (IOException e) {
            nextWrite = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(pause(failuresToWrite));
            failuresToWrite++;
        }
    }

    private void storeWhatIsNotStored() throws IOException {
        Revocation next = notStored.peek();
        for (int i = 0; i < PUT_BACK && next != null; i++) {
            store.append(next);
            // Kept until it is stored.
            notStored.remove();
            next = notStored.peek();
        }
    }

    private long pauseAfter(String failure) {
        if (closed) {
            return 0;
        }
        tellIfChanged(failure);
        return pause(failures++);
    }

    /** Less a random half, so that the servers of a fleet do not come back at once. */
    private static long pause(int failuresBefore) {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failuresBefore, 10));
        return longest - ThreadLocalRandom.current().nextLong(longest / 2);
    }

    private void tellIfChanged(String failure) {
        boolean stale = !isFresh();
        if (stale != toldStale) {
            toldStale = stale;
            if (stale) {
                LOG.warn("Revocations of other servers are not known since {} ms: {}", age().toMillis(), failure);
            } else {
                LOG.info("All revocations are known again");
            }
        }
    }

    private Reading now() {
        return new Reading(nanoTime.getAsLong(), clock.millis());
    }

    private long nanosSince(Reading reading) {
        long nanos = nanoTime.getAsLong() - reading.nanos;
        long byClock = TimeUnit.MILLISECONDS.toNanos(clock.millis() - reading.millis);
        return Math.max(nanos, byClock);
    }

    private record Reading(long nanos, long millis) {}

    /**
     * Puts back into a store that was emptied or restored what it lost and this process knows. The servers of a fleet begin
     * at different times and with different parts, and read in between what the others put back, so that few facts are put
     * back twice.
     */
    private final class Restoration {
        private final int generation;
        private final long startNanos;
        private final int firstPart = ThreadLocalRandom.current().nextInt(RevocationMemory.PARTS);
        private int partsBegun;
        private Iterator<Revocation> lost = Collections.emptyIterator();
        private @Nullable Revocation next;

        Restoration(int generation) {
            this.generation = generation;
            this.startNanos = nanoTime.getAsLong()
                    + TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextLong(PUT_BACK_WITHIN_MILLIS));
        }

        /** Call it after the store was read to its end. {@return whether nothing is left} */
        boolean putBack() throws IOException {
            if (nanoTime.getAsLong() - startNanos < 0) {
                return false;
            }
            if (partsBegun == 0) {
                LOG.warn(
                        "The store of revocations was emptied or restored; what it lost and is known here is put back");
            }
            for (int i = 0; i < PUT_BACK; i++) {
                Revocation fact = next == null ? nextLost() : next;
                if (fact == null) {
                    return true;
                }
                // Kept until it is stored.
                next = fact;
                store.append(fact);
                next = null;
            }
            return false;
        }

        private @Nullable Revocation nextLost() {
            while (!lost.hasNext()) {
                if (partsBegun == RevocationMemory.PARTS) {
                    return null;
                }
                lost = memory.olderThan(generation, (firstPart + partsBegun) % RevocationMemory.PARTS);
                partsBegun++;
            }
            return lost.next();
        }
    }
}

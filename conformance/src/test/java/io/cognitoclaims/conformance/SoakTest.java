package io.cognitoclaims.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@link Soak} for ten seconds; {@code -Dsoak.seconds=600} makes it ten minutes, {@code -Dsoak.seed=7} another course. */
@Tag("slow")
class SoakTest {
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("soak.seconds", 10));
    /** More than all caches of a verifier and what the JDK's HTTP client keeps, less than any leak a request would be. */
    private static final long SPARE_BYTES = 16 << 20;

    @Test
    void aLongRunRefusesNoGoodTokenAndAcceptsNoBadOne() throws Exception {
        new Soak(1).run(Duration.ofSeconds(1));
        Set<Thread> threadsBefore = threads();
        long heapBefore = usedHeap();
        Soak soak = new Soak(Long.getLong("soak.seed", 20_261_123));

        assertThat(soak.run(TIME)).isEmpty();

        assertThat(soak.accepted.get()).isPositive();
        assertThat(soak.refused.get()).isPositive();
        assertThat(usedHeap() - heapBefore).isLessThan(SPARE_BYTES);
        assertThat(threads())
                .filteredOn(thread -> !threadsBefore.contains(thread))
                .allMatch(Thread::isDaemon);
        System.out.printf(
                "soak: %d accepted, %d refused, %d interrupted, %d unjudged, %d changes%n",
                soak.accepted.get(),
                soak.refused.get(),
                soak.interrupted.get(),
                soak.unjudged.get(),
                soak.changes.get());
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .collect(Collectors.toSet());
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}

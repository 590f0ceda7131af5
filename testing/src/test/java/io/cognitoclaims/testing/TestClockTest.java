package io.cognitoclaims.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TestClockTest {
    private static final Instant START = Instant.parse("2026-11-22T10:15:30.5Z");

    @Test
    void aTestClockStandsStillUntilItIsMoved() {
        TestClock clock = TestClock.at(START);
        assertThat(clock.instant()).isEqualTo(START).isEqualTo(clock.instant());

        clock.advance(Duration.ofSeconds(2));
        assertThat(clock.instant()).isEqualTo("2026-11-22T10:15:32.5Z");

        clock.advance(Duration.ofSeconds(-3));
        assertThat(clock.instant()).isEqualTo("2026-11-22T10:15:29.5Z");

        clock.set(Instant.EPOCH);
        assertThat(clock.millis()).isZero();
    }

    @Test
    void aTestClockStartsAtThePresentInWholeSeconds() {
        Instant before = Instant.now();
        TestClock clock = TestClock.atNow();
        Instant after = Instant.now();

        assertThat(clock.instant()).isBetween(before.minusSeconds(1), after);
        assertThat(clock.instant()).isEqualTo(clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    void aTestClockMovesTogetherWithTheSameClockInAnotherZone() {
        TestClock clock = TestClock.at(START);
        Clock elsewhere = clock.withZone(ZoneId.of("Asia/Tokyo"));

        clock.advance(Duration.ofHours(1));

        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
        assertThat(elsewhere.getZone()).isEqualTo(ZoneId.of("Asia/Tokyo"));
        assertThat(elsewhere.instant()).isEqualTo(clock.instant());
    }

    @Test
    void aTestClockLosesNoStepOfManyThreads() {
        TestClock clock = TestClock.at(START);

        IntStream.range(0, 100_000).parallel().forEach(i -> clock.advance(Duration.ofMillis(1)));

        assertThat(clock.instant()).isEqualTo(START.plusSeconds(100));
    }
}

package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Threads that come for the keys of an issuer at the very same moment, again and again. */
class OneFetchTest {
    private static final int ROUNDS = 5_000;

    @Test
    void oneFetchIsMadeForTwoThreadsThatComeAtTheSameMoment() throws Exception {
        List<Round> rounds = Stream.generate(Round::create).limit(ROUNDS).toList();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> theirs = other.submit(() -> isAnyAnswered(rounds));
            assertThat(isAnyAnswered(rounds)).isFalse();
            assertThat(theirs.get()).isFalse();
        } finally {
            other.shutdownNow();
        }
        assertThat(rounds).allSatisfy(round -> assertThat(round.fetches()).hasValue(1));
    }

    private static boolean isAnyAnswered(List<Round> rounds) {
        boolean answered = false;
        for (Round round : rounds) {
            round.meet();
            answered |= round.keys().renewal().isDone();
        }
        return answered;
    }

    /** An issuer that nobody has asked yet, and never answers. */
    private record Round(AtomicInteger present, AtomicInteger fetches, IssuerKeys keys) {
        static Round create() {
            AtomicInteger fetches = new AtomicInteger();
            JwksFetcher unanswered = uri -> {
                fetches.incrementAndGet();
                return new CompletableFuture<>();
            };
            UserPool pool = UserPool.fromIssuer("https://example.com/us-east-1_Example");
            IssuerKeys keys = JwksCache.builder()
                    .fetcher(unanswered)
                    .build()
                    .keysOf(pool.issuers().get(0));
            return new Round(new AtomicInteger(), fetches, keys);
        }

        /** Both wait for each other awake, so that they go on within nanoseconds; or one has no core, and gets one. */
        void meet() {
            present.incrementAndGet();
            for (int turn = 0; present.get() < 2; turn++) {
                if (turn < 1_000) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(1);
                }
            }
        }
    }
}

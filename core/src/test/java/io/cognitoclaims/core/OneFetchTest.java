package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Threads that come for the keys of an issuer at the very same moment, again and again. */
class OneFetchTest {
    private static final int ROUNDS = 5_000;

    @Test
    void oneFetchIsMadeForTwoThreadsThatComeAtTheSameMoment() throws Exception {
        UserPool pool = UserPool.fromIssuer("https://example.com/us-east-1_Example");
        AtomicInteger fetches = new AtomicInteger();
        JwksFetcher unanswered = uri -> {
            fetches.incrementAndGet();
            return new CompletableFuture<>();
        };
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                fetches.set(0);
                IssuerKeys keys = JwksCache.builder()
                        .fetcher(unanswered)
                        .build()
                        .keysOf(pool.issuers().get(0));
                meet(other, keys);
                assertThat(fetches).as("round %d", round).hasValue(1);
            }
        } finally {
            other.shutdownNow();
        }
    }

    /** Both wait for each other without sleeping, so that they go on within nanoseconds. */
    private static void meet(ExecutorService other, IssuerKeys keys) throws Exception {
        AtomicInteger present = new AtomicInteger();
        Future<Boolean> theirs = other.submit(() -> isAnsweredToBoth(present, keys));
        assertThat(isAnsweredToBoth(present, keys)).isFalse();
        assertThat(theirs.get()).isFalse();
    }

    private static boolean isAnsweredToBoth(AtomicInteger present, IssuerKeys keys) {
        present.incrementAndGet();
        while (present.get() < 2) {
            Thread.onSpinWait();
        }
        return keys.renewal().isDone();
    }
}

package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread of a fetch, which the application's own code runs on once the keys are there. */
@Timeout(60)
class HttpFetchThreadTest {
    @Test
    void whoEndsAFetchThatIsDoneDoesNotInterruptWhatFollowsIt() throws Exception {
        try (TestUserPool pool = TestUserPool.create()) {
            CountDownLatch follows = new CountDownLatch(1);
            CountDownLatch isEnded = new CountDownLatch(1);
            pool.stallKeys();
            CompletableFuture<byte[]> document = JwksFetcher.overHttp()
                    .fetch(UserPool.fromIssuer(pool.issuer()).issuers().get(0).jwksUri());
            CompletableFuture<Boolean> interrupted = document.thenApply(keys -> {
                follows.countDown();
                boolean isInterrupted = false;
                try {
                    isEnded.await();
                } catch (InterruptedException e) {
                    isInterrupted = true;
                }
                return isInterrupted || Thread.interrupted();
            });
            pool.resumeKeys();
            follows.await();

            document.cancel(true);
            isEnded.countDown();

            assertThat(interrupted.get(30, TimeUnit.SECONDS)).isFalse();
        }
    }
}

package io.cognitoclaims.alb;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread of a fetch, which other code runs on once the key is there. */
@Timeout(60)
class KeyFetchThreadTest {
    @Test
    void whoEndsAFetchThatIsDoneDoesNotInterruptWhatFollowsIt() throws Exception {
        CountDownLatch isDependedOn = new CountDownLatch(1);
        try (KeyEndpoint endpoint = KeyEndpoint.start(exchange -> {
            try {
                isDependedOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            KeyEndpoint.of(404, "").write(exchange);
        })) {
            CountDownLatch follows = new CountDownLatch(1);
            CountDownLatch isEnded = new CountDownLatch(1);
            CompletableFuture<Optional<Es256Key>> key =
                    new KeyFetcher(Duration.ofSeconds(30)).fetch(URI.create(endpoint.uri() + "/a"));
            CompletableFuture<Boolean> interrupted = key.thenApply(found -> {
                follows.countDown();
                boolean isInterrupted = false;
                try {
                    isEnded.await();
                } catch (InterruptedException e) {
                    isInterrupted = true;
                }
                return isInterrupted || Thread.interrupted();
            });
            isDependedOn.countDown();
            follows.await();

            key.cancel(true);
            isEnded.countDown();

            assertThat(interrupted.get(30, TimeUnit.SECONDS)).isFalse();
        }
    }
}

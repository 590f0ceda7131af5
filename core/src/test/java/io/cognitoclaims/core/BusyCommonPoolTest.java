package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.testing.TestUserPool;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The application blocks every thread of the common pool, as one does whose parallel streams wait for something. */
@Timeout(60)
class BusyCommonPoolTest {
    private final CountDownLatch end = new CountDownLatch(1);
    private final TestUserPool pool = TestUserPool.create();
    private final UserPool trusted = UserPool.fromIssuer(pool.issuer());

    @BeforeEach
    void block() throws Exception {
        int threads = ForkJoinPool.commonPool().getParallelism();
        CountDownLatch blocked = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            ForkJoinPool.commonPool().execute(() -> {
                blocked.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        blocked.await();
    }

    @AfterEach
    void release() {
        end.countDown();
        pool.close();
    }

    @Test
    void theKeysArrive() throws Exception {
        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(trusted, Set.of(pool.clientId()))
                .keys(JwksCache.builder().fetchTimeout(Duration.ofSeconds(30)).build())
                .build();

        assertThat(verifier.verifyAsync(pool.accessToken().sign()).get(30, TimeUnit.SECONDS))
                .isNotNull();
    }

    @Test
    void aFetchThatHangsEndsAtItsTimeLimit() {
        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(trusted, Set.of(pool.clientId()))
                .keys(JwksCache.builder()
                        .fetcher(uri -> new CompletableFuture<>())
                        .fetchTimeout(Duration.ofMillis(20))
                        .build())
                .build();

        assertThatExceptionOfType(VerificationUnavailableException.class)
                .isThrownBy(() -> verifier.verify(pool.accessToken().sign()))
                .withMessageContaining("no whole answer within 20 ms");
    }

    @Test
    void aLookupThatHangsEndsAtItsTimeLimit() {
        UserPoolCache pools = UserPoolCache.builder(issuer -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Optional.empty();
                })
                .issuersBelow(pool.issuer().substring(0, pool.issuer().lastIndexOf('/') + 1))
                .lookupTimeout(Duration.ofMillis(20))
                .build();

        assertThatExceptionOfType(VerificationUnavailableException.class)
                .isThrownBy(() -> CognitoVerifier.accessTokens(pools)
                        .build()
                        .verify(pool.accessToken().sign()))
                .withMessageContaining("no answer within 20 ms");
    }
}

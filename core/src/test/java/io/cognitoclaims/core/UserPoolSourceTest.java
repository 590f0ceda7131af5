package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertUnavailable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.testing.TestUserPool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Sources that misbehave, and what they could see of a request. */
class UserPoolSourceTest {
    private static final TestUserPool ACME = TestUserPool.create();
    private static final InheritableThreadLocal<String> OF_REQUEST = new InheritableThreadLocal<>();

    @AfterAll
    static void close() {
        ACME.close();
    }

    @Test
    void aLookupDoesNotInheritWhatBelongsToTheRequestThatStartedItsThread() {
        List<String> seen = new CopyOnWriteArrayList<>();
        List<ClassLoader> loaders = new CopyOnWriteArrayList<>();
        UserPoolCache pools = UserPoolCache.builder(issuer -> {
                    seen.add(String.valueOf(OF_REQUEST.get()));
                    loaders.add(Thread.currentThread().getContextClassLoader());
                    return Optional.of(accepted());
                })
                .issuersBelow(below())
                .build();

        OF_REQUEST.set("the user of another tenant");
        try {
            CognitoVerifier.accessTokens(pools)
                    .build()
                    .verify(ACME.accessToken().sign());
        } finally {
            OF_REQUEST.remove();
        }

        assertThat(seen).containsExactly("null");
        assertThat(loaders).containsExactly(Thread.currentThread().getContextClassLoader());
    }

    @Test
    void anAsyncSourceThatBlocksHasATimeLimitForAllWhoWait() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        UserPoolCache pools = UserPoolCache.asyncBuilder(issuer -> {
                    asked.countDown();
                    awaitUninterruptibly(end);
                    return CompletableFuture.completedFuture(Optional.of(accepted()));
                })
                .issuersBelow(below())
                .lookupTimeout(Duration.ofMillis(20))
                .build();
        CognitoVerifier<AccessToken> verifier =
                CognitoVerifier.accessTokens(pools).build();
        String token = ACME.accessToken().sign();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Future<?> blocked = threads.submit(() -> verifier.verify(token));
            asked.await();

            Future<?> other = threads.submit(() -> assertUnavailable(verifier, token));

            other.get(30, TimeUnit.SECONDS);
            assertThat(blocked).isNotDone();
        } finally {
            end.countDown();
            threads.shutdownNow();
        }
    }

    @Test
    void anAsyncSourceThatVerifiesATokenOfTheSameIssuerDoesNotWaitForever() throws Exception {
        AtomicReference<CognitoVerifier<AccessToken>> verifier = new AtomicReference<>();
        String token = ACME.accessToken().sign();
        UserPoolCache pools = UserPoolCache.asyncBuilder(issuer -> {
                    verifier.get().verify(token);
                    return CompletableFuture.completedFuture(Optional.of(accepted()));
                })
                .issuersBelow(below())
                .lookupTimeout(Duration.ofMillis(20))
                .build();
        verifier.set(CognitoVerifier.accessTokens(pools).build());
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            threads.submit(() -> assertUnavailable(verifier.get(), token)).get(30, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anIssuerWhoseRegionIsLongerThanAnyCostsNoLookup() {
        List<String> asked = new CopyOnWriteArrayList<>();
        UserPoolCache pools = UserPoolCache.asyncBuilder(issuer -> {
                    asked.add(issuer);
                    return CompletableFuture.completedFuture(Optional.empty());
                })
                .build();

        String issuer = "https://cognito-idp." + "us-".repeat(3000) + "east-1.amazonaws.com/us-east-1_MadeUp";

        assertThatThrownBy(() -> pools.await(issuer)).isInstanceOf(TokenRejectedException.class);

        assertThat(asked).isEmpty();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // As a driver does that ignores interrupts
            }
        }
    }

    private static String below() {
        return ACME.issuer().substring(0, ACME.issuer().lastIndexOf('/') + 1);
    }

    private static AcceptedPool accepted() {
        return AcceptedPool.of(UserPool.fromIssuer(ACME.issuer()), Set.of(ACME.clientId()));
    }
}

package io.cognitoclaims.alb;

import static io.cognitoclaims.alb.Rejections.assertRejected;
import static io.cognitoclaims.alb.Rejections.assertUnavailable;
import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.VerificationException;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestLoadBalancer;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeysOfLoadBalancersTest {
    private static final TestUserPool POOL = TestUserPool.create();

    private final TestClock clock = TestClock.atNow();
    private final TestLoadBalancer alb = TestLoadBalancer.create(POOL, clock);
    private final AlbVerifier verifier = Verifiers.builder(alb, POOL)
            .clock(clock)
            .fetchTimeout(Duration.ofSeconds(30))
            .build();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void closeLoadBalancer() {
        alb.close();
        threads.shutdownNow();
    }

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void aKeyIsFetchedOnce() {
        for (int i = 0; i < 100; i++) {
            verify();
        }

        assertThat(alb.keyFetches()).isEqualTo(1);
    }

    @Test
    void aVerifierFetchesNothingBeforeTheFirstToken() {
        assertThat(verifier).isNotNull();
        assertThat(alb.keyFetches()).isZero();
    }

    @Test
    void tokensOfOneNewKeyWaitForOneFetch() throws Exception {
        alb.stallKeys();
        List<Future<AlbIdentity>> waiting = new ArrayList<>();
        for (int i = 0; i < LoadBalancerKeys.MAX_WAITING_THREADS; i++) {
            String data = alb.oidcData().sign();
            waiting.add(threads.submit(() -> verifier.verify(data)));
        }
        until(() -> alb.keyFetches() == 1);
        alb.resumeKeys();

        for (Future<AlbIdentity> verification : waiting) {
            assertThat(verification.get(30, SECONDS)).isNotNull();
        }
        assertThat(alb.keyFetches()).isEqualTo(1);
    }

    @Test
    void aNewKeyIsSeenAtOnce() {
        verify();
        alb.rotateKey();

        verify();

        assertThat(alb.keyFetches()).isEqualTo(2);
    }

    @Test
    void madeUpKeyIdsCostFiveFetchesAndThenOneInTenSeconds() {
        verify();
        int unknown = 0;
        int unavailable = 0;
        for (int i = 0; i < 1_000; i++) {
            try {
                verifier.verify(forged());
            } catch (TokenRejectedException e) {
                assertThat(e.reason()).isEqualTo(UNKNOWN_KEY);
                unknown++;
            } catch (VerificationUnavailableException e) {
                assertThat(e).hasMessageContaining("too many unknown keys were asked for");
                assertThat(e.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
                unavailable++;
            }
        }
        // The good key has taken the first permit.
        assertThat(unknown).isEqualTo(4);
        assertThat(unavailable).isEqualTo(996);
        assertThat(alb.keyFetches()).isEqualTo(5);

        clock.advance(Duration.ofMillis(9_999));
        assertUnavailable(verifier, forged());
        clock.advance(Duration.ofMillis(1));
        assertRejected(verifier, forged(), UNKNOWN_KEY);
        assertUnavailable(verifier, forged());
        assertThat(alb.keyFetches()).isEqualTo(6);

        verify();
        assertThat(alb.keyFetches()).isEqualTo(6);
    }

    @Test
    void aMadeUpKeyIdThatIsRepeatedCostsNoMoreThanManyDifferentOnes() {
        String forged = forged();
        for (int i = 0; i < 100; i++) {
            try {
                verifier.verify(forged);
            } catch (VerificationException e) {
                assertThat(e.getStackTrace()).isEmpty();
            }
        }

        assertThat(alb.keyFetches()).isEqualTo(5);
    }

    @Test
    void tokensOfMadeUpKeyIdsHoldFewThreadsAndTheKnownKeyServesOn() throws Exception {
        verify();
        alb.stallKeys();
        String forged = forged();
        List<Future<?>> floods = new ArrayList<>();
        for (int i = 0; i < 3 * LoadBalancerKeys.MAX_WAITING_THREADS; i++) {
            floods.add(threads.submit(() -> verifier.verify(forged)));
        }
        // All but those that may wait get an answer while the endpoint gives none.
        until(() -> floods.stream().filter(Future::isDone).count() == 2 * LoadBalancerKeys.MAX_WAITING_THREADS);

        verify();
        assertThat(alb.keyFetches()).isEqualTo(2);
        assertThat(floods.stream().filter(Future::isDone)).hasSize(2 * LoadBalancerKeys.MAX_WAITING_THREADS);
        alb.resumeKeys();
        for (Future<?> flood : floods) {
            assertThat(flood).failsWithin(Duration.ofSeconds(30));
        }
    }

    @Test
    void aKeyInUseIsFetchedAgainInTheBackground() {
        verify();
        clock.advance(Duration.ofMillis(LoadBalancerKeys.REFRESH_AFTER_MILLIS - 1));
        verify();
        assertThat(alb.keyFetches()).isEqualTo(1);

        clock.advance(Duration.ofMillis(1));
        alb.stallKeys();
        verify();
        until(() -> alb.keyFetches() == 2);
        verify();
        assertThat(alb.keyFetches()).isEqualTo(2);
    }

    @Test
    void aWithdrawnKeyIsRefusedAfterTheNextFetch() {
        String data = alb.oidcData()
                .expiresAt(clock.instant().plus(Duration.ofDays(2)))
                .sign();
        assertThat(verifier.verify(data)).isNotNull();
        alb.rotateKey();
        alb.withdrawOldKeys();

        clock.advance(Duration.ofMillis(LoadBalancerKeys.MAX_AGE_MILLIS));

        assertRejected(verifier, data, UNKNOWN_KEY);
    }

    @Test
    void aKeyThatWasNotUsedForAnHourIsConfirmedFirst() {
        verify();
        clock.advance(Duration.ofMillis(LoadBalancerKeys.MAX_AGE_MILLIS));

        verify();

        assertThat(alb.keyFetches()).isEqualTo(2);
    }

    @Test
    void aKnownKeyServesThroughAnOutageOfADay() {
        verify();
        alb.answerKeysWith(500, "");
        clock.advance(Duration.ofMillis(LoadBalancerKeys.STALE_LIMIT_MILLIS - 1));
        verify();
        assertThat(alb.keyFetches()).isEqualTo(2);
        verify();
        assertThat(alb.keyFetches()).isEqualTo(2);

        clock.advance(Duration.ofMillis(1));
        assertThat(assertUnavailable(verifier, alb.oidcData().sign())).hasMessageContaining("status 500");

        alb.resumeKeys();
        clock.advance(Duration.ofSeconds(10));
        verify();
    }

    @Test
    void anOutageIsAskedAtLongerAndLongerIntervals() {
        verify();
        alb.answerKeysWith(500, "");
        // The known key needs no permit, so that the pauses alone decide.
        clock.advance(Duration.ofMillis(LoadBalancerKeys.MAX_AGE_MILLIS));
        int fetches = 1;
        for (int pause : new int[] {1, 2, 4, 8, 10, 10}) {
            verify();
            fetches++;
            assertThat(alb.keyFetches()).isEqualTo(fetches);
            clock.advance(Duration.ofMillis(pause * 800L - 1));
            verify();
            assertThat(alb.keyFetches()).isEqualTo(fetches);
            clock.advance(Duration.ofMillis(pause * 200L + 1));
        }
    }

    @Test
    void aClockThatIsSetBackByADayBlocksNothing() {
        verify();
        for (int i = 0; i < 10; i++) {
            assertThat(catchThrowable(() -> verifier.verify(forged()))).isInstanceOf(VerificationException.class);
        }
        clock.advance(Duration.ofDays(-1));
        alb.rotateKey();

        verify();
    }

    @Test
    void onlySixteenKeysAreHeldAndTheOldestIsForgottenFirst() {
        String first = alb.keyId();
        verify();
        for (int i = 0; i < LoadBalancerKeys.MAX_KEYS + 5; i++) {
            clock.advance(Duration.ofSeconds(10));
            alb.rotateKey();
            verify();
        }
        int fetches = alb.keyFetches();
        assertThat(fetches).isEqualTo(LoadBalancerKeys.MAX_KEYS + 6);
        verify();
        assertThat(alb.keyFetches()).isEqualTo(fetches);

        // The first key was pushed out, so it is asked for again.
        clock.advance(Duration.ofMinutes(1));
        assertRejected(verifier, alb.oidcData().header("kid", first).sign(), BAD_SIGNATURE);
        assertThat(alb.keyFetches()).isEqualTo(fetches + 1);
    }

    @Test
    void keysThatVerifiedNoTokenDisplaceNoneThatDid() {
        String good =
                alb.oidcData().expiresAt(clock.instant().plusSeconds(3_600)).sign();
        verifier.verify(good);
        List<String> others = new ArrayList<>();
        for (int i = 0; i < LoadBalancerKeys.MAX_KEYS + 5; i++) {
            alb.rotateKey();
            others.add(alb.keyId());
        }
        alb.rotateKey();

        for (String other : others) {
            clock.advance(Duration.ofSeconds(10));
            assertRejected(verifier, alb.oidcData().header("kid", other).sign(), BAD_SIGNATURE);
        }

        int fetches = alb.keyFetches();
        assertThat(fetches).isEqualTo(1 + others.size());
        assertThat(verifier.verify(good)).isNotNull();
        assertThat(alb.keyFetches()).isEqualTo(fetches);
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        alb.stallKeys();
        String data = alb.oidcData().sign();
        Thread[] waiting = new Thread[1];
        Future<VerificationUnavailableException> verification = threads.submit(() -> {
            waiting[0] = Thread.currentThread();
            return assertUnavailable(verifier, data);
        });
        until(() -> alb.keyFetches() == 1);
        waiting[0].interrupt();

        assertThat(verification.get(30, SECONDS)).hasMessageContaining("interrupted");
    }

    @Test
    void anOutageIsLoggedOnceAndItsEndToo() {
        try (Log log = Log.of(AlbVerifier.class)) {
            alb.answerKeysWith(500, "a secret of the endpoint");
            for (int i = 0; i < 3; i++) {
                assertUnavailable(verifier, alb.oidcData().sign());
                clock.advance(Duration.ofSeconds(10));
            }
            alb.resumeKeys();
            verify();

            assertThat(log.events()).hasSize(2);
            assertThat(log.events().get(0).getLevel()).isEqualTo(Level.WARN);
            assertThat(log.events().get(0).getFormattedMessage())
                    .isEqualTo("The keys at " + alb.keysUri()
                            + " are unavailable: the key endpoint answered with status 500");
            assertThat(log.events().get(1).getLevel()).isEqualTo(Level.INFO);
            assertThat(log.events().get(1).getFormattedMessage())
                    .isEqualTo("The keys at " + alb.keysUri() + " are available again");
        }
    }

    private void verify() {
        assertThat(verifier.verify(alb.oidcData().sign())).isNotNull();
    }

    private String forged() {
        return alb.oidcData().header("kid", UUID.randomUUID().toString()).sign();
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("after 30 s").isLessThan(end);
            Thread.onSpinWait();
        }
    }
}

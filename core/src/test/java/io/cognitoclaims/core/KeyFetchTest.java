package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.Rejections.assertUnavailable;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When keys are fetched, how often, and who waits for it. */
class KeyFetchTest {
    private final PoolInHand hand = new PoolInHand();
    private final TestClock clock = hand.clock;
    private final TestUserPool pool = hand.pool;
    private final PoolInHand.Endpoint endpoint = hand.endpoint;
    private final PoolInHand.Events events = hand.events;
    private final JwksCache keys = hand.keys;
    private final CognitoVerifier<AccessToken> verifier = hand.verifier;

    @AfterEach
    void close() {
        hand.close();
    }

    @Test
    void fetchesOnceForTwoHundredColdCallers() throws Exception {
        String token = hand.token();
        endpoint.hold();
        ExecutorService callers = Executors.newFixedThreadPool(200);
        try {
            List<Future<AccessToken>> results = new ArrayList<>();
            CountDownLatch started = new CountDownLatch(200);
            for (int i = 0; i < 200; i++) {
                results.add(callers.submit(() -> {
                    started.countDown();
                    return verifier.verify(token);
                }));
            }
            started.await();
            endpoint.release();

            for (Future<AccessToken> result : results) {
                assertThat(result.get()).isNotNull();
            }
            assertThat(endpoint.fetches()).isEqualTo(1);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void letsNoCallerOfAColdStartGoAwayEmptyHanded() throws Exception {
        String token = hand.token();
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try {
            for (int round = 0; round < 500; round++) {
                CognitoVerifier<AccessToken> cold = hand.verifier(hand.keys(new VerificationListener() {}));
                List<Callable<AccessToken>> calls = Collections.nCopies(16, () -> cold.verify(token));
                for (Future<AccessToken> result : callers.invokeAll(calls)) {
                    assertThat(result.get()).isNotNull();
                }
            }
            assertThat(endpoint.fetches()).isEqualTo(500);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void fetchesOncePerCooldownHoweverManyTokensNameUnknownKeys() {
        String known = hand.token();
        List<String> forged = IntStream.range(0, 100)
                .mapToObj(i -> hand.tokenOfKey("forged-" + i))
                .toList();
        verifier.verify(known);
        assertThat(endpoint.fetches()).isEqualTo(1);

        for (int second = 0; second < 50; second++) {
            clock.advance(Duration.ofSeconds(1));
            forged.forEach(token -> assertRejected(verifier, token, UNKNOWN_KEY));
            assertThat(verifier.verifyAsync(known)).isCompleted();
        }

        assertThat(endpoint.fetches()).as("one cold, five in fifty seconds").isEqualTo(6);
    }

    @Test
    void verifiesTokensOfKnownKeysWithoutWaitingWhileAFetchForAnUnknownOneHangs() {
        verifier.verify(hand.token());
        clock.advance(Duration.ofSeconds(10));
        endpoint.hold();

        CompletableFuture<AccessToken> forged = verifier.verifyAsync(hand.tokenOfKey("forged"));

        assertThat(forged).isNotDone();
        assertThat(verifier.verify(hand.token())).isNotNull();
        assertThat(verifier.verifyAsync(hand.token())).isCompleted();
        endpoint.release();
        assertThat(forged).isCompletedExceptionally();
    }

    @Test
    void isNotPoisonedByAnInterruptedCaller() throws Exception {
        endpoint.hold();
        List<Throwable> outcome = new ArrayList<>();
        List<Boolean> interrupted = new ArrayList<>();
        Thread caller = new Thread(() -> {
            try {
                verifier.verify(hand.token());
            } catch (RuntimeException e) {
                outcome.add(e);
                interrupted.add(Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        endpoint.awaitFetch();
        caller.interrupt();
        caller.join();
        endpoint.release();

        assertThat(outcome).singleElement().isInstanceOf(KeysUnavailableException.class);
        assertThat(interrupted).containsExactly(true);
        assertThat(verifier.verify(hand.token())).isNotNull();
        assertThat(endpoint.fetches()).isEqualTo(1);
    }

    @Test
    void isNotPoisonedByACallerWhoCancels() {
        endpoint.hold();
        CompletableFuture<AccessToken> given = verifier.verifyAsync(hand.token());
        CompletableFuture<AccessToken> other = verifier.verifyAsync(hand.token());

        given.cancel(true);
        endpoint.release();

        assertThat(other).isCompleted();
    }

    @ParameterizedTest
    @EnumSource(PoolInHand.Fault.class)
    void survivesAFetcherWithAFault(PoolInHand.Fault fault) {
        endpoint.fault(fault);
        assertUnavailable(verifier, hand.token());
        assertThat(events.all()).containsExactly("fetched false");

        endpoint.recover();
        clock.advance(Duration.ofSeconds(10));
        assertThat(verifier.verify(hand.token())).isNotNull();
    }

    @Test
    void releasesWhoeverWaitsBeforeItTellsTheListener() {
        List<Boolean> doneWhenTold = new ArrayList<>();
        endpoint.hold();
        CompletableFuture<AccessToken> waiting = verifier.verifyAsync(hand.token());
        events.onFetch(() -> doneWhenTold.add(waiting.isDone()));

        endpoint.release();

        assertThat(doneWhenTold).containsExactly(true);
    }

    @Test
    void isNotDisturbedByAListenerThatFails() {
        events.onFetch(() -> {
            throw new IllegalStateException("a listener with a fault");
        });

        assertThat(verifier.verify(hand.token())).isNotNull();
    }

    @Test
    void needsNoFetchForKeysThatWereBroughtAlong() {
        keys.preload(UserPool.fromIssuer(pool.issuer()), pool.jwks());

        assertThat(verifier.verify(hand.token())).isNotNull();
        assertThat(endpoint.fetches()).isZero();
    }

    @Test
    void needsNoFetchForAnyIssuerOfAPoolWhoseKeysWereBroughtAlong() {
        UserPool real = UserPool.of("us-east-1_EXAMPLE");
        CognitoVerifier<AccessToken> offline = CognitoVerifier.accessTokens(real, Set.of(pool.clientId()))
                .clock(clock)
                .keys(keys)
                .build();
        keys.preload(real, pool.jwks());

        for (Issuer issuer : real.issuers()) {
            assertThat(offline.verify(pool.accessToken().issuer(issuer.value()).sign()))
                    .isNotNull();
        }
        assertThat(endpoint.fetches()).isZero();
    }

    @Test
    void warmsUpOnlyTheFirstIssuerOfEachPool() {
        CognitoVerifier<AccessToken> both = CognitoVerifier.accessTokens(UserPool.of("us-east-1_EXAMPLE"), Set.of("a"))
                .alsoFrom(UserPool.of("eu-west-1_EXAMPLE").withReplicaRegions(Set.of("eu-west-2")), Set.of("a"))
                .keys(keys)
                .build();

        both.warmUp();

        assertThat(endpoint.asked())
                .containsExactlyInAnyOrder(
                        "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE/.well-known/jwks.json",
                        "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE/.well-known/jwks.json");
    }

    @Test
    void saysSoWhenItCannotWarmUp() {
        endpoint.fail();

        assertThatExceptionOfType(KeysUnavailableException.class).isThrownBy(verifier::warmUp);
    }

    @Test
    void costsNoFetchWhenTheIssuerIsNotConfigured() {
        IntStream.range(0, 1000)
                .forEach(i -> assertThatExceptionOfType(TokenRejectedException.class)
                        .isThrownBy(() -> verifier.verify(pool.accessToken()
                                .issuer("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_" + i)
                                .sign())));

        assertThat(endpoint.fetches()).isZero();
    }
}

package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.Rejections.assertUnavailable;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
    void twoHundredColdCallersCauseOneFetch() throws Exception {
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
    void noCallerOfAColdStartGoesAwayEmptyHanded() throws Exception {
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
    void unknownKeysCauseThreeFetchesAndThenOnePerCooldownHoweverManyTokensNameThem() {
        String known = hand.token();
        List<String> forged = IntStream.range(0, 100)
                .mapToObj(i -> hand.tokenOfKey("forged-" + i))
                .toList();
        verifier.verify(known);
        assertThat(endpoint.fetches()).isEqualTo(1);

        List<Integer> fetches = new ArrayList<>();
        for (int second = 0; second < 50; second++) {
            forged.forEach(token -> assertRejected(verifier, token, UNKNOWN_KEY));
            assertThat(verifier.verifyAsync(known)).isCompleted();
            clock.advance(Duration.ofSeconds(1));
            fetches.add(endpoint.fetches() - 1);
        }

        assertThat(fetches).startsWith(3, 3).endsWith(7);
        assertThat(IntStream.range(0, 50)).allMatch(second -> fetches.get(second) == 3 + second / 10);
    }

    @Test
    void threeCooldownsWithoutUnknownKeysAllowThreeFetchesAgain() {
        verifier.verify(hand.token());
        flood();
        clock.advance(Duration.ofSeconds(20));
        flood();
        assertThat(endpoint.fetches()).isEqualTo(1 + 3 + 2);

        clock.advance(Duration.ofSeconds(30));
        flood();
        assertThat(endpoint.fetches()).isEqualTo(1 + 3 + 2 + 3);
    }

    @Test
    void aForgedKeyInTheFirstTokenUsesUpNoAllowedFetch() {
        assertRejected(verifier, hand.tokenOfKey("forged"), UNKNOWN_KEY);
        int before = endpoint.fetches();
        flood();

        // assertRejected verifies twice: the first time brought the keys, the second was a permit.
        assertThat(before).isEqualTo(2);
        assertThat(endpoint.fetches()).isEqualTo(1 + 3);
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void eightOfTwoHundredThreadsWaitForForgedKeysWhileKnownOnesServe() throws Exception {
        verifier.verify(hand.token());
        String known = hand.token();
        String forged = hand.tokenOfKey("forged");
        endpoint.hold();
        ExecutorService threads = Executors.newFixedThreadPool(200);
        try {
            List<Future<VerificationException>> outcomes = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                outcomes.add(threads.submit(() -> outcomeOf(forged)));
            }
            while (outcomes.stream().filter(Future::isDone).count() < 200 - IssuerKeys.MAX_WAITING_THREADS) {
                Thread.onSpinWait();
            }
            Map<Boolean, List<Future<VerificationException>>> byDone =
                    outcomes.stream().collect(Collectors.partitioningBy(Future::isDone));

            assertThat(threads.submit(() -> verifier.verify(known)).get()).isNotNull();
            assertThat(byDone.get(false)).hasSize(8).noneMatch(Future::isDone);
            assertThat(byDone.get(true))
                    .allSatisfy(outcome -> assertThat(outcome.get())
                            .isInstanceOfSatisfying(
                                    VerificationUnavailableException.class,
                                    busy -> assertThat(busy.retryAfter()).isEqualTo(Duration.ofSeconds(1))));
            endpoint.release();
            assertThat(byDone.get(false))
                    .allSatisfy(waited -> assertThat(waited.get()).isInstanceOf(TokenRejectedException.class));
            assertThat(endpoint.fetches())
                    .as("and one more for those who came after it began")
                    .isBetween(2, 3);
            assertThat(outcomeOf(forged))
                    .as("those who waited are counted off")
                    .isInstanceOf(TokenRejectedException.class);
        } finally {
            endpoint.release();
            threads.shutdownNow();
        }
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void atMostEightOfThoseWhoWaitedForTheFirstKeysWaitAgain() throws Exception {
        String forged = hand.tokenOfKey("forged");
        endpoint.holdEach();
        ExecutorService threads = Executors.newFixedThreadPool(51);
        try {
            assertThat(verifier.verifyAsync(hand.token())).isNotDone();
            List<Future<VerificationException>> outcomes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                outcomes.add(threads.submit(() -> outcomeOf(forged)));
            }
            awaitWaiting(50);
            endpoint.release();
            endpoint.awaitFetches(2);
            while (outcomes.stream().filter(Future::isDone).count() < 42) {
                Thread.onSpinWait();
            }

            assertThat(outcomes.stream().filter(future -> !future.isDone())).hasSizeLessThanOrEqualTo(8);
            endpoint.release();
            for (Future<VerificationException> outcome : outcomes) {
                assertThat(outcome.get()).isNotNull();
            }
        } finally {
            endpoint.release();
            endpoint.release();
            threads.shutdownNow();
        }
    }

    @Test
    void tokensThatWaitForKeysHaveAMebiOfCharactersAtMost() {
        String token = pool.accessToken()
                .claim("fill", "x".repeat(10_000))
                .header("kid", "new")
                .sign();
        int fit = IssuerKeys.MAX_PENDING_CHARACTERS / token.length();
        endpoint.hold();
        List<CompletableFuture<AccessToken>> pending = new ArrayList<>();
        for (int i = 0; i < fit + 10; i++) {
            pending.add(verifier.verifyAsync(token));
        }

        assertThat(pending.subList(0, fit)).noneMatch(CompletableFuture::isDone);
        assertThat(pending.subList(fit, fit + 10))
                .allSatisfy(refused -> assertThat(refused)
                        .isCompletedExceptionally()
                        .satisfies(future -> assertThatExceptionOfType(CompletionException.class)
                                .isThrownBy(future::join)
                                .withCauseInstanceOf(VerificationUnavailableException.class)));
        endpoint.release();
        assertThat(pending).allMatch(CompletableFuture::isDone);
        clock.advance(Duration.ofMinutes(1));
        endpoint.hold();
        assertThat(verifier.verifyAsync(token))
                .as("those who waited are counted off")
                .isNotDone();
        endpoint.release();
    }

    @Test
    void anOlderFetchDoesNotReplaceKeysThatWereBroughtAlong() {
        verifier.verify(hand.token());
        String stolen = hand.token();
        clock.advance(Duration.ofMinutes(10));
        endpoint.hold();
        verifier.verify(stolen);
        pool.rotateKeys();
        pool.withdrawOldKeys();
        keys.preload(UserPool.fromIssuer(pool.issuer()), pool.jwks());

        endpoint.release();

        // First of all: a token of the new key would have them fetched.
        assertRejected(verifier, stolen, UNKNOWN_KEY);
        assertThat(verifier.verify(hand.token())).isNotNull();
        assertThat(keys.ages()).containsEntry(pool.issuer(), Duration.ZERO);
    }

    @Test
    void anOlderFetchDoesNotReplaceKeysBroughtAlongEvenIfTheClockIsSetBack() {
        String stolen = hand.token();
        endpoint.hold();
        CompletableFuture<AccessToken> waiting = verifier.verifyAsync(stolen);
        clock.advance(Duration.ofMinutes(-5));
        pool.rotateKeys();
        pool.withdrawOldKeys();
        keys.preload(UserPool.fromIssuer(pool.issuer()), pool.jwks());

        endpoint.release();

        assertThat(waiting).isCompletedExceptionally();
        assertRejected(verifier, stolen, UNKNOWN_KEY);
    }

    @Test
    void aFetchThatFailsIsNoOutageIfItBeganBeforeKeysWereBroughtAlong() {
        endpoint.hold();
        endpoint.fail();
        CompletableFuture<AccessToken> waiting = verifier.verifyAsync(hand.tokenOfKey("forged"));
        keys.preload(UserPool.fromIssuer(pool.issuer()), pool.jwks());
        endpoint.recover();

        endpoint.release();

        assertThat(waiting).isCompletedExceptionally();
        pool.rotateKeys();
        assertThat(verifier.verify(hand.token())).as("nothing is paused").isNotNull();
    }

    @Test
    void keysThatAreBroughtAlongEndThePauseAfterAFailure() {
        endpoint.fail();
        assertUnavailable(verifier, hand.token());
        keys.preload(UserPool.fromIssuer(pool.issuer()), pool.jwks());
        assertThat(verifier.verify(hand.token())).isNotNull();
        assertThat(endpoint.fetches()).isEqualTo(1);

        endpoint.recover();
        pool.rotateKeys();
        assertThat(verifier.verify(hand.token())).as("without a pause").isNotNull();
        assertThat(endpoint.fetches()).isEqualTo(2);
        assertRejected(verifier, hand.tokenOfKey("forged"), UNKNOWN_KEY);
    }

    @Test
    void anotherThreadMayFetchAfterKeysWereBroughtAlong() throws Exception {
        onANewThread(() -> {
            keys.preload(UserPool.fromIssuer(pool.issuer()), pool.jwks());
            return keys;
        });
        pool.rotateKeys();

        assertThat(onANewThread(() -> verifier.verify(hand.token()))).isNotNull();
        assertThat(endpoint.fetches()).isEqualTo(1);
    }

    @Test
    void anotherThreadMayFetchAfterAFailure() throws Exception {
        endpoint.fail();
        onANewThread(() -> assertUnavailable(verifier, hand.token()));
        endpoint.recover();
        clock.advance(Duration.ofSeconds(1));

        assertThat(onANewThread(() -> verifier.verify(hand.token()))).isNotNull();
        assertThat(endpoint.fetches()).isEqualTo(2);
    }

    @Test
    void anotherThreadMayFetchAfterAFailureThatCameTooLateToCount() throws Exception {
        endpoint.hold();
        endpoint.fail();
        CompletableFuture<AccessToken> waiting = verifier.verifyAsync(hand.tokenOfKey("forged"));
        keys.preload(UserPool.fromIssuer(pool.issuer()), pool.jwks());
        endpoint.recover();
        onANewThread(() -> {
            endpoint.release();
            return waiting;
        });
        pool.rotateKeys();

        assertThat(onANewThread(() -> verifier.verify(hand.token()))).isNotNull();
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void aVerifierIsWarmOnlyWhenTheKeysHaveArrived() throws Exception {
        endpoint.hold();
        FutureTask<Boolean> warm = new FutureTask<>(verifier::warmUp, true);
        Thread caller = start(warm);
        while (caller.isAlive() && caller.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        assertThat(warm).as("the keys have not arrived").isNotDone();
        endpoint.release();
        assertThat(warm.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(verifier.verifyAsync(hand.token())).isCompleted();
        assertThat(endpoint.fetches()).isEqualTo(1);
    }

    @Test
    void aTokenOfANewKeyLooksOnceMoreAfterAnOlderFetch() {
        verifier.verify(hand.token());
        clock.advance(Duration.ofMinutes(10));
        endpoint.holdEach();
        verifier.verify(hand.token());
        pool.rotateKeys();

        CompletableFuture<AccessToken> waiting = verifier.verifyAsync(hand.token());
        CompletableFuture<Void> renewal = issuerKeys().renewal("forged", 1);
        endpoint.release();
        assertThat(waiting).as("the older fetch could not bring the key").isNotDone();
        assertThat(renewal).isNotDone();
        assertThat(endpoint.fetches()).isEqualTo(3);

        endpoint.release();
        assertThat(waiting)
                .isCompletedWithValueMatching(token -> token.clientId().equals(pool.clientId()));
        assertThat(renewal).isCompleted();
        assertThat(endpoint.fetches()).isEqualTo(3);
    }

    @Test
    void tokensOfExactlyAMebiOfCharactersWaitForKeysAgainAndAgain() {
        int half = IssuerKeys.MAX_PENDING_CHARACTERS / 2;
        for (int round = 0; round < 3; round++) {
            endpoint.hold();
            List<CompletableFuture<Void>> waiting =
                    List.of(issuerKeys().renewal("new", half), issuerKeys().renewal("new", half));
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(VerificationUnavailableException.class)
                        .isThrownBy(() -> issuerKeys().renewal("new", 1))
                        .withMessageEndingWith("too many tokens already wait for newer ones");
            }

            assertThat(waiting).as("round %d", round).noneMatch(CompletableFuture::isDone);
            endpoint.release();
            assertThat(waiting)
                    .as("round %d", round)
                    .allSatisfy(one -> assertThat(one).isCompleted());
            clock.advance(Duration.ofMinutes(1));
        }
    }

    @Test
    void aTokenThatIsRefusedForItsLengthLeavesTheRoomToOthers() {
        int whole = IssuerKeys.MAX_PENDING_CHARACTERS;
        endpoint.hold();
        for (int i = 0; i < 3; i++) {
            assertThatExceptionOfType(VerificationUnavailableException.class)
                    .isThrownBy(() -> issuerKeys().renewal("new", whole + 1));
        }

        CompletableFuture<Void> waiting = issuerKeys().renewal("new", whole);
        assertThat(waiting).isNotDone();
        endpoint.release();
        assertThat(waiting).isCompleted();
    }

    @Test
    void theAgeOfKeysCountsFromTheMomentTheyWereAskedFor() {
        endpoint.hold();
        CompletableFuture<AccessToken> waiting = verifier.verifyAsync(hand.token());
        clock.advance(Duration.ofSeconds(29));

        endpoint.release();

        assertThat(waiting).isCompleted();
        assertThat(keys.ages()).as("asked for 29 s ago").containsEntry(pool.issuer(), Duration.ofSeconds(29));
    }

    @Test
    void tokensOfKnownKeysDoNotWaitWhileAFetchForAnUnknownOneHangs() {
        verifier.verify(hand.token());
        endpoint.hold();

        CompletableFuture<AccessToken> forged = verifier.verifyAsync(hand.tokenOfKey("forged"));

        assertThat(forged).isNotDone();
        assertThat(verifier.verify(hand.token())).isNotNull();
        assertThat(verifier.verifyAsync(hand.token())).isCompleted();
        endpoint.release();
        assertThat(forged).isCompletedExceptionally();
    }

    @Test
    void anInterruptedCallerDoesNotPoisonTheFetch() throws Exception {
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

        assertThat(outcome).singleElement().isInstanceOf(VerificationUnavailableException.class);
        assertThat(interrupted).containsExactly(true);
        assertThat(verifier.verify(hand.token())).isNotNull();
        assertThat(endpoint.fetches()).isEqualTo(1);
    }

    @Test
    void aCallerWhoCancelsDoesNotPoisonTheFetch() {
        endpoint.hold();
        CompletableFuture<AccessToken> given = verifier.verifyAsync(hand.token());
        CompletableFuture<AccessToken> other = verifier.verifyAsync(hand.token());

        given.cancel(true);
        endpoint.release();

        assertThat(other).isCompleted();
    }

    @ParameterizedTest
    @EnumSource(PoolInHand.Fault.class)
    void aVerifierSurvivesAFetcherWithAFault(PoolInHand.Fault fault) {
        endpoint.fault(fault);
        assertUnavailable(verifier, hand.token());
        assertThat(events.all()).containsExactly("fetched false");

        endpoint.recover();
        clock.advance(Duration.ofSeconds(10));
        assertThat(verifier.verify(hand.token())).isNotNull();
    }

    @Test
    void whoeverWaitsIsReleasedBeforeTheListenerIsTold() {
        List<Boolean> doneWhenTold = new ArrayList<>();
        endpoint.hold();
        CompletableFuture<AccessToken> waiting = verifier.verifyAsync(hand.token());
        events.onFetch(() -> doneWhenTold.add(waiting.isDone()));

        endpoint.release();

        assertThat(doneWhenTold).containsExactly(true);
    }

    @Test
    void aListenerThatFailsDoesNotDisturbTheFetch() {
        events.onFetch(() -> {
            throw new IllegalStateException("a listener with a fault");
        });

        assertThat(verifier.verify(hand.token())).isNotNull();
    }

    @Test
    void keysThatWereBroughtAlongNeedNoFetch() {
        keys.preload(UserPool.fromIssuer(pool.issuer()), pool.jwks());

        assertThat(verifier.verify(hand.token())).isNotNull();
        assertThat(endpoint.fetches()).isZero();
    }

    @Test
    void noIssuerOfAPoolWhoseKeysWereBroughtAlongNeedsAFetch() {
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
    void aTokenOfAnIssuerThatIsNotConfiguredCostsNoFetch() {
        IntStream.range(0, 1000)
                .forEach(i -> assertThatExceptionOfType(TokenRejectedException.class)
                        .isThrownBy(() -> verifier.verify(pool.accessToken()
                                .issuer("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_" + i)
                                .sign())));

        assertThat(endpoint.fetches()).isZero();
    }

    /** A future that stays pending would hold its request for ever. */
    @Test
    void anAsynchronousVerificationEndsEvenIfTheClockThrowsWhileTheKeysArrive() {
        AtomicBoolean isBroken = new AtomicBoolean();
        Clock clock = new Clock() {
            @Override
            public Instant instant() {
                if (isBroken.get()) {
                    throw new IllegalStateException("a clock with a fault");
                }
                return hand.clock.instant();
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        JwksCache keys = JwksCache.builder().clock(clock).fetcher(endpoint).build();
        endpoint.hold();

        CompletableFuture<AccessToken> pending = hand.verifier(keys).verifyAsync(hand.token());
        assertThat(pending).isNotDone();
        isBroken.set(true);
        endpoint.release();

        assertThat(pending).failsWithin(Duration.ofSeconds(30)).withThrowableOfType(ExecutionException.class);
    }

    private IssuerKeys issuerKeys() {
        return keys.keysOf(UserPool.fromIssuer(pool.issuer()).issuers().get(0));
    }

    /** {@return the result of the call} A lock that the call leaves closed stays closed to the other threads. */
    private static <V> V onANewThread(Callable<V> call) throws Exception {
        FutureTask<V> task = new FutureTask<>(call);
        start(task);
        return task.get(30, TimeUnit.SECONDS);
    }

    private static Thread start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void flood() {
        for (int i = 0; i < 5; i++) {
            assertRejected(verifier, hand.tokenOfKey("forged"), UNKNOWN_KEY);
        }
    }

    private VerificationException outcomeOf(String token) {
        try {
            verifier.verify(token);
        } catch (VerificationException e) {
            return e;
        }
        throw new AssertionError("the token was accepted");
    }

    /** Until so many threads are in the call of {@link IssuerKeys} that waits. */
    private static void awaitWaiting(int count) {
        while (Thread.getAllStackTraces().entrySet().stream()
                        .filter(thread -> thread.getKey().getState() == Thread.State.WAITING)
                        .filter(thread -> Arrays.stream(thread.getValue())
                                .anyMatch(frame -> frame.getClassName().equals(IssuerKeys.class.getName())))
                        .count()
                < count) {
            Thread.onSpinWait();
        }
    }
}

package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.Rejections.assertUnavailable;
import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fetching, rotation, withdrawal and outage, with the clock and the key endpoint in hand. */
class KeyLifeTest {
    private final TestClock clock = TestClock.at(Instant.parse("2026-11-22T12:00:00Z"));
    private final TestUserPool pool = TestUserPool.create(clock);
    private final HandFetcher endpoint = new HandFetcher();
    private final Events events = new Events();
    private final JwksCache keys =
            JwksCache.builder().clock(clock).fetcher(endpoint).listener(events).build();
    private final CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                    UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
            .clock(clock)
            .keys(keys)
            .withoutTokenCache()
            .build();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void fetchesOnceForTwoHundredColdCallers() throws Exception {
        String token = token();
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
            assertThat(endpoint.fetches).isEqualTo(1);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void letsNoCallerOfAColdStartGoAwayEmptyHanded() throws Exception {
        String token = token();
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try {
            for (int round = 0; round < 500; round++) {
                CognitoVerifier<AccessToken> cold = CognitoVerifier.accessTokens(
                                UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                        .clock(clock)
                        .keys(JwksCache.builder().clock(clock).fetcher(endpoint).build())
                        .build();
                List<Callable<AccessToken>> calls = Collections.nCopies(16, () -> cold.verify(token));
                for (Future<AccessToken> result : callers.invokeAll(calls)) {
                    assertThat(result.get()).isNotNull();
                }
            }
            assertThat(endpoint.fetches).isEqualTo(500);
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void fetchesOncePerCooldownHoweverManyTokensNameUnknownKeys() {
        String known = token();
        List<String> forged =
                IntStream.range(0, 100).mapToObj(i -> tokenOfKey("forged-" + i)).toList();
        verifier.verify(known);
        assertThat(endpoint.fetches).isEqualTo(1);

        for (int second = 0; second < 50; second++) {
            clock.advance(Duration.ofSeconds(1));
            forged.forEach(token -> assertRejected(verifier, token, UNKNOWN_KEY));
            assertThat(verifier.verifyAsync(known)).isCompleted();
        }

        assertThat(endpoint.fetches).as("one cold, five in fifty seconds").isEqualTo(6);
    }

    @Test
    void verifiesTokensOfKnownKeysWithoutWaitingWhileAFetchForAnUnknownOneHangs() {
        verifier.verify(token());
        clock.advance(Duration.ofSeconds(10));
        endpoint.hold();

        CompletableFuture<AccessToken> forged = verifier.verifyAsync(tokenOfKey("forged"));

        assertThat(forged).isNotDone();
        assertThat(verifier.verify(token())).isNotNull();
        assertThat(verifier.verifyAsync(token())).isCompleted();
        endpoint.release();
        assertThat(forged).isCompletedExceptionally();
    }

    @Test
    void acceptsARotatedKeyAtOnce() {
        verifier.verify(token());
        clock.advance(Duration.ofSeconds(10));
        pool.rotateKeys();

        assertThat(verifier.verify(token())).isNotNull();
        assertThat(endpoint.fetches).isEqualTo(2);
    }

    @Test
    void acceptsARotatedKeyWithinACooldownAlsoDuringAFloodOfForgedOnes() {
        verifier.verify(token());
        pool.rotateKeys();
        String rotated = token();
        int refused = 0;
        for (int second = 0; second < 20; second++) {
            assertThatExceptionOfType(TokenRejectedException.class)
                    .isThrownBy(() -> verifier.verify(tokenOfKey("forged")));
            if (verifier.verifyAsync(rotated).isCompletedExceptionally()) {
                refused++;
            }
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(refused).isLessThanOrEqualTo(10);
    }

    @Test
    void refreshesInTheBackgroundWhileTheKeysServeOn() {
        verifier.verify(token());
        clock.advance(Duration.ofMinutes(10).minusMillis(1));
        verifier.verify(token());
        assertThat(endpoint.fetches).isEqualTo(1);

        clock.advance(Duration.ofMillis(1));
        endpoint.hold();
        assertThat(verifier.verifyAsync(token())).isCompleted();
        assertThat(verifier.verifyAsync(token())).isCompleted();

        assertThat(endpoint.fetches).isEqualTo(2);
        endpoint.release();
    }

    @Test
    void refusesAWithdrawnKeyAfterTheNextRefresh() {
        String old = token();
        verifier.verify(old);
        pool.rotateKeys();
        pool.withdrawOldKeys();
        clock.advance(Duration.ofMinutes(10));

        // This one starts the refresh, and is still served by the key that it finds.
        assertThat(verifier.verify(old)).isNotNull();
        assertRejected(verifier, old, UNKNOWN_KEY);
    }

    @Test
    void refusesAWithdrawnKeyAfterItsMaximumAgeEvenIfNobodyAskedInBetween() {
        String old = pool.accessToken()
                .expiresAt(clock.instant().plus(Duration.ofDays(1)))
                .sign();
        verifier.verify(old);
        pool.rotateKeys();
        pool.withdrawOldKeys();
        clock.advance(Duration.ofHours(1));

        assertRejected(verifier, old, UNKNOWN_KEY);
    }

    @Test
    void takesNewMaterialUnderAnOldKidWithTheNextRefresh() {
        String old = token();
        verifier.verify(old);
        pool.replaceKeyMaterial();
        String renewed = pool.accessToken().sign();
        assertRejected(verifier, renewed, BAD_SIGNATURE);
        clock.advance(Duration.ofMinutes(10));
        verifier.verify(old);

        assertThat(verifier.verify(renewed)).isNotNull();
        assertRejected(verifier, old, BAD_SIGNATURE);
    }

    @Test
    void servesKnownKeysThroughAnOutageUpToTheStaleLimitAndNotASecondMore() {
        String token = pool.accessToken()
                .expiresAt(clock.instant().plus(Duration.ofDays(2)))
                .sign();
        verifier.verify(token);
        endpoint.fail();

        for (int hour = 1; hour < 24; hour++) {
            clock.advance(Duration.ofHours(1));
            assertThat(verifier.verify(token)).isNotNull();
        }
        clock.advance(Duration.ofHours(1).minusMillis(1));
        assertThat(verifier.verify(token)).isNotNull();
        clock.advance(Duration.ofMillis(1));
        assertUnavailable(verifier, token);

        endpoint.recover();
        clock.advance(Duration.ofSeconds(10));
        assertThat(verifier.verify(token)).isNotNull();
        assertThat(events.all).contains("stale PT2H", "fetched true");
    }

    @Test
    void doesNotLetEachTokenWaitDuringAnOutage() {
        String token = pool.accessToken()
                .expiresAt(clock.instant().plus(Duration.ofDays(2)))
                .sign();
        verifier.verify(token);
        endpoint.fail();
        clock.advance(Duration.ofHours(2));
        verifier.verify(token);
        endpoint.hold();
        clock.advance(Duration.ofMinutes(30));

        assertThat(verifier.verifyAsync(token))
                .as("a fetch hangs, but nobody waits for it")
                .isCompleted();
        endpoint.release();
    }

    @Test
    void doesNotTakeAnOldFailureForAnOutage() {
        String old = pool.accessToken()
                .expiresAt(clock.instant().plus(Duration.ofDays(1)))
                .sign();
        verifier.verify(old);
        endpoint.fail();
        clock.advance(Duration.ofMinutes(11));
        verifier.verify(old);
        endpoint.recover();
        pool.rotateKeys();
        pool.withdrawOldKeys();
        clock.advance(Duration.ofHours(20));
        endpoint.hold();

        CompletableFuture<AccessToken> later = verifier.verifyAsync(old);
        assertThat(later).as("the failure of yesterday says nothing of today").isNotDone();
        endpoint.release();
        assertThat(later).isCompletedExceptionally();
        assertRejected(verifier, old, UNKNOWN_KEY);
    }

    @Test
    void doesNotLetForgedKeysHoldThreadsWhileTheEndpointHangs() {
        verifier.verify(token());
        endpoint.fail();
        clock.advance(Duration.ofSeconds(10));
        assertUnavailable(verifier, tokenOfKey("forged"));
        endpoint.recover();
        endpoint.hold();
        clock.advance(Duration.ofSeconds(10));

        CompletableFuture<AccessToken> first = verifier.verifyAsync(tokenOfKey("forged"));
        CompletableFuture<AccessToken> second = verifier.verifyAsync(tokenOfKey("forged too"));

        assertThat(first).as("asks whether the outage is over").isNotDone();
        assertThat(second).isCompletedExceptionally();
        assertThat(endpoint.fetches).isEqualTo(3);
        endpoint.release();
        assertThat(first).isCompletedExceptionally();
    }

    @Test
    void cannotTellWhetherAKeyIsUnknownDuringAnOutage() {
        verifier.verify(token());
        endpoint.fail();
        clock.advance(Duration.ofSeconds(10));

        assertUnavailable(verifier, tokenOfKey("new or forged"));
        assertThat(verifier.verify(token())).isNotNull();
    }

    @Test
    void remembersThatAFetchFailedAndTriesAgainLaterAndLater() {
        endpoint.fail();
        Instant start = clock.instant();
        List<Long> seconds = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            int before = endpoint.fetches;
            assertUnavailable(verifier, token());
            if (endpoint.fetches > before) {
                seconds.add(Duration.between(start, clock.instant()).toSeconds());
            }
            clock.advance(Duration.ofMillis(100));
        }

        // After 0, 1, 3, 7, 15, 25 and 35 s, each pause up to a fifth shorter.
        assertThat(seconds).hasSizeBetween(7, 8).startsWith(0L);
    }

    @Test
    void saysWhenAnotherTryMakesSense() {
        endpoint.fail();
        for (int i = 0; i < 10; i++) {
            assertThat(assertUnavailable(verifier, token()).retryAfter())
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
            clock.advance(Duration.ofSeconds(10));
        }
    }

    @Test
    void recoversWhenTheClockIsSetBack() {
        verifier.verify(token());
        clock.advance(Duration.ofHours(-5));
        pool.rotateKeys();

        assertThat(verifier.verify(token())).isNotNull();
        assertThat(endpoint.fetches).isEqualTo(2);
    }

    @Test
    void recoversWhenTheClockIsSetBackInTheMiddleOfAPause() {
        endpoint.fail();
        assertUnavailable(verifier, token());
        clock.advance(Duration.ofHours(-5));
        endpoint.recover();

        assertThat(verifier.verify(token())).isNotNull();
    }

    @Test
    void isNotPoisonedByAnInterruptedCaller() throws Exception {
        endpoint.hold();
        List<Throwable> outcome = new ArrayList<>();
        List<Boolean> interrupted = new ArrayList<>();
        Thread caller = new Thread(() -> {
            try {
                verifier.verify(token());
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
        assertThat(verifier.verify(token())).isNotNull();
        assertThat(endpoint.fetches).isEqualTo(1);
    }

    @Test
    void isNotPoisonedByACallerWhoCancels() {
        endpoint.hold();
        CompletableFuture<AccessToken> given = verifier.verifyAsync(token());
        CompletableFuture<AccessToken> other = verifier.verifyAsync(token());

        given.cancel(true);
        endpoint.release();

        assertThat(other).isCompleted();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void survivesAFetcherWithAFault(Fault fault) {
        endpoint.fault = fault;
        assertUnavailable(verifier, token());
        assertThat(events.all).containsExactly("fetched false");

        endpoint.fault = null;
        clock.advance(Duration.ofSeconds(10));
        assertThat(verifier.verify(token())).isNotNull();
    }

    @Test
    void releasesWhoeverWaitsBeforeItTellsTheListener() {
        List<Boolean> doneWhenTold = new ArrayList<>();
        endpoint.hold();
        CompletableFuture<AccessToken> waiting = verifier.verifyAsync(token());
        events.onFetch = () -> doneWhenTold.add(waiting.isDone());

        endpoint.release();

        assertThat(doneWhenTold).containsExactly(true);
    }

    @Test
    void isNotDisturbedByAListenerThatFails() {
        events.onFetch = () -> {
            throw new IllegalStateException("a listener with a fault");
        };

        assertThat(verifier.verify(token())).isNotNull();
    }

    @Test
    void needsNoFetchForKeysThatWereBroughtAlong() {
        keys.preload(UserPool.fromIssuer(pool.issuer()), pool.jwks());

        assertThat(verifier.verify(token())).isNotNull();
        assertThat(endpoint.fetches).isZero();
    }

    @Test
    void warmsUpOnlyTheFirstIssuerOfEachPool() {
        CognitoVerifier<AccessToken> both = CognitoVerifier.accessTokens(UserPool.of("us-east-1_EXAMPLE"), Set.of("a"))
                .alsoFrom(UserPool.of("eu-west-1_EXAMPLE").withReplicaRegions(Set.of("eu-west-2")), Set.of("a"))
                .keys(keys)
                .build();

        both.warmUp();

        assertThat(endpoint.asked)
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

        assertThat(endpoint.fetches).isZero();
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
        assertThat(endpoint.fetches).isZero();
    }

    private String token() {
        return pool.accessToken().sign();
    }

    private String tokenOfKey(String keyId) {
        return pool.accessToken().header("kid", keyId).sign();
    }

    enum Fault {
        THROWS,
        THROWS_AN_ERROR,
        RETURNS_NOTHING,
        BRINGS_NOTHING
    }

    /** What a fetcher gives back that was written without care for null. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <V> V nothing() {
        return null;
    }

    /** The key endpoint in hand: it answers at once, on the caller's thread, unless it is held. */
    private final class HandFetcher implements JwksFetcher {
        private final List<String> asked = new ArrayList<>();
        private final CountDownLatch firstFetch = new CountDownLatch(1);
        private CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
        private boolean failing;
        private @Nullable Fault fault;
        private volatile int fetches;

        @Override
        public synchronized CompletableFuture<byte[]> fetch(URI jwksUri) {
            asked.add(jwksUri.toString());
            fetches = asked.size();
            firstFetch.countDown();
            if (fault == Fault.THROWS) {
                throw new IllegalStateException("a fetcher with a fault");
            } else if (fault == Fault.THROWS_AN_ERROR) {
                throw new NoClassDefFoundError("a fetcher with a fault");
            } else if (fault == Fault.RETURNS_NOTHING) {
                return nothing();
            } else if (fault == Fault.BRINGS_NOTHING) {
                return CompletableFuture.completedFuture(nothing());
            }
            boolean fails = failing;
            return gate.thenApply(open -> {
                if (fails) {
                    throw new IllegalStateException("the endpoint is down");
                }
                return pool.jwks().getBytes(UTF_8);
            });
        }

        void hold() {
            gate = new CompletableFuture<>();
        }

        void release() {
            gate.complete(null);
        }

        void awaitFetch() throws InterruptedException {
            firstFetch.await();
        }

        void fail() {
            failing = true;
        }

        void recover() {
            failing = false;
            fault = null;
        }
    }

    private static final class Events implements VerificationListener {
        private final ConcurrentLinkedQueue<String> all = new ConcurrentLinkedQueue<>();
        private Runnable onFetch = () -> {};

        @Override
        public void keysFetched(String issuer, boolean successful, Duration took) {
            all.add("fetched " + successful);
            onFetch.run();
        }

        @Override
        public void staleKeyServed(String issuer, Duration age) {
            all.add("stale " + age);
        }
    }
}

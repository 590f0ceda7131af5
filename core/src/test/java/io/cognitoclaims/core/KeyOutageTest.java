package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.Rejections.assertUnavailable;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys while their endpoint is down. */
class KeyOutageTest {
    private final PoolInHand hand = new PoolInHand();
    private final TestClock clock = hand.clock;
    private final TestUserPool pool = hand.pool;
    private final PoolInHand.Endpoint endpoint = hand.endpoint;
    private final PoolInHand.Events events = hand.events;
    private final CognitoVerifier<AccessToken> verifier = hand.verifier;

    @AfterEach
    void close() {
        hand.close();
    }

    @Test
    void knownKeysServeThroughAnOutageUpToTheStaleLimitAndNoLonger() {
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
        assertThat(events.all()).contains("stale PT2H", "fetched true");
    }

    @Test
    void aTokenOfAKnownKeyDoesNotWaitForAFetchDuringAnOutage() {
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
    void anOldFailureIsNotTakenForAnOutage() {
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
    void onlyOneTokenOfAForgedKeyWaitsIfTheEndpointHangsAfterAFailure() {
        verifier.verify(hand.token());
        endpoint.fail();
        clock.advance(Duration.ofSeconds(10));
        assertUnavailable(verifier, hand.tokenOfKey("forged"));
        endpoint.recover();
        endpoint.hold();
        clock.advance(Duration.ofSeconds(10));

        CompletableFuture<AccessToken> first = verifier.verifyAsync(hand.tokenOfKey("forged"));
        CompletableFuture<AccessToken> second = verifier.verifyAsync(hand.tokenOfKey("forged too"));

        assertThat(first).as("asks whether the outage is over").isNotDone();
        assertThat(second).isCompletedExceptionally();
        assertThat(endpoint.fetches()).isEqualTo(3);
        endpoint.release();
        assertThat(first).isCompletedExceptionally();
    }

    @Test
    void aVerifierCannotTellWhetherAKeyIsUnknownDuringAnOutage() {
        verifier.verify(hand.token());
        endpoint.fail();
        clock.advance(Duration.ofSeconds(10));

        assertUnavailable(verifier, hand.tokenOfKey("new or forged"));
        assertThat(verifier.verify(hand.token())).isNotNull();
    }

    @Test
    void aFailingEndpointIsAskedSevenOrEightTimesInFortySeconds() {
        endpoint.fail();
        List<Instant> tries = new ArrayList<>();
        for (int step = 0; step < 400; step++) {
            int before = endpoint.fetches();
            assertUnavailable(verifier, hand.token());
            if (endpoint.fetches() > before) {
                tries.add(clock.instant());
            }
            clock.advance(Duration.ofMillis(100));
        }

        assertThat(tries).hasSizeGreaterThanOrEqualTo(7);
        long[] pauses = {1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000};
        for (int i = 1; i < tries.size(); i++) {
            assertThat(Duration.between(tries.get(i - 1), tries.get(i)).toMillis())
                    .as("pause %d, up to a fifth shorter", i)
                    .isBetween(pauses[i - 1] * 4 / 5, pauses[i - 1]);
        }
    }

    @Test
    void anOutageTellsCallersToTryAgainInOneToTenSeconds() {
        endpoint.fail();
        for (int i = 0; i < 10; i++) {
            assertThat(assertUnavailable(verifier, hand.token()).retryAfter())
                    .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10));
            clock.advance(Duration.ofSeconds(10));
        }
    }

    @Test
    void aTokenIsToldToComeBackWhenThePauseEnds() {
        endpoint.fail();
        assertThat(retryAfter(hand.token())).isEqualTo(Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(1));
        assertThat(retryAfter(hand.token())).isBetween(Duration.ofMillis(1_600), Duration.ofSeconds(2));
        clock.advance(Duration.ofSeconds(2));
        Duration pause = retryAfter(hand.token());
        assertThat(pause).isBetween(Duration.ofMillis(3_200), Duration.ofSeconds(4));

        clock.advance(Duration.ofMillis(1_500));
        assertThat(retryAfter(hand.token())).isEqualTo(pause.minusMillis(1_500));
        clock.advance(pause.minusMillis(1_501));
        assertThat(retryAfter(hand.token())).as("a millisecond is left").isEqualTo(Duration.ofSeconds(1));
        assertThat(endpoint.fetches()).isEqualTo(3);
        clock.advance(Duration.ofMillis(1));
        assertUnavailable(verifier, hand.token());
        assertThat(endpoint.fetches()).isEqualTo(4);
    }

    @Test
    void aTokenOfAnUnknownKeyIsToldToComeBackWhenAFetchIsAllowedAgain() {
        verifier.verify(hand.token());
        assertThat(verifier.verifyAsync(hand.tokenOfKey("forged"))).isCompletedExceptionally();
        assertThat(verifier.verifyAsync(hand.tokenOfKey("forged"))).isCompletedExceptionally();
        endpoint.fail();
        assertUnavailable(verifier, hand.tokenOfKey("forged"));
        assertThat(endpoint.fetches())
                .as("one for keys and three for forged ones")
                .isEqualTo(4);

        // The pause of a second is over, and the next fetch is allowed ten seconds after the first of the three.
        clock.advance(Duration.ofSeconds(1));
        assertThat(retryAfter(hand.tokenOfKey("forged"))).isEqualTo(Duration.ofSeconds(9));
        clock.advance(Duration.ofMillis(3_250));
        assertThat(retryAfter(hand.tokenOfKey("forged"))).isEqualTo(Duration.ofMillis(5_750));
        clock.advance(Duration.ofMillis(5_749));
        assertThat(retryAfter(hand.tokenOfKey("forged"))).isEqualTo(Duration.ofSeconds(1));
        assertThat(endpoint.fetches()).isEqualTo(4);

        clock.advance(Duration.ofMillis(1));
        assertUnavailable(verifier, hand.tokenOfKey("forged"));
        assertThat(endpoint.fetches()).isEqualTo(5);
    }

    @Test
    void aTokenIsNeverToldToWaitLongerThanACooldown() {
        endpoint.fail();
        for (int i = 0; i < 10; i++) {
            assertUnavailable(verifier, hand.token());
            clock.advance(Duration.ofSeconds(10));
        }
        Duration pause = retryAfter(hand.token());
        assertThat(pause).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));

        // More than a second over the longest pause is left only if the clock was set back.
        clock.advance(pause.minusSeconds(11));
        assertThat(retryAfter(hand.token())).isEqualTo(Duration.ofSeconds(10));
        assertThat(endpoint.fetches()).isEqualTo(11);
        clock.advance(Duration.ofMillis(-1));
        assertUnavailable(verifier, hand.token());
        assertThat(endpoint.fetches()).isEqualTo(12);
    }

    /** At random, so many times: a pause that is too short or too long does not stay unnoticed. */
    @Test
    void theFirstPauseLastsFrom800MillisecondsToASecond() {
        String token = hand.token();
        endpoint.fail();
        for (int round = 0; round < 100; round++) {
            CognitoVerifier<AccessToken> fresh = hand.verifier(hand.keys(new VerificationListener() {}));
            assertUnavailable(fresh, token);
            int before = endpoint.fetches();
            clock.advance(Duration.ofMillis(799));
            assertUnavailable(fresh, token);
            assertThat(endpoint.fetches()).as("round %d", round).isEqualTo(before);

            clock.advance(Duration.ofMillis(201));
            assertUnavailable(fresh, token);
            assertThat(endpoint.fetches()).as("round %d", round).isEqualTo(before + 1);
        }
    }

    @Test
    void anOutageIsOverWhenTheLastPauseEndedTheMaximumAgeOfKeysAgo() {
        String token = pool.accessToken()
                .expiresAt(clock.instant().plus(Duration.ofDays(1)))
                .sign();
        verifier.verify(token);
        endpoint.fail();
        clock.advance(Duration.ofMinutes(10));
        verifier.verify(token);
        clock.advance(Duration.ofSeconds(1));
        Duration pause = retryAfter(hand.tokenOfKey("new or forged"));
        assertThat(endpoint.fetches()).isEqualTo(3);
        endpoint.recover();
        endpoint.hold();

        clock.advance(pause.plus(Duration.ofHours(1)).minusMillis(1));
        assertThat(verifier.verifyAsync(token)).as("old keys still serve").isCompleted();
        clock.advance(Duration.ofMillis(1));
        CompletableFuture<AccessToken> later = verifier.verifyAsync(token);
        assertThat(later).as("old keys are confirmed first").isNotDone();

        endpoint.release();
        assertThat(later).isCompleted();
    }

    @Test
    void aVerifierRecoversWhenTheClockIsSetBackInTheMiddleOfAPause() {
        endpoint.fail();
        assertUnavailable(verifier, hand.token());
        clock.advance(Duration.ofHours(-5));
        endpoint.recover();

        assertThat(verifier.verify(hand.token())).isNotNull();
    }

    private Duration retryAfter(String token) {
        return assertUnavailable(verifier, token).retryAfter();
    }
}

package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** New keys, withdrawn keys and keys that grow old. */
class KeyRotationTest {
    private final PoolInHand hand = new PoolInHand();
    private final TestClock clock = hand.clock;
    private final TestUserPool pool = hand.pool;
    private final PoolInHand.Endpoint endpoint = hand.endpoint;
    private final CognitoVerifier<AccessToken> verifier = hand.verifier;

    @AfterEach
    void close() {
        hand.close();
    }

    static Stream<Arguments> momentsAfterWhichKeysAreRotated() {
        return Stream.of(
                moment("the first token", hand -> hand.verifier.verify(hand.token())),
                moment("the start", hand -> hand.verifier.warmUp()),
                moment(
                        "keys that were brought along",
                        hand -> hand.keys.preload(UserPool.fromIssuer(hand.pool.issuer()), hand.pool.jwks())),
                moment("a refresh in the background", hand -> {
                    hand.verifier.verify(hand.token());
                    hand.clock.advance(Duration.ofMinutes(10));
                    hand.verifier.verify(hand.token());
                }),
                moment("a token of a forged key", hand -> {
                    hand.verifier.verify(hand.token());
                    assertRejected(hand.verifier, hand.tokenOfKey("forged"), UNKNOWN_KEY);
                }),
                moment("another rotation", hand -> {
                    hand.verifier.verify(hand.token());
                    hand.pool.rotateKeys();
                    hand.verifier.verify(hand.token());
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("momentsAfterWhichKeysAreRotated")
    void aRotatedKeyIsAcceptedAtOnceEvenRightAfterOtherEvents(String what, Consumer<PoolInHand> moment) {
        moment.accept(hand);
        int before = endpoint.fetches();
        pool.rotateKeys();

        assertThat(verifier.verify(hand.token())).isNotNull();
        assertThat(endpoint.fetches()).isEqualTo(before + 1);
    }

    @Test
    void aRotatedKeyIsAcceptedWithinACooldownEvenDuringAFloodOfForgedOnes() {
        verifier.verify(hand.token());
        for (int second = 0; second < 60; second++) {
            flood();
            clock.advance(Duration.ofSeconds(1));
        }
        pool.rotateKeys();
        String rotated = hand.token();
        int refused = 0;
        for (int second = 0; second < 20; second++) {
            flood();
            if (verifier.verifyAsync(rotated).isCompletedExceptionally()) {
                refused++;
            }
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(refused).isLessThanOrEqualTo(10);
    }

    @Test
    void aKeyThatWasPublishedWhileAnOlderFetchWasUnderWayIsAccepted() throws Exception {
        verifier.verify(hand.token());
        clock.advance(Duration.ofMinutes(10));
        endpoint.hold();
        verifier.verify(hand.token());
        endpoint.awaitFetches(2);
        pool.rotateKeys();
        String rotated = hand.token();

        CompletableFuture<AccessToken> later = verifier.verifyAsync(rotated);
        CompletableFuture<AccessToken> now = new CompletableFuture<>();
        Thread caller = new Thread(() -> now.complete(verifier.verify(rotated)));
        caller.start();
        while (caller.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        endpoint.release();

        assertThat(later.join()).isNotNull();
        assertThat(now.join()).isNotNull();
        assertThat(endpoint.fetches()).as("one for both").isEqualTo(3);
    }

    @Test
    void aVerifierLooksOnceMoreForAKeyOnlyWhileThatIsAllowed() {
        verifier.verify(hand.token());
        assertRejected(verifier, hand.tokenOfKey("forged"), UNKNOWN_KEY);
        assertThat(endpoint.fetches()).as("two of three are spent").isEqualTo(3);
        endpoint.hold();
        CompletableFuture<AccessToken> first = verifier.verifyAsync(hand.tokenOfKey("forged"));
        CompletableFuture<AccessToken> second = verifier.verifyAsync(hand.tokenOfKey("forged too"));

        endpoint.release();

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedExceptionally();
        assertThat(endpoint.fetches()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {-5 * 3600, -35, -21, -5, -1, 1, 29, 5 * 3600})
    void aRotatedKeyIsAcceptedWithinACooldownEvenWhenTheClockIsSet(long seconds) {
        verifier.verify(hand.token());
        flood();
        clock.advance(Duration.ofSeconds(seconds));
        verifier.verify(hand.token());
        pool.rotateKeys();
        String rotated =
                pool.accessToken().expiresAt(clock.instant().plusSeconds(3600)).sign();

        boolean accepted = false;
        for (int second = 0; second <= 11 && !accepted; second++) {
            accepted = !verifier.verifyAsync(rotated).isCompletedExceptionally();
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(accepted).isTrue();
    }

    @Test
    void keysAreRefreshedInTheBackgroundWhileTheyServeOn() {
        verifier.verify(hand.token());
        clock.advance(Duration.ofMinutes(10).minusMillis(1));
        verifier.verify(hand.token());
        assertThat(endpoint.fetches()).isEqualTo(1);

        clock.advance(Duration.ofMillis(1));
        endpoint.hold();
        assertThat(verifier.verifyAsync(hand.token())).isCompleted();
        assertThat(verifier.verifyAsync(hand.token())).isCompleted();

        assertThat(endpoint.fetches()).isEqualTo(2);
        endpoint.release();
    }

    @Test
    void aWithdrawnKeyIsRefusedAfterTheNextRefresh() {
        String old = hand.token();
        verifier.verify(old);
        pool.rotateKeys();
        pool.withdrawOldKeys();
        clock.advance(Duration.ofMinutes(10));

        // This one starts the refresh, and is still served by the key that it finds.
        assertThat(verifier.verify(old)).isNotNull();
        assertRejected(verifier, old, UNKNOWN_KEY);
    }

    @Test
    void aWithdrawnKeyIsRefusedAfterItsMaximumAgeEvenIfNobodyAskedInBetween() {
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
    void newMaterialUnderAnOldKidIsTakenWithTheNextRefresh() {
        String old = hand.token();
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
    void onlyAClockSetBackByMoreThanASecondCausesAFetch() {
        verifier.verify(hand.token());
        clock.advance(Duration.ofSeconds(-1));
        verifier.verify(hand.token());
        assertThat(endpoint.fetches()).isEqualTo(1);

        clock.advance(Duration.ofMillis(-1));
        verifier.verify(hand.token());
        assertThat(endpoint.fetches()).isEqualTo(2);
    }

    @Test
    void aRotatedKeyIsAcceptedAfterTheClockIsSetBack() {
        verifier.verify(hand.token());
        clock.advance(Duration.ofHours(-5));
        pool.rotateKeys();

        assertThat(verifier.verify(hand.token())).isNotNull();
        assertThat(endpoint.fetches()).isEqualTo(2);
    }

    /** Spends every fetch that unknown keys may cause. */
    private void flood() {
        for (int i = 0; i < 5; i++) {
            assertRejected(verifier, hand.tokenOfKey("forged"), UNKNOWN_KEY);
        }
    }

    private static Arguments moment(String name, Consumer<PoolInHand> moment) {
        return arguments(name, moment);
    }
}

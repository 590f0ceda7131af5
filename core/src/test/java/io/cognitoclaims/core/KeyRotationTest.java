package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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

    @Test
    void acceptsARotatedKeyAtOnce() {
        verifier.verify(hand.token());
        clock.advance(Duration.ofSeconds(10));
        pool.rotateKeys();

        assertThat(verifier.verify(hand.token())).isNotNull();
        assertThat(endpoint.fetches()).isEqualTo(2);
    }

    @Test
    void acceptsARotatedKeyWithinACooldownAlsoDuringAFloodOfForgedOnes() {
        verifier.verify(hand.token());
        pool.rotateKeys();
        String rotated = hand.token();
        int refused = 0;
        for (int second = 0; second < 20; second++) {
            assertThatExceptionOfType(TokenRejectedException.class)
                    .isThrownBy(() -> verifier.verify(hand.tokenOfKey("forged")));
            if (verifier.verifyAsync(rotated).isCompletedExceptionally()) {
                refused++;
            }
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(refused).isLessThanOrEqualTo(10);
    }

    @Test
    void refreshesInTheBackgroundWhileTheKeysServeOn() {
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
    void refusesAWithdrawnKeyAfterTheNextRefresh() {
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
    void recoversWhenTheClockIsSetBack() {
        verifier.verify(hand.token());
        clock.advance(Duration.ofHours(-5));
        pool.rotateKeys();

        assertThat(verifier.verify(hand.token())).isNotNull();
        assertThat(endpoint.fetches()).isEqualTo(2);
    }
}

package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.TokenRejectedException.Reason.EXPIRED;
import static io.cognitoclaims.core.TokenRejectedException.Reason.REVOKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationTest {
    private static final Duration DAY_AND_SKEW = Duration.ofDays(1).plusMinutes(5);

    private final TestClock clock = TestClock.at(Instant.parse("2026-11-22T12:00:00Z"));
    private final TestUserPool pool = TestUserPool.create(clock);
    private long nanos = Long.MAX_VALUE - 5;
    private final Revocations revoked = new Revocations(clock, () -> nanos);
    private final CognitoVerifier<AccessToken> verifier = verifier(Duration.ZERO);

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void aRevokedTokenIsRejectedAndNoOtherOfItsSignIn() {
        String bad = signIn("s").claim("jti", "bad").sign();
        String sibling = signIn("s").claim("jti", "good").sign();
        revoked.revokeToken(verifier.verify(bad));

        assertRejected(verifier, bad, REVOKED);
        assertThat(verifier.verify(sibling)).isNotNull();
    }

    @Test
    void aTokensIdIsNotTakenForASignInsId() {
        AccessToken token = verifier.verify(signIn("same").claim("jti", "same").sign());
        String sibling = signIn("same").claim("jti", "other").sign();
        revoked.revokeToken(token);
        assertThat(verifier.verify(sibling)).isNotNull();

        revoked.revokeSignIn("other");
        assertThat(verifier.verify(sibling)).isNotNull();
    }

    @Test
    void everyTokenOfARevokedSignInIsRejectedUntilItsOwnEnd() {
        String first = signIn("s").expiresAt(in(Duration.ofHours(1))).sign();
        AccessToken atSignIn = verifier.verify(first);
        pass(Duration.ofMinutes(50));
        String refreshed = signIn("s").expiresAt(in(Duration.ofHours(1))).sign();

        revoked.revokeSignIn(atSignIn);

        assertRejected(verifier, first, REVOKED);
        assertRejected(verifier, refreshed, REVOKED);
        pass(Duration.ofMinutes(20));
        assertRejected(verifier, first, EXPIRED);
        assertRejected(verifier, refreshed, REVOKED);
        pass(Duration.ofMinutes(40).minusMillis(1));
        assertRejected(verifier, refreshed, REVOKED);
        pass(Duration.ofMillis(1));
        assertRejected(verifier, refreshed, EXPIRED);
    }

    @Test
    void aRevokedTokenOfTheLongestLifeThatCognitoKnowsIsRejectedToItsLastSecond() {
        CognitoVerifier<AccessToken> lenient = verifier(Duration.ofMinutes(5));
        String token = signIn("s").expiresAt(in(Duration.ofDays(1))).sign();
        revoked.revokeSignIn("s");

        pass(DAY_AND_SKEW.minusMillis(1));
        revoked.size();

        assertRejected(lenient, token, REVOKED);
        pass(Duration.ofMillis(1));
        assertRejected(lenient, token, EXPIRED);
    }

    @Test
    void aRevocationLastsLongerForTokensThatAreIssuedForLonger() {
        Duration week = Duration.ofDays(7);
        String first = signIn("s").expiresAt(in(week)).sign();
        AccessToken atSignIn = verifier.verify(first);
        pass(Duration.ofDays(6));
        String refreshed = signIn("s").expiresAt(in(week)).sign();
        revoked.revokeSignIn(atSignIn);
        revoked.revokeToken(atSignIn);

        pass(week.minusMillis(1));
        revoked.size();

        assertRejected(verifier, refreshed, REVOKED);
    }

    @Test
    void aRevocationLastsToTheEndOfATokenThatDoesNotSayWhenItWasIssued() {
        String token =
                signIn("s").without("iat").expiresAt(in(Duration.ofDays(30))).sign();
        AccessToken verified = verifier.verify(token);
        revoked.revokeToken(verified);
        pass(Duration.ofDays(30).minusMillis(1));
        revoked.size();

        assertRejected(verifier, token, REVOKED);
    }

    @Test
    void aRevocationLastsForATokenThatExpiresAtTheEndOf9999() {
        String token = signIn("s").claim("exp", CognitoToken.LAST_SECOND).sign();
        revoked.revokeToken(verifier.verify(token));
        revoked.revokeSignIn(verifier(Duration.ZERO, Revocations.create(clock)).verify(token));
        pass(Duration.ofDays(36_500));
        assertThat(revoked.size()).isEqualTo(2);

        assertRejected(verifier, token, REVOKED);
    }

    @Test
    void aRevocationIsForgottenWhenItsTokensHaveExpired() {
        AccessToken token = verifier.verify(pool.accessToken().sign());
        revoked.revokeToken(token);
        revoked.revokeSignIn("a");
        pass(Duration.ofHours(1));
        revoked.revokeSignIn("b");
        assertThat(revoked.size()).isEqualTo(3);

        pass(DAY_AND_SKEW.minusHours(1).minusMillis(1));
        assertThat(revoked.size()).isEqualTo(3);
        pass(Duration.ofMinutes(1).plusMillis(1));
        assertThat(revoked.size()).isEqualTo(1);
        pass(Duration.ofHours(1));
        assertThat(revoked.size()).isZero();
    }

    @Test
    void oldRevocationsAreForgottenAsNewOnesAreMade() {
        for (int i = 0; i < 48 * 60; i++) {
            revoked.revokeSignIn("sign-in " + i);
            pass(Duration.ofMinutes(1));
        }

        assertThat(held("signIns")).isBetween(24 * 60, 24 * 60 + 10);
    }

    @Test
    void theLongerOfTwoRevocationsIsKept() {
        AccessToken week =
                verifier.verify(signIn("s").expiresAt(in(Duration.ofDays(7))).sign());
        revoked.revokeSignIn("s");
        revoked.revokeSignIn(week);
        revoked.revokeSignIn("s");
        pass(Duration.ofDays(6));
        revoked.size();

        assertThat(revoked.isRevoked(week)).isTrue();
    }

    @Test
    void aRevocationHoldsAsLongAsTheClockSkewLetsTheTokenLive() {
        CognitoVerifier<AccessToken> lenient = verifier(Duration.ofMinutes(5));
        String token = signIn("s").expiresAt(in(Duration.ofDays(1))).sign();
        revoked.revokeToken(lenient.verify(token));
        pass(DAY_AND_SKEW.minusMillis(1));
        revoked.size();

        assertRejected(lenient, token, REVOKED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-2H", "PT2H", "PT48H", "PT-48H", "P36500D"})
    void aRevocationSurvivesAClockThatJumpsAndComesBack(Duration jump) {
        String token = signIn("s").sign();
        String sibling = signIn("other").claim("jti", "one").sign();
        AccessToken other = verifier.verify(sibling);
        revoked.revokeSignIn("s");
        revoked.revokeToken(other);

        clock.advance(jump);
        revoked.size();
        revoked.revokeSignIn("while the clock is wrong");
        nanos += Duration.ofMinutes(2).toNanos();
        revoked.revokeSignIn("while the clock is wrong, later");
        clock.advance(jump.negated());
        revoked.size();

        assertRejected(verifier, token, REVOKED);
        assertRejected(verifier, sibling, REVOKED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-2H", "PT2H", "PT30H", "PT-30H"})
    void aRevocationThatWasMadeWhileTheClockWasWrongHoldsAfterwards(Duration error) {
        String token = signIn("s").expiresAt(in(Duration.ofHours(3))).sign();
        AccessToken verified =
                verifier(Duration.ZERO, Revocations.create(clock)).verify(token);
        clock.advance(error);
        revoked.revokeSignIn(verified);
        revoked.revokeToken(verified);
        revoked.size();

        clock.advance(error.negated());
        pass(Duration.ofHours(3).minusMillis(1));
        revoked.size();

        assertRejected(verifier, token, REVOKED);
    }

    @Test
    void aRevocationHoldsWhenTheClockIsSetBackOverItsEnd() {
        String token = signIn("s").sign();
        revoked.revokeSignIn("s");
        clock.advance(Duration.ofHours(-2));
        nanos += DAY_AND_SKEW.toNanos();
        revoked.size();

        assertRejected(verifier, token, REVOKED);
    }

    @Test
    void aTokenThatHasExpiredAlreadyCanBeRevoked() {
        AccessToken token = verifier.verify(signIn("s").sign());
        pass(Duration.ofHours(2));

        revoked.revokeToken(token);
        revoked.revokeSignIn(token);

        assertThat(revoked.isRevoked(token)).isTrue();
    }

    @Test
    void aTokenWithoutAnIdIsNotTakenForARevokedOne() {
        revoked.revokeSignIn("s");

        assertThat(verifier.verify(
                        pool.accessToken().without("jti").without("origin_jti").sign()))
                .isNotNull();
    }

    @Test
    void aRevocationOfATokenWithoutAnIdIsRefused() {
        AccessToken anonymous = verifier.verify(
                pool.accessToken().without("jti").without("origin_jti").sign());
        AccessToken machine = verifier.verify(pool.machineToken().sign());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> revoked.revokeToken(anonymous))
                .withMessage("token: has no jti to be revoked by");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> revoked.revokeSignIn(anonymous))
                .withMessage("token: has no origin_jti to be revoked by");
        assertThatIllegalArgumentException().isThrownBy(() -> revoked.revokeSignIn(machine));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> revoked.revokeSignIn(" "))
                .withMessageStartingWith("origin_jti: ");
        assertThat(revoked.size()).isZero();

        revoked.revokeToken(machine);
        assertThat(revoked.isRevoked(machine)).isTrue();
    }

    @Test
    void revocationsWorkOnTheSystemsClockToo() {
        AccessToken token = verifier.verify(signIn("s").sign());
        Revocations onSystemClock = Revocations.create();

        onSystemClock.revokeSignIn("s");

        assertThat(onSystemClock.isRevoked(token)).isTrue();
        assertThat(onSystemClock.size()).isEqualTo(1);
    }

    private TokenBuilder signIn(String originTokenId) {
        return pool.accessToken().claim("origin_jti", originTokenId);
    }

    private Instant in(Duration life) {
        return clock.instant().plus(life);
    }

    /** Time passes, by the clock as by the machine's own running time. */
    private void pass(Duration time) {
        clock.advance(time);
        nanos += time.toNanos();
    }

    private int held(String field) {
        try {
            var memory = Revocations.class.getDeclaredField("memory");
            memory.setAccessible(true);
            var entries = RevocationMemory.class.getDeclaredField(field);
            entries.setAccessible(true);
            return ((Map<?, ?>) entries.get(memory.get(revoked))).size();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private CognitoVerifier<AccessToken> verifier(Duration skew) {
        return verifier(skew, revoked);
    }

    private CognitoVerifier<AccessToken> verifier(Duration skew, Revocations revocations) {
        return CognitoVerifier.accessTokens(UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                .clock(clock)
                .clockSkew(skew)
                .revocations(revocations)
                .build();
    }
}

package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.TokenRejectedException.Reason.REVOKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UserRevocationTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final TestClock clock = TestClock.at(NOON);
    private final TestUserPool pool = TestUserPool.create(clock);
    private long nanos = -5;
    private final Revocations revocations = new Revocations(clock, () -> nanos);
    private final UserPool userPool = UserPool.fromIssuer(pool.issuer());
    private final CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                    userPool, Set.of(pool.clientId()))
            .clock(clock)
            .revocations(revocations)
            .build();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void everyEarlierSignInOfTheUserIsRevokedAndALaterOneIsNot() {
        String first = signedInAt(NOON.minusSeconds(3_000));
        String second = signedInAt(NOON.minusSeconds(1));
        String ofAnother = pool.accessToken()
                .subject("another")
                .claim("auth_time", NOON.getEpochSecond() - 1)
                .sign();
        AccessToken token = verifier.verify(first);
        revocations.revokeUser(token);
        pass(Duration.ofSeconds(1));

        assertRejected(verifier, first, REVOKED);
        assertRejected(verifier, second, REVOKED);
        assertThat(verifier.verify(ofAnother)).isNotNull();
        assertThat(verifier.verify(signedInAt(clock.instant()))).isNotNull();
    }

    @Test
    void aRefreshDoesNotHelpAgainstARevocationOfTheUser() {
        revocations.revokeUser(userPool, "user");
        pass(Duration.ofMinutes(10));
        String refreshed = user().claim("auth_time", NOON.minusSeconds(60).getEpochSecond())
                .claim("iat", clock.instant().getEpochSecond())
                .sign();

        assertRejected(verifier, refreshed, REVOKED);
    }

    @Test
    void aTokenWithoutTimeOfSignInIsComparedByWhenItWasIssued() {
        TokenBuilder machine = pool.machineToken().without("auth_time").subject("client");
        String before = machine.claim("iat", NOON.getEpochSecond() - 1).sign();
        String after = machine.claim("iat", NOON.getEpochSecond()).sign();
        String never = machine.without("iat").sign();
        revocations.revokeUser(userPool, "client", NOON);

        assertRejected(verifier, before, REVOKED);
        assertRejected(verifier, never, REVOKED);
        assertThat(verifier.verify(after)).isNotNull();
    }

    @Test
    void theLatestOfSeveralInstantsOfRevocationCounts() {
        String token = signedInAt(NOON.minusSeconds(100));
        revocations.revokeUser(userPool, "user", NOON.minusSeconds(50));
        revocations.revokeUser(userPool, "user", NOON.minusSeconds(500));
        assertRejected(verifier, token, REVOKED);

        String later = signedInAt(NOON.minusSeconds(50));
        assertThat(verifier.verify(later)).isNotNull();
        revocations.revokeUser(userPool, "user", NOON.minusSeconds(49));
        assertRejected(verifier, later, REVOKED);
        assertThat(revocations.size()).isEqualTo(1);
    }

    @Test
    void aSignInInTheSecondOfTheRevocationCountsAsEarlier() {
        revocations.revokeUser(userPool, "user", NOON.plusNanos(1));

        assertRejected(verifier, signedInAt(NOON), REVOKED);
        assertThat(verifier.verify(signedInAt(NOON.plusSeconds(1)))).isNotNull();
    }

    @Test
    void theTokenInHandIsRevokedEvenIfTheClockHereIsBehind() {
        String token = signedInAt(NOON);
        AccessToken verified = verifier.verify(token);
        clock.advance(Duration.ofMinutes(-5));
        revocations.revokeUser(verified);
        clock.advance(Duration.ofMinutes(5));

        assertRejected(verifier, token, REVOKED);
    }

    @Test
    void usersOfTheSameSubjectInOtherPoolsAreNotRevoked() {
        revocations.revokeUser(UserPool.of("us-east-1_OTHER"), "user");

        assertThat(verifier.verify(signedInAt(NOON.minusSeconds(1)))).isNotNull();
    }

    @Test
    void aRevocationHoldsForItsPoolWithReplicaRegionsToo() {
        UserPool plain = UserPool.of("us-east-1_EXAMPLE");
        UserPool replicated = plain.withReplicaRegions(Set.of("us-west-2"));
        JwksCache keys = JwksCache.builder().clock(clock).build();
        keys.preload(replicated, pool.jwks());
        CognitoVerifier<AccessToken> ofAllIssuers = CognitoVerifier.accessTokens(replicated, Set.of(pool.clientId()))
                .clock(clock)
                .keys(keys)
                .revocations(revocations)
                .build();
        List<String> tokens = replicated.issuers().stream()
                .map(issuer -> user().issuer(issuer.value())
                        .claim("auth_time", NOON.getEpochSecond() - 60)
                        .sign())
                .toList();
        assertThat(tokens)
                .hasSizeGreaterThan(1)
                .allSatisfy(token -> assertThat(ofAllIssuers.verify(token)).isNotNull());

        revocations.revokeUser(plain, "user");

        assertThat(tokens).allSatisfy(token -> assertRejected(ofAllIssuers, token, REVOKED));
    }

    @Test
    void aRevocationOfAUserLastsAsLongAsTheTokensAndIsThenForgotten() {
        CognitoVerifier<AccessToken> lenient = CognitoVerifier.accessTokens(userPool, Set.of(pool.clientId()))
                .clock(clock)
                .clockSkew(Duration.ofMinutes(5))
                .revocations(revocations)
                .build();
        String token = user().claim("auth_time", NOON.minusSeconds(1).getEpochSecond())
                .expiresAt(NOON.plus(Duration.ofDays(1)))
                .sign();
        revocations.revokeUser(userPool, "user");
        pass(Duration.ofDays(1).plusMinutes(5).minusMillis(1));
        assertThat(revocations.size()).isEqualTo(1);
        assertRejected(lenient, token, REVOKED);

        pass(Duration.ofMinutes(1).plusMillis(1));
        assertThat(revocations.size()).isZero();
    }

    @Test
    void aRevocationMoreThanFiveMinutesInTheFutureIsRefused() {
        revocations.revokeUser(userPool, "user", NOON.plus(Duration.ofMinutes(5)));
        Instant tooLate = NOON.plus(Duration.ofMinutes(5)).plusMillis(1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> revocations.revokeUser(userPool, "user", tooLate))
                .withMessageStartingWith("before: must not be in the future");
        assertRejected(verifier, signedInAt(NOON.plus(Duration.ofMinutes(4))), REVOKED);
    }

    @Test
    void subjectsAndInstantsThatCannotBeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> revocations.revokeUser(userPool, " "))
                .withMessageStartingWith("sub: must have 1 to 256 characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> revocations.revokeUser(userPool, "x".repeat(257)))
                .withMessageStartingWith("sub: must have 1 to 256 characters");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> revocations.revokeUser(userPool, "user", Instant.MIN))
                .withMessageStartingWith("before: must be from 1970 to 9999");
        assertThat(revocations.size()).isZero();
    }

    private String signedInAt(Instant instant) {
        return user().claim("auth_time", instant.getEpochSecond()).sign();
    }

    private TokenBuilder user() {
        return pool.accessToken().subject("user");
    }

    private void pass(Duration time) {
        clock.advance(time);
        nanos += time.toNanos();
    }
}

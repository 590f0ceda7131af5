package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.TokenRejectedException.Reason.REVOKED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.cognitoclaims.core.Revocations.WhenStale;
import io.cognitoclaims.core.VerificationListener.StaleRevocationsUsed;
import io.cognitoclaims.core.VerificationUnavailableException.Missing;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Revocations that are shared through a store; the tests take each step of the reading thread themselves. */
class SharedRevocationsTest {
    private static final Duration MAX_AGE = Duration.ofSeconds(10);

    private final TestClock clock = TestClock.at(Instant.parse("2026-11-22T12:00:00Z"));
    private final TestUserPool pool = TestUserPool.create(clock);
    private final UserPool userPool = UserPool.fromIssuer(pool.issuer());
    private final LogInHand store = new LogInHand();
    private long nanos = Long.MAX_VALUE - 5;
    private Runnable whileFreshnessIsAsked = () -> {};
    private final Revocations here = shared();
    private final Revocations there = shared();
    private final List<StaleRevocationsUsed> staleUses = new ArrayList<>();
    private final CognitoVerifier<AccessToken> strict = verifier(WhenStale.UNAVAILABLE);
    private final CognitoVerifier<AccessToken> lenient = verifier(WhenStale.ACCEPT);

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void whatOneServerRevokesIsRefusedByAnother() {
        String token = signIn("s");
        String ofAnother = signIn("other");
        String single =
                pool.accessToken().claim("jti", "one").claim("origin_jti", "x").sign();
        String ofUser = pool.accessToken().subject("u").claim("origin_jti", "y").sign();
        step(here);
        there.revokeSignIn(lenient.verify(token));
        there.revokeToken(lenient.verify(single));
        there.revokeUser(userPool, "u", clock.instant().plusSeconds(1));
        assertThat(strict.verify(token)).isNotNull();

        step(here);

        for (String revoked : List.of(token, single, ofUser)) {
            assertRejected(strict, revoked, REVOKED);
            assertRejected(lenient, revoked, REVOKED);
        }
        assertThat(strict.verify(ofAnother)).isNotNull();
        assertThat(here.size()).isEqualTo(3);
    }

    @Test
    void aVerifierThatNeedsFreshRevocationsAcceptsNothingBeforeTheWholeStoreWasRead() throws Exception {
        for (int i = 0; i < 25; i++) {
            there.revokeSignIn("s" + i);
        }
        store.batchSize = 10;
        String good = signIn("good");
        String bad = signIn("s3");

        assertUnavailable(good);
        step(here);
        step(here);
        assertUnavailable(good);
        assertRejected(strict, bad, REVOKED);
        assertThat(here.awaitFirstRead(Duration.ZERO)).isFalse();
        step(here);

        assertThat(here.awaitFirstRead(Duration.ZERO)).isTrue();
        assertThat(strict.verify(good)).isNotNull();
        assertThat(here.isFresh()).isTrue();
    }

    @Test
    void aVerifierWithStaleRevocationsGoesOnAndTellsOrIsUnavailableAsItWasTold() {
        String token = signIn("s");
        step(here);
        assertThat(strict.verify(token)).isNotNull();
        assertThat(lenient.verify(token)).isNotNull();
        assertThat(staleUses).isEmpty();

        pass(MAX_AGE);
        assertThat(strict.verify(token)).isNotNull();
        assertThat(lenient.verify(token)).isNotNull();
        pass(Duration.ofMillis(1));

        VerificationUnavailableException unavailable = assertUnavailable(token);
        assertThat(unavailable).hasMessage("the revocations of other servers are not known since 10001 ms");
        assertThat(unavailable.missing()).isEqualTo(Missing.REVOCATIONS);
        assertThat(unavailable.issuer()).isEmpty();
        assertThat(unavailable.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(lenient.verify(token)).isNotNull();
        assertThat(lenient.verify(signIn("new"))).isNotNull();
        assertThat(staleUses)
                .containsExactly(
                        new StaleRevocationsUsed(Duration.ofMillis(10_001)),
                        new StaleRevocationsUsed(Duration.ofMillis(10_001)));
        assertThat(here.isFresh()).isFalse();
        assertThat(here.age()).isEqualTo(Duration.ofMillis(10_001));

        step(here);
        assertThat(strict.verify(token)).isNotNull();
        assertThat(here.age()).isZero();
    }

    @Test
    void anExplanationShowsTheCheckForRevocation() {
        String token = signIn("s");
        assertThat(strict.explain(token).toString())
                .contains("FAIL  revocation: the revocations of other servers are not known since 0 ms");
        assertThat(lenient.explain(token).toString()).contains("pass  revocation");
        assertThat(staleUses).isEmpty();
        step(here);
        assertThat(strict.explain(token).toString()).contains("pass  revocation");
        assertThat(strict.explain(token).isAccepted()).isTrue();
        here.revokeSignIn("s");

        assertThat(strict.explain(token).toString()).contains("FAIL  revocation: the token was revoked");
    }

    @Test
    void anOutageOfTheStoreIsLoggedOnceAndSoIsItsEnd() {
        try (Log log = Log.of(Revocations.class)) {
            step(here);
            store.failure = new IOException("nobody answers");
            for (int i = 0; i < 30; i++) {
                pass(Duration.ofSeconds(1));
                step(here);
            }
            store.failure = null;
            step(here);
            step(here);

            assertThat(log.events())
                    .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(
                                    Level.WARN,
                                    "Revocations of other servers are not known since 11000 ms: nobody answers"),
                            org.assertj.core.groups.Tuple.tuple(Level.INFO, "All revocations are known again"));
        }
    }

    @Test
    void theFirstFailureIsLoggedIfTheStoreWasNeverRead() {
        try (Log log = Log.of(Revocations.class)) {
            store.fault = new IllegalStateException("not shown");
            step(here);
            step(here);

            assertThat(log.events())
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly("Revocations of other servers are not known since 0 ms:"
                            + " java.lang.IllegalStateException");
        }
    }

    @Test
    void thePausesBetweenFailedReadsOfTheStoreGrowToASecond() {
        store.failure = new IOException("x");
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            pauses.add(step(here));
        }
        assertThat(pauses.get(0)).isBetween(50L, 100L);
        assertThat(pauses.get(1)).isBetween(100L, 200L);
        assertThat(pauses.subList(4, 20)).allSatisfy(pause -> assertThat(pause).isBetween(500L, 1_000L));
        assertThat(Set.copyOf(pauses.subList(4, 20))).hasSizeGreaterThan(1);

        store.failure = null;
        assertThat(step(here)).isZero();
        store.failure = new IOException("x");
        assertThat(step(here)).isBetween(50L, 100L);
    }

    @Test
    void aRevocationThatCannotBeStoredHoldsHereAndIsReported() {
        String token = signIn("s");
        AccessToken verified = lenient.verify(token);
        store.failure = new IOException("nobody answers");

        assertThatExceptionOfType(RevocationNotStoredException.class)
                .isThrownBy(() -> here.revokeSignIn(verified))
                .withMessage("the revocation holds in this process, but is not yet stored for the others:"
                        + " nobody answers")
                .withCause(requireNonNull(store.failure));
        assertRejected(lenient, token, REVOKED);
    }

    @Test
    void aRevocationThatCouldNotBeStoredIsStoredWhenTheStoreTakesItAgain() {
        String token = signIn("s");
        Instant signOut = clock.instant();
        step(there);
        store.refusal = new IOException("full");
        assertThatExceptionOfType(RevocationNotStoredException.class).isThrownBy(() -> here.revokeSignIn("s"));
        assertThatExceptionOfType(RevocationNotStoredException.class).isThrownBy(() -> here.revokeUser(userPool, "u"));
        step(here);
        pass(Duration.ofMinutes(2));
        // A failure to write does not slow down the reading.
        assertThat(step(here)).isZero();
        assertThat(here.isFresh()).isTrue();
        assertThat(store.entries).isEmpty();

        store.refusal = null;
        pass(Duration.ofSeconds(1));
        step(here);
        step(here);
        step(there);

        // The user may have signed in again after the sign-out, so its time is not that of the storing.
        assertThat(store.entries)
                .containsExactly(new Revocation.SignIn("s"), new Revocation.User(userPool.id(), "u", signOut, false));
        assertRejected(lenientOf(there), token, REVOKED);
    }

    @Test
    void aStoreThatTakesNothingIsTriedEverMoreSeldomUpToOnceInASecond() {
        step(here);
        store.refusal = new IOException("full");
        assertThatExceptionOfType(RevocationNotStoredException.class).isThrownBy(() -> here.revokeSignIn("s"));
        store.appends = 0;
        for (int i = 0; i < 1_000; i++) {
            step(here);
            pass(Duration.ofMillis(10));
        }

        assertThat(store.appends).isBetween(10, 30);
    }

    @Test
    void aListThatIsClosedTellsHowManyRevocationsWereNeverStored() {
        store.failure = new IOException("nobody answers");
        assertThatExceptionOfType(RevocationNotStoredException.class).isThrownBy(() -> here.revokeSignIn("s"));
        try (Log log = Log.of(Revocations.class)) {
            here.close();
            there.close();

            assertThat(log.events())
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly("1 revocations of this process were never stored for the others");
        }
    }

    @Test
    void theLatestCutOffOfAUserIsPutBackIntoAStoreThatWasRestoredWithAnEarlierOne() {
        Instant earlier = clock.instant().minusSeconds(100);
        Instant later = clock.instant().minusSeconds(50);
        here.revokeUser(userPool, "u", earlier);
        here.revokeUser(userPool, "u", later);
        step(here);
        store.cutTo(1);
        for (int i = 0; i < 3; i++) {
            step(here);
            pass(Duration.ofSeconds(2));
        }

        assertThat(store.entries)
                .containsExactly(
                        new Revocation.User(userPool.id(), "u", earlier, false),
                        new Revocation.User(userPool.id(), "u", later, false));
    }

    @Test
    void aStoreThatIsReadWhileATokenIsJudgedMakesNoRevokedTokenGood() {
        String token = signIn("s");
        step(here);
        assertThat(strict.verify(token)).isNotNull();
        pass(MAX_AGE.plusSeconds(1));
        there.revokeSignIn("s");
        whileFreshnessIsAsked = () -> step(here);

        // Judged before the read it would be "not known". It must never be accepted.
        assertRejected(strict, token, REVOKED);
    }

    @Test
    void noRevocationIsForgottenAndAllArePutBackIfTheStoreLosesThem() {
        here.revokeSignIn("a");
        here.revokeSignIn("b");
        there.revokeUser(userPool, "u", clock.instant().minusSeconds(7));
        there.revokeToken(lenient.verify(pool.accessToken().claim("jti", "t").sign()));
        step(here);
        step(there);
        List<Revocation> all = List.copyOf(store.entries);
        store.cutTo(1);

        step(here);
        assertThat(here.size()).isEqualTo(4);
        assertThat(here.isFresh()).isTrue();
        pass(Duration.ofSeconds(2));
        step(here);
        step(here);

        assertThat(store.entries).containsExactlyInAnyOrderElementsOf(all);
        Revocations started = shared();
        step(started);
        assertThat(started.size()).isEqualTo(4);
    }

    @Test
    void revocationsThatAnotherServerHasPutBackAreMostlyNotPutBackAgain() {
        for (int i = 0; i < 3_000; i++) {
            here.revokeSignIn("s" + i);
        }
        for (int i = 0; i < 4; i++) {
            step(here);
            step(there);
        }
        store.cutTo(0);
        step(here);
        step(there);
        pass(Duration.ofSeconds(2));
        for (int i = 0; i < 20; i++) {
            step(here);
            step(there);
        }

        assertThat(Set.copyOf(store.entries)).hasSize(3_000);
        assertThat(store.entries).hasSizeLessThan(4_000);
    }

    @Test
    void aRevocationThatCouldNotBePutBackIntoTheStoreIsPutBackLater() {
        here.revokeSignIn("a");
        step(here);
        store.cutTo(0);
        step(here);
        pass(Duration.ofSeconds(2));
        store.entries.clear();
        IOException once = new IOException("x");
        store.failure = once;
        step(here);
        store.failure = null;
        step(here);
        step(here);

        assertThat(store.entries).containsExactly(new Revocation.SignIn("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-2H", "PT2H", "PT48H", "PT-48H"})
    void revocationsThatWereReadWhileTheClockWasWrongHoldAfterwards(Duration error) {
        String token = signIn("s");
        there.revokeSignIn("s");
        there.revokeUser(userPool, "u", clock.instant());
        clock.advance(error);
        step(here);
        here.size();
        clock.advance(error.negated());
        pass(Duration.ofMinutes(59));
        here.size();

        assertRejected(lenient, token, REVOKED);
        assertThat(here.size()).isEqualTo(2);
    }

    @Test
    void aClockThatJumpsAheadMakesRevocationsStaleUntilTheNextReadAndOneThatJumpsBackDoesNot() {
        step(here);
        clock.advance(Duration.ofMinutes(1));
        assertThat(here.isFresh()).isFalse();
        step(here);
        assertThat(here.isFresh()).isTrue();

        clock.advance(Duration.ofHours(-1));
        assertThat(here.isFresh()).isTrue();
        nanos += MAX_AGE.toNanos() + 1;
        assertThat(here.isFresh()).isFalse();
    }

    @Test
    void aUserRevokedByAServerWhoseClockIsAheadIsRefused() {
        TestClock ahead = TestClock.at(clock.instant().plus(Duration.ofMinutes(5)));
        new Revocations(Revocations.builder(store).clock(ahead), () -> nanos).revokeUser(userPool, "u");
        step(here);
        String earlier = pool.accessToken().subject("u").sign();
        assertRejected(strict, earlier, REVOKED);

        pass(Duration.ofMinutes(5).minusSeconds(1));
        step(here);
        assertRejected(strict, pool.accessToken().subject("u").sign(), REVOKED);

        pass(Duration.ofSeconds(1));
        assertThat(strict.verify(pool.accessToken().subject("u").sign())).isNotNull();
        assertRejected(strict, earlier, REVOKED);
    }

    @Test
    void theBuilderAsksWhatHappensWhenASharedListIsStale() {
        CognitoVerifierBuilder<AccessToken> builder = CognitoVerifier.accessTokens(userPool, Set.of(pool.clientId()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.revocations(here))
                .withMessage("revocations: are shared through a store; say what happens when the store can't be read,"
                        + " with revocations(Revocations, WhenStale)");

        builder.revocations(Revocations.create(clock));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.revocations(here, WhenStale.ACCEPT))
                .withMessage("revocations: given twice; one list holds all of them");
    }

    @Test
    void aVerifierThatNeedsFreshRevocationsSaysThatItLacksThem() {
        assertThat(strict.lacksFreshRevocations()).isTrue();
        assertThat(lenient.lacksFreshRevocations()).isFalse();

        step(here);

        assertThat(strict.lacksFreshRevocations()).isFalse();
    }

    @Test
    void aListInMemoryIsNeverStale() throws Exception {
        Revocations memory = Revocations.create(clock);
        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(userPool, Set.of(pool.clientId()))
                .clock(clock)
                .revocations(memory, WhenStale.UNAVAILABLE)
                .build();
        pass(Duration.ofDays(1));

        assertThat(verifier.verify(signIn("s"))).isNotNull();
        assertThat(memory.isShared()).isFalse();
        assertThat(memory.isFresh()).isTrue();
        assertThat(memory.age()).isZero();
        assertThat(memory.awaitFirstRead(Duration.ZERO)).isTrue();
        memory.close();
    }

    @Test
    void aRevocationOfATokenThatLivesLongerThanAStoreKeepsItIsRefused() {
        AccessToken week = lenient.verify(pool.accessToken()
                .expiresAt(clock.instant().plus(Duration.ofDays(7)))
                .sign());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> here.revokeSignIn(week))
                .withMessage("token: was issued for longer than a day, and a store keeps revocations only for a day");
        assertThat(here.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.999S", "PT1H0.001S"})
    void anImpossibleMaxAgeIsRefused(Duration age) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Revocations.builder(store).maxAge(age))
                .withMessageStartingWith("maxAge: must be from 1 s to 1 h, was ");
        assertThat(Revocations.builder(store).maxAge(Duration.ofSeconds(1)).maxAge(Duration.ofHours(1)))
                .isNotNull();
    }

    @Test
    void noRevocationShowsItsIds() {
        for (Revocation revocation : List.of(
                new Revocation.Token("secret"),
                new Revocation.SignIn("secret"),
                new Revocation.User("secret", "secret", clock.instant(), true))) {
            assertThat(revocation.toString()).doesNotContain("secret");
        }
    }

    @Test
    void aThreadReadsTheStoreUntilTheListIsClosed() throws Exception {
        there.revokeSignIn("s");
        Revocations started =
                Revocations.builder(store).maxAge(Duration.ofHours(1)).start();
        assertThat(started.awaitFirstRead(Duration.ofSeconds(30))).isTrue();
        assertThat(started.size()).isEqualTo(1);
        started.close();

        requireNonNull(started.feed()).awaitEnd();
        assertThat(store.isClosed).isTrue();
    }

    private VerificationUnavailableException assertUnavailable(String token) {
        VerificationUnavailableException e =
                catchThrowableOfType(VerificationUnavailableException.class, () -> strict.verify(token));
        assertThat(e).isNotNull();
        return e;
    }

    private CognitoVerifier<AccessToken> verifier(WhenStale whenStale) {
        return CognitoVerifier.accessTokens(userPool, Set.of(pool.clientId()))
                .clock(clock)
                .revocations(here, whenStale)
                .addListener(new VerificationListener() {
                    @Override
                    public void staleRevocationsUsed(StaleRevocationsUsed event) {
                        staleUses.add(event);
                    }
                })
                .build();
    }

    private Revocations shared() {
        return new Revocations(Revocations.builder(store).clock(clock).maxAge(MAX_AGE), this::nanoTime);
    }

    private long nanoTime() {
        Runnable once = whileFreshnessIsAsked;
        whileFreshnessIsAsked = () -> {};
        once.run();
        return nanos;
    }

    private CognitoVerifier<AccessToken> lenientOf(Revocations revocations) {
        return CognitoVerifier.accessTokens(userPool, Set.of(pool.clientId()))
                .clock(clock)
                .revocations(revocations, WhenStale.ACCEPT)
                .build();
    }

    private static long step(Revocations revocations) {
        return requireNonNull(revocations.feed()).step();
    }

    private String signIn(String originTokenId) {
        return pool.accessToken().claim("origin_jti", originTokenId).sign();
    }

    private void pass(Duration time) {
        clock.advance(time);
        nanos += time.toNanos();
    }
}

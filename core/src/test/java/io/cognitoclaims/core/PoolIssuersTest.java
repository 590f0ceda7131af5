package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pools with an original issuer, an updated one and a replica, of which one serves and others are gone. */
class PoolIssuersTest {
    private static final TestUserPool SIGNER = TestUserPool.create();
    private static final String ORIGINAL = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";
    private static final String UPDATED = "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";
    private static final String REPLICA = "https://cognito-idp.us-west-2.amazonaws.com/us-east-1_EXAMPLE";
    private static final UserPool POOL = UserPool.of("us-east-1_EXAMPLE").withReplicaRegions(Set.of("us-west-2"));
    private static final UserPool OTHER = UserPool.of("eu-west-1_OTHER");

    private final TestClock clock = TestClock.atNow();
    private final Endpoints endpoints = new Endpoints();
    private final JwksCache keys =
            JwksCache.builder().clock(clock).fetcher(endpoints).build();
    private final CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(POOL, Set.of(SIGNER.clientId()))
            .alsoFrom(OTHER, Set.of(SIGNER.clientId()))
            .clock(clock)
            .keys(keys)
            .build();

    @AfterAll
    static void close() {
        SIGNER.close();
    }

    @Test
    void aWarmUpAsksAllIssuersOfThePools() {
        verifier.warmUp();

        assertThat(endpoints.asked).hasSize(5).doesNotHaveDuplicates();
        assertThat(keys.ages()).hasSize(5).containsKeys(ORIGINAL, UPDATED, REPLICA);
        verify(ORIGINAL);
        verify(UPDATED);
        verify(REPLICA);
        verifier.warmUp();
        assertThat(endpoints.asked).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {ORIGINAL, UPDATED, REPLICA})
    void aWarmUpSucceedsIfOneIssuerOfAPoolAnswers(String alive) {
        endpoints.stop(ORIGINAL, UPDATED, REPLICA);
        endpoints.resume(alive);
        try (Log log = Log.of(JwksCache.class)) {
            assertThatCode(verifier::warmUp).doesNotThrowAnyException();

            assertThat(log.events())
                    .as("that the others do not answer is usual")
                    .isEmpty();
        }
        verify(alive);
        assertThat(keys.isUnavailable(POOL)).isFalse();
        assertThat(keys.ages()).containsEntry(alive, Duration.ZERO);
        assertThat(keys.unavailable()).hasSize(2).doesNotContain(alive);
    }

    @Test
    void aWarmUpFailsIfNoIssuerOfAPoolAnswers() {
        endpoints.stop(ORIGINAL, UPDATED, REPLICA);

        assertThatExceptionOfType(VerificationUnavailableException.class)
                .isThrownBy(verifier::warmUp)
                .withMessage("the keys of " + ORIGINAL + " are unavailable: java.io.IOException")
                .satisfies(e -> assertThat(e.issuer()).hasValue(ORIGINAL));
        assertThat(keys.isUnavailable(POOL)).isTrue();
        assertThat(keys.isUnavailable(OTHER)).isFalse();
        assertThat(verifier.verify(SIGNER.accessToken().issuer(OTHER.issuer()).sign()))
                .isNotNull();
    }

    @Test
    void aFailedIssuerIsLoggedOnceWhenATokenNeedsItAlthoughAWarmUpFailedBefore() {
        endpoints.stop(UPDATED);
        try (Log log = Log.of(JwksCache.class)) {
            verifier.warmUp();
            clock.advance(Duration.ofSeconds(1));
            cannotVerify(UPDATED);
            clock.advance(Duration.ofSeconds(10));
            cannotVerify(UPDATED);
            endpoints.resume(UPDATED);
            clock.advance(Duration.ofSeconds(10));
            verify(UPDATED);

            assertThat(log.events())
                    .map(ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                            "The keys of " + UPDATED + " are unavailable: java.io.IOException (" + UPDATED
                                    + "/.well-known/jwks.json)",
                            "The keys of " + UPDATED + " are available again");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {ORIGINAL, UPDATED, REPLICA})
    void aPoolIsUnavailableIfAllItsIssuersFailWhicheverTheTokenNames(String named) {
        endpoints.stop(ORIGINAL, UPDATED, REPLICA);

        cannotVerify(named);

        assertThat(keys.isUnavailable(POOL)).isTrue();
        assertThat(keys.isUnavailable(OTHER)).as("nobody asked").isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(keys.isUnavailable(POOL)).as("may be asked again").isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {ORIGINAL, UPDATED, REPLICA})
    void aTokenThatNamesAnIssuerThatThePoolDoesNotUseLeavesThePoolAvailable(String forged) {
        endpoints.stop(forged);

        for (int i = 0; i < 100; i++) {
            cannotVerify(forged);
            assertThat(keys.isUnavailable(POOL)).isFalse();
            clock.advance(Duration.ofMillis(500));
        }

        assertThat(endpoints.asked.stream().filter(asked -> !asked.equals(forged)))
                .as("the others, once")
                .hasSize(2);
    }

    @Test
    void aPoolIsUnavailableOnceItsUsedIssuerHasFailedForADay() {
        endpoints.stop(ORIGINAL, REPLICA);
        verify(UPDATED);
        endpoints.stop(UPDATED);
        for (int minute = 0; minute < 24 * 60; minute++) {
            verify(UPDATED);
            clock.advance(Duration.ofMinutes(1));
            assertThat(keys.isUnavailable(POOL)).isFalse();
        }

        cannotVerify(UPDATED);
        assertThat(keys.isUnavailable(POOL)).isTrue();
        endpoints.resume(UPDATED);
        clock.advance(Duration.ofSeconds(10));
        verify(UPDATED);
        assertThat(keys.isUnavailable(POOL)).isFalse();
    }

    @Test
    void anIssuerThatIsNoLongerUsedHasNoAgeEvenIfItsLastFetchFailed() {
        verify(ORIGINAL);
        endpoints.stop(ORIGINAL);
        clock.advance(Duration.ofMinutes(10));
        verify(ORIGINAL);
        for (int hour = 0; hour < 25; hour++) {
            clock.advance(Duration.ofHours(1));
            verify(UPDATED);
        }

        assertThat(keys.ages()).containsOnlyKeys(UPDATED);
    }

    @Test
    void aTokenWhoseKeysServeAsksNoOtherIssuer() {
        verify(ORIGINAL);

        assertThat(endpoints.asked).containsExactly(ORIGINAL);
        assertThat(keys.unavailable()).isEmpty();
    }

    private void verify(String issuer) {
        assertThat(verifier.verify(tokenOf(issuer))).isNotNull();
    }

    private void cannotVerify(String issuer) {
        assertThatExceptionOfType(VerificationUnavailableException.class)
                .isThrownBy(() -> verifier.verify(tokenOf(issuer)))
                .satisfies(e -> assertThat(e.issuer()).hasValue(issuer));
    }

    private String tokenOf(String issuer) {
        return SIGNER.accessToken()
                .issuer(issuer)
                .expiresAt(clock.instant().plusSeconds(600))
                .sign();
    }

    /** They answer at once, with the same keys. */
    private static final class Endpoints implements JwksFetcher {
        private final Set<String> stopped = new HashSet<>();
        private final List<String> asked = new ArrayList<>();

        void stop(String... issuers) {
            stopped.addAll(Set.of(issuers));
        }

        void resume(String issuer) {
            stopped.remove(issuer);
        }

        @Override
        public CompletableFuture<byte[]> fetch(URI jwksUri) {
            String issuer = jwksUri.toString().replace("/.well-known/jwks.json", "");
            asked.add(issuer);
            return stopped.contains(issuer)
                    ? CompletableFuture.failedFuture(new IOException("quoted: " + Map.of("secret", issuer)))
                    : CompletableFuture.completedFuture(SIGNER.jwks().getBytes(UTF_8));
        }
    }
}

package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertUnavailable;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a key cache says of itself to gauges and health checks. */
class KeyStateTest {
    private final TestClock clock = TestClock.at(Instant.parse("2026-11-22T12:00:00Z"));
    private final TestUserPool pool = TestUserPool.create(clock);
    private final String issuer = pool.issuer();
    private final Endpoint endpoint = new Endpoint();
    private final JwksCache keys =
            JwksCache.builder().clock(clock).fetcher(endpoint).build();
    private final CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                    UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
            .clock(clock)
            .keys(keys)
            .build();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void aKeyCacheKnowsNoIssuerThatNobodyAskedFor() {
        assertThat(keys.ages()).isEmpty();
        assertThat(keys.unavailable()).isEmpty();
        assertThat(endpoint.fetches).isZero();
    }

    @Test
    void aKeyCacheTellsTheAgeOfItsKeysAndFetchesNothingForIt() {
        verify();
        clock.advance(Duration.ofHours(2));

        assertThat(keys.ages()).containsExactly(entry(issuer, Duration.ofHours(2)));
        assertThat(endpoint.fetches).isEqualTo(1);
    }

    @Test
    void aKeyCacheTellsTheAgeOfKeysThatTheApplicationBroughtAlong() {
        keys.preload(UserPool.fromIssuer(pool.issuer()), pool.jwks());

        assertThat(keys.ages()).containsEntry(issuer, Duration.ZERO);
    }

    @Test
    void aLookAtTheirAgeDoesNotKeepKeysFromLeavingMemory() {
        verify();
        for (int hour = 0; hour < 24; hour++) {
            assertThat(keys.ages()).containsKey(issuer);
            clock.advance(Duration.ofHours(1));
        }

        assertThat(keys.ages()).isEmpty();
    }

    @Test
    void idleKeysLeaveMemoryWhenOthersAreFetched() {
        IssuerKeys idle = keys.keysOf(new Issuer("https://idle.example", URI.create("https://idle.example/keys")));
        idle.renewal().join();
        clock.advance(Duration.ofHours(24).minusMillis(1));
        fetchOf("https://other.example");
        assertThat(idle.age()).isNotNull();

        clock.advance(Duration.ofSeconds(10));
        fetchOf("https://another.example");
        assertThat(idle.age()).isNull();
        idle.renewal().join();
        assertThat(idle.age()).isZero();
    }

    @Test
    void anIssuerThatFailedIsUnavailableUntilItMayBeAskedAgain() {
        endpoint.isDown = true;
        assertUnavailable(verifier, token());

        assertThat(keys.unavailable()).containsExactly(issuer);
        assertThat(keys.ages()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(keys.unavailable()).isEmpty();
        assertThat(endpoint.fetches).isEqualTo(1);
    }

    @Test
    void anIssuerWhoseKnownKeysServeThroughAnOutageIsNotUnavailable() {
        verify();
        endpoint.isDown = true;
        for (int minute = 0; minute < 24 * 60 - 1; minute++) {
            clock.advance(Duration.ofMinutes(1));
            verify();
        }
        assertThat(keys.unavailable()).isEmpty();

        clock.advance(Duration.ofMinutes(1));
        assertUnavailable(verifier, token());
        assertThat(keys.unavailable()).containsExactly(issuer);
        assertThat(keys.ages()).containsEntry(issuer, Duration.ofHours(24));
    }

    @Test
    void anIssuerThatIsBackIsNotUnavailable() {
        endpoint.isDown = true;
        assertUnavailable(verifier, token());
        endpoint.isDown = false;
        clock.advance(Duration.ofSeconds(1));
        verify();

        assertThat(keys.unavailable()).isEmpty();
        assertThat(keys.ages()).containsEntry(issuer, Duration.ZERO);
    }

    private void fetchOf(String issuer) {
        keys.keysOf(new Issuer(issuer, URI.create(issuer + "/keys"))).renewal().join();
    }

    private void verify() {
        assertThat(verifier.verify(token())).isNotNull();
    }

    private String token() {
        return pool.accessToken().sign();
    }

    private final class Endpoint implements JwksFetcher {
        private boolean isDown;
        private int fetches;

        @Override
        public CompletableFuture<byte[]> fetch(URI jwksUri) {
            fetches++;
            return isDown
                    ? CompletableFuture.failedFuture(new IOException("down"))
                    : CompletableFuture.completedFuture(pool.jwks().getBytes(UTF_8));
        }
    }
}

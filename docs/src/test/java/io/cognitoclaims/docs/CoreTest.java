package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.Explanation;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The code of migrating.md, security.md and testing.md. */
class CoreTest {
    static final class Api {
        private final CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                        UserPool.of("us-east-1_EXAMPLE"), Set.of("55pb79dl8gm0i1ho9hdre91r3k"))
                .build();

        int statusFor(String bearerToken) {
            try {
                AccessToken token = verifier.verify(bearerToken);
                return token.hasGroups("admin") ? 200 : 403;
            } catch (TokenRejectedException e) {
                return e.reason().isForbidden() ? 403 : 401;
            } catch (VerificationUnavailableException e) {
                return 503; // with Retry-After: e.retryAfter()
            }
        }
    }

    @Test
    void aBadTokenIsAnsweredWith401() {
        ProxySelector before = ProxySelector.getDefault();
        try (TestUserPool signer = TestUserPool.create()) {
            // Nothing listens there, so that no key endpoint can be reached.
            ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1)));
            Api api = new Api();
            String unknown = signer.accessToken()
                    .issuer("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE")
                    .clientId("55pb79dl8gm0i1ho9hdre91r3k")
                    .sign();

            assertThat(api.statusFor("garbage")).isEqualTo(401);
            assertThat(api.statusFor(unknown)).isEqualTo(503);
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void aTokenOfATestPoolIsAcceptedUntilTheTestClockIsPastItsEnd() {
        TestClock clock = TestClock.atNow();
        try (TestUserPool pool = TestUserPool.create(clock)) {
            CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                            UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                    .clock(clock)
                    .build();
            String token = pool.accessToken()
                    .groups("admin")
                    .claim("pet_preference", "dogs")
                    .sign();

            assertThat(verifier.verify(token).hasGroups("admin")).isTrue();

            clock.advance(Duration.ofHours(1));
            Explanation explanation = verifier.explain(token);
            assertThat(explanation.isAccepted()).isFalse();
        }
    }

    @Test
    void everyTokenOfARevokedSignInIsRevokedUntilItsOwnEnd() {
        TestClock clock = TestClock.atNow();
        try (TestUserPool pool = TestUserPool.create(clock)) {
            Revocations revoked = Revocations.create(clock);
            CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                            UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                    .clock(clock)
                    .revocations(revoked)
                    .maxSignInAge(Duration.ofHours(12))
                    .build();
            long signedIn = clock.instant().getEpochSecond();
            String first = pool.accessToken().claim("origin_jti", "s").sign();
            AccessToken token = verifier.verify(first);
            clock.advance(Duration.ofMinutes(50));
            String refreshed = pool.accessToken()
                    .claim("origin_jti", "s")
                    .claim("auth_time", signedIn)
                    .sign();
            assertThat(verifier.verify(refreshed)).isNotNull();

            revoked.revokeSignIn(token);

            assertThat(reasonOf(verifier, first)).isEqualTo(Reason.REVOKED);
            assertThat(reasonOf(verifier, refreshed)).isEqualTo(Reason.REVOKED);
            clock.advance(Duration.ofMinutes(20));
            assertThat(reasonOf(verifier, first)).isEqualTo(Reason.EXPIRED);
            assertThat(reasonOf(verifier, refreshed)).isEqualTo(Reason.REVOKED);
            clock.advance(Duration.ofMinutes(40).minusSeconds(1));
            assertThat(reasonOf(verifier, refreshed)).isEqualTo(Reason.REVOKED);
            clock.advance(Duration.ofSeconds(1));
            assertThat(reasonOf(verifier, refreshed)).isEqualTo(Reason.EXPIRED);
        }
    }

    private static Reason reasonOf(CognitoVerifier<?> verifier, String token) {
        return catchThrowableOfType(TokenRejectedException.class, () -> verifier.verify(token))
                .reason();
    }
}

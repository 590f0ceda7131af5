package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.TokenRejectedException.Reason.REVOKED;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RevocationTest {
    private final TestClock clock = TestClock.atNow();
    private final TestUserPool pool = TestUserPool.create(clock);
    private final RevokedTokens revoked = RevokedTokens.create(clock);
    private final CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                    UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
            .clock(clock)
            .revocations(revoked)
            .build();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void rejectsOneTokenByItsId() {
        String bad = pool.accessToken().claim("jti", "bad").sign();
        revoked.revoke("bad", clock.instant().plusSeconds(60));

        assertRejected(verifier, bad, REVOKED);
        assertThat(verifier.verify(pool.accessToken().claim("jti", "good").sign()))
                .isNotNull();
    }

    @Test
    void rejectsAllTokensOfASignIn() {
        revoked.revoke("sign-in", clock.instant().plusSeconds(60));

        assertRejected(
                verifier, pool.accessToken().claim("origin_jti", "sign-in").sign(), REVOKED);
        assertRejected(
                verifier,
                pool.accessToken()
                        .claim("origin_jti", "sign-in")
                        .claim("jti", "j")
                        .sign(),
                REVOKED);
    }

    @Test
    void forgetsARevocationWhenItsTokensHaveExpired() {
        revoked.revoke("a", clock.instant().plusSeconds(60));
        revoked.revoke("b", clock.instant().plusSeconds(120));
        revoked.revoke("gone", clock.instant().minus(Duration.ofMinutes(5)));
        assertThat(revoked.size()).isEqualTo(2);

        clock.advance(Duration.ofSeconds(62).plusMinutes(5));

        assertThat(revoked.size()).isEqualTo(1);
    }

    @Test
    void takesTheEndOfTimeForAnExpiry() {
        revoked.revoke("for ever", Instant.MAX);
        clock.advance(Duration.ofDays(3650));

        assertRejected(verifier, pool.accessToken().claim("jti", "for ever").sign(), REVOKED);
    }

    @Test
    void keepsTheLongerOfTwoRevocations() {
        revoked.revoke("twice", clock.instant().plusSeconds(60));
        revoked.revoke("twice", clock.instant().plus(Duration.ofHours(5)));
        revoked.revoke("twice", clock.instant().plusSeconds(60));
        clock.advance(Duration.ofHours(4));

        assertRejected(verifier, pool.accessToken().claim("jti", "twice").sign(), REVOKED);
    }

    @Test
    void holdsAsLongAsTheClockSkewLetsTheTokenLive() {
        CognitoVerifier<AccessToken> lenient = CognitoVerifier.accessTokens(
                        UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                .clock(clock)
                .clockSkew(Duration.ofMinutes(5))
                .revocations(revoked)
                .build();
        String token = pool.accessToken().claim("jti", "j").sign();
        revoked.revoke("j", clock.instant().plusSeconds(3600));
        clock.advance(Duration.ofHours(1).plusSeconds(299));

        assertRejected(lenient, token, REVOKED);
    }

    @Test
    void letsTokensWithoutAnIdPass() {
        assertThat(verifier.verify(
                        pool.accessToken().without("jti").without("origin_jti").sign()))
                .isNotNull();
    }
}

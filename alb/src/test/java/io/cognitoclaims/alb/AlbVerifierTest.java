package io.cognitoclaims.alb;

import static io.cognitoclaims.alb.Rejections.assertRejected;
import static io.cognitoclaims.core.TokenRejectedException.Reason.EXPIRED;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_CLIENT;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_ISSUER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestLoadBalancer;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlbVerifierTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final TestClock CLOCK = TestClock.at(Instant.parse("2026-11-29T12:00:00Z"));
    private static final TestLoadBalancer ALB = TestLoadBalancer.create(POOL, CLOCK);
    private static final AlbVerifier VERIFIER =
            Verifiers.builder(ALB, POOL).clock(CLOCK).build();

    @AfterAll
    static void close() {
        ALB.close();
        POOL.close();
    }

    @Test
    void aGoodTokenSaysWhoIsSignedIn() {
        AlbIdentity identity = VERIFIER.verify(ALB.oidcData()
                .subject("0b5e3d6e-0000-4000-8000-example00001")
                .username("alice")
                .email("alice@example.com")
                .sign());

        assertThat(identity.subject()).isEqualTo("0b5e3d6e-0000-4000-8000-example00001");
        assertThat(identity.getName()).isEqualTo(identity.subject());
        assertThat(identity.username()).hasValue("alice");
        assertThat(identity.email()).hasValue("alice@example.com");
        assertThat(identity.isEmailVerified()).isTrue();
        assertThat(identity.issuer()).isEqualTo(POOL.issuer());
        assertThat(identity.clientId()).isEqualTo(POOL.clientId());
        assertThat(identity.loadBalancerArn()).isEqualTo(ALB.arn());
        assertThat(identity.expiresAt()).isEqualTo("2026-11-29T12:02:00Z");
        assertThat(identity).hasToString("AlbIdentity[not shown]");
    }

    @Test
    void aClaimIsReadAsItsType() {
        AlbIdentity identity = VERIFIER.verify(ALB.oidcData()
                .claim("custom:floor", "7")
                .claim("phone_number_verified", "false")
                .claim("zoneinfo", null)
                .sign());

        assertThat(identity.get(Claim.ofLong("custom:floor"))).hasValue(7L);
        assertThat(identity.get(Claim.ofBoolean("phone_number_verified"))).hasValue(false);
        assertThat(identity.get(Claim.ofString("zoneinfo"))).isEmpty();
        assertThat(identity.get(Claim.ofString("locale"))).isEmpty();
        assertThat(identity.claims()).containsEntry("custom:floor", "7").containsEntry("zoneinfo", null);
        assertThat(identity.claimsAs(Office.class)).isEqualTo(new Office(identity.subject(), false));
        assertThatThrownBy(() -> identity.get(Claim.ofLong("email"))).isInstanceOf(ClaimValueException.class);
        assertThatThrownBy(() -> identity.claims().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void anEmailAddressIsVerifiedInEitherForm() {
        assertThat(isEmailVerified("true")).isTrue();
        assertThat(isEmailVerified("false")).isFalse();
        assertThat(isEmailVerified(true)).isTrue();
        assertThat(isEmailVerified(false)).isFalse();
        assertThat(isEmailVerified(null)).isFalse();
        assertThat(VERIFIER.verify(ALB.oidcData().without("email_verified").sign())
                        .isEmailVerified())
                .isFalse();
    }

    @Test
    void aUserWithoutAttributesHasOnlyASubject() {
        AlbIdentity identity = VERIFIER.verify(ALB.oidcData()
                .without("email")
                .without("email_verified")
                .without("username")
                .sign());

        assertThat(identity.subject()).isNotEmpty();
        assertThat(identity.email()).isEmpty();
        assertThat(identity.username()).isEmpty();
    }

    @Test
    void aTokenWithoutATypeIsAccepted() {
        assertThat(VERIFIER.verify(ALB.oidcData().withoutHeader("typ").sign())).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void aTokenIsAcceptedWithEachLengthOfPadding(int letters) {
        String data = ALB.oidcData()
                .header("x", "x".repeat(letters))
                .claim("x", "x".repeat(letters))
                .sign();

        assertThat(VERIFIER.verify(data)).isNotNull();
    }

    @Test
    void aTokenIsGoodUntilTheSecondOfItsExpiration() {
        TestClock clock = TestClock.at(CLOCK.instant());
        AlbVerifier verifier = Verifiers.builder(ALB, POOL).clock(clock).build();
        String data = ALB.oidcData().sign();

        clock.set(Instant.parse("2026-11-29T12:01:59.999Z"));
        assertThat(verifier.verify(data)).isNotNull();
        clock.advance(Duration.ofMillis(1));
        assertRejected(verifier, data, EXPIRED);
    }

    @Test
    void bothIssuersOfAPoolAreAccepted() {
        AlbVerifier verifier = AlbVerifier.builder(
                        Set.of(ALB.arn()), UserPool.of("us-east-1_EXAMPLE"), Set.of(POOL.clientId()))
                .keysUri(ALB.keysUri())
                .clock(CLOCK)
                .build();
        String original = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";
        String updated = "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";

        assertThat(verifier.verify(ALB.oidcData().issuer(original).sign()).issuer())
                .isEqualTo(original);
        assertThat(verifier.verify(ALB.oidcData().issuer(updated).sign()).issuer())
                .isEqualTo(updated);
        assertRejected(
                verifier, ALB.oidcData().issuer(original).claim("iss", updated).sign(), WRONG_ISSUER);
        assertRejected(verifier, ALB.oidcData().sign(), WRONG_ISSUER);
    }

    @Test
    void eachOfSeveralLoadBalancersAndClientsIsAccepted() {
        String other = ALB.arn().replace("test-load-balancer", "another");
        AlbVerifier verifier = AlbVerifier.builder(
                        Set.of(ALB.arn(), other),
                        UserPool.fromIssuer(POOL.issuer()),
                        Set.of(POOL.clientId(), "anotherclient"))
                .keysUri(ALB.keysUri())
                .clock(CLOCK)
                .build();

        assertThat(verifier.verify(ALB.oidcData().sign()).loadBalancerArn()).isEqualTo(ALB.arn());
        assertThat(verifier.verify(ALB.oidcData()
                                .signer(other)
                                .clientId("anotherclient")
                                .sign())
                        .clientId())
                .isEqualTo("anotherclient");
        assertRejected(verifier, ALB.oidcData().clientId("third").sign(), WRONG_CLIENT);
    }

    private static boolean isEmailVerified(@Nullable Object value) {
        return VERIFIER.verify(ALB.oidcData().claim("email_verified", value).sign())
                .isEmailVerified();
    }

    private record Office(String sub, Boolean phoneNumberVerified) {}
}

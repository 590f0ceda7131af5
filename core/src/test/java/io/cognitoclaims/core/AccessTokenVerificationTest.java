package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.EXPIRED;
import static io.cognitoclaims.core.TokenRejectedException.Reason.FAILED_CHECK;
import static io.cognitoclaims.core.TokenRejectedException.Reason.INSUFFICIENT_AUTHENTICATION;
import static io.cognitoclaims.core.TokenRejectedException.Reason.INVALID_CLAIM;
import static io.cognitoclaims.core.TokenRejectedException.Reason.MISSING_GROUP;
import static io.cognitoclaims.core.TokenRejectedException.Reason.MISSING_SCOPE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.NOT_YET_VALID;
import static io.cognitoclaims.core.TokenRejectedException.Reason.SIGN_IN_TOO_OLD;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_AUDIENCE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_CLIENT;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_ISSUER;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_TOKEN_USE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AccessTokenVerificationTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final TestClock CLOCK = TestClock.at(START);
    private static final TestUserPool POOL = TestUserPool.create(CLOCK);
    private static final TestUserPool OTHER_POOL = TestUserPool.create(CLOCK);
    private static final JwksCache KEYS = JwksCache.builder().clock(CLOCK).build();
    private static final long NOW = START.getEpochSecond();

    private final CognitoVerifier<AccessToken> verifier = verifier(builder -> builder);

    @AfterAll
    static void close() {
        POOL.close();
        OTHER_POOL.close();
    }

    @Test
    void aGoodAccessTokenIsAcceptedAndItsClaimsAreRead() {
        AccessToken token = verifier.verify(good().username("rex")
                .groups("keepers", "admin")
                .scopes("openid", "pets/read")
                .sign());

        assertThat(token.username()).contains("rex");
        assertThat(token.clientId()).isEqualTo(POOL.clientId());
        assertThat(token.issuer()).isEqualTo(POOL.issuer());
        assertThat(token.getName()).isEqualTo(token.subject());
        assertThat(token.groups()).containsExactly("keepers", "admin");
        assertThat(token.scopes()).containsExactly("openid", "pets/read");
        assertThat(token.hasScopes("pets/read", "openid")).isTrue();
        assertThat(token.hasScopes("pets/read", "pets/write")).isFalse();
        assertThat(token.hasAnyScope("pets", "openid")).isTrue();
        assertThat(token.hasAnyScope("pets")).isFalse();
        assertThat(token.hasGroups("admin", "keepers")).isTrue();
        assertThat(token.hasGroups("admin", "owners")).isFalse();
        assertThat(token.hasAnyGroup("admin", "owners")).isTrue();
        assertThat(token.hasAnyGroup("Admin")).isFalse();
        assertThat(token.isMachineToMachine()).isFalse();
        assertThat(token.expiresAt()).isEqualTo(CLOCK.instant().plusSeconds(3600));
        assertThat(token.audience()).isEmpty();
        assertThat(token.toString()).isEqualTo("AccessToken[not shown]");
    }

    @Test
    void anAccessTokenNamesItsKindAndTheDeviceOfItsUser() {
        AccessToken token =
                verifier.verify(good().claim("device_key", "us-east-1_a1b2").sign());

        assertThat(token.tokenUse()).isEqualTo(TokenUse.ACCESS);
        assertThat(token.deviceKey()).contains("us-east-1_a1b2");
        assertThat(verifier.verify(good().sign()).deviceKey()).isEmpty();
    }

    @Test
    void aTimeIsAcceptedFromTheFirstSecondOf1970ToTheLastOf9999() {
        for (Object first : List.of(0, new BigDecimal("0.0"), new BigDecimal("0.9"))) {
            assertThat(verifier.verify(good().claim("auth_time", first).sign()).authenticatedAt())
                    .contains(Instant.EPOCH);
        }
        for (Object last : List.of(253_402_300_799L, new BigDecimal("253402300799.0"))) {
            assertThat(verifier.verify(good().claim("auth_time", last).sign()).authenticatedAt())
                    .contains(Instant.parse("9999-12-31T23:59:59Z"));
        }
        for (Object outside : List.of(
                -1,
                new BigDecimal("-0.1"),
                new BigDecimal("-1.0"),
                253_402_300_800L,
                new BigDecimal("253402300799.1"),
                new BigDecimal("253402300800.0"))) {
            assertRejected(verifier, good().claim("auth_time", outside).sign(), INVALID_CLAIM);
        }
    }

    @Test
    void aTokenOfClientCredentialsSaysThatItIsOneAndNamesNoUser() {
        AccessToken token = verifier.verify(POOL.machineToken().sign());

        assertThat(token.isMachineToMachine()).isTrue();
        assertThat(token.username()).isEmpty();
        assertThat(token.groups()).isEmpty();
    }

    static Stream<Arguments> badClaims() {
        return Stream.of(
                bad("expired this second", t -> t.claim("exp", NOW), EXPIRED),
                bad("expired long ago", t -> t.claim("exp", 0), EXPIRED),
                bad("no exp", t -> t.without("exp"), INVALID_CLAIM),
                bad("exp is null", t -> t.claim("exp", null), INVALID_CLAIM),
                bad("exp is text", t -> t.claim("exp", String.valueOf(NOW + 60)), INVALID_CLAIM),
                bad("exp is an array", t -> t.claim("exp", List.of(NOW + 60)), INVALID_CLAIM),
                bad("exp is true", t -> t.claim("exp", true), INVALID_CLAIM),
                bad("exp is negative", t -> t.claim("exp", -1), INVALID_CLAIM),
                bad("exp is past the year 9999", t -> t.claim("exp", 253_402_300_800L), INVALID_CLAIM),
                bad("exp wraps a long in milliseconds", t -> t.claim("exp", Long.MAX_VALUE / 10), INVALID_CLAIM),
                bad("exp has 20 digits", t -> t.claim("exp", new BigDecimal("99999999999999999999")), INVALID_CLAIM),
                bad("exp is 1e300", t -> t.claim("exp", new BigDecimal("1e300")), INVALID_CLAIM),
                bad("nbf is a second ahead", t -> t.claim("nbf", NOW + 1), NOT_YET_VALID),
                bad("nbf is null", t -> t.claim("nbf", null), INVALID_CLAIM),
                bad("nbf is text", t -> t.claim("nbf", "0"), INVALID_CLAIM),
                bad("nbf is 1e300", t -> t.claim("nbf", new BigDecimal("1e300")), INVALID_CLAIM),
                bad("iat is text", t -> t.claim("iat", "now"), INVALID_CLAIM),
                bad("iat is null", t -> t.claim("iat", null), INVALID_CLAIM),
                bad("no sub", t -> t.without("sub"), INVALID_CLAIM),
                bad("sub is a number", t -> t.claim("sub", 7), INVALID_CLAIM),
                bad("sub is empty", t -> t.claim("sub", ""), INVALID_CLAIM),
                bad("no token_use", t -> t.without("token_use"), INVALID_CLAIM),
                bad("token_use is an array", t -> t.claim("token_use", List.of("access")), INVALID_CLAIM),
                bad("token_use in capitals", t -> t.claim("token_use", "ACCESS"), WRONG_TOKEN_USE),
                bad("token_use of an ID token", t -> t.claim("token_use", "id"), WRONG_TOKEN_USE),
                bad("another client", t -> t.claim("client_id", "someoneelse"), WRONG_CLIENT),
                bad(
                        "client in capitals",
                        t -> t.claim("client_id", POOL.clientId().toUpperCase(Locale.ROOT)),
                        WRONG_CLIENT),
                bad("client is an array", t -> t.claim("client_id", List.of(POOL.clientId())), INVALID_CLAIM),
                bad("no client, but aud", t -> t.without("client_id").claim("aud", POOL.clientId()), INVALID_CLAIM),
                bad("bound to another resource", t -> t.claim("aud", "https://other.example"), WRONG_AUDIENCE),
                bad("aud is an array", t -> t.claim("aud", List.of(POOL.clientId())), INVALID_CLAIM),
                bad("aud is null", t -> t.claim("aud", null), INVALID_CLAIM),
                bad("no iss", t -> t.without("iss"), WRONG_ISSUER),
                bad("iss is an array", t -> t.claim("iss", List.of(POOL.issuer())), WRONG_ISSUER),
                bad("iss with a slash behind", t -> t.issuer(POOL.issuer() + "/"), WRONG_ISSUER),
                bad("iss in capitals", t -> t.issuer(POOL.issuer().toUpperCase(Locale.ROOT)), WRONG_ISSUER),
                bad("iss of another pool", t -> t.issuer(OTHER_POOL.issuer()), WRONG_ISSUER),
                bad("signed by another pool", t -> t.signedBy(OTHER_POOL), BAD_SIGNATURE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badClaims")
    void anAccessTokenWithAFaultIsRejectedForThatReason(
            String what, UnaryOperator<TokenBuilder> change, Reason expected) {
        assertRejected(verifier, change.apply(good()).sign(), expected);
    }

    static Stream<Arguments> harmlessClaims() {
        return Stream.of(
                harmless("expires the next second", t -> t.claim("exp", NOW + 1)),
                harmless("exp with a fraction", t -> t.claim("exp", new BigDecimal(NOW + 1 + ".75"))),
                harmless("expires at the end of 9999", t -> t.claim("exp", 253_402_300_799L)),
                harmless("valid from this second", t -> t.claim("nbf", NOW)),
                harmless("issued a minute ahead, by another clock", t -> t.claim("iat", NOW + 60)),
                harmless("no iat", t -> t.without("iat")),
                harmless("aud is the client", t -> t.claim("aud", POOL.clientId())),
                harmless("typ JWT", t -> t.header("typ", "JWT")),
                harmless("typ jwt", t -> t.header("typ", "jwt")),
                harmless(
                        "keys that the header offers are ignored",
                        t -> t.header("jku", "https://evil.example")
                                .header("x5u", "https://evil.example")
                                .header("jwk", Map.of("kty", "oct", "k", "AA"))
                                .header("x5c", List.of("AA"))),
                harmless("claims nobody knows", t -> t.claim("later", Map.of("a", List.of(1, Map.of())))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("harmlessClaims")
    void anAccessTokenWithHarmlessOdditiesIsAccepted(String what, UnaryOperator<TokenBuilder> change) {
        assertThat(verifier.verify(change.apply(good()).sign())).isNotNull();
    }

    @Test
    void scopesArePartedAtSpacesOnly() {
        AccessToken token = verifier.verify(good().claim("scope", "a  b\tc,d").sign());

        assertThat(token.scopes()).containsExactly("a", "b\tc,d");
    }

    @Test
    void aVerifierOfAccessTokensRejectsAnIdToken() {
        assertRejected(verifier, POOL.idToken().sign(), WRONG_TOKEN_USE);
    }

    @Test
    void aVerifierAllowsForTheClockSkewOnBothSidesAndNoMore() {
        CognitoVerifier<AccessToken> lenient = verifier(builder -> builder.clockSkew(Duration.ofSeconds(30)));

        assertThat(lenient.verify(good().claim("exp", NOW - 29).sign())).isNotNull();
        assertRejected(lenient, good().claim("exp", NOW - 30).sign(), EXPIRED);
        assertThat(lenient.verify(good().claim("nbf", NOW + 30).sign())).isNotNull();
        assertRejected(lenient, good().claim("nbf", NOW + 31).sign(), NOT_YET_VALID);
    }

    @Test
    void aVerifierRequiresScopesWhenAsked() {
        CognitoVerifier<AccessToken> all = verifier(builder -> builder.requireScopes("a", "b"));
        CognitoVerifier<AccessToken> any = verifier(builder -> builder.requireAnyScope("a", "b"));

        assertThat(all.verify(good().scopes("b", "c", "a").sign())).isNotNull();
        assertThat(any.verify(good().scopes("b").sign())).isNotNull();
        assertRejected(any, good().scopes("ab").sign(), MISSING_SCOPE);
        assertThat(assertRejected(all, good().scopes("a").sign(), MISSING_SCOPE).requiredScopes())
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aVerifierRequiresGroupsWhenAsked() {
        CognitoVerifier<AccessToken> all = verifier(builder -> builder.requireGroups("a", "b"));
        CognitoVerifier<AccessToken> any = verifier(builder -> builder.requireAnyGroup("a", "b"));

        assertThat(all.verify(good().groups("b", "a").sign())).isNotNull();
        assertThat(any.verify(good().groups("b").sign())).isNotNull();
        assertRejected(all, good().groups("a").sign(), MISSING_GROUP);
        assertRejected(any, good().sign(), MISSING_GROUP);
        assertThat(MISSING_GROUP.isForbidden()).isTrue();
        assertThat(EXPIRED.isForbidden()).isFalse();
    }

    @Test
    void aVerifierAcceptsTokensBoundToItsOwnResource() {
        CognitoVerifier<AccessToken> accepting = verifier(builder -> builder.acceptResources("https://api.example"));

        assertThat(accepting
                        .verify(good().claim("aud", "https://api.example").sign())
                        .audience())
                .contains("https://api.example");
        assertThat(accepting.verify(good().sign())).isNotNull();
        assertRejected(accepting, good().claim("aud", "https://api.example/").sign(), WRONG_AUDIENCE);
    }

    @Test
    void aVerifierAcceptsOnlyTokensBoundToItsResourceWhenThatIsRequired() {
        CognitoVerifier<AccessToken> strict = verifier(builder -> builder.requireAnyResource("https://api.example"));

        assertThat(strict.verify(good().claim("aud", "https://api.example").sign()))
                .isNotNull();
        assertRejected(strict, good().sign(), WRONG_AUDIENCE);
        assertRejected(strict, good().claim("aud", POOL.clientId()).sign(), WRONG_AUDIENCE);
    }

    @Test
    void aVerifierLimitsTheAgeOfTheSignIn() {
        CognitoVerifier<AccessToken> fresh = verifier(builder -> builder.maxSignInAge(Duration.ofMinutes(5)));

        assertThat(fresh.verify(good().claim("auth_time", NOW - 300).sign())).isNotNull();
        assertRejected(fresh, good().claim("auth_time", NOW - 301).sign(), SIGN_IN_TOO_OLD);
        assertRejected(fresh, good().without("auth_time").sign(), INVALID_CLAIM);
        assertRejected(fresh, good().claim("auth_time", "0").sign(), INVALID_CLAIM);
    }

    @Test
    void aSignInMayBeOlderByTheClockSkewAndByNoMore() {
        CognitoVerifier<AccessToken> fresh =
                verifier(builder -> builder.maxSignInAge(Duration.ofMinutes(5)).clockSkew(Duration.ofSeconds(30)));

        assertThat(fresh.verify(good().claim("auth_time", NOW - 330).sign())).isNotNull();
        assertRejected(fresh, good().claim("auth_time", NOW - 331).sign(), SIGN_IN_TOO_OLD);
    }

    @Test
    void aSignInIsTooOldFromTheFirstMillisecondAfterItsLimit() {
        String token = good().claim("auth_time", NOW - 300).sign();

        assertThat(freshAfter(Duration.ZERO).verify(token)).isNotNull();
        assertRejected(freshAfter(Duration.ofMillis(1)), token, SIGN_IN_TOO_OLD);
    }

    /** {@return a verifier that accepts sign-ins of the last five minutes, and whose clock is ahead by so much} */
    private static CognitoVerifier<AccessToken> freshAfter(Duration ahead) {
        return verifier(builder -> builder.maxSignInAge(Duration.ofMinutes(5)).clock(Clock.offset(CLOCK, ahead)));
    }

    @Test
    void aVerifierRequiresAnAuthenticationContextWhenAsked() {
        CognitoVerifier<AccessToken> strong =
                verifier(builder -> builder.requireAnyAuthenticationContext("urn:cognito:loa:2", "urn:cognito:loa:3"));

        assertThat(strong.verify(good().claim("acr", "urn:cognito:loa:3").sign())
                        .authenticationContext())
                .contains("urn:cognito:loa:3");
        assertRejected(strong, good().claim("acr", "urn:cognito:loa:1").sign(), INSUFFICIENT_AUTHENTICATION);
        assertRejected(strong, good().sign(), INSUFFICIENT_AUTHENTICATION);
    }

    @Test
    void theApplicationsOwnCheckComesLast() {
        List<AccessToken> asked = new ArrayList<>();
        CognitoVerifier<AccessToken> picky = verifier(builder -> builder.require("not rex", token -> {
                    asked.add(token);
                    return !token.username().equals(Optional.of("rex"));
                })
                .requireScopes("a"));

        assertRejected(picky, good().username("rex").sign(), MISSING_SCOPE);
        assertThat(asked).isEmpty();
        assertRejected(picky, good().username("rex").scopes("a").sign(), FAILED_CHECK);
        assertThat(picky.verify(good().username("tom").scopes("a").sign())).isNotNull();
        assertThat(asked).as("rex twice, blocking and later, and tom").hasSize(3);
    }

    @Test
    void aClaimOfTheWrongTypeThatTheApplicationsCheckReadsIsRejected() {
        CognitoVerifier<AccessToken> picky = verifier(builder ->
                builder.require("age", token -> token.get(Claim.ofLong("age")).isPresent()));

        assertRejected(picky, good().claim("age", "old").sign(), INVALID_CLAIM);
        assertRejected(picky, good().sign(), FAILED_CHECK);
        assertThat(picky.verify(good().claim("age", "7").sign())).isNotNull();
    }

    @Test
    void whoeverWaitsIsToldWhenTheApplicationsCheckBreaks() {
        CognitoVerifier<AccessToken> broken = verifier(builder -> builder.require("broken", token -> {
            throw new StackOverflowError();
        }));

        CompletableFuture<AccessToken> later = broken.verifyAsync(good().sign());

        assertThat(later).isCompletedExceptionally();
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> broken.verify(good().sign()));
    }

    @Test
    void aRejectionNamesTheRequiredScopesOfAllCalls() {
        CognitoVerifier<AccessToken> both =
                verifier(builder -> builder.requireScopes("b").requireScopes("a"));

        assertThat(assertRejected(both, good().scopes("a").sign(), MISSING_SCOPE)
                        .requiredScopes())
                .containsExactly("b", "a");
    }

    @Test
    void aVerifierNamesTheScopesWithWhichATokenPasses() {
        CognitoVerifier<AccessToken> none = verifier(builder -> builder.requireGroups("a"));
        CognitoVerifier<AccessToken> all = verifier(builder ->
                builder.requireAnyScope("x", "y").requireAnyScope("c", "b").requireScopes("a", "b"));

        assertThat(none.requiredScopes()).isEmpty();
        assertThat(all.requiredScopes()).containsExactly("a", "b", "x").isUnmodifiable();
        assertThat(assertRejected(all, good().scopes("a", "b").sign(), MISSING_SCOPE)
                        .requiredScopes())
                .isEqualTo(all.requiredScopes());
        assertThat(all.verify(good().scopes("a", "b", "x").sign())).isNotNull();
    }

    @Test
    void aVerifierForAnyClientAcceptsATokenOfAnotherClient() {
        CognitoVerifier<AccessToken> anyClient = CognitoVerifier.accessTokensForAnyClient(pool(POOL))
                .clock(CLOCK)
                .keys(KEYS)
                .build();

        String token = good().clientId("someoneelse").sign();

        assertThat(anyClient.verify(token).clientId()).isEqualTo("someoneelse");
        assertRejected(verifier, token, WRONG_CLIENT);
    }

    @Test
    void aVerifierKeepsTheClientsOfTwoPoolsApart() {
        CognitoVerifier<AccessToken> both = CognitoVerifier.accessTokens(pool(POOL), Set.of("clientofone"))
                .alsoFrom(pool(OTHER_POOL), Set.of("clientoftwo"))
                .clock(CLOCK)
                .keys(KEYS)
                .build();

        assertThat(both.verify(POOL.accessToken().clientId("clientofone").sign()))
                .isNotNull();
        assertThat(both.verify(OTHER_POOL.accessToken().clientId("clientoftwo").sign()))
                .isNotNull();
        assertRejected(both, POOL.accessToken().clientId("clientoftwo").sign(), WRONG_CLIENT);
        assertRejected(both, OTHER_POOL.accessToken().clientId("clientofone").sign(), WRONG_CLIENT);
    }

    @Test
    void aRejectionSaysNothingOfTheToken() {
        String jwt = good().username("SECRET").claim("exp", NOW - 1).sign();

        TokenRejectedException rejection = assertRejected(verifier, jwt, EXPIRED);

        assertThat(rejection).hasMessage("the token has expired").hasNoCause();
        assertThat(rejection.getStackTrace()).isEmpty();
    }

    private static TokenBuilder good() {
        return POOL.accessToken();
    }

    private static CognitoVerifier<AccessToken> verifier(UnaryOperator<CognitoVerifierBuilder<AccessToken>> settings) {
        return settings.apply(CognitoVerifier.accessTokens(pool(POOL), Set.of(POOL.clientId()))
                        .clock(CLOCK)
                        .keys(KEYS))
                .build();
    }

    private static UserPool pool(TestUserPool pool) {
        return UserPool.fromIssuer(pool.issuer());
    }

    private static Arguments bad(String what, UnaryOperator<TokenBuilder> change, Reason expected) {
        return arguments(what, change, expected);
    }

    private static Arguments harmless(String what, UnaryOperator<TokenBuilder> change) {
        return arguments(what, change);
    }

    private static TokenRejectedException assertRejected(
            CognitoVerifier<AccessToken> verifier, String jwt, Reason expected) {
        return Rejections.assertRejected(verifier, jwt, expected);
    }
}

package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.TokenRejectedException.Reason.INVALID_CLAIM;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_CLIENT;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_TOKEN_USE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.core.IdToken.Identity;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IdTokenVerificationTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final CognitoVerifier<IdToken> VERIFIER = CognitoVerifier.idTokens(
                    UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
            .build();

    enum Pet {
        DOGS,
        CATS
    }

    record Owner(
            String sub,
            Pet petPreference,
            Boolean emailVerified,
            Instant authTime,
            @JsonProperty("cognito:groups") List<String> groups) {}

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void aGoodIdTokenIsAcceptedAndItsClaimsAreRead() {
        IdToken token = VERIFIER.verify(good().username("rex")
                .groups("keepers")
                .claim("email", "rex@dogs.example")
                .claim("cognito:roles", List.of("arn:aws:iam::123456789012:role/keepers"))
                .claim("cognito:preferred_role", "arn:aws:iam::123456789012:role/keepers")
                .claim("custom:shelter", "7")
                .claim("phone_number_verified", "true")
                .claim("nonce", "n-0S6")
                .sign());

        assertThat(token.clientId()).isEqualTo(POOL.clientId());
        assertThat(token.username()).contains("rex");
        assertThat(token.email()).contains("rex@dogs.example");
        assertThat(token.isEmailVerified()).isTrue();
        assertThat(token.isPhoneNumberVerified()).as("text, as userInfo has it").isTrue();
        assertThat(token.phoneNumber()).isEmpty();
        assertThat(token.groups()).containsExactly("keepers");
        assertThat(token.iamRoles()).containsExactly("arn:aws:iam::123456789012:role/keepers");
        assertThat(token.preferredRole()).isPresent();
        assertThat(token.custom("shelter")).contains("7");
        assertThat(token.nonce()).contains("n-0S6");
        assertThat(token.hasNonce("n-0S6")).isTrue();
        assertThat(token.hasNonce("n-0S7")).isFalse();
        assertThat(VERIFIER.verify(good().sign()).hasNonce("n-0S6")).isFalse();
        assertThat(token.tokenId()).isPresent();
        assertThat(token.originTokenId()).isPresent();
        assertThat(token.authenticatedAt()).isPresent();
        assertThat(token.issuedAt()).isEqualTo(token.authenticatedAt());
        assertThat(token.identities()).isEmpty();
    }

    @Test
    void anIdTokenNamesItsKindItsSignInAndItsMethods() {
        IdToken token = VERIFIER.verify(good().claim("event_id", "event-7")
                .claim("amr", List.of("pwd", "mfa"))
                .sign());

        assertThat(token.tokenUse()).isEqualTo(TokenUse.ID);
        assertThat(token.eventId()).contains("event-7");
        assertThat(token.authenticationMethods()).containsExactly("pwd", "mfa");
        assertThat(VERIFIER.verify(good().without("event_id").sign()).eventId()).isEmpty();
        assertThat(VERIFIER.verify(good().sign()).authenticationMethods()).isEmpty();
    }

    @Test
    void anEmailAddressCountsAsVerifiedOnlyIfThePoolSaysSo() {
        assertThat(VERIFIER.verify(good().claim("email_verified", true).sign()).isEmailVerified())
                .isTrue();
        for (Object not : List.of(false, "false")) {
            assertThat(VERIFIER.verify(good().claim("email_verified", not).sign())
                            .isEmailVerified())
                    .isFalse();
        }
        assertThat(VERIFIER.verify(good().claim("email_verified", null).sign()).isEmailVerified())
                .isFalse();
        assertThat(VERIFIER.verify(good().without("email_verified").sign()).isEmailVerified())
                .isFalse();
    }

    @Test
    void aTelephoneNumberCountsAsVerifiedOnlyIfThePoolSaysSo() {
        IdToken verified = VERIFIER.verify(good().claim("phone_number", "+15555550100")
                .claim("phone_number_verified", true)
                .sign());
        IdToken refused = VERIFIER.verify(good().claim("phone_number", "+15555550100")
                .claim("phone_number_verified", false)
                .sign());
        IdToken silent =
                VERIFIER.verify(good().claim("phone_number", "+15555550100").sign());

        assertThat(verified.isPhoneNumberVerified()).isTrue();
        assertThat(refused.isPhoneNumberVerified()).isFalse();
        assertThat(silent.isPhoneNumberVerified()).isFalse();
        assertThat(List.of(verified, refused, silent))
                .allSatisfy(token -> assertThat(token.phoneNumber()).contains("+15555550100"));
    }

    @Test
    void aVerifierOfIdTokensRejectsAnAccessToken() {
        assertRejected(VERIFIER, POOL.accessToken().sign(), WRONG_TOKEN_USE);
        assertRejected(VERIFIER, POOL.machineToken().sign(), WRONG_TOKEN_USE);
    }

    @Test
    void theClientOfAnIdTokenIsTakenFromItsAudienceAndFromNothingElse() {
        assertRejected(VERIFIER, good().claim("aud", "someoneelse").sign(), WRONG_CLIENT);
        assertRejected(VERIFIER, good().claim("aud", List.of(POOL.clientId())).sign(), INVALID_CLAIM);
        assertRejected(
                VERIFIER,
                good().without("aud").claim("client_id", POOL.clientId()).sign(),
                INVALID_CLAIM);
    }

    @Test
    void federatedIdentitiesAreRead() {
        Map<String, Object> identity = new HashMap<>(Map.of(
                "userId", "1173",
                "providerName", "Google",
                "providerType", "Google",
                "primary", "true",
                "dateCreated", "1642699117273"));
        identity.put("issuer", null);

        IdToken token =
                VERIFIER.verify(good().claim("identities", List.of(identity)).sign());

        Identity google = token.identities().get(0);
        assertThat(token.identities()).hasSize(1);
        assertThat(google.userId()).hasValue("1173");
        assertThat(google.providerName()).hasValue("Google");
        assertThat(google.providerType()).hasValue("Google");
        assertThat(google.issuer()).isEmpty();
        assertThat(google.isPrimary()).isTrue();
        assertThat(google.createdAt()).hasValue(Instant.ofEpochMilli(1642699117273L));
        assertThat(google).hasToString("Identity[not shown]");
    }

    @ParameterizedTest
    @MethodSource("identitiesOfAnotherForm")
    void federatedIdentitiesOfAnotherFormAreRejected(Object identities) {
        assertRejected(VERIFIER, good().claim("identities", identities).sign(), INVALID_CLAIM);
    }

    static List<Object> identitiesOfAnotherForm() {
        return List.of(
                "[]",
                List.of("Google"),
                List.of(Map.of("userId", 1173)),
                List.of(Map.of("providerName", List.of())),
                List.of(Map.of("issuer", true)),
                List.of(Map.of("dateCreated", "yesterday")));
    }

    @Test
    void anIdTokenKnowsTheAccessTokenThatItWasIssuedWith() throws Exception {
        String accessToken = POOL.accessToken().sign();
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(accessToken.getBytes(US_ASCII));
        String atHash = Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));

        IdToken token = VERIFIER.verify(good().claim("at_hash", atHash).sign());

        assertThat(token.matchesAccessToken(accessToken)).isTrue();
        assertThat(token.matchesAccessToken(POOL.machineToken().sign())).isFalse();
        assertThat(VERIFIER.verify(good().sign()).matchesAccessToken(accessToken))
                .isFalse();
    }

    @Test
    void aCustomClaimIsReadAsItsType() {
        Claim<Pet> pet = Claim.ofEnum("pet_preference", Pet.class);

        assertThat(VERIFIER.verify(good().claim("pet_preference", "dogs").sign())
                        .get(pet))
                .contains(Pet.DOGS);
        assertThat(VERIFIER.verify(good().sign()).get(pet)).isEmpty();
        assertThat(VERIFIER.verify(good().claim("pet_preference", null).sign()).get(pet))
                .isEmpty();
    }

    @Test
    void theExceptionForAWrongTypeNamesTheClaimAndNotItsValue() {
        IdToken token = VERIFIER.verify(good().claim("pet_preference", "SECRET")
                .claim("custom:shelter", 7)
                .sign());

        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> token.get(Claim.ofEnum("pet_preference", Pet.class)))
                .withMessage("claim pet_preference: expected one of [dogs, cats]");
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> token.custom("shelter"))
                .withMessage("claim custom:shelter: expected a string");
    }

    @Test
    void aWholeTokenIsBoundToARecord() {
        IdToken token = VERIFIER.verify(good().claim("pet_preference", "dogs")
                .groups("keepers")
                .claim("auth_time", 1_700_000_000)
                .sign());

        assertThat(token.claimsAs(Owner.class))
                .isEqualTo(new Owner(
                        token.subject(), Pet.DOGS, true, Instant.ofEpochSecond(1_700_000_000), List.of("keepers")));
    }

    record Written(boolean vet, int visits, Instant since, List<String> pets, Map<String, Integer> ages, Chip chip) {}

    record Chip(String id) {}

    @Test
    void claimsThatEventsOfVersionOneCarryAsTextAreBound() {
        IdToken token = VERIFIER.verify(good().claim("vet", "true")
                .claim("visits", "7")
                .claim("since", "1700000000")
                .claim("pets", "[\"Rex\",\"Mia\"]")
                .claim("ages", "{\"Rex\":3}")
                .claim("chip", "{\"id\":\"a1\"}")
                .sign());

        assertThat(token.claimsAs(Written.class))
                .isEqualTo(new Written(
                        true,
                        7,
                        Instant.ofEpochSecond(1_700_000_000),
                        List.of("Rex", "Mia"),
                        Map.of("Rex", 3),
                        new Chip("a1")));
    }

    record Counted(int visits) {}

    @Test
    void aValueThatAPrimitiveComponentLacksIsNotInvented() {
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> VERIFIER.verify(good().sign()).claimsAs(Counted.class));
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> VERIFIER.verify(
                                good().claim("visits", new BigDecimal("7.9")).sign())
                        .claimsAs(Counted.class));
    }

    interface Unbindable {}

    @Test
    void aTypeThatCannotBeBoundIsNotBlamedOnTheToken() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VERIFIER.verify(good().sign()).claimsAs(Unbindable.class))
                .withMessageStartingWith("type: ");
    }

    @Test
    void theClaimThatDoesNotFitTheRecordIsNamed() {
        IdToken token = VERIFIER.verify(good().claim("pet_preference", "SECRET").sign());

        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> token.claimsAs(Owner.class))
                .withNoCause()
                .withMessage("claim pet_preference: expected what Owner declares");
    }

    @Test
    void theClaimsOfATokenCannotBeChanged() {
        IdToken token = VERIFIER.verify(
                good().groups("a").claim("o", Map.of("k", List.of(1))).sign());

        assertThat(token.claims()).isUnmodifiable();
        assertThat(token.groups()).isUnmodifiable();
        assertThat((Map<?, ?>) token.claims().get("o")).isUnmodifiable();
    }

    @Test
    void aRequirementOfWhatIdTokensNeverCarryIsRefused() {
        CognitoVerifierBuilder<IdToken> builder =
                CognitoVerifier.idTokens(UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.requireScopes("a"))
                .withMessageStartingWith("requireScopes: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.requireAnyScope("a"))
                .withMessageStartingWith("requireAnyScope: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.acceptResources("a"))
                .withMessageStartingWith("acceptResources: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.requireAnyResource("a"))
                .withMessageStartingWith("requireAnyResource: ");
    }

    private static TokenBuilder good() {
        return POOL.idToken();
    }
}

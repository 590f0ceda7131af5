package io.cognitoclaims.docs;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.samples.petclaims.PetPreference;
import io.cognitoclaims.samples.trigger.PetPreferenceTrigger;
import io.cognitoclaims.testing.TestEvent;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TriggerResult;
import io.cognitoclaims.testing.TriggerTester;
import io.cognitoclaims.trigger.PreTokenGenerationTrigger;
import io.cognitoclaims.trigger.TokenCustomization;
import io.cognitoclaims.trigger.TokenRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The code of custom-claims.md and trigger.md. */
class ClaimsTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final CognitoVerifier<AccessToken> VERIFIER = CognitoVerifier.accessTokens(
                    UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
            .build();

    @AfterAll
    static void close() {
        POOL.close();
    }

    public static final class ShopClaims {
        public static final Claim<String> CITY = Claim.ofString("city");
        public static final Claim<Boolean> VACCINATED = Claim.ofBoolean("vaccinated");
        public static final Claim<Long> DOOR = Claim.ofLong("door");
        public static final Claim<Instant> MEMBER_SINCE = Claim.ofInstant("member_since");
        public static final Claim<List<String>> TOYS = Claim.ofStrings("toys");
        public static final Claim<Address> ADDRESS = Claim.ofJson("delivery_address", Address.class);

        public record Address(String street, String city) {}

        private ShopClaims() {}
    }

    static final class ShopTrigger extends PreTokenGenerationTrigger {
        @Override
        protected void customize(TokenRequest request, TokenCustomization tokens) {
            tokens.set(ShopClaims.CITY, "Zürich");
            tokens.accessToken().set(ShopClaims.TOYS, List.of("ball", "bone"));
            tokens.idToken().suppress("phone_number");
        }
    }

    static final class DeliveryTrigger extends PreTokenGenerationTrigger {
        public DeliveryTrigger() {
            ShopClaims.ADDRESS.encode(new ShopClaims.Address("Bahnhofstrasse 1", "Zürich"));
        }

        @Override
        protected void customize(TokenRequest request, TokenCustomization tokens) {
            request.attribute("custom:street")
                    .ifPresent(street -> tokens.set(ShopClaims.ADDRESS, new ShopClaims.Address(street, "Zürich")));
        }
    }

    record PetOwner(
            String sub,
            PetPreference petPreference,
            @JsonProperty("cognito:groups") List<String> groups) {}

    @Test
    void claimsAreReadAsTheyWereDeclared() {
        AccessToken token = VERIFIER.verify(POOL.accessToken()
                .claim("pet_preference", "dogs")
                .claim("toys", List.of("ball", "bone"))
                .claim("vaccinated", "true")
                .claim("delivery_address", Map.of("street", "Bahnhofstrasse 1", "city", "Zürich"))
                .sign());

        Optional<PetPreference> pet = token.get(PET_PREFERENCE);
        List<String> toys = token.get(ShopClaims.TOYS).orElse(List.of());

        assertThat(pet).contains(PetPreference.DOGS);
        assertThat(toys).containsExactly("ball", "bone");
        assertThat(token.get(ShopClaims.VACCINATED)).contains(true);
        assertThat(token.get(ShopClaims.ADDRESS)).contains(new ShopClaims.Address("Bahnhofstrasse 1", "Zürich"));
        assertThat(token.get(ShopClaims.CITY)).isEmpty();
    }

    @Test
    void aTriggerWritesAClaimOfJson() {
        assertThat(TriggerTester.of(new DeliveryTrigger())
                        .run(TestEvent.version2().attribute("custom:street", "Limmatquai 2"))
                        .accessToken(ShopClaims.ADDRESS))
                .hasValue(new ShopClaims.Address("Limmatquai 2", "Zürich"));
    }

    @Test
    void aWholeTokenIsBoundToARecord() {
        AccessToken token = VERIFIER.verify(
                POOL.accessToken().claim("pet_preference", "cats").sign());

        PetOwner owner = token.claimsAs(PetOwner.class);

        assertThat(owner.petPreference()).isEqualTo(PetPreference.CATS);
    }

    @Test
    void theErrorSaysWhichClaimHasAnotherType() {
        AccessToken token =
                VERIFIER.verify(POOL.accessToken().claim("pet_preference", 7).sign());

        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> token.get(PET_PREFERENCE))
                .withMessageContaining("pet_preference");
    }

    @Test
    void aClaimGoesTheWholeWayFromAnEventToAType() {
        CognitoVerifier<AccessToken> verifier = VERIFIER;
        TestUserPool pool = POOL;

        TriggerTester trigger = TriggerTester.of(new PetPreferenceTrigger());

        TriggerResult result = trigger.run(TestEvent.version2().attribute("email", "rex@amazon.com"));

        assertThat(result.idToken(PET_PREFERENCE)).hasValue(PetPreference.DOGS);
        assertThat(verifier.verify(result.accessToken(pool).sign()).get(PET_PREFERENCE))
                .hasValue(PetPreference.DOGS);
    }
}

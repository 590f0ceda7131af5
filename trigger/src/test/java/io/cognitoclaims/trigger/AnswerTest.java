package io.cognitoclaims.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognitoclaims.contract.Claim;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final Claim<String> PET = Claim.ofString("pet_preference");
    private static final Claim<Long> NUMBER = Claim.ofLong("n");
    private static final Claim<BigDecimal> DECIMAL = Claim.ofDecimal("d");
    private static final Claim<Boolean> FLAG = Claim.ofBoolean("b");

    @Test
    void everyPartOfAnAnswerOfVersion2IsWritten() {
        Claim<Object> any = Claim.of("a", value -> value, value -> value);
        Claim<Object> object = Claim.of("o", value -> value, value -> value);

        JsonNode response = Invocation.response(Events.V2, (request, tokens) -> {
            tokens.set(PET, "dogs");
            tokens.idToken().set(NUMBER, 9223372036854775807L);
            tokens.idToken().set(DECIMAL, new BigDecimal("1.7976931348623157E308"));
            tokens.idToken().set(FLAG, false);
            tokens.idToken().set(any, List.of("x", 1, true));
            tokens.idToken().set(object, Map.of("k", Map.of("s", List.of("v"))));
            tokens.idToken().suppress("phone_number");
            tokens.accessToken().addScope("pets/read");
            tokens.accessToken().suppressScope("aws.cognito.signin.user.admin");
            tokens.groups().replaceGroups(List.of("keepers"));
        });

        assertThat(response).isEqualTo(Events.json("""
                {"claimsAndScopeOverrideDetails":{
                  "idTokenGeneration":{
                    "claimsToAddOrOverride":{"pet_preference":"dogs","n":9223372036854775807,
                      "d":1.7976931348623157E308,"b":false,"a":["x",1,true],"o":{"k":{"s":["v"]}}},
                    "claimsToSuppress":["phone_number"]},
                  "accessTokenGeneration":{
                    "claimsToAddOrOverride":{"pet_preference":"dogs"},
                    "scopesToAdd":["pets/read"],
                    "scopesToSuppress":["aws.cognito.signin.user.admin"]},
                  "groupOverrideDetails":{"groupsToOverride":["keepers"],"iamRolesToOverride":[]}}}
                """));
    }

    @Test
    void theClaimsOfTheDevelopersGuidesFullResponseAreWrittenUnchanged() {
        Claim<Object> id = Claim.of("x", value -> value, value -> value);
        JsonNode expected = Events.json(Events.file("v2-response-full.json"))
                .at("/claimsAndScopeOverrideDetails/idTokenGeneration/claimsToAddOrOverride");

        JsonNode response = Invocation.response(
                Events.V2, (request, tokens) -> tokens.idToken().set(id, Events.plain(expected)));

        assertThat(response.at("/claimsAndScopeOverrideDetails/idTokenGeneration/claimsToAddOrOverride/x"))
                .isEqualTo(expected);
    }

    @Test
    void everyPartOfAnAnswerOfVersion1IsWritten() {
        JsonNode response = Invocation.response(Events.V1, (request, tokens) -> {
            tokens.idToken().set(PET, "dogs");
            tokens.idToken().set(NUMBER, 7L);
            tokens.idToken().suppress("phone_number");
            tokens.groups().add("walkers");
        });

        assertThat(response).isEqualTo(Events.json("""
                {"claimsOverrideDetails":{
                  "claimsToAddOrOverride":{"pet_preference":"dogs","n":"7"},
                  "claimsToSuppress":["phone_number"],
                  "groupOverrideDetails":{
                    "groupsToOverride":["keepers","walkers"],
                    "iamRolesToOverride":["arn:aws:iam::123456789012:role/keepers"],
                    "preferredRole":"arn:aws:iam::123456789012:role/keepers"}}}
                """));
    }

    @Test
    void aMachinesEventIsAnsweredInTheFormOfVersion2() {
        JsonNode response = Invocation.response(
                Events.SPARSE_MACHINE, (request, tokens) -> tokens.accessToken().set(PET, "cats"));

        assertThat(response).isEqualTo(Events.json("""
                {"claimsAndScopeOverrideDetails":
                  {"accessTokenGeneration":{"claimsToAddOrOverride":{"pet_preference":"cats"}}}}
                """));
    }

    @Test
    void anAnswerKeepsTheLastValueOfAClaimAndWhatIsSuppressedBesides() {
        JsonNode response = Invocation.response(Events.V2, (request, tokens) -> {
            tokens.set(PET, "cats");
            tokens.idToken().set(PET, "dogs");
            tokens.idToken().suppress(PET);
            tokens.idToken().suppress("pet_preference");
        });

        assertThat(response.at("/claimsAndScopeOverrideDetails/idTokenGeneration"))
                .isEqualTo(Events.json("""
                        {"claimsToAddOrOverride":{"pet_preference":"dogs"},"claimsToSuppress":["pet_preference"]}
                        """));
        assertThat(response.at("/claimsAndScopeOverrideDetails/accessTokenGeneration"))
                .isEqualTo(Events.json("{\"claimsToAddOrOverride\":{\"pet_preference\":\"cats\"}}"));
    }

    @Test
    void anAnswerIsNotChangedByWhatHappensToAListAfterwards() {
        Claim<Object> any = Claim.of("a", value -> value, value -> value);

        JsonNode response = Invocation.response(Events.V2, (request, tokens) -> {
            List<String> list = new ArrayList<>(List.of("a"));
            tokens.idToken().set(any, list);
            list.add("b");
        });

        assertThat(response.at("/claimsAndScopeOverrideDetails/idTokenGeneration/claimsToAddOrOverride/a"))
                .isEqualTo(Events.json("[\"a\"]"));
    }

    @Test
    void namesAndTextsThatNeedEscapesReadBackAsTheyWere() {
        Claim<String> odd = Claim.ofString("https://pets.example/\"kind\"\n\u0001é😀");

        JsonNode response = Invocation.response(
                Events.V2, (request, tokens) -> tokens.idToken().set(odd, "\"\\\u0000😀"));

        assertThat(response.at("/claimsAndScopeOverrideDetails/idTokenGeneration/claimsToAddOrOverride")
                        .get(odd.name())
                        .asText())
                .isEqualTo("\"\\\u0000😀");
    }

    @Test
    void addedScopesKeepTheirOrderAndAreWrittenOnce() {
        JsonNode response = Invocation.response(Events.V2, (request, tokens) -> {
            tokens.accessToken().addScope("pets/write");
            tokens.accessToken().addScope("pets/read");
            tokens.accessToken().addScope("pets/write");
        });

        assertThat(response.at("/claimsAndScopeOverrideDetails/accessTokenGeneration"))
                .isEqualTo(Events.json("{\"scopesToAdd\":[\"pets/write\",\"pets/read\"]}"));
    }

    @Test
    void aTriggerMayAddTheClientToTheAudienceOfTheAccessToken() {
        JsonNode response = Invocation.response(
                Events.V2, (request, tokens) -> tokens.accessToken().set(Claim.ofString("aud"), request.clientId()));

        assertThat(response.at("/claimsAndScopeOverrideDetails/accessTokenGeneration/claimsToAddOrOverride/aud"))
                .isEqualTo(Events.json("\"1example23456789\""));
    }

    @Test
    void aTriggerCustomizesTokensOnlyForAnEvent() {
        AtomicInteger calls = new AtomicInteger();

        PreTokenGenerationTrigger trigger = Invocation.trigger((request, tokens) -> calls.incrementAndGet());
        assertThat(calls).hasValue(0);

        new Invocation().answer(trigger, Events.V2);
        assertThat(calls).hasValue(1);
    }
}

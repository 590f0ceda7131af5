package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.Browser.parameters;
import static io.cognitoclaims.localuserpool.RunningPool.CLIENT;
import static io.cognitoclaims.localuserpool.RunningPool.claims;
import static io.cognitoclaims.localuserpool.RunningPool.json;
import static io.cognitoclaims.localuserpool.RunningPool.payload;
import static io.cognitoclaims.localuserpool.RunningPool.redeem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Whole sign-ins; {@link TriggersAgreeTest} has the rules one by one. */
class TriggerResponseTest {
    private static final String SECRET = "test-user@amazon.com is not welcome";

    private static RunningPool v1;
    private static RunningPool v2;
    private static RunningPool v3;

    @BeforeAll
    static void start() {
        v1 = RunningPool.withTrigger("V1_0");
        v2 = RunningPool.withTrigger("V2_0");
        v3 = RunningPool.withTrigger("V3_0");
    }

    @AfterAll
    static void stop() {
        v1.close();
        v2.close();
        v3.close();
    }

    @AfterEach
    void forget() {
        RecordingTrigger.reset();
    }

    @Test
    void aResponseOfVersionOneChangesTheIdTokenAndTheGroupsOfBothTokens() {
        RecordingTrigger.respond("""
                {"claimsOverrideDetails":{"claimsToAddOrOverride":{"pet_preference":"dogs"},
                 "claimsToSuppress":["email"],"groupOverrideDetails":{"groupsToOverride":["keepers"]}}}
                """);

        JsonNode tokens = v1.signIn("test-user");

        JsonNode id = claims(tokens, "id_token");
        assertThat(id.path("pet_preference").stringValue()).isEqualTo("dogs");
        assertThat(id.has("email")).isFalse();
        assertThat(id.has("email_verified")).isTrue();
        assertThat(id.path("cognito:groups").toString()).isEqualTo("[\"keepers\"]");
        JsonNode access = claims(tokens, "access_token");
        assertThat(access.has("pet_preference")).isFalse();
        assertThat(access.path("cognito:groups").toString()).isEqualTo("[\"keepers\"]");
    }

    @Test
    void aResponseOfVersionTwoChangesBothTokensAndSetsAnyJson() {
        RecordingTrigger.respond("""
                {"claimsAndScopeOverrideDetails":{
                 "idTokenGeneration":{"claimsToAddOrOverride":{"n":9223372036854775807,"d":1.7976931348623157E308,
                  "b":false,"a":["x",1,true],"o":{"k":{"s":["v"]}}}},
                 "accessTokenGeneration":{"claimsToAddOrOverride":{"pet_preference":"dogs"},
                  "scopesToAdd":["pets/feed"],"scopesToSuppress":["email"]}}}
                """);

        JsonNode tokens = v2.signIn("test-user");

        assertThat(payload(tokens, "id_token"))
                .contains("\"n\":9223372036854775807", "\"b\":false", "\"a\":[\"x\",1,true]")
                .contains("\"o\":{\"k\":{\"s\":[\"v\"]}}");
        assertThat(claims(tokens, "id_token").path("d").doubleValue()).isEqualTo(Double.MAX_VALUE);
        assertThat(claims(tokens, "id_token").has("pet_preference")).isFalse();
        JsonNode access = claims(tokens, "access_token");
        assertThat(access.path("pet_preference").stringValue()).isEqualTo("dogs");
        assertThat(access.path("scope").stringValue()).isEqualTo("openid pets/read pets/feed");
        // Scopes are changed after attributes were chosen by what the client asked for.
        assertThat(claims(tokens, "id_token").has("email")).isTrue();
    }

    @Test
    void aResponseOfVersionThreeChangesMachinesTokens() {
        RecordingTrigger.respond("""
                {"claimsAndScopeOverrideDetails":{"accessTokenGeneration":{
                 "claimsToAddOrOverride":{"tenant":"t-1","aud":"%s"},"scopesToAdd":["pets/feed"]}}}
                """.formatted(RunningPool.MACHINE));

        JsonNode access = claims(json(v3.machineToken()), "access_token");

        assertThat(access.path("tenant").stringValue()).isEqualTo("t-1");
        assertThat(access.path("aud").stringValue()).isEqualTo(RunningPool.MACHINE);
        assertThat(access.path("scope").stringValue()).isEqualTo("pets/read pets/feed");
    }

    @Test
    void theTriggerIsAskedAgainAtARefresh() {
        RecordingTrigger.respond(
                "{\"claimsOverrideDetails\":{\"claimsToAddOrOverride\":{\"pet_preference\":\"dogs\"}}}");
        JsonNode tokens = v1.signIn("test-user");
        RecordingTrigger.respond(
                "{\"claimsOverrideDetails\":{\"claimsToAddOrOverride\":{\"pet_preference\":\"cats\"}}}");

        JsonNode refreshed = v1.tokens(parameters(
                "grant_type",
                "refresh_token",
                "refresh_token",
                tokens.path("refresh_token").stringValue()));

        assertThat(claims(refreshed, "id_token").path("pet_preference").stringValue())
                .isEqualTo("cats");
    }

    @Test
    void aSignInSucceedsIfTheEventComesBackAsItWas() {
        assertThat(claims(v2.signIn("test-user"), "id_token").path("aud").stringValue())
                .isEqualTo(CLIENT);
    }

    @Test
    void aSignInFailsWithoutDetailsWhenTheTriggerFails() {
        RecordingTrigger.answer(event -> {
            throw new IllegalStateException(SECRET);
        });
        failsWithoutDetails();
        RecordingTrigger.answer(event -> {
            throw new IOException(SECRET);
        });
        failsWithoutDetails();
        RecordingTrigger.answer(event -> {
            throw new NoClassDefFoundError(SECRET);
        });
        failsWithoutDetails();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"dogs\"", "{}", "{\"response\":{\"claimsAndScopeOverrideDetails\":null}}"})
    void aSignInFailsIfTheAnswerIsNotTheWholeEvent(String answer) {
        RecordingTrigger.answer(event -> answer);

        failsWithoutDetails();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version",
                "triggerSource",
                "region",
                "userPoolId",
                "userName",
                "callerContext",
                "request",
                "response"
            })
    void aSignInFailsIfTheAnswerLacksAMemberOfTheEvent(String member) {
        RecordingTrigger.answer(event -> event.without(member).toString());

        failsWithoutDetails();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"claimsAndScopeOverrideDetails\":\"none\"}",
                "{\"claimsAndScopeOverrideDetails\":{\"idTokenGeneration\":{\"claimsToSuppress\":\"a\"}}}"
            })
    void aSignInFailsIfTheResponseIsNotOfTheDocumentedShape(String response) {
        RecordingTrigger.respond(response);

        failsWithoutDetails();
    }

    @Test
    void aTriggerThatFailsLeavesTheCodeUsed() {
        RecordingTrigger.answer(event -> {
            throw new IllegalStateException(SECRET);
        });
        Map<String, String> call = redeem(v2.code("test-user"));
        assertThat(v2.token(call).body()).isEqualTo("{\"error\":\"internal_error\"}");

        RecordingTrigger.reset();

        assertThat(v2.token(call).body()).isEqualTo("{\"error\":\"invalid_grant\"}");
    }

    private static void failsWithoutDetails() {
        String code = v2.code("test-user");
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream console = System.out;
        System.setOut(new PrintStream(log, true, UTF_8));
        try {
            HttpResponse<String> response = v2.token(redeem(code));

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).isEqualTo("{\"error\":\"internal_error\"}");
        } finally {
            System.setOut(console);
        }
        assertThat(log.toString(UTF_8)).contains("The trigger").doesNotContain("@", code, SECRET);
    }
}

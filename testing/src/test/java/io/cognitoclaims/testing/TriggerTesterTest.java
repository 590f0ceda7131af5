package io.cognitoclaims.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TriggerTesterTest {
    private static final Claim<String> PET = Claim.ofString("pet");

    @Test
    void theTesterIssuesTheUsersTokensIfTheTriggerChangesNothing() {
        TriggerResult result = TriggerTester.of((event, answer, context) -> event.transferTo(answer))
                .run(TestEvent.version2().groups("keepers").roles("arn:r"));

        assertThat(result.idToken(Claim.ofString("email"))).hasValue("test-user@example.com");
        assertThat(result.idToken(Claim.ofBoolean("email_verified"))).hasValue(true);
        assertThat(result.idToken(Claim.ofString("cognito:user_status"))).isEmpty();
        assertThat(result.idToken(Claim.ofStrings("cognito:roles"))).hasValue(List.of("arn:r"));
        assertThat(result.idToken(Claim.ofString("cognito:preferred_role"))).hasValue("arn:r");
        assertThat(result.accessToken(Claim.ofString("email"))).isEmpty();
        assertThat(result.accessToken(Claim.ofStrings("cognito:roles"))).isEmpty();
        assertThat(result.groups()).containsExactly("keepers");
        assertThat(result.scopes()).containsExactlyInAnyOrder("openid", "email");
        assertThat(result.log()).isEmpty();
    }

    @Test
    void theTesterSetsAndSuppressesWhatTheAnswerSays() {
        TriggerResult result = answering("""
                {"claimsAndScopeOverrideDetails":{
                  "idTokenGeneration":{"claimsToAddOrOverride":{"pet":"dog","email":"a@b.example"},
                                       "claimsToSuppress":["email_verified"]},
                  "accessTokenGeneration":{"claimsToAddOrOverride":{"n":9223372036854775807,"aud":"%s"},
                                           "scopesToAdd":["pets/read"],"scopesToSuppress":["email"]}}}
                """.formatted(TestUserPool.CLIENT_ID)).run(TestEvent.version2());

        assertThat(result.idToken(PET)).hasValue("dog");
        assertThat(result.idToken(Claim.ofString("email"))).hasValue("a@b.example");
        assertThat(result.idToken(Claim.ofBoolean("email_verified"))).isEmpty();
        assertThat(result.accessToken(PET)).isEmpty();
        assertThat(result.accessToken(Claim.ofLong("n"))).hasValue(Long.MAX_VALUE);
        assertThat(result.accessToken(Claim.ofString("aud"))).hasValue(TestUserPool.CLIENT_ID);
        assertThat(result.scopes()).containsExactlyInAnyOrder("openid", "pets/read");
    }

    @Test
    void aSuppressedClaimWinsOverItsNewValue() {
        TriggerResult result =
                answering("""
                {"claimsAndScopeOverrideDetails":{"idTokenGeneration":
                  {"claimsToAddOrOverride":{"pet":"dog"},"claimsToSuppress":["pet","cognito:groups"]}}}
                """).run(TestEvent.version2().groups("keepers").roles("arn:r"));

        assertThat(result.idToken(PET)).isEmpty();
        assertThat(result.idToken(Claim.ofStrings("cognito:groups"))).isEmpty();
        assertThat(result.idToken(Claim.ofStrings("cognito:roles"))).isEmpty();
        assertThat(result.idToken(Claim.ofString("cognito:preferred_role"))).isEmpty();
        assertThat(result.groups()).containsExactly("keepers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"groupsToOverride\":[]}"})
    void theTesterTakesAllGroupsAwayIfTheyAreReplacedByNothing(String groups) {
        TriggerResult result = answering(
                        "{\"claimsAndScopeOverrideDetails\":{\"groupOverrideDetails\":" + groups + "}}")
                .run(TestEvent.version2().groups("keepers").roles("arn:r"));

        assertThat(result.groups()).isEmpty();
        assertThat(result.idToken(Claim.ofStrings("cognito:groups"))).isEmpty();
        assertThat(result.idToken(Claim.ofStrings("cognito:roles"))).isEmpty();
    }

    @Test
    void anAnswerOfVersion1ChangesTheIdTokenAndTheGroups() {
        TriggerResult result = answering("""
                {"claimsOverrideDetails":{"claimsToAddOrOverride":{"pet":"dog"},"claimsToSuppress":["email"],
                  "groupOverrideDetails":{"groupsToOverride":["walkers"]}}}
                """).run(TestEvent.version1().groups("keepers"));

        assertThat(result.idToken(PET)).hasValue("dog");
        assertThat(result.idToken(Claim.ofString("email"))).isEmpty();
        assertThat(result.accessToken(PET)).isEmpty();
        assertThat(result.groups()).containsExactly("walkers");
    }

    @Test
    void aMachineGetsAnAccessTokenOnly() {
        TriggerResult result = answering("""
                {"claimsAndScopeOverrideDetails":{
                  "idTokenGeneration":{"claimsToAddOrOverride":{"pet":"dog"}},
                  "accessTokenGeneration":{"claimsToAddOrOverride":{"pet":"dog"}},
                  "groupOverrideDetails":{"groupsToOverride":["robots"]}}}
                """).run(TestEvent.machine());

        assertThat(result.accessToken(PET)).hasValue("dog");
        assertThat(result.groups()).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> result.idToken(PET));
    }

    @ParameterizedTest(name = "{0}: set in ID token {1}, access token {2}; suppress in ID token {3}, access token {4}")
    @CsvSource({
        "pet,                    yes, yes, yes, yes",
        "email,                  yes, yes, yes, yes",
        "custom:breed,           yes, yes, yes, yes",
        "dev:custom:breed,       no,  yes, yes, yes",
        "scope,                  yes, no,  yes, no",
        "cognito:groups,         no,  no,  yes, yes",
        "cognito:roles,          no,  no,  no,  no",
        "cognito:username,       no,  no,  no,  no",
        "identities,             no,  yes, no,  yes",
        "at_hash,                no,  yes, no,  yes",
        "aud,                    no,  no,  no,  no",
        "username,               yes, no,  yes, no",
        "client_id,              yes, no,  yes, no",
        "event_id,               yes, no,  yes, no",
        "device_key,             yes, no,  yes, no",
        "version,                yes, no,  yes, no",
        "sub,                    no,  no,  no,  no",
        "iss,                    no,  no,  no,  no",
        "exp,                    no,  no,  no,  no",
        "token_use,              no,  no,  no,  no",
    })
    void theTesterReportsEachClaimThatCognitoWouldIgnore(
            String claim, String setInId, String setInAccess, String suppressInId, String suppressInAccess) {
        checkIgnored(setInId, "idTokenGeneration", "claimsToAddOrOverride", "{\"" + claim + "\":\"x\"}", claim);
        checkIgnored(setInAccess, "accessTokenGeneration", "claimsToAddOrOverride", "{\"" + claim + "\":\"x\"}", claim);
        checkIgnored(suppressInId, "idTokenGeneration", "claimsToSuppress", "[\"" + claim + "\"]", claim);
        checkIgnored(suppressInAccess, "accessTokenGeneration", "claimsToSuppress", "[\"" + claim + "\"]", claim);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'claimsOverrideDetails':{'claimsToAddOrOverride':{'pet':'dog'}}} | response: claimsOverrideDetails",
                "{'claimsAndScopeOverrideDetails':{'idToken':{}}} | claimsAndScopeOverrideDetails: idToken",
                "{'claimsAndScopeOverrideDetails':{'idTokenGeneration':{'claimsToAdd':{}}}} | idTokenGeneration: claimsToAdd",
                "{'claimsAndScopeOverrideDetails':{'idTokenGeneration':{'scopesToAdd':['a']}}} | idTokenGeneration: scopesToAdd",
                "{'claimsAndScopeOverrideDetails':{'idTokenGeneration':{'claimsToAddOrOverride':{'pet':null}}}} | idTokenGeneration.claimsToAddOrOverride: pet",
                "{'claimsAndScopeOverrideDetails':{'idTokenGeneration':{'claimsToAddOrOverride':{'address':{}}}}} | idTokenGeneration.claimsToAddOrOverride: address",
                "{'claimsAndScopeOverrideDetails':{'accessTokenGeneration':{'claimsToAddOrOverride':{'aud':'x'}}}} | accessTokenGeneration.claimsToAddOrOverride: aud",
                "{'claimsAndScopeOverrideDetails':{'groupOverrideDetails':{'groups':['x']}}} | groupOverrideDetails: groups",
            })
    void theTesterFailsWhereCognitoWouldIgnoreAPartOfTheAnswer(String response, String ignored) {
        TriggerTester tester = answering(response.replace('\'', '"'));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> tester.run(TestEvent.version2()))
                .withMessage("Cognito would ignore a part of the answer: [" + ignored + "]");
        assertThat(tester.ignoringWhatCognitoIgnores().run(TestEvent.version2()).ignored())
                .containsExactly(ignored);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | the answer is not an object with an object \"response\"",
                "{'claimsAndScopeOverrideDetails':7} | claimsAndScopeOverrideDetails is not an object",
                "{'claimsAndScopeOverrideDetails':{'idTokenGeneration':'x'}} | idTokenGeneration is not an object",
                "{'claimsAndScopeOverrideDetails':{'idTokenGeneration':{'claimsToSuppress':'x'}}} | claimsToSuppress is not an array of strings",
                "{'claimsAndScopeOverrideDetails':{'accessTokenGeneration':{'scopesToAdd':['a b']}}} | scopesToAdd has a scope that is empty or holds a blank",
                "{'claimsAndScopeOverrideDetails':{'accessTokenGeneration':{'scopesToAdd':[7]}}} | scopesToAdd is not an array of strings",
            })
    void theTesterSaysWhyCognitoCannotUseAResponse(String response, String reason) {
        assertThatTheAnswerFails(answering(response.replace('\'', '"')), reason);
    }

    @Test
    void theTesterSaysWhyCognitoCannotUseAnAnswer() {
        String deep = "[".repeat(20_000) + "]".repeat(20_000);

        assertThatTheAnswerFails(writing("not JSON".getBytes(UTF_8)), "the answer is not JSON");
        assertThatTheAnswerFails(writing("{}".getBytes(UTF_8)), "the answer is not an object with an object");
        assertThatTheAnswerFails(writing(("{\"response\":" + deep + "}").getBytes(UTF_8)), "the answer is not JSON");
        assertThatTheAnswerFails(writing(new byte[] {'{', '}', (byte) 0xff}), "the answer is not UTF-8");
    }

    @Test
    void theTesterRequiresThatTheWholeEventComesBack() {
        assertThatTheAnswerFails(writing("{\"response\":{}}".getBytes(UTF_8)), "its ");
        assertThatTheAnswerFails(
                changing(answer -> answer.remove("userName")), "its userName is not that of the event");
        assertThatTheAnswerFails(changing(answer -> answer.put("version", 2)), "its version is not");
        assertThatTheAnswerFails(changing(answer -> answer.put("more", 1)), "its more is not");
        assertThatTheAnswerFails(
                changing(answer -> ((ObjectNode) answer.get("request")).remove("scopes")), "its request");
        assertThatTheAnswerFails(
                changing(answer -> ((ArrayNode) answer.at("/request/scopes")).add("x")), "its request is not");
    }

    @Test
    void theTesterTakesTheSameEventInOtherWords() {
        TestEvent event = TestEvent.fromJson("""
                {"version":"2","n":[1.50,1e3,null],"none":null,"text":"\\u0065/","response":null}""");
        String answer = """
                { "text":"e\\/", "n":[1.5,1000,null], "more":null, "response":{}, "version":"2" }""";

        assertThat(writing(answer.getBytes(UTF_8)).run(event).ignored()).isEmpty();
    }

    @Test
    void theTesterRefusesValuesThatAreNotStringsInAnEventOfVersion1() {
        TriggerTester tester = answering("{\"claimsOverrideDetails\":{\"claimsToAddOrOverride\":{\"n\":7}}}");

        assertThatExceptionOfType(TriggerFailedException.class)
                .isThrownBy(() -> tester.run(TestEvent.version1()))
                .withMessageContaining("not a string");
    }

    @Test
    void theTesterSaysWhatAFailingTriggerTellsTheUserAndTheLog() {
        TriggerTester tester = TriggerTester.of((event, answer, context) -> {
            context.getLogger().log("why it failed");
            throw new IllegalStateException("no pets");
        });

        assertThatExceptionOfType(TriggerFailedException.class)
                .isThrownBy(() -> tester.run(TestEvent.version2()))
                .withMessageContaining("why it failed")
                .withCauseInstanceOf(IllegalStateException.class)
                .asInstanceOf(type(TriggerFailedException.class))
                .returns("no pets", TriggerFailedException::textForUser);
    }

    @Test
    void theTesterReportsACheckedExceptionOfTheTriggerAsAFailure() {
        assertThatItFailsWithoutText(TriggerTester.of((event, answer, context) -> {
            throw new IOException();
        }));
    }

    @Test
    void theTesterReportsAnErrorOfTheTriggerAsAFailure() {
        assertThatItFailsWithoutText(TriggerTester.of((event, answer, context) -> {
            throw new StackOverflowError();
        }));
    }

    @Test
    void theResultKeepsWhatTheTriggerLogs() {
        TriggerResult result = TriggerTester.of((event, answer, context) -> {
                    context.getLogger().log("one");
                    context.getLogger().log("two".getBytes(UTF_8));
                    event.transferTo(answer);
                })
                .run(TestEvent.version2());

        assertThat(result.log()).containsExactly("one", "two");
    }

    @Test
    void theResultSaysIfAClaimIsOfAnotherType() {
        TriggerResult result = answering("""
                {"claimsAndScopeOverrideDetails":{"idTokenGeneration":{"claimsToAddOrOverride":{"pet":7}}}}
                """).run(TestEvent.version2());

        assertThatExceptionOfType(ClaimValueException.class).isThrownBy(() -> result.idToken(PET));
    }

    private static void checkIgnored(String taken, String generation, String member, String value, String claim) {
        TriggerTester tester = answering("{\"claimsAndScopeOverrideDetails\":{\"" + generation + "\":{\"" + member
                        + "\":" + value + "}}}")
                .ignoringWhatCognitoIgnores();

        TriggerResult result = tester.run(TestEvent.version2());
        if (taken.equals("yes")) {
            assertThat(result.ignored()).isEmpty();
        } else {
            assertThat(result.ignored()).containsExactly(generation + "." + member + ": " + claim);
        }
    }

    static TriggerTester answering(String response) {
        return changing(answer -> answer.set("response", SignedToken.parse(response)));
    }

    private static TriggerTester changing(Consumer<ObjectNode> change) {
        return TriggerTester.of((event, answer, context) -> {
            ObjectNode json = (ObjectNode) SignedToken.parse(new String(event.readAllBytes(), UTF_8));
            json.putObject("response");
            change.accept(json);
            answer.write(json.toString().getBytes(UTF_8));
        });
    }

    private static TriggerTester writing(byte[] text) {
        return TriggerTester.of((event, answer, context) -> answer.write(text));
    }

    private static void assertThatTheAnswerFails(TriggerTester tester, String reason) {
        assertThatExceptionOfType(TriggerFailedException.class)
                .isThrownBy(() -> tester.run(TestEvent.version2()))
                .withMessageStartingWith("Cognito can't use the answer: " + reason)
                .withNoCause();
    }

    private static void assertThatItFailsWithoutText(TriggerTester tester) {
        assertThatExceptionOfType(TriggerFailedException.class)
                .isThrownBy(() -> tester.run(TestEvent.version2()))
                .asInstanceOf(type(TriggerFailedException.class))
                .returns("", TriggerFailedException::textForUser);
    }
}

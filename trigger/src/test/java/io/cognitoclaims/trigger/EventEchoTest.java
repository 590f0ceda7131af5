package io.cognitoclaims.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.contract.Claim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventEchoTest {
    private static final Claim<String> PET = Claim.ofString("pet");
    private static final String RESPONSE = "{\"claimsOverrideDetails\":{\"claimsToAddOrOverride\":{\"pet\":\"dog\"}}}";

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "v1-authentication.json",
                "v2-hosted-auth.json",
                "v2-doc-odd-shapes.json",
                "v3-client-credentials.json",
                "v3-client-credentials-sparse.json"
            })
    void theAnswerIsTheEventByteForByteIfNothingChanges(String file) {
        String event = Events.file(file);

        assertThat(Invocation.answer(event, (request, tokens) -> {})).isEqualTo(event);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "v1-authentication.json",
                "v2-hosted-auth.json",
                "v2-doc-odd-shapes.json",
                "v3-client-credentials.json",
                "v3-client-credentials-sparse.json"
            })
    void theAnswerReplacesTheResponseAndNothingElse(String file) {
        String event = Events.file(file);
        String answer =
                Invocation.answer(event, (request, tokens) -> tokens.idToken().set(PET, "dog"));

        assertThat(Events.json(answer).get("response"))
                .isNotEqualTo(Events.json(event).get("response"));
        assertThat(withoutResponse(answer)).isEqualTo(withoutResponse(event));
    }

    @Test
    void theAnswerKeepsNumbersUnknownMembersAndBlanksAsTheyAreWritten() {
        String before = """
                { "new" : [9223372036854775807, 9223372036854775808, 1.7976931348623157E308, 1e400, -0.0, 1.10],
                  "version":"1", "request" : {"é\\u00e9\\ud83d\\ude00😀":{"deep":[[{}]]}, "n":123456789012345678901234567890.5},
                  "response" :\s""";
        String after = " , \"later\":\"\\u0041/\\/\"\n}";

        assertThat(setPet(before + "{\"claimsOverrideDetails\":null}" + after)).isEqualTo(before + RESPONSE + after);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "null",
                "{}",
                "[]",
                "true",
                "false",
                "7",
                "-1.5E+10",
                "\"\"",
                "\"text with \\\"quotes\\\" and é\"",
                "[{\"a\":[1]},2]",
                "{\"claimsOverrideDetails\":{\"claimsToAddOrOverride\":{\"old\":\"x\"}},\"other\":{}}",
            })
    void theAnswerReplacesAResponseOfAnyShape(String response) {
        assertThat(setPet("{\"response\":" + response + ",\"x\":1}"))
                .isEqualTo("{\"response\":" + RESPONSE + ",\"x\":1}");
        assertThat(setPet("{\"x\":1,\"response\":" + response + "}"))
                .isEqualTo("{\"x\":1,\"response\":" + RESPONSE + "}");
        assertThat(setPet("{\"x\":1,\"response\" : " + response + " } "))
                .isEqualTo("{\"x\":1,\"response\" : " + RESPONSE + " } ");
    }

    @Test
    void theAnswerAddsTheResponseIfThereIsNone() {
        assertThat(setPet("{}")).isEqualTo("{\"response\":" + RESPONSE + "}");
        assertThat(setPet(" { } ")).isEqualTo(" { \"response\":" + RESPONSE + "} ");
        assertThat(setPet("{\"version\":\"1\"}")).isEqualTo("{\"version\":\"1\",\"response\":" + RESPONSE + "}");
    }

    @Test
    void onlyTheOutermostResponseIsReplaced() {
        assertThat(setPet("{\"request\":{\"response\":1},\"response\":{\"response\":2}}"))
                .isEqualTo("{\"request\":{\"response\":1},\"response\":" + RESPONSE + "}");
    }

    @Test
    void theResponseIsFoundBehindALongEvent() {
        String before =
                "{\"request\":{\"userAttributes\":{\"custom:long\":\"" + "é😀x".repeat(40_000) + "\"}},\"response\":";

        assertThat(setPet(before + "null}")).isEqualTo(before + RESPONSE + "}");
    }

    private static String setPet(String event) {
        return Invocation.answer(event, (request, tokens) -> tokens.idToken().set(PET, "dog"));
    }

    private static String withoutResponse(String event) {
        return Events.with(event, json -> json.remove("response"));
    }
}

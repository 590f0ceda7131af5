package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.testing.TestEvent;
import io.cognitoclaims.testing.TriggerResult;
import io.cognitoclaims.testing.TriggerTester;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BiConsumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tester has rules of its own, and no line of code from here: what one refuses, the other says is ignored. */
class GuardsAgreeWithTesterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pet",
                "email",
                "custom:breed",
                "dev:custom:breed",
                "scope",
                "cognito:groups",
                "cognito:roles",
                "cognito:preferred_role",
                "cognito:username",
                "cognito:other",
                "identities",
                "at_hash",
                "aud",
                "username",
                "client_id",
                "event_id",
                "device_key",
                "version",
                "sub",
                "acr",
                "amr",
                "auth_time",
                "azp",
                "exp",
                "iat",
                "iss",
                "jti",
                "nbf",
                "nonce",
                "origin_jti",
                "token_use",
                "address",
                "updated_at",
                "Sub"
            })
    void theClaimGuardsAndTheTesterAgreeAboutEachClaim(String claim) {
        Claim<String> text = Claim.ofString(claim);

        assertAgreement(
                "idTokenGeneration",
                set(claim),
                (request, tokens) -> tokens.idToken().set(text, "x"));
        assertAgreement(
                "accessTokenGeneration",
                set(claim),
                (request, tokens) -> tokens.accessToken().set(text, "x"));
        assertAgreement(
                "idTokenGeneration",
                suppress(claim),
                (request, tokens) -> tokens.idToken().suppress(claim));
        assertAgreement(
                "accessTokenGeneration",
                suppress(claim),
                (request, tokens) -> tokens.accessToken().suppress(claim));
    }

    private static void assertAgreement(
            String generation, String change, BiConsumer<TokenRequest, TokenCustomization> customizer) {
        String response = "{\"claimsAndScopeOverrideDetails\":{\"" + generation + "\":" + change + "}}";
        TriggerResult byHand = TriggerTester.of((event, answer, context) -> answer.write(withResponse(event, response)))
                .ignoringWhatCognitoIgnores()
                .run(TestEvent.version2());

        if (isRefused(customizer)) {
            assertThat(byHand.ignored()).as(response).hasSize(1);
        } else {
            assertThat(byHand.ignored()).as(response).isEmpty();
            assertThat(TriggerTester.of(Invocation.trigger(customizer))
                            .run(TestEvent.version2())
                            .ignored())
                    .isEmpty();
            assertThat(Invocation.response(Events.V2, customizer)).isEqualTo(Events.json(response));
        }
    }

    private static byte[] withResponse(InputStream event, String response) throws IOException {
        String text = new String(event.readAllBytes(), UTF_8);
        return Events.with(text, json -> json.set("response", Events.json(response)))
                .getBytes(UTF_8);
    }

    private static boolean isRefused(BiConsumer<TokenRequest, TokenCustomization> customizer) {
        try {
            customizer.accept(Invocation.request(Events.V2), Invocation.tokens(Events.V2));
            return false;
        } catch (RefusedException e) {
            return true;
        }
    }

    private static String set(String claim) {
        return "{\"claimsToAddOrOverride\":{\"" + claim + "\":\"x\"}}";
    }

    private static String suppress(String claim) {
        return "{\"claimsToSuppress\":[\"" + claim + "\"]}";
    }
}

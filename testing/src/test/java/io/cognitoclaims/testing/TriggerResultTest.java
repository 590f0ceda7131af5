package io.cognitoclaims.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.contract.Claim;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tokens that are signed of what a trigger answers. */
class TriggerResultTest {
    @Test
    void signedTokensSayWhatTheEventAndTheAnswerSay() {
        try (TestUserPool pool = TestUserPool.create()) {
            TriggerResult result = TriggerTesterTest.answering("""
                    {"claimsAndScopeOverrideDetails":{
                      "idTokenGeneration":{"claimsToAddOrOverride":{"pet":["dog",{"age":7}]},"claimsToSuppress":["event_id"]},
                      "accessTokenGeneration":{"claimsToAddOrOverride":{"pet":true},"scopesToAdd":["pets/read"]}}}
                    """)
                    .run(TestEvent.version2()
                            .attribute("custom:breed", "beagle")
                            .withoutAttribute("email")
                            .username("rex")
                            .clientId("another-client")
                            .groups("keepers"));

            SignedToken id = SignedToken.of(result.idToken(pool).sign());
            assertThat(id.kid()).isEqualTo(pool.idKeyId());
            assertThat(id.verifiesAgainst(pool.jwks())).isTrue();
            assertThat(id.claims().get("pet").toString()).isEqualTo("[\"dog\",{\"age\":7}]");
            assertThat(id.claims().get("aud").asText()).isEqualTo("another-client");
            assertThat(id.claims().get("cognito:username").asText()).isEqualTo("rex");
            assertThat(id.claims().get("custom:breed").asText()).isEqualTo("beagle");
            assertThat(id.claims().get("cognito:groups").toString()).isEqualTo("[\"keepers\"]");
            assertThat(id.claims().has("email")).isFalse();
            assertThat(id.claims().has("event_id")).isFalse();
            assertThat(id.claims().get("iss").asText()).isEqualTo(pool.issuer());
            SignedToken access = SignedToken.of(result.accessToken(pool).sign());
            assertThat(access.claims().get("scope").asText()).isEqualTo("openid email pets/read");
            assertThat(access.claims().get("pet").asBoolean()).isTrue();
            assertThat(access.claims().get("client_id").asText()).isEqualTo("another-client");
            assertThat(access.claims().get("sub")).isEqualTo(id.claims().get("sub"));
        }
    }

    @Test
    void signedTokensHaveTheScopesOfThePoolOnlyIfTheEventAndTheTriggerNameNone() {
        String addingOne = accessToken("{\"scopesToAdd\":[\"pets/read\"]}");
        String suppressingAll = accessToken("{\"scopesToSuppress\":[\"openid\",\"email\"]}");
        try (TestUserPool pool = TestUserPool.create()) {
            assertThat(scope(TriggerTesterTest.answering("{}").run(TestEvent.version1()), pool))
                    .isEqualTo("openid email");
            assertThat(scope(
                            TriggerTesterTest.answering("{}")
                                    .run(TestEvent.version2().scopes()),
                            pool))
                    .isEqualTo("openid email");
            assertThat(scope(
                            TriggerTesterTest.answering(addingOne)
                                    .run(TestEvent.version2().scopes()),
                            pool))
                    .isEqualTo("pets/read");
            assertThat(scope(TriggerTesterTest.answering(suppressingAll).run(TestEvent.version2()), pool))
                    .isEmpty();
        }
    }

    @Test
    void theIdentitiesOfAFederatedUserAreSignedAsCognitoWritesThem() {
        String attribute =
                "[{\"userId\":\"7\",\"issuer\":null,\"primary\":true,\"dateCreated\":1642699117273}, \"no identity\"]";
        TriggerResult result =
                TriggerTesterTest.answering("{}").run(TestEvent.version2().attribute("identities", attribute));

        try (TestUserPool pool = TestUserPool.create()) {
            assertThat(SignedToken.of(result.idToken(pool).sign()).claims().get("identities"))
                    .isEqualTo(SignedToken.parse("""
                            [{"userId":"7","issuer":null,"primary":"true","dateCreated":"1642699117273"}]"""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "{}", "7", "[]", "[7]"})
    void identitiesThatAreNoneAreLeftOut(String attribute) {
        TestEvent event = TestEvent.version2().attribute("identities", attribute);
        Claim<Object> identities = Claim.of("identities", value -> value, value -> value);

        assertThat(TriggerTesterTest.answering("{}").run(event).idToken(identities))
                .isEmpty();
    }

    @Test
    void aSignedTokenOfAMachineNamesItsClientAndNoUser() {
        try (TestUserPool pool = TestUserPool.create()) {
            TriggerResult result = TriggerTesterTest.answering("{}")
                    .run(TestEvent.machine().clientId("robot").clientMetadata(Map.of("a", "b")));

            SignedToken access = SignedToken.of(result.accessToken(pool).sign());
            assertThat(access.claims().get("sub").asText()).isEqualTo("robot");
            assertThat(access.claims().get("client_id").asText()).isEqualTo("robot");
            assertThat(access.claims().has("username")).isFalse();
            assertThat(access.claims().get("scope").asText()).isEqualTo("pets/read");
        }
    }

    private static String accessToken(String generation) {
        return "{\"claimsAndScopeOverrideDetails\":{\"accessTokenGeneration\":" + generation + "}}";
    }

    private static String scope(TriggerResult result, TestUserPool pool) {
        return SignedToken.of(result.accessToken(pool).sign())
                .claims()
                .path("scope")
                .asText();
    }
}

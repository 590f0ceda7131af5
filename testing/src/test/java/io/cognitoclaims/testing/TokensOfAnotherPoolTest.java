package io.cognitoclaims.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a trigger's answer makes of tokens that a pool of another kind issues. */
class TokensOfAnotherPoolTest {
    private static final Map<String, Object> CLAIMS = claims(
            "sub",
            "s-1",
            "cognito:groups",
            List.of("admin"),
            "cognito:roles",
            List.of("arn:r"),
            "email",
            "a@b.example");

    @Test
    void aTriggersAnswerChangesClaimsAndLeavesTheOthersAndTheirOrder() {
        TriggerResult result = run("""
                {"idTokenGeneration":{"claimsToAddOrOverride":{"pet":"dogs","email":"x","sub":"other","n":1.5},
                  "claimsToSuppress":["cognito:groups"]}}""");

        assertThat(result.idToken(CLAIMS).toString()).isEqualTo("{sub=s-1, email=x, pet=dogs, n=1.5}");
        assertThat(result.accessToken(CLAIMS)).isEqualTo(CLAIMS);
        assertThat(CLAIMS).containsEntry("email", "a@b.example");
    }

    @Test
    void aTriggersAnswerReplacesGroupsInBothTokensAndRolesInTheIdToken() {
        TriggerResult result = run("""
                {"groupOverrideDetails":{"groupsToOverride":["a","b"],"iamRolesToOverride":["arn:x"],
                  "preferredRole":"arn:x"}}""");

        assertThat(result.idToken(Map.of()))
                .isEqualTo(Map.of(
                        "cognito:groups",
                        List.of("a", "b"),
                        "cognito:roles",
                        List.of("arn:x"),
                        "cognito:preferred_role",
                        "arn:x"));
        assertThat(result.accessToken(Map.of())).isEqualTo(Map.of("cognito:groups", List.of("a", "b")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"groupOverrideDetails\":{}}", "{\"groupOverrideDetails\":null}"})
    void aTriggersAnswerTakesGroupsAwayOnlyIfItNamesThem(String details) {
        assertThat(run(details).idToken(CLAIMS)).doesNotContainKeys("cognito:groups", "cognito:roles");
        assertThat(run("{}").idToken(CLAIMS)).isEqualTo(CLAIMS);
    }

    @Test
    void aTriggersAnswerChangesTheScopesOfTheTokenAndNotThoseOfTheEvent() {
        TriggerResult result = run("""
                {"accessTokenGeneration":{"scopesToAdd":["pets/feed","email"],"scopesToSuppress":["openid","email"]}}""");

        assertThat(result.accessToken(claims("scope", "openid pets/read", "sub", "s")))
                .isEqualTo(claims("scope", "pets/read pets/feed", "sub", "s"));
        assertThat(result.accessToken(Map.of())).isEqualTo(claims("scope", "pets/feed"));
        assertThat(run("{}").accessToken(Map.of())).isEmpty();
        assertThat(run("{\"accessTokenGeneration\":{\"scopesToSuppress\":[\"openid\"]}}")
                        .accessToken(claims("scope", "openid")))
                .isEqualTo(claims("scope", ""));
    }

    @Test
    void aMachineGetsNoGroupsAndNoIdToken() {
        TriggerResult result = TriggerTesterTest.answering(details("""
                        {"groupOverrideDetails":{"groupsToOverride":["robots"]},
                         "accessTokenGeneration":{"claimsToAddOrOverride":{"aud":"robot","tenant":"t"}}}"""))
                .run(TestEvent.machine().clientId("robot"));

        assertThat(result.accessToken(claims("client_id", "robot")))
                .isEqualTo(claims("client_id", "robot", "aud", "robot", "tenant", "t"));
        assertThatIllegalStateException().isThrownBy(() -> result.idToken(Map.of()));
    }

    @Test
    void theResultGivesScopesInTheirOrder() {
        assertThat(run("{\"accessTokenGeneration\":{\"scopesToAdd\":[\"z/z\",\"a/a\"]}}")
                        .scopes())
                .containsExactly("openid", "email", "z/z", "a/a")
                .isUnmodifiable();
    }

    private static TriggerResult run(String details) {
        return TriggerTesterTest.answering(details(details))
                .ignoringWhatCognitoIgnores()
                .run(TestEvent.version2());
    }

    private static String details(String details) {
        return "{\"claimsAndScopeOverrideDetails\":" + details + "}";
    }

    private static Map<String, Object> claims(Object... namesAndValues) {
        Map<String, Object> claims = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            claims.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return claims;
    }
}

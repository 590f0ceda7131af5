package io.cognitoclaims.samples.userpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.samples.userpool.UserPoolSettings.TriggerVersion;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class TokenOverridesTest {
    private static final String CLIENT = "client-1";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sub",
                "acr",
                "amr",
                "at_hash",
                "aud",
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
                "identities",
                "cognito:username",
                "cognito:groups",
                "cognito:roles",
                "cognito:preferred_role",
                "cognito:mine"
            })
    void leaveReservedClaimsOfIdTokensAsTheyAre(String name) {
        assertThat(idToken(Map.of(name, "old"), add(name, "\"new\""), "[]")).containsEntry(name, "old");
        assertThat(idToken(Map.of(), add(name, "\"new\""), "[]")).isEmpty();
        if (!name.startsWith("cognito:groups") && !name.equals("cognito:roles") && !name.startsWith("cognito:pre")) {
            assertThat(idToken(Map.of(name, "old"), "{}", "[\"" + name + "\"]")).containsEntry(name, "old");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sub",
                "acr",
                "amr",
                "aud",
                "auth_time",
                "azp",
                "client_id",
                "device_key",
                "event_id",
                "exp",
                "iat",
                "iss",
                "jti",
                "nbf",
                "nonce",
                "origin_jti",
                "scope",
                "token_use",
                "username",
                "version",
                "cognito:username"
            })
    void leaveReservedClaimsOfAccessTokensAsTheyAre(String name) {
        assertThat(accessToken(Map.of(name, "old"), add(name, "\"new\""), "[]")).containsEntry(name, "old");
        assertThat(accessToken(Map.of(), add(name, "\"new\""), "[]")).isEmpty();
        assertThat(accessToken(Map.of(name, "old"), "{}", "[\"" + name + "\"]")).containsEntry(name, "old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pet_preference", "email", "custom:team", "client_id", "scope", "username"})
    void setReplaceAndSuppressOtherClaimsOfIdTokens(String name) {
        assertThat(idToken(Map.of(), add(name, "\"new\""), "[]")).containsOnlyKeys(name);
        assertThat(idToken(Map.of(name, "old"), add(name, "\"new\""), "[]").get(name))
                .hasToString("\"new\"");
        assertThat(idToken(Map.of(name, "old"), "{}", "[\"" + name + "\"]")).isEmpty();
    }

    @Test
    void letSuppressionWin() {
        assertThat(idToken(Map.of(), add("pet", "\"dogs\""), "[\"pet\"]")).isEmpty();
        assertThat(accessToken(Map.of("pet", "cats"), add("pet", "\"dogs\""), "[\"pet\"]"))
                .isEmpty();
    }

    @Test
    void addAnAudienceToAccessTokensIfItIsTheClient() {
        assertThat(accessToken(Map.of(), add("aud", "\"" + CLIENT + "\""), "[]"))
                .containsOnlyKeys("aud");
        assertThat(accessToken(Map.of(), add("aud", "[\"" + CLIENT + "\"]"), "[]"))
                .isEmpty();
    }

    @Test
    void onlySuppressClaimsOfDevelopers() {
        assertThat(idToken(Map.of("dev:note", "old"), add("dev:note", "\"new\""), "[]"))
                .containsEntry("dev:note", "old");
        assertThat(idToken(Map.of("dev:note", "old"), "{}", "[\"dev:note\"]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"email_verified", "phone_number_verified", "updated_at", "address"})
    void giveSomeAttributesOfIdTokensPlainValuesOnly(String name) {
        assertThat(idToken(Map.of(), add(name, "{\"a\":1}"), "[]")).isEmpty();
        assertThat(idToken(Map.of(), add(name, "[1]"), "[]")).isEmpty();
        assertThat(idToken(Map.of(), add(name, "1"), "[]")).containsOnlyKeys(name);
    }

    @Test
    void replaceGroupsOnlyWhenTheResponseNamesThem() {
        Map<String, Object> old = Map.of("cognito:groups", List.of("admin"));

        assertThat(groups(old, "{}")).isEqualTo(old);
        assertThat(groups(old, "{\"groupOverrideDetails\":{}}")).isEmpty();
        assertThat(groups(old, "{\"groupOverrideDetails\":null}")).isEmpty();
        assertThat(groups(old, """
                        {"groupOverrideDetails":{"groupsToOverride":["a","b"],"iamRolesToOverride":["arn:x"],
                         "preferredRole":"arn:x"}}
                        """))
                .isEqualTo(Map.of(
                        "cognito:groups",
                        List.of("a", "b"),
                        "cognito:roles",
                        List.of("arn:x"),
                        "cognito:preferred_role",
                        "arn:x"));
    }

    @Test
    void suppressGroupsAndRolesTogether() {
        Map<String, Object> old = Map.of("cognito:groups", List.of("a"), "cognito:roles", List.of("arn:x"), "n", 1);

        assertThat(idToken(old, "{}", "[\"cognito:groups\"]")).isEqualTo(Map.of("n", 1));
        assertThat(accessToken(old, "{}", "[\"cognito:groups\"]")).isEqualTo(Map.of("n", 1));
    }

    @Test
    void addAndSuppressScopes() {
        TokenOverrides overrides = read("""
                {"accessTokenGeneration":{"scopesToAdd":["pets/feed","email"],"scopesToSuppress":["openid","email"]}}
                """);

        assertThat(overrides.applyToScopes(new LinkedHashSet<>(List.of("openid", "pets/read"))))
                .containsExactly("pets/read", "pets/feed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "{}"})
    void mayBeAbsent(String details) {
        assertThat(read(details).applyToScopes(Set.of("openid"))).containsExactly("openid");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"idTokenGeneration\":7}|idTokenGeneration is not an object",
                "{\"idTokenGeneration\":{\"claimsToAddOrOverride\":[1]}}|claimsToAddOrOverride is not an object",
                "{\"idTokenGeneration\":{\"claimsToSuppress\":{}}}|claimsToSuppress is not an array of strings",
                "{\"accessTokenGeneration\":{\"claimsToSuppress\":[7]}}|claimsToSuppress is not an array of strings",
                "{\"accessTokenGeneration\":{\"scopesToAdd\":[\"a b\"]}}|scopesToAdd has a scope that is empty or holds a blank",
                "{\"accessTokenGeneration\":{\"scopesToSuppress\":\"a\"}}|scopesToSuppress is not an array of strings",
                "{\"groupOverrideDetails\":{\"groupsToOverride\":[null]}}|groupsToOverride is not an array of strings"
            })
    void areRefusedInAnotherShape(String details, String problem) {
        assertThatThrownBy(() -> read(details))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(problem);
    }

    @Test
    void ofVersionOneAreStrings() {
        String answer = "{\"response\":{\"claimsOverrideDetails\":{\"claimsToAddOrOverride\":{\"n\":1}}}}";

        assertThatThrownBy(() -> TokenOverrides.read(new JsonMapper().readTree(answer), TriggerVersion.V1_0))
                .hasMessage("claimsToAddOrOverride has a value that is not a string");
    }

    @Test
    void dropNullValues() {
        assertThat(idToken(Map.of("n", 1), add("n", "null"), "[]")).isEqualTo(Map.of("n", 1));
    }

    private static String add(String name, String value) {
        return "{\"" + name + "\":" + value + "}";
    }

    private static Map<String, Object> idToken(Map<String, Object> claims, String add, String suppress) {
        Map<String, Object> changed = new LinkedHashMap<>(claims);
        read("{\"idTokenGeneration\":{\"claimsToAddOrOverride\":" + add + ",\"claimsToSuppress\":" + suppress + "}}")
                .applyToIdToken(changed);
        return changed;
    }

    private static Map<String, Object> accessToken(Map<String, Object> claims, String add, String suppress) {
        Map<String, Object> changed = new LinkedHashMap<>(claims);
        read("{\"accessTokenGeneration\":{\"claimsToAddOrOverride\":" + add + ",\"claimsToSuppress\":" + suppress
                        + "}}")
                .applyToAccessToken(changed, CLIENT);
        return changed;
    }

    private static Map<String, Object> groups(Map<String, Object> claims, String details) {
        Map<String, Object> changed = new LinkedHashMap<>(claims);
        read(details).applyToIdToken(changed);
        return changed;
    }

    private static TokenOverrides read(String details) {
        String answer = "{\"response\":{\"claimsAndScopeOverrideDetails\":" + details + "}}";
        return TokenOverrides.read(new JsonMapper().readTree(answer), TriggerVersion.V2_0);
    }
}

package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.Browser.parameters;
import static io.cognitoclaims.localuserpool.RunningPool.CLIENT;
import static io.cognitoclaims.localuserpool.RunningPool.MACHINE;
import static io.cognitoclaims.localuserpool.RunningPool.json;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TriggerEventTest {
    private static final JsonMapper JSON = new JsonMapper();

    @BeforeEach
    @AfterEach
    void forget() {
        RecordingTrigger.reset();
    }

    @Test
    void theTriggerEventHasTheFormOfVersionOne() {
        try (RunningPool pool = RunningPool.withTrigger("V1_0")) {
            pool.signIn("test-user");
        }

        assertThat(RecordingTrigger.EVENTS).containsExactly(JSON.readTree("""
                                {"version":"1","triggerSource":"TokenGeneration_HostedAuth","region":"us-east-1",
                                 "userPoolId":"us-east-1_LocalPool","userName":"test-user",
                                 "callerContext":{"awsSdkVersion":"aws-sdk-unknown-unknown","clientId":"%s"},
                                 "request":{
                                  "userAttributes":{"sub":"472ff4cd-9b09-46b5-8680-e8c5d6025d38",
                                   "cognito:user_status":"CONFIRMED","email_verified":"true",
                                   "email":"test-user@amazon.com"},
                                  "groupConfiguration":{"groupsToOverride":["admin"],"iamRolesToOverride":[],
                                   "preferredRole":null}},
                                 "response":{"claimsOverrideDetails":null}}
                                """.formatted(CLIENT)));
    }

    @ParameterizedTest
    @CsvSource({"V2_0, 2", "V3_0, 3"})
    void theTriggerEventHasTheScopesFromVersionTwoOn(String version, String number) {
        try (RunningPool pool = RunningPool.withTrigger(version)) {
            pool.signIn("test-user-2", "openid", "pets/read");
        }

        assertThat(RecordingTrigger.EVENTS).containsExactly(JSON.readTree("""
                                {"version":"%s","triggerSource":"TokenGeneration_HostedAuth","region":"us-east-1",
                                 "userPoolId":"us-east-1_LocalPool","userName":"test-user-2",
                                 "callerContext":{"awsSdkVersion":"aws-sdk-unknown-unknown","clientId":"%s"},
                                 "request":{
                                  "userAttributes":{"sub":"8c1f5a6e-2d3b-4c7a-9e10-5b6f7a8d9c01",
                                   "cognito:user_status":"CONFIRMED","email_verified":"true",
                                   "email":"test-user@example.com"},
                                  "groupConfiguration":{"groupsToOverride":[],"iamRolesToOverride":[],
                                   "preferredRole":null},
                                  "scopes":["openid","pets/read"]},
                                 "response":{"claimsAndScopeOverrideDetails":null}}
                                """.formatted(number, CLIENT)));
    }

    @Test
    void aTriggerEventOfVersionThreeIsSentForMachines() {
        try (RunningPool pool = RunningPool.withTrigger("V3_0")) {
            pool.machineToken("aws_client_metadata", "{\"environment\":\"dev\"}");
        }

        assertThat(RecordingTrigger.EVENTS).containsExactly(JSON.readTree("""
                                {"version":"3","triggerSource":"TokenGeneration_ClientCredentials","region":"us-east-1",
                                 "userPoolId":"us-east-1_LocalPool","userName":"ClientCredentials",
                                 "callerContext":{"awsSdkVersion":"aws-sdk-unknown-unknown","clientId":"%s"},
                                 "request":{"userAttributes":{},"groupConfiguration":null,"scopes":["pets/read"],
                                  "clientMetadata":{"environment":"dev"}},
                                 "response":{"claimsAndScopeOverrideDetails":null}}
                                """.formatted(MACHINE)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"V1_0", "V2_0"})
    void noTriggerEventIsSentForMachinesBeforeVersionThree(String version) {
        try (RunningPool pool = RunningPool.withTrigger(version)) {
            assertThat(json(pool.machineToken()).has("access_token")).isTrue();
        }

        assertThat(RecordingTrigger.EVENTS).isEmpty();
    }

    @Test
    void aTriggerEventIsSentOncePerSignInAndAgainForARefresh() {
        try (RunningPool pool = RunningPool.withTrigger("V2_0")) {
            JsonNode tokens = pool.signIn("test-user");
            assertThat(RecordingTrigger.EVENTS).hasSize(1);

            String refreshToken = tokens.path("refresh_token").stringValue();
            pool.tokens(parameters("grant_type", "refresh_token", "refresh_token", refreshToken));
        }

        assertThat(RecordingTrigger.EVENTS)
                .extracting(event -> event.path("triggerSource").stringValue())
                .containsExactly("TokenGeneration_HostedAuth", "TokenGeneration_RefreshTokens");
    }
}

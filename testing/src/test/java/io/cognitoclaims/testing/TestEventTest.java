package io.cognitoclaims.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestEventTest {
    @Test
    void aTestEventHasTheShapeOfVersion1() {
        assertThat(SignedToken.parse(TestEvent.version1().json())).isEqualTo(SignedToken.parse("""
                {"version":"1","triggerSource":"TokenGeneration_HostedAuth","region":"us-east-1",
                 "userPoolId":"us-east-1_TestPool","userName":"test-user",
                 "callerContext":{"awsSdkVersion":"aws-sdk-unknown-unknown","clientId":"testclient0123456789abcdef"},
                 "request":{
                   "userAttributes":{"sub":"aaaaaaaa-bbbb-cccc-dddd-example22222","cognito:user_status":"CONFIRMED",
                     "email_verified":"true","email":"test-user@example.com"},
                   "groupConfiguration":{"groupsToOverride":[],"iamRolesToOverride":[],"preferredRole":null}},
                 "response":{"claimsOverrideDetails":null}}
                """));
    }

    @Test
    void aTestEventOfVersion2NamesScopes() {
        JsonNode event = SignedToken.parse(TestEvent.version2().json());

        assertThat(event.get("version").asText()).isEqualTo("2");
        assertThat(event.at("/request/scopes").toString()).isEqualTo("[\"openid\",\"email\"]");
        assertThat(event.get("response").toString()).isEqualTo("{\"claimsAndScopeOverrideDetails\":null}");
        assertThat(SignedToken.parse(TestEvent.version3().json()).get("version").asText())
                .isEqualTo("3");
    }

    @Test
    void aTestEventOfAMachineHasNoUserAttributesAndNoGroups() {
        JsonNode event = SignedToken.parse(TestEvent.machine().json());

        assertThat(event.get("version").asText()).isEqualTo("3");
        assertThat(event.get("triggerSource").asText()).isEqualTo("TokenGeneration_ClientCredentials");
        assertThat(event.get("userName")).isEqualTo(event.at("/callerContext/clientId"));
        assertThat(event.at("/request/userAttributes")).isEmpty();
        assertThat(event.at("/request/groupConfiguration")).isEmpty();
        assertThat(event.at("/request/scopes").toString()).isEqualTo("[\"pets/read\"]");
    }

    @Test
    void aTestEventIsChangedFactByFact() {
        TestEvent start = TestEvent.version2();
        JsonNode event = SignedToken.parse(start.attribute("custom:breed", "beagle")
                .withoutAttribute("email")
                .groups("a", "b")
                .roles("arn:1", "arn:2")
                .scopes("pets/read")
                .clientId("client")
                .username("rex")
                .triggerSource("TokenGeneration_RefreshTokens")
                .clientMetadata(Map.of("k", "v"))
                .json());

        assertThat(event.at("/request/userAttributes/custom:breed").asText()).isEqualTo("beagle");
        assertThat(event.at("/request/userAttributes").has("email")).isFalse();
        assertThat(event.at("/request/groupConfiguration").toString())
                .isEqualTo("{\"groupsToOverride\":[\"a\",\"b\"],"
                        + "\"iamRolesToOverride\":[\"arn:1\",\"arn:2\"],\"preferredRole\":\"arn:1\"}");
        assertThat(event.at("/request/scopes").toString()).isEqualTo("[\"pets/read\"]");
        assertThat(event.at("/callerContext/clientId").asText()).isEqualTo("client");
        assertThat(event.get("userName").asText()).isEqualTo("rex");
        assertThat(event.get("triggerSource").asText()).isEqualTo("TokenGeneration_RefreshTokens");
        assertThat(event.at("/request/clientMetadata").toString()).isEqualTo("{\"k\":\"v\"}");
        assertThat(start.json()).isEqualTo(TestEvent.version2().json());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | true",
                "{'version':'1'} | true",
                "{'version':1} | true",
                "{'version':null,'request':[],'response':[]} | true",
                "{'version':'0x2p1'} | true",
                "{'version':'2.0'} | true",
                "{'version':[2]} | true",
                "{'response':{'claimsOverrideDetails':null}} | true",
                "{'version':'2'} | false",
                "{'version':2} | false",
                "{'version':'999999999'} | false",
                "{'version':'1','request':{'scopes':null}} | false",
                "{'version':'1','response':{'claimsAndScopeOverrideDetails':null}} | false",
            })
    void aTestEventIsOfVersion1UnlessSomethingSaysOtherwise(String event, boolean version1) {
        assertThat(TestEvent.fromJson(event.replace('\'', '"')).isOfVersion1()).isEqualTo(version1);
    }

    @Test
    void aTestEventMayBeARecordedOne() {
        String recorded = "{\"n\":[1.50,9223372036854775808,null],\"request\":{\"future\":{}},\"version\":\"2\"}";

        assertThat(TestEvent.fromJson(recorded).json()).isEqualTo(recorded);
        assertThat(SignedToken.parse(TestEvent.fromJson(recorded)
                                .attribute("email", "a@b.example")
                                .json())
                        .at("/request/userAttributes/email")
                        .asText())
                .isEqualTo("a@b.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "7", "{", "{\"secret\":1,\"secret\":2}"})
    void aTestEventThatIsNoJsonObjectIsRefused(String json) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestEvent.fromJson(json))
                .withMessageNotContaining("secret");
    }
}

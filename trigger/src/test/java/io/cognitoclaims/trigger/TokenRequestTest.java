package io.cognitoclaims.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenRequestTest {
    @Test
    void aTokenRequestReadsAnEventOfVersion1() {
        TokenRequest request = Invocation.request(Events.V1);

        assertThat(request.form()).isEqualTo(EventForm.V1);
        assertThat(request.triggerSource()).isEqualTo(TriggerSource.AUTHENTICATION);
        assertThat(request.region()).isEqualTo("us-east-1");
        assertThat(request.userPoolId()).isEqualTo("us-east-1_EXAMPLE");
        assertThat(request.username()).isEqualTo("rex");
        assertThat(request.clientId()).isEqualTo("1example23456789");
        assertThat(request.userAttributes())
                .containsOnlyKeys("sub", "cognito:user_status", "email_verified", "email")
                .containsEntry("email", "Rex@Dogs.example");
        assertThat(request.attribute("cognito:user_status")).hasValue("CONFIRMED");
        assertThat(request.attribute("phone_number")).isEmpty();
        assertThat(request.groups()).containsExactly("keepers");
        assertThat(request.iamRoles()).containsExactly("arn:aws:iam::123456789012:role/keepers");
        assertThat(request.preferredRole()).hasValue("arn:aws:iam::123456789012:role/keepers");
        assertThat(request.scopes()).isEmpty();
        assertThat(request.untrustedClientMetadata()).isEmpty();
    }

    @Test
    void aTokenRequestReadsAnEventOfVersion2() {
        TokenRequest request = Invocation.request(Events.V2);

        assertThat(request.form()).isEqualTo(EventForm.V2);
        assertThat(request.triggerSource()).isEqualTo(TriggerSource.HOSTED_AUTH);
        assertThat(request.scopes()).containsExactly("openid", "email");
        assertThat(request.groups()).containsExactly("keepers");
        assertThat(request.iamRoles()).isEmpty();
        assertThat(request.preferredRole()).isEmpty();
    }

    @Test
    void aTokenRequestReadsAMachinesEventOfVersion3() {
        TokenRequest request = Invocation.request(Events.MACHINE);

        assertThat(request.form()).isEqualTo(EventForm.V2);
        assertThat(request.triggerSource()).isEqualTo(TriggerSource.CLIENT_CREDENTIALS);
        assertThat(request.userAttributes()).isEmpty();
        assertThat(request.groups()).isEmpty();
        assertThat(request.scopes()).containsExactly("pets/read");
        assertThat(request.untrustedClientMetadata()).containsExactlyEntriesOf(java.util.Map.of("environment", "dev"));
    }

    @Test
    void aTokenRequestReadsAMachinesEventWithoutUserAndGroups() {
        TokenRequest request = Invocation.request(Events.SPARSE_MACHINE);

        assertThat(request.form()).isEqualTo(EventForm.V2);
        assertThat(request.clientId()).isEqualTo("1example23456789");
        assertThat(request.userAttributes()).isEmpty();
        assertThat(request.groups()).isEmpty();
        assertThat(request.preferredRole()).isEmpty();
        assertThat(request.untrustedClientMetadata()).isEmpty();
    }

    @Test
    void aTokenRequestReadsTheOddShapesOfTheDevelopersGuide() {
        TokenRequest request = Invocation.request(Events.ODD_SHAPES);

        assertThat(request.form()).isEqualTo(EventForm.V2);
        assertThat(request.preferredRole()).hasValue("arn:aws:iam::123456789012:role/r1");
        assertThat(request.groups()).containsExactly("g1");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{}",
                "{\"request\":null,\"callerContext\":null,\"response\":null}",
                "{\"request\":[],\"callerContext\":[{\"clientId\":\"x\"}],\"response\":[]}",
                "{\"request\":\"text\",\"callerContext\":7,\"response\":\"text\"}",
                "{\"request\":{\"userAttributes\":[],\"groupConfiguration\":\"x\",\"clientMetadata\":[1]}}",
                "{\"request\":{\"userAttributes\":null,\"groupConfiguration\":{\"groupsToOverride\":null}}}",
                "{\"version\":null,\"triggerSource\":{\"a\":1},\"userName\":[\"x\",[\"y\"]],\"region\":{}}",
            })
    void aTokenRequestTakesWhatIsMissingOrOfAnotherShapeAsEmpty(String event) {
        TokenRequest request = Invocation.request(event);

        assertThat(request.form()).isEqualTo(EventForm.V1);
        assertThat(request.triggerSource().value()).isEmpty();
        assertThat(request.region()).isEmpty();
        assertThat(request.userPoolId()).isEmpty();
        assertThat(request.username()).isEmpty();
        assertThat(request.clientId()).isEmpty();
        assertThat(request.userAttributes()).isEmpty();
        assertThat(request.groups()).isEmpty();
        assertThat(request.iamRoles()).isEmpty();
        assertThat(request.preferredRole()).isEmpty();
        assertThat(request.scopes()).isEmpty();
        assertThat(request.untrustedClientMetadata()).isEmpty();
    }

    @Test
    void aTokenRequestTakesScalarsAsTheyAreWrittenAndPassesOverTheRest() {
        TokenRequest request = Invocation.request("""
                {"request":{
                  "userAttributes":{"email_verified":true,"custom:n":9223372036854775808,"custom:d":1.50,
                                    "custom:null":null,"custom:o":{"a":"b"},"custom:a":["c"],"custom:last":"x"},
                  "groupConfiguration":{"groupsToOverride":"single","iamRolesToOverride":[7,null,["n"],{"o":1},"r"]}}}
                """);

        assertThat(request.userAttributes())
                .containsOnlyKeys("email_verified", "custom:n", "custom:d", "custom:last")
                .containsEntry("email_verified", "true")
                .containsEntry("custom:n", "9223372036854775808")
                .containsEntry("custom:d", "1.50");
        assertThat(request.groups()).containsExactly("single");
        assertThat(request.iamRoles()).containsExactly("7", "r");
    }

    @Test
    void aTokenRequestTakesATriggerSourceThatIsNotKnownYet() {
        String event = Events.with(Events.V2, json -> json.put("triggerSource", "TokenGeneration_OfTheFuture"));

        assertThat(Invocation.request(event).triggerSource())
                .isEqualTo(new TriggerSource("TokenGeneration_OfTheFuture"))
                .isNotEqualTo(TriggerSource.HOSTED_AUTH);
    }

    @ParameterizedTest(name = "version {0}, scopes {1}, details of version 2 {2}: {3}")
    @CsvSource({
        "'\"1\"',     false, false, V1",
        "'\"0\"',     false, false, V1",
        "'\"\"',      false, false, V1",
        "'\"one\"',   false, false, V1",
        "'1',         false, false, V1",
        "'1.9',       false, false, V1",
        "'null',      false, false, V1",
        "'[2]',       false, false, V1",
        "'\"NaN\"',   false, false, V1",
        "'\"Infinity\"', false, false, V1",
        "'\"0x2p1\"', false, false, V1",
        "'\"2d\"',    false, false, V1",
        "'\" 2 \"',   false, false, V1",
        "'\"+2\"',    false, false, V1",
        "'\"-2\"',    false, false, V1",
        "'\"٢\"',     false, false, V1",
        "'\"2000000000\"', false, false, V1",
        "'\"999999999\"', false, false, V2",
        "'\"02\"',    false, false, V2",
        "'\"2\"',     false, false, V2",
        "'2',         false, false, V2",
        "'\"3\"',     false, false, V2",
        "'\"10\"',    false, false, V2",
        "'\"1\"',     true,  false, V2",
        "'\"1\"',     false, true,  V2",
        "'null',      true,  true,  V2",
    })
    void aTokenRequestFindsTheFormOfTheEvent(String version, boolean scopes, boolean details, EventForm form) {
        String event = Events.with(Events.V1, json -> {
            json.set("version", Events.json(version));
            if (scopes) {
                ((ObjectNode) json.get("request")).putNull("scopes");
            }
            if (details) {
                json.putObject("response").putNull("claimsAndScopeOverrideDetails");
            }
        });

        assertThat(Invocation.request(event).form()).isEqualTo(form);
    }

    @Test
    void aTokenRequestCannotBeChanged() {
        TokenRequest request = Invocation.request(Events.V2);

        assertThatThrownBy(() -> request.userAttributes().put("email", "x"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> request.groups().add("x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> request.scopes().add("x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Invocation.request(Events.MACHINE)
                        .untrustedClientMetadata()
                        .clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aTokenRequestAsTextShowsNothingAboutTheUser() {
        assertThat(Invocation.request(Events.V1))
                .hasToString("TokenRequest[V1, TokenGeneration_Authentication, us-east-1_EXAMPLE,"
                        + " client 1example23456789]");
    }
}

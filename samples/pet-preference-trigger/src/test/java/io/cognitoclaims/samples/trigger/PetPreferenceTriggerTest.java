package io.cognitoclaims.samples.trigger;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognitoclaims.samples.petclaims.PetPreference;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PetPreferenceTriggerTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID_TOKEN_CLAIM =
            "/response/claimsAndScopeOverrideDetails/idTokenGeneration/claimsToAddOrOverride/pet_preference";
    private static final String ACCESS_TOKEN_CLAIM =
            "/response/claimsAndScopeOverrideDetails/accessTokenGeneration/claimsToAddOrOverride/pet_preference";

    @ParameterizedTest(name = "{0} gets {1}")
    @CsvSource({
        "jeff@amazon.com, DOGS",
        "Jeff@Amazon.COM, DOGS",
        "'\"jeff@home\"@amazon.com', DOGS",
        "rex@dogs.example, CATS",
        "jeff@notamazon.com, CATS",
        "jeff@amazon.com.evil.example, CATS",
        "jeff@amazon.com@evil.example, CATS",
        "jeff@mail.amazon.com, CATS",
        "jeff@amazon.com., CATS",
        "jeff@amazon.co, CATS",
    })
    void writesThePreferenceOfTheDomainIntoBothTokens(String email, PetPreference preference) throws IOException {
        JsonNode answer = answer(userWith("email", email));

        assertThat(PET_PREFERENCE.decode(answer.at(ID_TOKEN_CLAIM).asText())).isEqualTo(preference);
        assertThat(PET_PREFERENCE.decode(answer.at(ACCESS_TOKEN_CLAIM).asText()))
                .isEqualTo(preference);
    }

    @Test
    void changesNothingElse() throws IOException {
        ObjectNode event = userWith("email", "jeff@amazon.com");
        JsonNode answer = answer(event);

        event.set("response", JSON.readTree("""
                {"claimsAndScopeOverrideDetails":{
                  "idTokenGeneration":{"claimsToAddOrOverride":{"pet_preference":"dogs"}},
                  "accessTokenGeneration":{"claimsToAddOrOverride":{"pet_preference":"dogs"}}}}
                """));
        assertThat(answer).isEqualTo(event);
    }

    @Test
    void writesIntoTheIdTokenInAnEventOfVersion1() throws IOException {
        JsonNode answer = answer(event("v1-authentication.json"));

        assertThat(answer.get("response")).isEqualTo(JSON.readTree("""
                {"claimsOverrideDetails":{"claimsToAddOrOverride":{"pet_preference":"cats"}}}
                """));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"email", "email_verified"})
    void leavesTheClaimOutWithoutAVerifiedAddress(String missing) throws IOException {
        ObjectNode event = userWith("email", "jeff@amazon.com");
        ((ObjectNode) event.at("/request/userAttributes")).remove(missing);

        assertThat(answer(event)).isEqualTo(event);
    }

    @ParameterizedTest(name = "email_verified is \"{0}\"")
    @ValueSource(strings = {"false", "", "TRUE"})
    void leavesTheClaimOutIfTheAddressIsNotVerified(String verified) throws IOException {
        ObjectNode event = userWith("email_verified", verified);

        assertThat(answer(event)).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v3-client-credentials.json", "v3-client-credentials-sparse.json"})
    void leavesTheTokensOfMachinesAlone(String file) throws IOException {
        ObjectNode event = event(file);

        assertThat(answer(event)).isEqualTo(event);
    }

    private static JsonNode answer(ObjectNode event) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        new PetPreferenceTrigger()
                .handleRequest(new ByteArrayInputStream(event.toString().getBytes(UTF_8)), answer, null);
        return JSON.readTree(answer.toByteArray());
    }

    private static ObjectNode userWith(String attribute, String value) throws IOException {
        ObjectNode event = event("v2-hosted-auth.json");
        ((ObjectNode) event.at("/request/userAttributes")).put(attribute, value);
        return event;
    }

    private static ObjectNode event(String file) throws IOException {
        try (InputStream in = PetPreferenceTriggerTest.class.getResourceAsStream("/events/" + file)) {
            return (ObjectNode) JSON.readTree(Objects.requireNonNull(in, file).readAllBytes());
        }
    }
}

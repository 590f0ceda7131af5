package io.cognitoclaims.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The main job from end to end: the demo's jar, its JVMs on free ports, and HTTP. */
@ExtendWith(RunningDemo.Once.class)
class DemoIT {
    private final RunningDemo demo;

    DemoIT(RunningDemo demo) {
        this.demo = demo;
    }

    @Test
    void theDemoSaysThatThePoolIsForDevelopmentOnly() {
        assertThat(demo.output().stream().takeWhile(line -> !line.contains(" listening on ")))
                .as("what it says before anything listens")
                .anySatisfy(line -> assertThat(line).containsIgnoringCase("development only"));
        assertThat(demo.addresses()).containsOnlyKeys("local-user-pool", "servlet-api", "spring-api", "web");
    }

    @Test
    void theDemoPrintsNothingThatATerminalWouldTakeForACommand() {
        assertThat(demo.output()).noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
    }

    @Test
    void thePoolPublishesDiscoveryAndKeysAsCognitoDoes() throws Exception {
        String issuer = pool() + "/us-east-1_LocalPool";

        JsonNode discovery = visitor().getJson(issuer + "/.well-known/openid-configuration");
        assertThat(discovery.path("issuer").asText()).isEqualTo(issuer);
        JsonNode keys = visitor().getJson(discovery.path("jwks_uri").asText()).path("keys");
        assertThat(keys).hasSizeBetween(2, 4).allSatisfy(key -> {
            assertThat(key.fieldNames()).toIterable().containsExactlyInAnyOrder("alg", "e", "kid", "kty", "n", "use");
            assertThat(key.path("kid").asText()).hasSize(44).endsWith("=");
        });
    }

    static Stream<Arguments> users() {
        return Stream.of(
                arguments("test-user@amazon.com", "dogs", List.of("admin"), 200),
                arguments("test-user@example.com", "cats", List.of(), 403));
    }

    @ParameterizedTest
    @MethodSource("users")
    void theClaimOfTheTriggerReachesBothApis(String email, String pet, List<String> groups, int admin)
            throws Exception {
        JsonNode tokens = visitor().signIn(email, "Local-Pass-1");
        JsonNode idToken = Visitor.payload(tokens.path("id_token").asText());
        assertThat(idToken.path("pet_preference").asText()).isEqualTo(pet);
        assertThat(idToken.path("email").asText()).isEqualTo(email);
        assertThat(idToken.path("aud").asText()).isEqualTo(Visitor.CLIENT_ID);

        String accessToken = tokens.path("access_token").asText();
        for (String api : apis()) {
            HttpResponse<String> me = call(api + "/api/me", accessToken);
            assertThat(me.statusCode()).as(api).isEqualTo(200);
            JsonNode json = new ObjectMapper().readTree(me.body());
            assertThat(json.fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder("subject", "username", "tokenUse", "groups", "petPreference");
            assertThat(json.path("subject")).isEqualTo(idToken.path("sub"));
            assertThat(json.path("username")).isEqualTo(idToken.path("cognito:username"));
            assertThat(json.path("tokenUse").asText()).isEqualTo("access");
            assertThat(json.path("petPreference").asText()).isEqualTo(pet);
            assertThat(json.path("groups")).extracting(JsonNode::asText).containsExactlyElementsOf(groups);
            assertThat(call(api + "/api/pets", accessToken).statusCode()).isEqualTo(200);
            assertThat(call(api + "/api/admin", accessToken).statusCode()).isEqualTo(admin);
        }
    }

    @Test
    void bothApisRefuseWhatIsNotAGoodAccessToken() throws Exception {
        JsonNode tokens = visitor().signIn("test-user@amazon.com", "Local-Pass-1");
        String idToken = tokens.path("id_token").asText();
        String accessToken = tokens.path("access_token").asText();
        int middle = accessToken.length() / 2;
        String changed = accessToken.substring(0, middle)
                + (accessToken.charAt(middle) == 'A' ? 'B' : 'A')
                + accessToken.substring(middle + 1);
        for (String api : apis()) {
            assertChallenged(visitor().get(api + "/api/me"), "Bearer");
            assertChallenged(call(api + "/api/me", idToken), "error=\"invalid_token\"");
            assertChallenged(call(api + "/api/me", changed), "error=\"invalid_token\"");
            assertThat(visitor().get(api + "/public/hello").statusCode()).isEqualTo(200);
        }
    }

    private static void assertChallenged(HttpResponse<String> response, String expected) {
        assertThat(response.statusCode()).as(response.uri().toString()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate").orElse(""))
                .startsWith("Bearer")
                .contains(expected);
    }

    private HttpResponse<String> call(String address, String token) throws IOException, InterruptedException {
        return visitor().get(address, "Authorization", "Bearer " + token);
    }

    private List<String> apis() {
        return List.of(demo.address("servlet-api"), demo.address("spring-api"));
    }

    private String pool() {
        return demo.address("local-user-pool");
    }

    /** A new one each time: nobody is signed in yet. */
    private Visitor visitor() {
        return new Visitor(pool());
    }
}

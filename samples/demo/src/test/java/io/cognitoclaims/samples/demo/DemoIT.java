package io.cognitoclaims.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The main job from end to end: the demo's jar, three JVMs on free ports, and HTTP. */
class DemoIT {
    private static final List<String> OUTPUT = new ArrayList<>();
    private static final Map<String, String> ADDRESSES = new HashMap<>();
    private static Process demo;

    @BeforeAll
    static void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", "target/demo.jar");
        List.of("POOL_PORT", "SERVLET_API_PORT", "SPRING_API_PORT")
                .forEach(port -> builder.environment().put(port, "0"));
        demo = builder.redirectErrorStream(true).start();
        BufferedReader lines = new BufferedReader(new InputStreamReader(demo.getInputStream(), UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            OUTPUT.add(line);
            int listening = line.indexOf(" listening on ");
            if (listening > 0) {
                ADDRESSES.put(line.substring(line.indexOf("] ") + 2, listening), line.substring(listening + 14));
            }
            if (line.contains("Ctrl-C")) {
                return;
            }
        }
        throw new AssertionError("the demo did not start: " + String.join("\n", OUTPUT));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        demo.destroy();
        assertThat(demo.waitFor(20, TimeUnit.SECONDS))
                .as("it stops when it is told to")
                .isTrue();
    }

    @Test
    void saysFirstThatThePoolIsForDevelopmentOnly() {
        assertThat(OUTPUT).anySatisfy(line -> assertThat(line).containsIgnoringCase("development only"));
        assertThat(ADDRESSES).containsOnlyKeys("local-user-pool", "servlet-api", "spring-api");
    }

    @Test
    void publishesDiscoveryAndTwoKeysAsCognitoDoes() throws Exception {
        String issuer = pool() + "/us-east-1_LocalPool";

        JsonNode discovery = visitor().getJson(issuer + "/.well-known/openid-configuration");
        assertThat(discovery.path("issuer").asText()).isEqualTo(issuer);
        JsonNode keys = visitor().getJson(discovery.path("jwks_uri").asText()).path("keys");
        assertThat(keys).hasSize(2).allSatisfy(key -> {
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
    void bringsTheClaimFromTheTriggerToBothApis(String email, String pet, List<String> groups, int admin)
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
    void refusesAtBothApisWhatIsNotAGoodAccessToken() throws Exception {
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

    private static HttpResponse<String> call(String address, String token) throws IOException, InterruptedException {
        return visitor().get(address, "Authorization", "Bearer " + token);
    }

    private static List<String> apis() {
        return List.of(address("servlet-api"), address("spring-api"));
    }

    private static String pool() {
        return address("local-user-pool");
    }

    private static String address(String app) {
        return Objects.requireNonNull(ADDRESSES.get(app), app);
    }

    /** A new one each time: nobody is signed in yet. */
    private static Visitor visitor() {
        return new Visitor(pool());
    }
}

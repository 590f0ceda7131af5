package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.RunningPool.claims;
import static io.cognitoclaims.localuserpool.RunningPool.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.testing.TestEvent;
import io.cognitoclaims.testing.TriggerResult;
import io.cognitoclaims.testing.TriggerTester;
import io.cognitoclaims.trigger.PreTokenGenerationTrigger;
import io.cognitoclaims.trigger.TokenChanges;
import io.cognitoclaims.trigger.TokenCustomization;
import io.cognitoclaims.trigger.TokenRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the trigger library refuses, the tester says is ignored, and the pool leaves as it is; all else they take. All
 * three are asked about the event that the pool has sent.
 */
@Tag("slow")
class TriggersAgreeTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ROLE = "arn:aws:iam::123456789012:role/admin";
    private static final List<String> CLAIMS = List.of(
            "acr",
            "address",
            "amr",
            "at_hash",
            "aud",
            "auth_time",
            "azp",
            "client_id",
            "cognito:anything",
            "cognito:groups",
            "cognito:preferred_role",
            "cognito:roles",
            "cognito:username",
            "custom:breed",
            "dev:custom:breed",
            "device_key",
            "email",
            "email_verified",
            "event_id",
            "exp",
            "iat",
            "identities",
            "iss",
            "jti",
            "name",
            "nbf",
            "nonce",
            "origin_jti",
            "pet",
            "phone_number_verified",
            "scope",
            "Sub",
            "sub",
            "token_use",
            "updated_at",
            "username",
            "version");

    private static RunningPool v1;
    private static RunningPool v2;
    private static RunningPool v3;

    @BeforeAll
    static void start() {
        v1 = start("V1_0");
        v2 = start("V2_0");
        v3 = start("V3_0");
    }

    private static RunningPool start(String version) {
        return RunningPool.withTrigger(
                version,
                Clock.systemUTC(),
                "--user-pool.groups[0].name=admin",
                "--user-pool.groups[0].role-arn=" + ROLE);
    }

    @AfterAll
    static void stop() {
        v1.close();
        v2.close();
        v3.close();
    }

    @AfterEach
    void forget() {
        RecordingTrigger.reset();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "V1_0, id_token",
        "V2_0, id_token",
        "V2_0, access_token",
        "V3_0, id_token",
        "V3_0, access_token",
        "machine, access_token"
    })
    void theLibraryTheTesterAndThePoolAgreeAboutEachClaimThatIsSet(String version, String token) {
        for (String value : List.of("\"x\"", "[\"x\"]", "{\"x\":1}", "7", "true")) {
            if (version.equals("V1_0") && !value.equals("\"x\"")) {
                continue;
            }
            String add = CLAIMS.stream()
                    .map(claim -> "\"" + claim + "\":" + value)
                    .collect(joining(",", "{\"claimsToAddOrOverride\":{", "}}"));

            Outcome pool = ask(version, token, add);

            assertThat(refused(
                            pool.event(),
                            (name, tokens) -> changes(tokens, token).set(any(name), plain(value))))
                    .as(value)
                    .isEqualTo(pool.ignored());
            assertThat(CLAIMS.stream()
                            .filter(claim -> !pool.claims().path(claim).equals(JSON.readTree(value))))
                    .as(value)
                    .containsExactlyInAnyOrderElementsOf(pool.ignored());
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "V1_0, id_token",
        "V2_0, id_token",
        "V2_0, access_token",
        "V3_0, id_token",
        "V3_0, access_token",
        "machine, access_token"
    })
    void theLibraryTheTesterAndThePoolAgreeAboutEachClaimThatIsSuppressed(String version, String token) {
        JsonNode before = ask(version, token, "{}").claims();
        for (String claim : CLAIMS) {
            Outcome pool = ask(version, token, "{\"claimsToSuppress\":[\"" + claim + "\"]}");

            boolean refused = refused(
                            pool.event(),
                            (name, tokens) -> changes(tokens, token).suppress(name))
                    .contains(claim);
            assertThat(pool.ignored()).isEqualTo(refused ? Set.of(claim) : Set.of());
            assertThat(pool.claims().has(claim)).as(claim).isEqualTo(refused && before.has(claim));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"V1_0", "V2_0", "V3_0", "machine"})
    void theTesterAndThePoolAgreeAboutGroups(String version) {
        assertGroups(version, tokens -> tokens.groups().add("walkers"));
        assertGroups(version, tokens -> tokens.groups().replaceGroups(List.of()));
        assertGroups(version, tokens -> tokens.groups().replaceRoles(List.of()));
        assertGroups(version, tokens -> {
            tokens.groups().replaceRoles(List.of(ROLE, ROLE + "2"));
            tokens.groups().preferRole(ROLE + "2");
        });
        if (!version.equals("V1_0")) {
            assertGroups(version, tokens -> tokens.accessToken().suppress("cognito:groups"));
        }
        assertGroups(version, tokens -> tokens.idToken().suppress("cognito:groups"));
    }

    @Test
    void thePoolChangesScopesAsTheLibraryAnswers() {
        RecordingTrigger.answer(event -> answer(
                new Changing(tokens -> {
                    tokens.accessToken().addScope("pets/feed");
                    tokens.accessToken().addScope("email");
                    tokens.accessToken().suppressScope("openid");
                    tokens.accessToken().suppressScope("email");
                }),
                event.toString()));

        JsonNode access = claims(v2.signIn("test-user"), "access_token");

        assertThat(access.path("scope").stringValue()).isEqualTo("pets/read pets/feed");
    }

    private static void assertGroups(String version, Consumer<TokenCustomization> change) {
        RecordingTrigger.reset();
        RecordingTrigger.answer(event -> answer(new Changing(change), event.toString()));
        boolean machine = version.equals("machine");
        JsonNode tokens = machine ? json(v3.machineToken()) : pool(version).signIn("test-user");
        TriggerResult tester = TriggerTester.of(new Changing(change)).run(event());

        JsonNode access = claims(tokens, "access_token");
        assertThat(access.path("cognito:groups").valueStream().map(JsonNode::stringValue))
                .containsExactlyElementsOf(tester.groups());
        assertThat(access.has("cognito:roles")).isFalse();
        if (!machine) {
            JsonNode id = claims(tokens, "id_token");
            for (String name : List.of("cognito:groups", "cognito:roles", "cognito:preferred_role")) {
                assertThat(id.has(name) ? id.path(name).toString() : "")
                        .as(name)
                        .isEqualTo(tester.idToken(any(name))
                                .map(JSON::writeValueAsString)
                                .orElse(""));
            }
        }
    }

    /** Signs in, or asks for a machine's token, with that answer. */
    private static Outcome ask(String version, String token, String changes) {
        boolean first = version.equals("V1_0");
        String generation = token.equals("id_token") ? "idTokenGeneration" : "accessTokenGeneration";
        String response = first
                ? "{\"claimsOverrideDetails\":" + changes + "}"
                : "{\"claimsAndScopeOverrideDetails\":{\"" + generation + "\":" + changes + "}}";
        RecordingTrigger.reset();
        RecordingTrigger.respond(response);
        JsonNode tokens = version.equals("machine")
                ? json(v3.machineToken())
                : pool(version).signIn("test-user");
        JsonNode issued = claims(tokens, token);
        TriggerResult tester = TriggerTester.of((input, output, context) -> {
                    ObjectNode event = (ObjectNode) JSON.readTree(input);
                    output.write(JSON.writeValueAsBytes(event.set("response", JSON.readTree(response))));
                })
                .ignoringWhatCognitoIgnores()
                .run(event());
        Set<String> ignored = new TreeSet<>();
        tester.ignored().forEach(text -> ignored.add(text.substring(text.indexOf(": ") + 2)));
        return new Outcome(event(), issued, ignored);
    }

    private static RunningPool pool(String version) {
        return switch (version) {
            case "V1_0" -> v1;
            case "V2_0" -> v2;
            default -> v3;
        };
    }

    private static TestEvent event() {
        return TestEvent.fromJson(RecordingTrigger.EVENTS.get(0).toString());
    }

    /** {@return the claims that the library refuses to change so} */
    private static Set<String> refused(TestEvent event, BiConsumer<String, TokenCustomization> change) {
        Set<String> refused = new TreeSet<>();
        answer(
                new Changing(tokens -> CLAIMS.forEach(claim -> {
                    try {
                        change.accept(claim, tokens);
                    } catch (IllegalArgumentException e) {
                        refused.add(claim);
                    }
                })),
                event.json());
        return refused;
    }

    private static TokenChanges changes(TokenCustomization tokens, String token) {
        return token.equals("id_token") ? tokens.idToken() : tokens.accessToken();
    }

    private static Claim<Object> any(String name) {
        return Claim.of(name, value -> value, value -> value);
    }

    private static Object plain(String json) {
        return JSON.readValue(json, Object.class);
    }

    private static String answer(PreTokenGenerationTrigger trigger, String event) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            trigger.handleRequest(new ByteArrayInputStream(event.getBytes(UTF_8)), answer, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer.toString(UTF_8);
    }

    private record Outcome(TestEvent event, JsonNode claims, Set<String> ignored) {}

    private static final class Changing extends PreTokenGenerationTrigger {
        private final Consumer<TokenCustomization> change;

        Changing(Consumer<TokenCustomization> change) {
            this.change = change;
        }

        @Override
        protected void customize(TokenRequest request, TokenCustomization tokens) {
            change.accept(tokens);
        }
    }
}

package io.cognitoclaims.conformance.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognitoclaims.conformance.lambda.LambdaProcess.Setup;
import io.cognitoclaims.conformance.lambda.RuntimeApi.Outcome;
import io.cognitoclaims.samples.trigger.PetPreferenceTrigger;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would be uploaded, run by Lambda's own runtime interface client. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client has native code for Linux only")
class DeployedFunctionIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID_TOKEN_ONLY =
            "{\"claimsOverrideDetails\":{\"claimsToAddOrOverride\":{\"pet_preference\":\"cats\"}}}";
    private static final String BOTH_TOKENS = """
            {"claimsAndScopeOverrideDetails":{
              "idTokenGeneration":{"claimsToAddOrOverride":{"pet_preference":"cats"}},
              "accessTokenGeneration":{"claimsToAddOrOverride":{"pet_preference":"cats"}}}}
            """;

    @TempDir
    private static Path folder;

    private static Path task;
    private static LambdaProcess function;

    @BeforeAll
    static void start() throws IOException {
        task = UnpackedFunction.deployed(Files.createDirectory(folder.resolve("task")));
        UnpackedFunction.with(task, FailingTrigger.class);
        UnpackedFunction.with(task, MeetingTrigger.class);
        UnpackedFunction.with(task, DeliveryTrigger.class);
        function = LambdaProcess.start(new Setup(task, PetPreferenceTrigger.class));
    }

    @AfterAll
    static void stop() {
        function.close();
    }

    @ParameterizedTest
    @CsvSource({
        "v1-authentication.json, id token",
        "v2-hosted-auth.json, both tokens",
        "v2-doc-odd-shapes.json, both tokens",
        "v3-client-credentials.json, nothing",
        "v3-client-credentials-sparse.json, nothing",
    })
    void theFunctionAnswersEventsOfEveryForm(String file, String changes) throws IOException {
        ObjectNode expected = event(file);
        if (!changes.equals("nothing")) {
            expected.set("response", JSON.readTree(changes.equals("both tokens") ? BOTH_TOKENS : ID_TOKEN_ONLY));
        }

        assertThat(JSON.readTree(function.answer(event(file).toString()))).isEqualTo(expected);
    }

    @Test
    void theFunctionAnswersItsFirstEventAndLaterOnesAlike() throws IOException {
        try (LambdaProcess fresh = LambdaProcess.start(new Setup(task, PetPreferenceTrigger.class))) {
            String cold = fresh.answer(userAt("amazon.com"));

            assertThat(preference(cold)).isEqualTo("dogs");
            assertThat(fresh.answer(userAt("amazon.com"))).isEqualTo(cold);
            assertThat(preference(fresh.answer(userAt("dogs.example")))).isEqualTo("cats");
            assertThat(fresh.log()).isEmpty();
        }
    }

    @Test
    void theFunctionAnswersSeveralEventsAtTheSameTime() throws IOException {
        Setup setup = new Setup(task, MeetingTrigger.class)
                .with("AWS_LAMBDA_MAX_CONCURRENCY", Integer.toString(MeetingTrigger.EVENTS));
        try (LambdaProcess concurrent = LambdaProcess.start(setup)) {
            List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
            for (int i = 0; i < 10 * MeetingTrigger.EVENTS; i++) {
                outcomes.add(concurrent.invoke(userAt("domain" + i + ".example")));
            }

            for (int i = 0; i < outcomes.size(); i++) {
                Outcome outcome = outcomes.get(i).orTimeout(2, TimeUnit.MINUTES).join();
                assertThat(outcome.failed()).isFalse();
                assertThat(accessTokenClaim(outcome.body(), "email_domain")).isEqualTo("domain" + i + ".example");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"TEXT", "JSON"})
    void aFailureTellsCognitoAndTheLogNothingAboutTheUser(String logFormat) throws IOException {
        Setup setup = new Setup(task, FailingTrigger.class).with("AWS_LAMBDA_LOG_FORMAT", logFormat);
        try (LambdaProcess failing = LambdaProcess.start(setup)) {
            Outcome outcome = failing.invoke(userAt("amazon.com"))
                    .orTimeout(2, TimeUnit.MINUTES)
                    .join();

            assertThat(outcome.failed()).isTrue();
            JsonNode error = JSON.readTree(outcome.body());
            assertThat(error.get("errorMessage").asText()).isEqualTo("the tokens could not be prepared");
            assertThat(error.get("errorType").asText()).isEqualTo("java.lang.IllegalStateException");
            assertThat(outcome.body() + outcome.headers() + failing.log())
                    .doesNotContain("rex", "amazon.com", "no pets for", "email_verified", "EXAMPLE11111");
            assertThat(accessTokenClaim(failing.answer(userAt("dogs.example")), "anything"))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"TEXT", "JSON"})
    void aFailureIsLoggedAsOneLineOfJson(String logFormat) throws IOException {
        Setup setup = new Setup(task, FailingTrigger.class).with("AWS_LAMBDA_LOG_FORMAT", logFormat);
        try (LambdaProcess failing = LambdaProcess.start(setup)) {
            failing.invoke(userAt("amazon.com")).orTimeout(2, TimeUnit.MINUTES).join();
            String line = failing.log().lines().findFirst().orElseThrow();

            JsonNode entry = JSON.readTree(line);
            assertThat(Instant.parse(entry.get("timestamp").asText())).isBeforeOrEqualTo(Instant.now());
            assertThat(entry.get("AWSRequestId").asText()).isEqualTo("request-1");
            assertThat(entry.get("level").asText()).isEqualTo("ERROR");
            assertThat(entry.get("trigger").asText()).isEqualTo(FailingTrigger.class.getName());
            assertThat(entry.get("exception").asText()).isEqualTo("java.lang.IllegalStateException");
            assertThat(entry.at("/cause/at/0").asText()).startsWith(FailingTrigger.class.getName() + ".customize(");
        }
    }

    @Test
    void aFunctionWithAClaimOfJsonAndWithoutJacksonDoesNotStart() {
        assertThatIllegalStateException()
                .isThrownBy(() -> LambdaProcess.start(new Setup(task, DeliveryTrigger.class))
                        .close())
                .withStackTraceContaining("init/error")
                .withStackTraceContaining(
                        "claim delivery_address: Claim.ofJson needs" + " com.fasterxml.jackson.core:jackson-databind");
    }

    @Test
    void theClassesOfTheTriggerAreLoadedBeforeSnapStartTakesTheSnapshot() throws IOException {
        Path loaded = folder.resolve("classes-loaded.txt");
        AtomicReference<String> beforeSnapshot = new AtomicReference<>("");
        Setup setup = new Setup(task, PetPreferenceTrigger.class)
                .with("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")
                .jvmOptions("-Xlog:class+load:file=" + loaded)
                .atCheckpoint(() -> beforeSnapshot.set(read(loaded)));
        try (LambdaProcess restored = LambdaProcess.start(setup)) {
            assertThat(preference(restored.answer(userAt("amazon.com")))).isEqualTo("dogs");

            String afterRestore = read(loaded).substring(beforeSnapshot.get().length());
            assertThat(beforeSnapshot.get().lines().filter(DeployedFunctionIT::isOfTheLibrary))
                    .hasSizeGreaterThan(10);
            assertThat(afterRestore).isNotEmpty();
            assertThat(afterRestore.lines().filter(DeployedFunctionIT::isOfTheLibrary))
                    .isEmpty();
        }
    }

    private static boolean isOfTheLibrary(String line) {
        return line.contains(" io.cognitoclaims.trigger.");
    }

    private static String preference(String answer) throws IOException {
        return accessTokenClaim(answer, "pet_preference");
    }

    private static String accessTokenClaim(String answer, String name) throws IOException {
        return JSON.readTree(answer)
                .at("/response/claimsAndScopeOverrideDetails/accessTokenGeneration/claimsToAddOrOverride")
                .path(name)
                .asText();
    }

    private static String userAt(String domain) throws IOException {
        ObjectNode event = event("v2-hosted-auth.json");
        ((ObjectNode) event.at("/request/userAttributes")).put("email", "rex@" + domain);
        return event.toString();
    }

    private static ObjectNode event(String file) throws IOException {
        try (InputStream in = DeployedFunctionIT.class.getResourceAsStream("/events/" + file)) {
            return (ObjectNode) JSON.readTree(Objects.requireNonNull(in, file).readAllBytes());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.cognitoclaims.conformance.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognitoclaims.conformance.lambda.LambdaProcess.Setup;
import io.cognitoclaims.conformance.lambda.RuntimeApi.Outcome;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The Lambda authorizer that would be uploaded, run by Lambda's own runtime interface client. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the runtime interface client has native code for Linux only")
class DeployedAuthorizerIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path EVENTS =
            Path.of("..", "samples", "lambda-authorizer", "src/test/resources/io/cognitoclaims/samples/authorizer");

    private static final String AUTHORIZER = "io.cognitoclaims.samples.authorizer.PetAuthorizer";

    @TempDir
    private static Path folder;

    private static TestUserPool pool;
    private static Path task;
    private static LambdaProcess function;

    @BeforeAll
    static void start() throws IOException {
        pool = TestUserPool.create();
        task = UnpackedFunction.deployed(
                Path.of("target", "function", "lambda-authorizer.jar"), Files.createDirectory(folder.resolve("task")));
        function = LambdaProcess.start(new Setup(task, AUTHORIZER, settings(), List.of(), () -> {}));
    }

    @AfterAll
    static void stop() {
        function.close();
        pool.close();
    }

    @Test
    void opensAWebSocketForATokenInItsSubprotocol() throws IOException {
        String token = pool.accessToken()
                .subject("somebody")
                .claim("pet_preference", "dogs")
                .sign();

        JsonNode answer = JSON.readTree(function.answer(connect("bearer, " + token)));

        assertThat(answer.at("/policyDocument/Statement/0/Effect").asText()).isEqualTo("Allow");
        assertThat(answer.at("/policyDocument/Statement/0/Resource/0").asText())
                .isEqualTo("arn:aws:execute-api:eu-west-1:123456789012:w3bs0ck3t0/live/$connect");
        assertThat(answer.at("/context/sub").asText()).isEqualTo("somebody");
        assertThat(answer.at("/context/pet_preference").asText()).isEqualTo("dogs");
    }

    @Test
    void answersABadTokenWithTheWordThatApiGatewayKnows() throws IOException {
        String token = pool.accessToken().clientId("another").sign();

        Outcome outcome = function.invoke(connect("bearer, " + token))
                .orTimeout(2, TimeUnit.MINUTES)
                .join();

        assertThat(outcome.failed()).isTrue();
        assertThat(JSON.readTree(outcome.body()).path("errorMessage").asText()).isEqualTo("Unauthorized");
        assertThat(outcome.body() + outcome.headers() + function.log()).doesNotContain(token);
    }

    @Test
    void whatReadsAndWritesJsonIsLoadedBeforeSnapStartTakesTheSnapshot() throws IOException {
        Path loaded = folder.resolve("classes-loaded.txt");
        AtomicReference<String> beforeSnapshot = new AtomicReference<>("");
        Map<String, String> settings = new HashMap<>(settings());
        settings.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        Setup setup = new Setup(
                task,
                AUTHORIZER,
                settings,
                List.of("-Xlog:class+load:file=" + loaded),
                () -> beforeSnapshot.set(read(loaded)));
        try (LambdaProcess restored = LambdaProcess.start(setup)) {
            restored.answer(connect("bearer, " + pool.accessToken().sign()));

            String afterRestore = read(loaded).substring(beforeSnapshot.get().length());
            assertThat(beforeSnapshot.get().lines().filter(DeployedAuthorizerIT::isOfTheJsonLibrary))
                    .hasSizeGreaterThan(100);
            assertThat(afterRestore).isNotEmpty();
            assertThat(afterRestore.lines().filter(DeployedAuthorizerIT::isOfTheJsonLibrary))
                    .hasSizeLessThan(10);
        }
    }

    private static Map<String, String> settings() {
        return Map.of(
                "COGNITO_ISSUER", pool.issuer(),
                "COGNITO_CLIENT_IDS", pool.clientId(),
                "COGNITO_TOKEN_USE", "access");
    }

    private static boolean isOfTheJsonLibrary(String line) {
        return line.contains(" com.fasterxml.jackson.");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String connect(String protocols) throws IOException {
        ObjectNode event = (ObjectNode) JSON.readTree(Files.readString(EVENTS.resolve("websocket-connect.json")));
        event.withObject("/headers").put("Sec-WebSocket-Protocol", protocols);
        event.withObject("/multiValueHeaders")
                .withArray("Sec-WebSocket-Protocol")
                .add(protocols);
        return event.toString();
    }
}

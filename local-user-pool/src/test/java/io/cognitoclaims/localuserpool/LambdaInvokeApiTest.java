package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.RunningPool.claims;
import static io.cognitoclaims.localuserpool.RunningPool.redeem;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cognitoclaims.localuserpool.TriggerFailedException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LambdaInvokeApiTest {
    private static final String PATH = "/2015-03-31/functions/pet-preference/invocations";

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer lambda;
    private URI address;

    @BeforeEach
    void start() throws IOException {
        lambda = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        lambda.setExecutor(threads);
        lambda.start();
        address = URI.create("http://127.0.0.1:" + lambda.getAddress().getPort() + PATH);
    }

    @AfterEach
    void stop() {
        lambda.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aTriggerThatRunsElsewhereChangesTheTokens() {
        lambda.createContext(PATH, exchange -> {
            String event = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            boolean asked =
                    "RequestResponse".equals(exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type"));
            answer(
                    exchange,
                    asked ? 200 : 400,
                    event.replace(
                            "\"claimsAndScopeOverrideDetails\":null",
                            "\"claimsAndScopeOverrideDetails\":{\"accessTokenGeneration\":"
                                    + "{\"claimsToAddOrOverride\":{\"pet_preference\":\"dogs\"}}}"));
        });

        try (RunningPool pool = RunningPool.start("--user-pool.trigger.invoke-url=" + address)) {
            assertThat(claims(pool.signIn("test-user"), "access_token")
                            .path("pet_preference")
                            .stringValue())
                    .isEqualTo("dogs");

            lambda.removeContext(PATH);
            assertThat(pool.token(redeem(pool.code("test-user"))).body()).isEqualTo("{\"error\":\"internal_error\"}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"errorMessage\":\"no dogs today\",\"errorType\":\"x\"}|PreTokenGeneration failed with error no dogs today.",
                "{}|PreTokenGeneration failed with error null.",
                "oh|PreTokenGeneration failed with error null."
            })
    void theExceptionTellsWhatAFailedFunctionSays(String body, String message) {
        lambda.createContext(PATH, exchange -> {
            exchange.getResponseHeaders().set("X-Amz-Function-Error", "Unhandled");
            answer(exchange, 200, body);
        });

        fails(Duration.ofSeconds(60), Kind.USER_LAMBDA_VALIDATION, message);
    }

    @ParameterizedTest
    @CsvSource({"404", "429", "500"})
    void anInvocationFailsIfLambdaDoesNotRunTheFunction(int status) {
        lambda.createContext(PATH, exchange -> answer(exchange, status, "{}"));

        fails(
                Duration.ofSeconds(60),
                Kind.UNEXPECTED_LAMBDA,
                "PreTokenGeneration invocation failed due to configuration.");
    }

    @Test
    void anInvocationFailsIfNobodyListens() {
        lambda.stop(0);

        fails(
                Duration.ofSeconds(60),
                Kind.UNEXPECTED_LAMBDA,
                "PreTokenGeneration invocation failed due to configuration.");
    }

    @Test
    void anInvocationThatOutlastsItsTimeoutFails() {
        CountDownLatch never = new CountDownLatch(1);
        lambda.createContext(PATH, exchange -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });

        fails(
                Duration.ofSeconds(1),
                Kind.UNEXPECTED_LAMBDA,
                "PreTokenGeneration invocation failed due to error Socket timeout while invoking Lambda function.");
    }

    private void fails(Duration timeout, Kind kind, String message) {
        assertThatExceptionOfType(TriggerFailedException.class)
                .isThrownBy(() -> new LambdaInvokeApi(address, timeout).invoke("{}".getBytes(UTF_8)))
                .withMessage(message)
                .satisfies(failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}

package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.TriggerFailedException.Kind;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls a function at Lambda's Invoke API, without a signature: at an emulator of Lambda on this machine. See
 * <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>.
 */
final class LambdaInvokeApi implements TriggerFunction {
    private static final Logger log = LoggerFactory.getLogger(LambdaInvokeApi.class);

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final URI address;
    private final Duration timeout;

    LambdaInvokeApi(URI address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
    }

    @Override
    public byte[] invoke(byte[] event) throws TriggerFailedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .header("Content-Type", "application/json")
                .header("X-Amz-Invocation-Type", "RequestResponse")
                .POST(BodyPublishers.ofByteArray(event))
                .build();
        try {
            return answer(TriggerFunction.await(http.sendAsync(request, BodyHandlers.ofByteArray()), timeout));
        } catch (ExecutionException e) {
            log.warn(
                    "The trigger at {} can't be reached: {}",
                    address,
                    e.getCause() == null ? e : e.getCause().getClass());
            throw notInvoked();
        }
    }

    private byte[] answer(HttpResponse<byte[]> response) throws TriggerFailedException {
        if (response.statusCode() != 200) {
            log.warn("Lambda's API at {} answered {}", address, response.statusCode());
            throw notInvoked();
        }
        if (response.headers().firstValue("X-Amz-Function-Error").isPresent()) {
            log.warn("The trigger at {} failed", address);
            throw TriggerFailedException.of(errorMessage(response.body()));
        }
        return response.body();
    }

    private String errorMessage(byte[] body) {
        try {
            return json.readTree(body).path("errorMessage").asString("null");
        } catch (JacksonException e) {
            return "null";
        }
    }

    private static TriggerFailedException notInvoked() {
        return new TriggerFailedException(
                Kind.UNEXPECTED_LAMBDA, "PreTokenGeneration invocation failed due to configuration.");
    }
}

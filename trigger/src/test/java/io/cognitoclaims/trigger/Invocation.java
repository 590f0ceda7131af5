package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/** Calls a trigger as Lambda does, and keeps what it logs. */
final class Invocation implements Context, LambdaLogger {
    final List<String> lines = new ArrayList<>();
    final List<LogLevel> levels = new ArrayList<>();

    /** {@return the trigger's answer to the event, as text} */
    String answer(PreTokenGenerationTrigger trigger, String event) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            trigger.handleRequest(new ByteArrayInputStream(event.getBytes(UTF_8)), answer, this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer.toString(UTF_8);
    }

    /** {@return the answer of a trigger that customizes so} */
    static String answer(String event, BiConsumer<TokenRequest, TokenCustomization> customizer) {
        return new Invocation().answer(trigger(customizer), event);
    }

    /** {@return the response in that answer} */
    static JsonNode response(String event, BiConsumer<TokenRequest, TokenCustomization> customizer) {
        return Events.json(answer(event, customizer)).get("response");
    }

    /** {@return what the customizer is told about the event} */
    static TokenRequest request(String event) {
        AtomicReference<TokenRequest> seen = new AtomicReference<>();
        answer(event, (request, tokens) -> seen.set(request));
        return seen.get();
    }

    /** {@return what the customizer may change in that event, without a byte budget} */
    static TokenCustomization tokens(String event) {
        return new TokenCustomization(request(event), Integer.MAX_VALUE);
    }

    static PreTokenGenerationTrigger trigger(BiConsumer<TokenRequest, TokenCustomization> customizer) {
        return new PreTokenGenerationTrigger() {
            @Override
            protected void customize(TokenRequest request, TokenCustomization tokens) {
                customizer.accept(request, tokens);
            }
        };
    }

    @Override
    public void log(byte[] line, LogLevel level) {
        String text = new String(line, UTF_8);
        lines.add(text.substring(0, text.lastIndexOf('\n')));
        levels.add(level);
    }

    @Override
    public void log(byte[] line) {
        log(line, LogLevel.UNDEFINED);
    }

    @Override
    public void log(String line) {
        throw new UnsupportedOperationException("Lambda would add something to the line");
    }

    @Override
    public LambdaLogger getLogger() {
        return this;
    }

    @Override
    public String getAwsRequestId() {
        return "8f507cfc-EXAMPLE";
    }

    @Override
    public String getLogGroupName() {
        return "/aws/lambda/trigger";
    }

    @Override
    public String getLogStreamName() {
        return "stream";
    }

    @Override
    public String getFunctionName() {
        return "trigger";
    }

    @Override
    public String getFunctionVersion() {
        return "1";
    }

    @Override
    public String getInvokedFunctionArn() {
        return "arn:aws:lambda:us-east-1:123456789012:function:trigger:live";
    }

    @Override
    public CognitoIdentity getIdentity() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ClientContext getClientContext() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getRemainingTimeInMillis() {
        return 5_000;
    }

    @Override
    public int getMemoryLimitInMB() {
        return 512;
    }
}

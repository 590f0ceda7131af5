package io.cognitoclaims.samples.userpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a handler is told about its surroundings. Its log goes to the logger of the handler's class, level INFO. */
final class LocalLambdaContext implements Context {
    // Cognito waits five seconds for a trigger.
    private static final int MILLIS_TO_ANSWER = 5000;

    private final String requestId = UUID.randomUUID().toString();
    private final long started = System.nanoTime();
    private final Class<?> handler;

    LocalLambdaContext(Object handler) {
        this.handler = handler.getClass();
    }

    @Override
    public String getAwsRequestId() {
        return requestId;
    }

    @Override
    public String getLogGroupName() {
        return "/aws/lambda/" + getFunctionName();
    }

    @Override
    public String getLogStreamName() {
        return "local-user-pool";
    }

    @Override
    public String getFunctionName() {
        return handler.getSimpleName();
    }

    @Override
    public String getFunctionVersion() {
        return "$LATEST";
    }

    @Override
    public String getInvokedFunctionArn() {
        return "arn:aws:lambda:us-east-1:123456789012:function:" + getFunctionName();
    }

    @Override
    public @Nullable CognitoIdentity getIdentity() {
        return null;
    }

    @Override
    public @Nullable ClientContext getClientContext() {
        return null;
    }

    @Override
    public int getRemainingTimeInMillis() {
        long spent = (System.nanoTime() - started) / 1_000_000;
        return (int) Math.max(0, MILLIS_TO_ANSWER - spent);
    }

    @Override
    public int getMemoryLimitInMB() {
        return 512;
    }

    @Override
    public LambdaLogger getLogger() {
        Logger log = LoggerFactory.getLogger(handler);
        return new LambdaLogger() {
            @Override
            public void log(String message) {
                log.info(message);
            }

            @Override
            public void log(byte[] message) {
                log.info(new String(message, UTF_8));
            }
        };
    }
}

package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What a handler is told about its surroundings. Its log goes to the logger of the handler's class. */
final class LocalLambdaContext implements Context {
    private final String requestId = UUID.randomUUID().toString();
    private final long started = System.nanoTime();
    private final Class<?> handler;
    private final Duration timeout;

    LocalLambdaContext(Object handler, Duration timeout) {
        this.handler = handler.getClass();
        this.timeout = timeout;
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
        return (int) Math.max(0, timeout.toMillis() - spent);
    }

    @Override
    public int getMemoryLimitInMB() {
        return 512;
    }

    private static Level slf4j(LogLevel level) {
        return switch (level) {
            case TRACE -> Level.TRACE;
            case DEBUG -> Level.DEBUG;
            case INFO, UNDEFINED -> Level.INFO;
            case WARN -> Level.WARN;
            case ERROR, FATAL -> Level.ERROR;
        };
    }

    @Override
    public LambdaLogger getLogger() {
        Logger log = LoggerFactory.getLogger(handler);
        return new LambdaLogger() {
            @Override
            public void log(String message) {
                log(message, LogLevel.INFO);
            }

            @Override
            public void log(byte[] message) {
                log(message, LogLevel.INFO);
            }

            @Override
            public void log(byte[] message, LogLevel level) {
                log(new String(message, UTF_8), level);
            }

            @Override
            public void log(String message, LogLevel level) {
                log.atLevel(slf4j(level)).log(message.stripTrailing());
            }
        };
    }
}

package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import io.cognitoclaims.contract.ClaimValueException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The log for operators: one line of JSON for each entry, without anything about the user. Time, level and request have the
 * names that Lambda's own lines have; see <a
 * href="https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html">JSON and plain text log
 * formats</a>. The log decides neither about the tokens nor about the message for the user: if the log fails, nothing is
 * logged.
 */
final class TriggerLog {
    private static final int MAX_CAUSES = 5;
    private static final int MAX_FRAMES = 30;
    private static final int MAX_CODE_MESSAGE = 500;
    private static final Pattern CODE = Pattern.compile("[\\w$./;:,'()\\[\\]<> -]+");

    private final Class<?> trigger;
    private final @Nullable Context context;

    TriggerLog(Class<?> trigger, @Nullable Context context) {
        this.trigger = trigger;
        this.context = context;
    }

    void failed(Throwable failure) {
        try {
            log(LogLevel.ERROR, failureLine(failure));
        } catch (Throwable e) {
            PreTokenGenerationTrigger.passOnIfBroken(e);
        }
    }

    void notCarriedByV1(Set<String> claims) {
        try {
            JsonWriter line =
                    line(LogLevel.WARN, "not in the access token: an event of version 1 changes the ID token only");
            log(LogLevel.WARN, line.strings("claims", claims));
        } catch (Throwable e) {
            PreTokenGenerationTrigger.passOnIfBroken(e);
        }
    }

    private JsonWriter failureLine(Throwable failure) {
        String message = "no tokens: the pre token generation trigger failed";
        JsonWriter line = line(LogLevel.ERROR, message);
        try {
            writeFailure(line, failure, MAX_CAUSES);
            return line;
        } catch (Throwable e) {
            PreTokenGenerationTrigger.passOnIfBroken(e);
            // A class of the application may override the methods of an exception that are called here.
            return line(LogLevel.ERROR, message)
                    .string("exception", failure.getClass().getName());
        }
    }

    private JsonWriter line(LogLevel level, String message) {
        JsonWriter line = new JsonWriter()
                .startObject()
                .string(
                        "timestamp",
                        Instant.now().truncatedTo(ChronoUnit.MILLIS).toString())
                .string("level", level.name())
                .string("message", message)
                .string("trigger", trigger.getName());
        return context == null ? line : line.string("AWSRequestId", String.valueOf(context.getAwsRequestId()));
    }

    private void log(LogLevel level, JsonWriter line) {
        LambdaLogger logger = context == null ? LambdaRuntime.getLogger() : context.getLogger();
        // As bytes: Lambda adds the level before a string, or puts the string into its own JSON object.
        logger.log((line.endObject() + "\n").getBytes(UTF_8), level);
    }

    private static void writeFailure(JsonWriter out, Throwable failure, int causesLeft) {
        out.string("exception", failure.getClass().getName());
        String reason = String.valueOf(failure.getMessage());
        if (isOurs(failure) || isAboutCode(failure, reason)) {
            out.string("reason", reason);
        }
        out.strings("at", frames(failure));
        Throwable cause = failure.getCause();
        if (cause != null && causesLeft > 0) {
            out.startObject("cause");
            writeFailure(out, cause, causesLeft - 1);
            out.endObject();
        }
    }

    private static boolean isOurs(Throwable failure) {
        return failure instanceof RefusedException || failure instanceof ClaimValueException;
    }

    /**
     * {@return whether the message is the Java virtual machine's own, which names the missing class, method or field} Not
     * that of an {@link ExceptionInInitializerError}, which quotes another exception, nor that of an {@link
     * UnsatisfiedLinkError}, which names what a program asks for. The pattern excludes URLs and other strings that a
     * program could have put into such an error.
     */
    private static boolean isAboutCode(Throwable failure, String message) {
        boolean ofTheMachine = failure instanceof NoClassDefFoundError
                || failure instanceof IncompatibleClassChangeError
                || failure instanceof UnsupportedClassVersionError;
        return ofTheMachine
                && failure.getClass().getName().startsWith("java.lang.")
                && message.length() <= MAX_CODE_MESSAGE
                && !message.equals("null")
                && CODE.matcher(message).matches();
    }

    private static List<String> frames(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .limit(MAX_FRAMES)
                .map(StackTraceElement::toString)
                .toList();
    }
}

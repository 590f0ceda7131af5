package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import com.fasterxml.jackson.core.JsonGenerator;
import io.cognitoclaims.contract.ClaimValueException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What operators are told: one line of JSON an entry, without anything about the user. */
final class TriggerLog {
    private static final int MAX_CAUSES = 5;
    private static final int MAX_FRAMES = 30;

    private final Class<?> trigger;
    private final @Nullable Context context;

    TriggerLog(Class<?> trigger, @Nullable Context context) {
        this.trigger = trigger;
        this.context = context;
    }

    void failed(Throwable failure) {
        log(LogLevel.ERROR, "no tokens: the pre token generation trigger failed", out -> {
            writeFailure(out, failure, MAX_CAUSES);
        });
    }

    void outOfReach(Set<String> claims) {
        log(
                LogLevel.WARN,
                "not in the access token: an event of version 1 changes the ID token only",
                out -> Json.writeStrings(out, "claims", claims));
    }

    private void log(LogLevel level, String message, Json.Content details) {
        String line = toLine(level, message, details);
        if (context == null) {
            // The logger outside Lambda ends no line by itself.
            LambdaRuntime.getLogger().log(line + "\n", level);
        } else {
            context.getLogger().log(line, level);
        }
    }

    private String toLine(LogLevel level, String message, Json.Content details) {
        try {
            byte[] line = Json.write(out -> {
                out.writeStartObject();
                out.writeStringField("level", level.name());
                out.writeStringField("message", message);
                out.writeStringField("trigger", trigger.getName());
                details.writeTo(out);
                out.writeEndObject();
            });
            return new String(line, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeFailure(JsonGenerator out, Throwable failure, int causesLeft) throws IOException {
        out.writeStringField("exception", failure.getClass().getName());
        if (failure instanceof RefusedException || failure instanceof ClaimValueException) {
            // The only messages that are known to hold no value.
            out.writeStringField("reason", failure.getMessage());
        }
        Json.writeStrings(out, "at", frames(failure));
        if (failure.getCause() != null && causesLeft > 0) {
            out.writeObjectFieldStart("cause");
            writeFailure(out, failure.getCause(), causesLeft - 1);
            out.writeEndObject();
        }
    }

    private static List<String> frames(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .limit(MAX_FRAMES)
                .map(StackTraceElement::toString)
                .toList();
    }
}

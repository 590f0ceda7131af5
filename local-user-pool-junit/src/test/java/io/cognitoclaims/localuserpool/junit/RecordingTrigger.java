package io.cognitoclaims.localuserpool.junit;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A trigger that the test sees running: it adds a claim, and counts. */
public final class RecordingTrigger implements RequestStreamHandler {
    static final AtomicInteger RUNS = new AtomicInteger();

    public RecordingTrigger() {}

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context) throws IOException {
        RUNS.incrementAndGet();
        String text = new String(event.readAllBytes(), StandardCharsets.UTF_8);
        answer.write(text.replace(
                        "\"claimsAndScopeOverrideDetails\":null",
                        "\"claimsAndScopeOverrideDetails\":{\"accessTokenGeneration\":{\"claimsToAddOrOverride\":"
                                + "{\"pet\":\"dog\"}}}")
                .getBytes(StandardCharsets.UTF_8));
    }
}

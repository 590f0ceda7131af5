package io.cognitoclaims.localuserpool;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a Lambda handler in this process, each event on a thread of its own.
 *
 * <p>An instance gets one event at a time, as in Lambda; an event that finds none idle gets a new one. One that does not
 * answer in time is interrupted, and its instance is not used again until it has.
 */
final class HandlerInProcess implements TriggerFunction {
    private static final Logger log = LoggerFactory.getLogger(HandlerInProcess.class);

    private final Supplier<RequestStreamHandler> handlers;
    private final Duration timeout;
    private final Queue<RequestStreamHandler> idle = new ConcurrentLinkedQueue<>();

    HandlerInProcess(Supplier<RequestStreamHandler> handlers, Duration timeout) {
        this.handlers = handlers;
        this.timeout = timeout;
        idle.add(handlers.get());
    }

    @Override
    public byte[] invoke(byte[] event) throws TriggerFailedException {
        FutureTask<byte[]> call = new FutureTask<>(() -> handle(event));
        Thread thread = new Thread(call, "trigger");
        thread.setDaemon(true);
        thread.start();
        try {
            return TriggerFunction.await(call, timeout);
        } catch (ExecutionException e) {
            Throwable failure = e.getCause() == null ? e : e.getCause();
            log.warn("The trigger failed: {}", describe(failure));
            throw TriggerFailedException.of(String.valueOf(failure.getMessage()));
        }
    }

    /** {@return what failed and where} Without its message, which may hold attributes. */
    static String describe(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return failure.getClass().getName() + " at " + (trace.length > 0 ? trace[0] : "?");
    }

    private byte[] handle(byte[] event) throws IOException {
        RequestStreamHandler free = idle.poll();
        RequestStreamHandler handler = free == null ? handlers.get() : free;
        try {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            // What the handler looks up by name, it looks up where it comes from.
            Thread.currentThread().setContextClassLoader(handler.getClass().getClassLoader());
            handler.handleRequest(new ByteArrayInputStream(event), answer, new LocalLambdaContext(handler, timeout));
            return answer.toByteArray();
        } finally {
            idle.add(handler);
        }
    }
}

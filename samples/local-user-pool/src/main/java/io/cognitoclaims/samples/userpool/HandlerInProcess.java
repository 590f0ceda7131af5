package io.cognitoclaims.samples.userpool;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a Lambda handler in this process, on a thread of its own.
 *
 * <p>The handler gets one event at a time, as one instance in Lambda does. One that does not answer in time is
 * interrupted and replaced by a new instance, so that no later sign-in waits for it.
 */
final class HandlerInProcess implements TriggerFunction {
    private static final Logger log = LoggerFactory.getLogger(HandlerInProcess.class);

    private final Supplier<RequestStreamHandler> handlers;
    private final Duration timeout;
    private Instance instance;

    HandlerInProcess(Supplier<RequestStreamHandler> handlers, Duration timeout) {
        this.handlers = handlers;
        this.timeout = timeout;
        this.instance = new Instance(handlers.get());
    }

    /** Logs what failed without its message, which may hold attributes. */
    @Override
    public byte[] invoke(byte[] event) throws TriggerFailedException {
        Instance current = current();
        try {
            return TriggerFunction.await(current.thread.submit(() -> current.handle(event)), timeout);
        } catch (TriggerFailedException late) {
            replace(current);
            throw late;
        } catch (ExecutionException e) {
            Throwable failure = e.getCause() == null ? e : e.getCause();
            StackTraceElement[] trace = failure.getStackTrace();
            log.warn("The trigger failed: {} at {}", failure.getClass().getName(), trace.length > 0 ? trace[0] : "?");
            throw TriggerFailedException.of(String.valueOf(failure.getMessage()));
        }
    }

    private synchronized Instance current() {
        return instance;
    }

    private synchronized void replace(Instance stuck) {
        if (instance == stuck) {
            stuck.thread.shutdownNow();
            instance = new Instance(handlers.get());
        }
    }

    private static final class Instance {
        private final RequestStreamHandler handler;
        private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
            Thread worker = new Thread(work, "trigger");
            worker.setDaemon(true);
            return worker;
        });

        Instance(RequestStreamHandler handler) {
            this.handler = handler;
        }

        byte[] handle(byte[] event) throws IOException {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            handler.handleRequest(new ByteArrayInputStream(event), answer, new LocalLambdaContext(handler));
            return answer.toByteArray();
        }
    }
}

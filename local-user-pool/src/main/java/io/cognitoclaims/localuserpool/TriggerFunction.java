package io.cognitoclaims.localuserpool;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.cognitoclaims.localuserpool.TriggerFailedException.Kind;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Lambda function. Safe for use by many threads. */
interface TriggerFunction {
    /** {@return its answer to {@code event}} */
    byte[] invoke(byte[] event) throws TriggerFailedException;

    /** {@return what {@code call} gives} Waits no longer than {@code timeout}, then cancels it. */
    static <T> T await(Future<T> call, Duration timeout) throws TriggerFailedException, ExecutionException {
        Logger log = LoggerFactory.getLogger(TriggerFunction.class);
        try {
            return call.get(timeout.toNanos(), NANOSECONDS);
        } catch (TimeoutException e) {
            log.warn("The trigger took more than {}", timeout);
            throw new TriggerFailedException(
                    Kind.UNEXPECTED_LAMBDA,
                    "PreTokenGeneration invocation failed due to error Socket timeout while invoking Lambda function.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.warn("The pool stops while the trigger runs");
            throw new TriggerFailedException(Kind.UNEXPECTED_LAMBDA, "PreTokenGeneration invocation failed.");
        } finally {
            call.cancel(true);
        }
    }
}

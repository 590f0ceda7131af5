package io.cognitoclaims.samples.userpool;

import static io.cognitoclaims.samples.userpool.RunningPool.redeem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TriggerTimeoutTest {
    @AfterEach
    void forget() {
        RecordingTrigger.reset();
    }

    @Test
    void interruptsATriggerThatHangs() throws InterruptedException {
        CountDownLatch interrupted = new CountDownLatch(1);
        RecordingTrigger.answer(event -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw new InterruptedIOException();
            }
            return "";
        });
        try (RunningPool pool = RunningPool.withTrigger("V2_0", Clock.systemUTC(), "--user-pool.trigger.timeout=2s")) {
            assertThat(pool.token(redeem(pool.code("test-user"))).body()).isEqualTo("{\"error\":\"internal_error\"}");
            assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void doesNotLetLaterSignInsWaitForATriggerThatIgnoresItsInterruption() throws Exception {
        Semaphore release = new Semaphore(0);
        TriggerFunction trigger = new HandlerInProcess(
                () -> (input, output, context) -> {
                    if (input.read() == 'h') {
                        release.acquireUninterruptibly();
                    }
                    output.write('a');
                },
                Duration.ofSeconds(10));

        try {
            assertThatExceptionOfType(TriggerFailedException.class)
                    .isThrownBy(() -> trigger.invoke(new byte[] {'h'}))
                    .satisfies(failed ->
                            assertThat(failed.kind()).isEqualTo(TriggerFailedException.Kind.UNEXPECTED_LAMBDA));
            assertThat(trigger.invoke(new byte[] {'x'})).containsExactly('a');
        } finally {
            release.release();
        }
    }
}

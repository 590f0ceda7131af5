package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.RunningPool.redeem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class TriggerTimeoutTest {
    @AfterEach
    void forget() {
        RecordingTrigger.reset();
    }

    @Test
    void aTriggerThatHangsIsInterrupted() throws InterruptedException {
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
    void laterEventsDoNotWaitForATriggerThatIgnoresItsInterruption() throws Exception {
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

    @Test
    void eventsThatComeTogetherRunSideBySideEachOnAnInstanceOfItsOwn() throws Exception {
        CyclicBarrier together = new CyclicBarrier(4);
        AtomicInteger instances = new AtomicInteger();
        TriggerFunction trigger = new HandlerInProcess(
                () -> {
                    int instance = instances.incrementAndGet();
                    return (input, output, context) -> {
                        if (input.read() == 'w') {
                            meet(together);
                        }
                        output.write(instance);
                    };
                },
                Duration.ofSeconds(60));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<byte[]> call = () -> trigger.invoke(new byte[] {'w'});
            Set<Byte> answers = new HashSet<>();
            for (Future<byte[]> answer : threads.invokeAll(Collections.nCopies(4, call))) {
                answers.add(answer.get()[0]);
            }

            assertThat(answers).hasSize(4);
            assertThat(trigger.invoke(new byte[] {'x'})[0]).isIn(answers);
        } finally {
            threads.shutdownNow();
        }
    }

    private static void meet(CyclicBarrier together) throws InterruptedIOException {
        try {
            together.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new InterruptedIOException();
        }
    }
}

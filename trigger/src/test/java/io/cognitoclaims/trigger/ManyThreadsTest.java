package io.cognitoclaims.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognitoclaims.contract.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ManyThreadsTest {
    private static final int THREADS = 8;
    private static final int EVENTS_PER_THREAD = 500;
    private static final Claim<String> ECHO = Claim.ofString("echo");

    @Test
    void manyThreadsShareOneTrigger() throws Exception {
        PreTokenGenerationTrigger trigger = Invocation.trigger((request, tokens) ->
                tokens.set(ECHO, request.attribute("custom:id").orElseThrow()));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Integer>> right = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                right.add(threads.submit(countRightAnswers(trigger, "thread" + thread, start)));
            }
            start.countDown();
            for (Future<Integer> count : right) {
                assertThat(count.get()).isEqualTo(EVENTS_PER_THREAD);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<Integer> countRightAnswers(
            PreTokenGenerationTrigger trigger, String thread, CountDownLatch start) {
        return () -> {
            start.await();
            int right = 0;
            for (int i = 0; i < EVENTS_PER_THREAD; i++) {
                String id = thread + "-" + "x".repeat(i);
                String event = Events.withAttribute(i % 2 == 0 ? Events.V2 : Events.V1, "custom:id", id);
                JsonNode answer = Events.json(new Invocation().answer(trigger, event));
                boolean echoed = answer.get("response").findValuesAsText("echo").stream()
                                .allMatch(id::equals)
                        && answer.get("response").findValuesAsText("echo").size() == (i % 2 == 0 ? 2 : 1)
                        && answer.get("request").equals(Events.json(event).get("request"));
                right += echoed ? 1 : 0;
            }
            return right;
        };
    }
}

package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ObjectPoolTest {
    private static final int THREADS = 4;
    private static final int TIMES = 50_000;

    private final AtomicInteger made = new AtomicInteger();
    private final ObjectPool<AtomicBoolean> pool = new ObjectPool<>(() -> {
        made.incrementAndGet();
        return new AtomicBoolean();
    });

    @Test
    void anObjectPoolGivesAnObjectToOneThreadAtATime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Callable<Integer>> users = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            users.add(this::countOfThoseInUse);
        }
        int inUse = 0;
        for (Future<Integer> found : threads.invokeAll(users)) {
            inUse += found.get();
        }
        threads.shutdown();

        assertThat(inUse).isZero();
        assertThat(made.get()).isBetween(1, THREADS);
    }

    private int countOfThoseInUse() {
        int inUse = 0;
        for (int i = 0; i < TIMES; i++) {
            AtomicBoolean isInUse = pool.take();
            inUse += isInUse.getAndSet(true) ? 1 : 0;
            isInUse.set(false);
            pool.giveBack(isInUse);
        }
        return inUse;
    }
}

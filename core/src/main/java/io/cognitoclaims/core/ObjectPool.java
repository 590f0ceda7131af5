package io.cognitoclaims.core;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A pool of objects that are costly to make and must not be used by two threads at once. It grows to the number of objects
 * that were in use at the same time. Each thread tries its own slot first, and then a queue that all threads share. These are
 * not thread-locals, because there may be a million virtual threads.
 */
final class ObjectPool<E> {
    private static final int SLOTS = 8;
    /** One cache line per slot, to avoid false sharing between slots, and with the length of the array. */
    private static final int STRIDE = 16;

    private final AtomicReferenceArray<@Nullable E> slots = new AtomicReferenceArray<>((SLOTS + 1) * STRIDE);
    private final ConcurrentLinkedQueue<E> others = new ConcurrentLinkedQueue<>();
    private final Supplier<E> maker;

    ObjectPool(Supplier<E> maker) {
        this.maker = maker;
    }

    E take() {
        @Nullable E element = slots.getAndSet(slot(), null);
        if (element == null) {
            element = others.poll();
        }
        return element != null ? element : maker.get();
    }

    /** Only for an object whose work is complete. An object that threw an exception is left to the garbage collector. */
    void giveBack(E element) {
        if (!slots.compareAndSet(slot(), null, element)) {
            others.offer(element);
        }
    }

    private static int slot() {
        return (((int) Thread.currentThread().getId() & (SLOTS - 1)) + 1) * STRIDE;
    }
}

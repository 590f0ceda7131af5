package io.cognitoclaims.core;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects that are costly to make and must not be used by two threads at once. It holds about as many as were ever in use at
 * the same time. A thread looks in one of a few places, where it rarely meets others, and then in the queue that is for all.
 * Not thread-locals: there may be a million virtual threads.
 */
final class Pool<E> {
    private static final int PLACES = 8;
    /** A cache line, so that who writes to one place does not slow who reads another, or the length before the first. */
    private static final int STRIDE = 16;

    private final AtomicReferenceArray<@Nullable E> places = new AtomicReferenceArray<>((PLACES + 1) * STRIDE);
    private final ConcurrentLinkedQueue<E> others = new ConcurrentLinkedQueue<>();
    private final Supplier<E> maker;

    Pool(Supplier<E> maker) {
        this.maker = maker;
    }

    E take() {
        @Nullable E element = places.getAndSet(place(), null);
        if (element == null) {
            element = others.poll();
        }
        return element != null ? element : maker.get();
    }

    /** Only for an object whose work is complete; one that threw in the middle is left to the garbage collector. */
    void giveBack(E element) {
        if (!places.compareAndSet(place(), null, element)) {
            others.offer(element);
        }
    }

    private static int place() {
        return (((int) Thread.currentThread().getId() & (PLACES - 1)) + 1) * STRIDE;
    }
}

package io.cognitoclaims.core;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects that are costly to make and must not be used by two threads at once. A thread looks in one place, which others
 * share, and makes a new one when it is empty; so there are never more idle ones than places. Not thread-locals: there may
 * be a million virtual threads.
 */
final class Pool<E> {
    private static final int PLACES = 8;
    /** Places are a cache line apart, so that one processor's does not slow another's. */
    private static final int STRIDE = 16;

    private final AtomicReferenceArray<@Nullable E> idle = new AtomicReferenceArray<>(PLACES * STRIDE);
    private final Supplier<E> maker;

    Pool(Supplier<E> maker) {
        this.maker = maker;
    }

    E take() {
        @Nullable E element = idle.getAndSet(place(), null);
        return element != null ? element : maker.get();
    }

    /** Only for an object whose work is complete; one that threw in the middle is left to the garbage collector. */
    void giveBack(E element) {
        idle.setRelease(place(), element);
    }

    private static int place() {
        return (int) (Thread.currentThread().getId() & (PLACES - 1)) * STRIDE;
    }
}

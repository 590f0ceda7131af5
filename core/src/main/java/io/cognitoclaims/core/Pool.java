package io.cognitoclaims.core;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects that are costly to make and must not be used by two threads at once. It holds as many as were ever in use at
 * the same time. Not thread-locals: there may be a million virtual threads.
 */
final class Pool<E> {
    private final ConcurrentLinkedQueue<E> idle = new ConcurrentLinkedQueue<>();
    private final Supplier<E> maker;

    Pool(Supplier<E> maker) {
        this.maker = maker;
    }

    E take() {
        @Nullable E element = idle.poll();
        return element != null ? element : maker.get();
    }

    /** Only for an object whose work is complete; one that threw in the middle is left to the garbage collector. */
    void giveBack(E element) {
        idle.offer(element);
    }
}

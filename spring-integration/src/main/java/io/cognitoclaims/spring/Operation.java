package io.cognitoclaims.spring;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What one request has been found to need, and how far its answer is. It is kept in a request attribute, and is safe for use
 * by many threads.
 */
final class Operation {
    private static final String ATTRIBUTE = Operation.class.getName();

    private final HttpServletResponse response;
    private final Set<String> scopes = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.OPEN);

    private Operation(HttpServletResponse response) {
        this.response = response;
    }

    /** {@return the operation of the request; a new one if no filter saw the request before} */
    static Operation of(HttpServletRequest request, HttpServletResponse response) {
        Operation known = of(request);
        Operation operation = known == null ? new Operation(response) : known;
        request.setAttribute(ATTRIBUTE, operation);
        return operation;
    }

    static @Nullable Operation of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Operation operation ? operation : null;
    }

    /** Records scopes that this request needs, whether the token has them or not. */
    void demand(Collection<String> needed) {
        scopes.addAll(needed);
    }

    /** {@return the scopes that were demanded} */
    Set<String> scopes() {
        return Set.copyOf(scopes);
    }

    /** {@return whether the application may write: false after a refusal took the place of its answer} */
    boolean begin() {
        stage.compareAndSet(Stage.OPEN, Stage.BEGUN);
        return !isRefused();
    }

    /** {@return the response for the refusal; null if the answer has begun, or the request has ended} */
    @Nullable
    HttpServletResponse refuse() {
        // In this order: after the end, the container may have given the response to another request.
        boolean isOpen = stage.get() == Stage.OPEN && !response.isCommitted();
        return isOpen && stage.compareAndSet(Stage.OPEN, Stage.REFUSED) ? response : null;
    }

    boolean isRefused() {
        return stage.get() == Stage.REFUSED;
    }

    /** Before the container uses the objects of the request for another one. */
    void endWith(HttpServletRequest request) {
        if (request.isAsyncStarted()) {
            try {
                request.getAsyncContext().addListener(new End());
                return;
            } catch (IllegalStateException e) {
                // It has ended meanwhile.
            }
        }
        end();
    }

    private void end() {
        stage.compareAndSet(Stage.OPEN, Stage.BEGUN);
    }

    private enum Stage {
        /** Nothing is written. */
        OPEN,
        /** The application's answer, or the end. */
        BEGUN,
        /** A refusal was written in its place. */
        REFUSED
    }

    private final class End implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            end();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            end();
        }

        @Override
        public void onError(AsyncEvent event) {
            end();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}

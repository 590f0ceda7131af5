package io.cognitoclaims.servlet;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one request has been found to need, and how far its answer is. It is kept in a request attribute, and is safe for use
 * by many threads.
 */
final class Operation {
    private static final String ATTRIBUTE = CognitoFilter.class.getName() + ".operation";

    private final HttpServletResponse response;
    private final Set<String> scopes = ConcurrentHashMap.newKeySet();
    /** Held at each change of the stage, and until a refusal is written. */
    private final ReentrantLock lock = new ReentrantLock();

    private volatile Stage stage = Stage.OPEN;

    private Operation(HttpServletResponse response) {
        this.response = response;
    }

    /** {@return the operation of the request; a new one if no filter saw the request before} */
    static Operation of(HttpServletRequest request, HttpServletResponse response) {
        Operation known = of(request);
        if (known != null) {
            return known;
        }
        Operation operation = new Operation(response);
        request.setAttribute(ATTRIBUTE, operation);
        return operation;
    }

    static @Nullable Operation of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Operation operation ? operation : null;
    }

    /** {@return the response for the application, through which the operation notices the first byte} */
    HttpServletResponse watched(HttpServletRequest request, HttpServletResponse given) {
        boolean isWatched = given instanceof ServletResponseWrapper wrapper && wrapper.isWrapperFor(LateResponse.class);
        return isWatched || request.getDispatcherType() == DispatcherType.INCLUDE
                ? given
                : new LateResponse(given, this);
    }

    /** Records scopes that this request needs, whether the token has them or not. */
    void demand(Collection<String> needed) {
        scopes.addAll(needed);
    }

    /** {@return the scopes to ask for: those that every token must have, and all that were demanded} */
    Set<String> scopesBeside(Set<String> required) {
        Set<String> all = new TreeSet<>(required);
        all.addAll(scopes);
        return all;
    }

    /** {@return whether the application may write: false after a refusal took the place of its answer} */
    boolean begin() {
        if (isOpen()) {
            end();
        }
        return !isRefused();
    }

    /** {@return whether nothing is written, and the request goes on} */
    boolean isOpen() {
        return stage == Stage.OPEN;
    }

    boolean isRefused() {
        return stage == Stage.REFUSED;
    }

    /** Sends the refusal, unless the answer has begun, or the request has ended. */
    void refuse(HttpServletRequest request, Refusal refusal) throws IOException {
        lock.lock();
        try {
            // In this order: after the end, the container may have given the response to another request.
            if (isOpen() && !response.isCommitted()) {
                stage = Stage.REFUSED;
                refusal.sendTo(request, response);
                response.flushBuffer();
            }
        } finally {
            lock.unlock();
        }
    }

    /** {@return the writer or stream of the application's answer, or the other one after a refusal} */
    <T> T unlessRefused(Source<T> source, T otherwise) throws IOException {
        lock.lock();
        try {
            return isRefused() ? otherwise : source.get();
        } finally {
            lock.unlock();
        }
    }

    /** Ends an asynchronous request as the container does after an exception, which it does not see after a refusal. */
    void complete(HttpServletRequest request) {
        if (request.isAsyncStarted()) {
            try {
                request.getAsyncContext().complete();
            } catch (IllegalStateException e) {
                // It has ended meanwhile.
            }
        }
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

    /** Waits for a refusal that is being written. */
    void end() {
        lock.lock();
        try {
            if (isOpen()) {
                stage = Stage.BEGUN;
            }
        } finally {
            lock.unlock();
        }
    }

    /** The container's response. */
    @FunctionalInterface
    interface Source<T> {
        T get() throws IOException;
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
        public void onStartAsync(AsyncEvent event) {
            event.getAsyncContext().addListener(this);
        }
    }
}

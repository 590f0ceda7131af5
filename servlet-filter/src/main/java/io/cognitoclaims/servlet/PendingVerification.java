package io.cognitoclaims.servlet;

import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.VerificationException;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request whose token waits for keys, while no thread waits. If the token is good, the request is dispatched through the
 * filters again. This class answers every other outcome, so that a filter which that dispatch leaves out opens nothing.
 */
final class PendingVerification implements AsyncListener {
    private static final Logger LOG = LoggerFactory.getLogger(CognitoFilter.class);
    private static final String RESUMED = CognitoFilter.class.getName() + ".resumed";

    private final CognitoFilter filter;
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final AsyncContext context;
    /** The outcome, the time-out and the end of the connection compete: the first of them answers. */
    private final AtomicBoolean isDecided = new AtomicBoolean();

    private PendingVerification(CognitoFilter filter, HttpServletRequest request, HttpServletResponse response) {
        this.filter = filter;
        this.request = request;
        this.response = response;
        this.context = request.startAsync(request, response);
    }

    /**
     * A forward or include must be finished when it returns, and a filter before this one may have started asynchronous
     * processing already.
     */
    static boolean canStart(HttpServletRequest request) {
        return request.getDispatcherType() == DispatcherType.REQUEST
                && request.isAsyncSupported()
                && !request.isAsyncStarted();
    }

    /** {@return the token} A failure is thrown unchanged. */
    static CognitoToken outcomeOf(CompletableFuture<? extends CognitoToken> verification) {
        try {
            return verification.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    static void start(
            CognitoFilter filter,
            CompletableFuture<? extends CognitoToken> verification,
            HttpServletRequest request,
            HttpServletResponse response) {
        PendingVerification pending = new PendingVerification(filter, request, response);
        pending.context.addListener(pending);
        CompletableFuture<?> unused = verification.whenComplete((token, failure) -> pending.decide(token, failure));
    }

    /** {@return whether this dispatch is the one that a good token caused} It is true only once. */
    static boolean hasLedTo(HttpServletRequest request) {
        boolean isResumed = request.getAttribute(RESUMED) instanceof PendingVerification;
        if (isResumed) {
            request.removeAttribute(RESUMED);
        }
        return isResumed;
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        if (isDecided.compareAndSet(false, true)) {
            answer(() -> filter.answers().refuseLateKeys(request).sendTo(request, response));
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        isDecided.set(true);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        isDecided.set(true);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}

    /** Runs on the thread that fetched the keys, so slow work is left to a thread of the container. */
    private void decide(@Nullable CognitoToken token, @Nullable Throwable failure) {
        if (!isDecided.compareAndSet(false, true)) {
            return;
        }
        try {
            if (token != null) {
                request.setAttribute(RESUMED, this);
                request.setAttribute(Caller.ATTRIBUTE, new Caller(filter, token, false));
                context.dispatch();
            } else if (failure instanceof VerificationException rejection) {
                context.start(() ->
                        answer(() -> filter.answers().refuse(rejection, request).sendTo(request, response)));
            } else {
                LOG.error("a check of the application failed", failure);
                context.start(() -> answer(() -> response.sendError(500)));
            }
        } catch (IllegalStateException e) {
            LOG.debug("the request ended before its token was verified");
        }
    }

    private void answer(Answer answer) {
        try {
            try {
                answer.send();
            } finally {
                context.complete();
            }
        } catch (IOException | IllegalStateException e) {
            LOG.debug("the request ended before it was answered");
        }
    }

    @FunctionalInterface
    private interface Answer {
        void send() throws IOException;
    }
}

package io.cognitoclaims.servlet;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.concurrent.CountDownLatch;

/** Tells when the container is through with an asynchronous request. */
record EndOfRequest(CountDownLatch reached) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
        reached.countDown();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
}

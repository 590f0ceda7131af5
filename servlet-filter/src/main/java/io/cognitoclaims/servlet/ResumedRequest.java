package io.cognitoclaims.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request that was dispatched again after its token was verified, and that hides this. Many filters and frameworks do
 * nothing in an asynchronous dispatch, because they did their work in the first one. After the application itself has
 * started asynchronous processing, it sees the container's value, so that it recognizes its own dispatch.
 */
final class ResumedRequest extends HttpServletRequestWrapper {
    private volatile boolean isFirstPass = true;

    ResumedRequest(HttpServletRequest request) {
        super(request);
    }

    @Override
    public DispatcherType getDispatcherType() {
        DispatcherType type = super.getDispatcherType();
        return isFirstPass && type == DispatcherType.ASYNC ? DispatcherType.REQUEST : type;
    }

    @Override
    public AsyncContext startAsync() {
        AsyncContext context = super.startAsync();
        isFirstPass = false;
        return context;
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        AsyncContext context = super.startAsync(request, response);
        isFirstPass = false;
        return context;
    }
}

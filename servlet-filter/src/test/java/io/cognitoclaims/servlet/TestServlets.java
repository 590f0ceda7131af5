package io.cognitoclaims.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicReference;

/** Servlets that say who the caller is, in each of the ways in which a servlet can get to know it. */
final class TestServlets {
    private TestServlets() {}

    /** Maps a filter for all dispatcher types, behind those that are mapped already. */
    static void filter(ServletContext context, String pattern, Filter filter) {
        filter(context, pattern + filter.hashCode(), pattern, filter);
    }

    static void filter(ServletContext context, String name, String pattern, Filter filter) {
        FilterRegistration.Dynamic registration = context.addFilter(name, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, pattern);
    }

    /** {@return a filter that remembers what was thrown behind it} */
    static Filter recorder(AtomicReference<Throwable> failure) {
        return (request, response, chain) -> {
            try {
                chain.doFilter(request, response);
            } catch (ServletException e) {
                failure.set(e);
                throw e;
            }
        };
    }

    static void servlet(ServletContext context, String pattern, Service service) {
        ServletRegistration.Dynamic registration = context.addServlet(pattern, new HttpServlet() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response)
                    throws ServletException, IOException {
                service.answer(request, response);
            }
        });
        registration.setAsyncSupported(true);
        registration.addMapping(pattern);
    }

    /** Writes what the request says of its caller. */
    static void whoAmI(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.getWriter().print(describe(request));
    }

    static String describe(HttpServletRequest request) {
        return "[%s principal=%s remoteUser=%s authType=%s admin=%s token=%s]"
                .formatted(
                        request.getDispatcherType(),
                        request.getUserPrincipal() == null
                                ? "none"
                                : request.getUserPrincipal().getName(),
                        request.getRemoteUser(),
                        request.getAuthType(),
                        request.isUserInRole("admin"),
                        CognitoFilter.token(request)
                                .map(token -> token.getClass().getSimpleName())
                                .orElse("none"));
    }

    static Service forwardTo(String path) {
        return (request, response) -> request.getRequestDispatcher(path).forward(request, response);
    }

    static Service include(String path) {
        return (request, response) -> {
            response.getWriter().print("before " + describe(request) + " ");
            request.getRequestDispatcher(path).include(request, response);
            response.getWriter().print(" after " + describe(request));
        };
    }

    /** Dispatches the request as it first came, not as the filters in front wrapped it. */
    static Service dispatchTo(String path) {
        return (request, response) -> request.startAsync().dispatch(path);
    }

    /** Answers on a thread of the container's that no filter ran on. */
    static void answerLater(HttpServletRequest request, HttpServletResponse response) {
        AsyncContext later = request.startAsync(request, response);
        later.start(() -> {
            try {
                whoAmI((HttpServletRequest) later.getRequest(), (HttpServletResponse) later.getResponse());
                later.complete();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** What a servlet does. */
    @FunctionalInterface
    interface Service {
        void answer(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException;
    }
}

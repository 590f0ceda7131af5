package io.cognitoclaims.servlet;

import jakarta.servlet.ServletContainerInitializer;

/** A servlet container on a free port of the loopback interface, whose error page is the servlet at {@code /error}. */
interface TestServer extends AutoCloseable {
    String ERROR_PAGE = "/error";

    /** Starts one, with the servlets and filters that the initializer adds. */
    @FunctionalInterface
    interface Starter {
        TestServer start(ServletContainerInitializer application) throws Exception;
    }

    int port();

    @Override
    void close();

    default Wire wire() {
        return new Wire(port());
    }
}

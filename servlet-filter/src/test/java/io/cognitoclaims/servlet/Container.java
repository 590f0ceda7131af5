package io.cognitoclaims.servlet;

import jakarta.servlet.ServletContainerInitializer;
import java.nio.file.Path;

/** The servlet containers that this is tried on. */
enum Container {
    JETTY,
    TOMCAT;

    TestServer start(ServletContainerInitializer application) throws Exception {
        return start("", application);
    }

    TestServer start(String contextPath, ServletContainerInitializer application) throws Exception {
        return this == JETTY
                ? JettyServer.start(contextPath, application)
                : TomcatServer.start(contextPath, application);
    }

    /** Starts one with the web application in this directory, whose {@code web.xml} says what it is. */
    TestServer start(Path webApplication) throws Exception {
        return this == JETTY
                ? JettyServer.startWebApplication(webApplication)
                : TomcatServer.startWebApplication(webApplication);
    }
}

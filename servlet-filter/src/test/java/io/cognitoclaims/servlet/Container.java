package io.cognitoclaims.servlet;

import jakarta.servlet.ServletContainerInitializer;
import java.nio.file.Path;

/** The servlet containers that this is tried on. */
enum Container {
    JETTY,
    TOMCAT;

    TestServer start(ServletContainerInitializer application) throws Exception {
        return this == JETTY ? JettyServer.start(application) : TomcatServer.start(application);
    }

    /** Starts one with the web application in this directory, whose {@code web.xml} says what it is. */
    TestServer start(Path webApplication) throws Exception {
        return this == JETTY
                ? JettyServer.startWebApplication(webApplication)
                : TomcatServer.startWebApplication(webApplication);
    }
}

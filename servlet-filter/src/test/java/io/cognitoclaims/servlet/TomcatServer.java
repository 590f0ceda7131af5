package io.cognitoclaims.servlet;

import jakarta.servlet.ServletContainerInitializer;
import java.io.File;
import java.nio.file.Path;
import java.util.Set;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.ErrorPage;

/** Tomcat. */
final class TomcatServer implements TestServer {
    private static final String DIRECTORY = new File("target/tomcat").getAbsolutePath();

    /** Kept here, as java.util.logging forgets the settings of a logger that nobody holds. */
    private static final Logger LOG = Logger.getLogger("org.apache");

    private final Tomcat tomcat;

    private TomcatServer(Tomcat tomcat) {
        this.tomcat = tomcat;
    }

    static TestServer start(ServletContainerInitializer application) throws Exception {
        return start("", application);
    }

    static TestServer start(String contextPath, ServletContainerInitializer application) throws Exception {
        LOG.setUseParentHandlers(false);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(DIRECTORY);
        tomcat.setHostname("localhost");
        tomcat.setPort(0);
        Context context = tomcat.addContext(contextPath, DIRECTORY);
        ErrorPage errors = new ErrorPage();
        errors.setLocation(ERROR_PAGE);
        context.addErrorPage(errors);
        context.addServletContainerInitializer(application, Set.of());
        tomcat.getConnector();
        tomcat.start();
        return new TomcatServer(tomcat);
    }

    /** Starts one with the web application in this directory. */
    static TestServer startWebApplication(Path directory) throws Exception {
        LOG.setUseParentHandlers(false);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(DIRECTORY);
        tomcat.setHostname("localhost");
        tomcat.setPort(0);
        tomcat.setAddDefaultWebXmlToWebapp(false);
        Context context = tomcat.addWebapp("", directory.toString());
        context.setParentClassLoader(TomcatServer.class.getClassLoader());
        // The class path has Jetty's WebSocket too, which starts nowhere else.
        context.setContainerSciFilter("org\\.eclipse\\.jetty");
        // Tomcat would read each class of each library, in search of annotations. Ours are in a directory, where it
        // reads none.
        context.getJarScanner().setJarScanFilter((type, library) -> false);
        tomcat.getConnector();
        tomcat.start();
        TomcatServer server = new TomcatServer(tomcat);
        if (!context.getState().isAvailable()) {
            server.close();
            throw new IllegalStateException("the application does not start");
        }
        return server;
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.cognitoclaims.conformance;

import jakarta.servlet.ServletContainerInitializer;
import java.io.File;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;

/** The filter on Tomcat, whose error pages are told to repeat nothing. */
record TomcatApi(Tomcat tomcat) implements Server.Running {
    private static final String DIRECTORY = new File("target/tomcat").getAbsolutePath();
    /** Kept here, as java.util.logging forgets the settings of a logger that nobody holds. */
    private static final Logger LOG = Logger.getLogger("org.apache");

    static TomcatApi start(ServletContainerInitializer paths) throws LifecycleException {
        LOG.setLevel(Level.SEVERE);
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(DIRECTORY);
        tomcat.setHostname("localhost");
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("maxHttpRequestHeaderSize", Integer.toString(Server.MAX_HEADER_BYTES));
        ErrorReportValve quiet = new ErrorReportValve();
        quiet.setShowReport(false);
        quiet.setShowServerInfo(false);
        ((StandardHost) tomcat.getHost()).setErrorReportValveClass("");
        tomcat.getHost().getPipeline().addValve(quiet);
        Context context = tomcat.addContext("", DIRECTORY);
        context.addServletContainerInitializer(paths, Set.of());
        tomcat.start();
        return new TomcatApi(tomcat);
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

package io.cognitoclaims.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.SessionCookieConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.http.HttpCookie.SameSite;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;

/** The web server of the page, on 127.0.0.1 only. */
final class Website implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector;

    private Website(int port) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        server.setErrorHandler(Website::answerError);
    }

    /**
     * {@return a website that has its port already, so that the pool can be told where to send people back to}
     *
     * @param port 0 takes a free one
     */
    static Website reserve(int port) throws IOException {
        Website website = new Website(port);
        website.connector.open();
        return website;
    }

    /** {@return its one address} The session cookie and the pool's callback URL belong to this name. */
    String address() {
        return "http://localhost:" + connector.getLocalPort();
    }

    /** Answers from now on. */
    void open(PageController controller, String pool) throws Exception {
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        context.setErrorHandler(Website::answerError);
        protectSessions(context);
        add(context, "", "GET", controller::home);
        add(context, "/sign-in", "GET", controller::signIn);
        add(context, "/callback", "GET", controller::callback);
        add(context, "/do", "POST", controller::execute);
        add(context, "/sign-out", "POST", controller::signOut);
        addFile(context, "/demo.css", "text/css;charset=UTF-8");
        addFile(context, "/demo.js", "text/javascript;charset=UTF-8");
        addFile(context, "/icon.svg", "image/svg+xml");
        server.setHandler(new SecurityHeaders(context, address(), pool));
        server.start();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }

    // Lax and not Strict: people come back from the pool, as a rule another site. Not Secure: there is no https here.
    private static void protectSessions(ServletContextHandler context) {
        SessionCookieConfig cookie = context.getSessionHandler().getSessionCookieConfig();
        cookie.setName("demo");
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        context.getSessionHandler().setSameSite(SameSite.LAX);
    }

    private static void add(ServletContextHandler context, String path, String method, Route.Action action) {
        context.addServlet(new Route(method, action), path);
    }

    private static void addFile(ServletContextHandler context, String path, String type) throws IOException {
        try (InputStream file = Website.class.getResourceAsStream(path.substring(1))) {
            if (file == null) {
                throw new IOException("this is not the demo's jar: it holds no " + path);
            }
            Reply reply = Reply.file(type, new String(file.readAllBytes(), UTF_8));
            add(context, path, "GET", request -> reply);
        }
    }

    private static boolean answerError(Request request, Response response, Callback callback) {
        Html page = Pages.problem(HttpStatus.getMessage(response.getStatus()), "There is nothing to be had here.");
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html;charset=UTF-8");
        response.write(true, ByteBuffer.wrap(page.text().getBytes(UTF_8)), callback);
        return true;
    }
}

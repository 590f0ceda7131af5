package io.cognitoclaims.alb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.cognitoclaims.testing.TestLoadBalancer;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AlbFilterTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final TestLoadBalancer ALB = TestLoadBalancer.create(POOL);
    private static final AlbVerifier VERIFIER = Verifiers.of(ALB, POOL);

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("localhost");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
        errors.addErrorPage(404, "/guarded/who");
        context.setErrorHandler(errors);
        AlbFilter filter = AlbFilter.create(VERIFIER);
        context.addFilter(
                new FilterHolder(AlbFilterTest::askForWriter), "/guarded/written", EnumSet.of(DispatcherType.REQUEST));
        filter(context, "/guarded/*", filter);
        filter(context, "/optional/*", AlbFilter.create(VERIFIER).allowRequestsWithoutIdentity());
        filter(context, "/outage/*", AlbFilter.create(Verifiers.of(ALB, POOL)));
        filter(context, "/strict/*", filter);
        filter(context, "/strict/*", AlbFilter.create(Verifiers.of(ALB, POOL)));
        context.addServlet(new Dispatches(), "/");
        server.setHandler(context);
        server.start();
    }

    @AfterEach
    void resumeKeys() {
        ALB.resumeKeys();
    }

    @AfterAll
    static void stop() {
        LifeCycle.stop(server);
        ALB.close();
        POOL.close();
    }

    @Test
    void aRequestOfASignedInUserPasses() {
        String answer = get("/guarded/who", data(ALB.oidcData().subject("alice").sign()));

        assertThat(answer).startsWith("HTTP/1.1 200").endsWith("\r\nalice, principal null");
    }

    @Test
    void aRequestWithoutTheHeaderIsUnauthorized() {
        assertThat(get("/guarded/who"))
                .startsWith("HTTP/1.1 401")
                .contains("\r\nWWW-Authenticate: Bearer\r\n", "\r\nContent-Type: application/problem+json\r\n")
                .contains("\r\nCache-Control: no-store\r\n")
                .endsWith("{\"title\":\"Unauthorized\",\"status\":401,\"detail\":\"A bearer token is required.\"}");
    }

    @Test
    void everyBadTokenGetsTheSameAnswer() {
        String expired =
                get("/guarded/who", data(ALB.oidcData().expiresAt(Instant.EPOCH).sign()));
        String ofOther =
                get("/guarded/who", data(ALB.oidcData().signer("arn:other").sign()));
        String empty = get("/guarded/who", data(""));
        String joined = get(
                "/guarded/who",
                data(ALB.oidcData().sign() + "," + ALB.oidcData().sign()));

        assertThat(expired).startsWith("HTTP/1.1 401").contains("error=\"invalid_token\"");
        assertThat(withoutDate(ofOther)).isEqualTo(withoutDate(expired));
        assertThat(withoutDate(empty)).isEqualTo(withoutDate(expired));
        assertThat(withoutDate(joined)).isEqualTo(withoutDate(expired));
    }

    @Test
    void aHeaderThatStandsTwiceIsABadRequest() {
        String good = data(ALB.oidcData().sign());

        assertThat(get("/guarded/who", good, good)).startsWith("HTTP/1.1 400").contains("\"status\":400");
        assertThat(get("/optional/who", good, data(""))).startsWith("HTTP/1.1 400");
    }

    @Test
    void anOutageOfTheKeysIsServiceUnavailable() {
        ALB.answerKeysWith(500, "");

        assertThat(get("/outage/who", data(ALB.oidcData().sign())))
                .startsWith("HTTP/1.1 503")
                .contains("\r\nRetry-After: 1\r\n")
                .contains("\"status\":503");
    }

    @Test
    void theHeaderThatIsNotSignedProvesNothing() {
        assertThat(get("/guarded/who", "x-amzn-oidc-identity: alice")).startsWith("HTTP/1.1 401");
        assertThat(get("/optional/who", "x-amzn-oidc-identity: alice")).endsWith("\r\nnobody, principal null");
    }

    @Test
    void aRequestWithoutTheHeaderMayBeLetThrough() {
        assertThat(get("/optional/who")).startsWith("HTTP/1.1 200").endsWith("\r\nnobody, principal null");
        assertThat(get("/optional/who", data(ALB.oidcData().subject("bob").sign())))
                .endsWith("\r\nbob, principal null");
        assertThat(get("/optional/who", data("x"))).startsWith("HTTP/1.1 401");
    }

    @Test
    void aForwardToAGuardedPathIsGuarded() {
        String bob = data(ALB.oidcData().subject("bob").sign());

        assertThat(get("/forward?to=/guarded/who")).startsWith("HTTP/1.1 401");
        assertThat(get("/optional/forward?to=/guarded/who")).startsWith("HTTP/1.1 401");
        assertThat(get("/guarded/forward?to=/guarded/who", bob)).endsWith("\r\nbob, principal null");
    }

    @Test
    void aRefusalIsWrittenEvenIfTheWriterWasAskedForBefore() {
        assertThat(get("/guarded/written"))
                .startsWith("HTTP/1.1 401")
                .contains("\r\nContent-Length: 76\r\n")
                .endsWith("\r\n\r\n{\"title\":\"Unauthorized\",\"status\":401,"
                        + "\"detail\":\"A bearer token is required.\"}");
    }

    @Test
    void anIncludeOfAGuardedPathWritesNothingForStrangers() {
        assertThat(get("/include?to=/guarded/who")).startsWith("HTTP/1.1 200").doesNotContain("principal");
    }

    @Test
    void anAsynchronousDispatchKeepsTheIdentity() {
        assertThat(get(
                        "/guarded/async?to=/guarded/who",
                        data(ALB.oidcData().subject("bob").sign())))
                .endsWith("\r\nbob, principal null");
    }

    @Test
    void anErrorPageNeedsNoIdentity() {
        assertThat(get("/guarded/missing", data(ALB.oidcData().subject("bob").sign())))
                .startsWith("HTTP/1.1 404")
                .contains("bob, principal null");
        assertThat(get("/missing")).startsWith("HTTP/1.1 404").contains("nobody, principal null");
    }

    @Test
    void whatOneVerifierAcceptedAnotherOneLooksAtItself() {
        assertThat(get("/guarded/who", data(ALB.oidcData().sign()))).startsWith("HTTP/1.1 200");
        int before = ALB.keyFetches();

        assertThat(get("/strict/who", data(ALB.oidcData().sign()))).startsWith("HTTP/1.1 200");

        // Each verifier has keys of its own, and the first one knew the key.
        assertThat(ALB.keyFetches()).isEqualTo(before + 1);
    }

    @Test
    void theLogSaysWhyAndNothingOfTheToken() {
        String bad = ALB.oidcData().clientId("a-secret-client").sign();
        try (Log log = Log.of(AlbFilter.class)) {
            get("/guarded/who");
            get("/guarded/who", data(bad));
            get("/guarded/who", data("a"), data("b"));

            assertThat(log.events()).extracting(ILoggingEvent::getLevel).containsOnly(Level.DEBUG);
            assertThat(log.events())
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                            "refused: there is no x-amzn-oidc-data",
                            "refused: WRONG_CLIENT: the token was issued to another app client",
                            "refused: more than one x-amzn-oidc-data");
        }
    }

    @Test
    void theLogSaysAtTheStartWhatIsAccepted() throws Exception {
        try (Log log = Log.of(AlbFilter.class)) {
            FilterHolder holder = new FilterHolder(AlbFilter.create(VERIFIER));
            holder.setName("alb");
            ServletContextHandler context = new ServletContextHandler("/");
            context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
            context.start();
            context.stop();

            assertThat(log.events().get(0).getLevel()).isEqualTo(Level.INFO);
            assertThat(log.events().get(0).getFormattedMessage())
                    .isEqualTo("alb: accepts x-amzn-oidc-data of " + VERIFIER);
        }
    }

    private static void filter(ServletContextHandler context, String path, AlbFilter filter) {
        FilterHolder holder = new FilterHolder(filter);
        holder.setAsyncSupported(true);
        context.addFilter(holder, path, EnumSet.allOf(DispatcherType.class));
    }

    /** As a container does it that keeps the writer, also when the buffer is reset. */
    private static void askForWriter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        response.getWriter().print("welcome");
        chain.doFilter(request, new HttpServletResponseWrapper((HttpServletResponse) response) {
            @Override
            public ServletOutputStream getOutputStream() {
                throw new IllegalStateException("getWriter was called before");
            }
        });
    }

    private static String data(String value) {
        return "X-Amzn-Oidc-Data: " + value;
    }

    private static String withoutDate(String answer) {
        return answer.replaceFirst("\r\nDate: [^\r]*", "");
    }

    private static String get(String target, String... headerLines) {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        String lines = "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + String.join("\r\n", headerLines) + (headerLines.length == 0 ? "" : "\r\n") + "\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(lines.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says who is signed in, or passes the request on. */
    private static final class Dispatches extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String path = request.getServletPath();
            String action = path.substring(path.lastIndexOf('/') + 1);
            try {
                switch (action) {
                    case "who" ->
                        response.getOutputStream()
                                .print(AlbFilter.identity(request)
                                                .map(AlbIdentity::subject)
                                                .orElse("nobody")
                                        + ", principal " + request.getUserPrincipal());
                    case "forward" ->
                        request.getRequestDispatcher(request.getParameter("to")).forward(request, response);
                    case "include" ->
                        request.getRequestDispatcher(request.getParameter("to")).include(request, response);
                    case "async" -> {
                        AsyncContext async = request.startAsync();
                        async.dispatch(request.getParameter("to"));
                    }
                    default -> response.sendError(404);
                }
            } catch (ServletException e) {
                throw new IOException(e);
            }
        }
    }
}

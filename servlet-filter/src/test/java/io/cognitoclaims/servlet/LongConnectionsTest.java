package io.cognitoclaims.servlet;

import static io.cognitoclaims.core.TokenSource.authorizationHeader;
import static io.cognitoclaims.core.TokenSource.cookie;
import static io.cognitoclaims.core.TokenSource.webSocketProtocol;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Server-sent events and WebSockets behind the filter, each with a real client. */
class LongConnectionsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static TestUserPool pool;
    private static Server server;
    private static int port;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        pool = TestUserPool.create();
        token = pool.accessToken().subject("alice").sign();
        server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("localhost");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(
                context,
                (servlets, container) ->
                        container.addEndpoint(ServerEndpointConfig.Builder.create(Echo.class, "/socket")
                                .subprotocols(List.of("bearer"))
                                .build()));
        // Jetty's filter that opens WebSockets puts itself first when it is added. So this filter is added later, and
        // before it.
        context.addServletContainerInitializer((classes, servlets) -> {
            FilterRegistration.Dynamic guard = servlets.addFilter(
                    "cognito",
                    CognitoFilter.builder(accessTokens(pool).build())
                            .tokenSources(authorizationHeader(), cookie("token"), webSocketProtocol())
                            .trustedOrigins("https://app.example.com")
                            .build());
            guard.setAsyncSupported(true);
            guard.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
            servlet(servlets, "/events", LongConnectionsTest::sendEvents);
        });
        server.setHandler(context);
        server.start();
        port = connector.getLocalPort();
    }

    @AfterAll
    static void stop() {
        LifeCycle.stop(server);
        pool.close();
    }

    @Test
    void eventsComeToACallerWithAToken() throws Exception {
        HttpResponse<Stream<String>> answer = events("Cookie", "token=" + token);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        try (Stream<String> lines = answer.body()) {
            assertThat(lines.filter(line -> line.startsWith("data: ")).limit(2))
                    .containsExactly("data: 1 for alice", "data: 2 for alice");
        }
        assertThat(events("Authorization", "Bearer " + token).statusCode()).isEqualTo(200);
    }

    @Test
    void eventsDoNotComeToACallerWithoutAToken() throws Exception {
        HttpResponse<Stream<String>> answer = events("Accept", "text/event-stream");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    }

    @Test
    void aWebSocketOpensWithATokenAsASubprotocol() throws Exception {
        Answers answers = new Answers();
        WebSocket socket = HTTP.newWebSocketBuilder()
                .subprotocols("bearer", token)
                .buildAsync(uri("ws", "/socket"), answers)
                .get(30, TimeUnit.SECONDS);

        assertThat(socket.getSubprotocol()).isEqualTo("bearer");
        socket.sendText("hello", true).get(30, TimeUnit.SECONDS);
        assertThat(answers.first.get(30, TimeUnit.SECONDS)).isEqualTo("alice: hello");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(30, TimeUnit.SECONDS);
        answers.closed.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aWebSocketOpensForAPageOfThisOriginOrATrustedOneWithACookie() {
        assertThat(statusOf("Cookie", "token=" + token, "Origin", "http://localhost:" + port))
                .isEqualTo(101);
        assertThat(statusOf("Cookie", "token=" + token, "Origin", "https://app.example.com"))
                .isEqualTo(101);
    }

    @Test
    void aWebSocketDoesNotOpenForAPageOfAnotherOriginWithACookie() {
        assertThat(statusOf("Cookie", "token=" + token, "Origin", "https://evil.example"))
                .isEqualTo(403);
        assertThat(statusOf("Cookie", "token=" + token, "Sec-Fetch-Site", "cross-site"))
                .isEqualTo(403);
        assertThat(statusOf("Cookie", "token=" + token)).isEqualTo(403);
    }

    @Test
    void aWebSocketDoesNotOpenWithoutAToken() {
        assertThat(statusOf("X", "y")).isEqualTo(401);
        assertThat(statusOf("Authorization", "Bearer bad")).isEqualTo(401);
    }

    private static HttpResponse<Stream<String>> events(String name, String value) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(uri("http", "/events"))
                        .header(name, value)
                        .build(),
                BodyHandlers.ofLines());
    }

    /** {@return the status of the answer to a handshake with these headers, by turns name and value} */
    private static int statusOf(String... headers) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        try {
            builder.buildAsync(uri("ws", "/socket"), new Answers()).join().abort();
            return 101;
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(WebSocketHandshakeException.class);
            return ((WebSocketHandshakeException) requireNonNull(e.getCause()))
                    .getResponse()
                    .statusCode();
        }
    }

    private static URI uri(String scheme, String path) {
        return URI.create(scheme + "://localhost:" + port + path);
    }

    private static void sendEvents(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String subject = CognitoFilter.token(request).orElseThrow().subject();
        response.setContentType("text/event-stream");
        response.flushBuffer();
        AsyncContext later = request.startAsync();
        later.start(() -> {
            try {
                for (int i = 1; i <= 2; i++) {
                    later.getResponse().getOutputStream().print("data: " + i + " for " + subject + "\n\n");
                    later.getResponse().flushBuffer();
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } finally {
                later.complete();
            }
        });
    }

    /** Says whose message it was. */
    public static final class Echo extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            String subject = session.getUserPrincipal().getName();
            session.addMessageHandler(
                    String.class, text -> session.getAsyncRemote().sendText(subject + ": " + text, sent -> {}));
        }
    }

    private static final class Answers implements WebSocket.Listener {
        final CompletableFuture<String> first = new CompletableFuture<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            first.complete(data.toString());
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return WebSocket.Listener.super.onClose(socket, status, reason);
        }
    }
}

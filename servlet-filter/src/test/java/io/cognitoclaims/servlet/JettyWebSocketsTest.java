package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.TokenSource;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Which ways to add the filter on Jetty guard WebSockets, and which do not, as token-sources.md says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JettyWebSocketsTest {
    private final TestUserPool pool = TestUserPool.create();
    private final CognitoFilter filter = CognitoFilter.builder(
                    accessTokens(pool).build())
            .tokenSources(TokenSource.webSocketProtocol())
            .build();

    @AfterAll
    void stop() {
        pool.close();
    }

    @Test
    void aFilterThatIsAddedWhereTheEndpointIsGuardsIt() throws Exception {
        assertThat(status(JettyWebSocketsTest::addBoth)).isEqualTo(401);
        assertThat(status(JettyWebSocketsTest::addBoth, pool.accessToken().sign()))
                .isEqualTo(101);
    }

    @Test
    void aFilterOfALaterInitializerGuardsTheEndpoint() throws Exception {
        assertThat(status((context, added) -> {
                    addEndpoint(context);
                    context.addServletContainerInitializer((classes, servlets) -> map(added, servlets, false));
                }))
                .isEqualTo(401);
    }

    @Test
    void aFilterThatIsMappedAfterOthersDoesNotGuardTheEndpoint() throws Exception {
        assertThat(status((context, added) ->
                        JakartaWebSocketServletContainerInitializer.configure(context, (servlets, container) -> {
                            container.addEndpoint(endpoint());
                            map(added, servlets, true);
                        })))
                .isEqualTo(101);
    }

    @Test
    void aFilterOfTheContextOrOfAnEarlierInitializerDoesNotGuardTheEndpoint() throws Exception {
        assertThat(status((context, added) -> {
                    addEndpoint(context);
                    context.addFilter(new FilterHolder(added), "/*", EnumSet.allOf(DispatcherType.class));
                }))
                .isEqualTo(101);
        assertThat(status((context, added) -> {
                    context.addServletContainerInitializer((classes, servlets) -> map(added, servlets, false));
                    addEndpoint(context);
                }))
                .isEqualTo(101);
    }

    private static void addBoth(ServletContextHandler context, CognitoFilter filter) {
        JakartaWebSocketServletContainerInitializer.configure(context, (servletContext, container) -> {
            container.addEndpoint(ServerEndpointConfig.Builder.create(PetEndpoint.class, "/pets")
                    .subprotocols(List.of("bearer"))
                    .build());
            FilterRegistration.Dynamic cognito = servletContext.addFilter("cognito", filter);
            cognito.setAsyncSupported(true);
            cognito.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
        });
    }

    private static void addEndpoint(ServletContextHandler context) {
        JakartaWebSocketServletContainerInitializer.configure(
                context, (servletContext, container) -> container.addEndpoint(endpoint()));
    }

    private static ServerEndpointConfig endpoint() {
        return ServerEndpointConfig.Builder.create(PetEndpoint.class, "/pets").build();
    }

    private static void map(CognitoFilter filter, ServletContext servlets, boolean isMatchAfter) {
        FilterRegistration.Dynamic cognito = servlets.addFilter("cognito", filter);
        cognito.setAsyncSupported(true);
        cognito.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), isMatchAfter, "/*");
    }

    /** {@return the status of the answer to a handshake with this token, or with none} */
    private int status(BiConsumer<ServletContextHandler, CognitoFilter> setUp, String... token) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("localhost");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        setUp.accept(context, filter);
        server.setHandler(context);
        server.start();
        try {
            WebSocket.Builder handshake = HttpClient.newHttpClient().newWebSocketBuilder();
            if (token.length > 0) {
                handshake.subprotocols("bearer", token);
            }
            handshake
                    .buildAsync(
                            URI.create("ws://localhost:" + connector.getLocalPort() + "/pets"),
                            new WebSocket.Listener() {})
                    .join()
                    .abort();
            return 101;
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(WebSocketHandshakeException.class);
            return ((WebSocketHandshakeException) requireNonNull(e.getCause()))
                    .getResponse()
                    .statusCode();
        } finally {
            LifeCycle.stop(server);
        }
    }

    /** Takes every connection. */
    public static final class PetEndpoint extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {}
    }
}

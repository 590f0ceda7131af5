package io.cognitoclaims.samples.mcpserver;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;
import static java.util.Objects.requireNonNull;

import io.cognitoclaims.servlet.CognitoFilter;
import io.cognitoclaims.servlet.LateChallenge;
import io.cognitoclaims.servlet.ProtectedResourceMetadataServlet;
import io.cognitoclaims.servlet.RequireFilter;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.server.transport.DefaultServerTransportSecurityValidator;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * An MCP server whose tools know the caller by the token of a user pool. Its settings are environment variables:
 *
 * <ul>
 *   <li>{@code COGNITO_ISSUER}: the pool's issuer
 *   <li>{@code COGNITO_CLIENT_IDS}: the app clients whose tokens are taken, with commas between them
 *   <li>{@code COGNITO_OPEN_REGISTRATION}: {@code true} where everybody may register a client at the pool; then every client
 *       of the pool is taken, and {@code COGNITO_CLIENT_IDS} is left out
 *   <li>{@code COGNITO_DOMAIN}: the origin of the pool's domain, where users sign in
 *   <li>{@code MCP_RESOURCE}: the URL of this server as clients know it, which is also the identifier of a resource server of
 *       the pool; by default {@code http://localhost:8083/mcp}
 *   <li>{@code PORT}: by default 8083; 0 takes a free one
 * </ul>
 *
 * <p>Every call needs the scope {@code read} of that resource server, and the tool {@code walk} needs its scope {@code walk}
 * too. It listens on 127.0.0.1 only.
 */
public final class PetServer implements AutoCloseable {
    private static final String CALLER = "caller";
    private static final Map<String, Object> NO_ARGUMENTS = Map.of("type", "object");

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    private PetServer(Settings settings) {
        URI resource = settings.resource();
        ProtectedResourceMetadataServlet metadata = ProtectedResourceMetadataServlet.create(
                resource, settings.server(), Set.of(resource + "/read", resource + "/walk"));
        ServletContextHandler context = new ServletContextHandler("/");
        CognitoFilter guard = CognitoFilter.builder(settings.verifier())
                .resourceMetadata(metadata)
                .build();
        context.addFilter(guard, "/*", EnumSet.allOf(DispatcherType.class));
        RequireFilter read = RequireFilter.scopes(resource + "/read");
        context.addFilter(read, resource.getPath(), EnumSet.allOf(DispatcherType.class));
        context.addServlet(
                new ServletHolder(settings.server()), settings.server().path());
        context.addServlet(new ServletHolder(metadata), metadata.path());
        ServletHolder tools = new ServletHolder(tools(resource, settings.origin()));
        tools.setAsyncSupported(true);
        context.addServlet(tools, resource.getPath());
        connector.setHost("127.0.0.1");
        connector.setPort(settings.port());
        server.addConnector(connector);
        server.setHandler(context);
        server.setStopAtShutdown(true);
    }

    /** Starts the server; a wrong setting or a port in use is one line on standard error and exit code 1. */
    public static void main(String[] arguments) {
        try {
            PetServer started = start(System.getenv());
            System.out.println("mcp-server listening on http://localhost:" + started.port());
        } catch (Exception e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** @throws IllegalArgumentException if a setting is missing or wrong; the message names it */
    static PetServer start(Map<String, String> environment) throws Exception {
        PetServer started = new PetServer(Settings.from(environment));
        try {
            started.server.start();
            return started;
        } catch (IOException e) {
            started.close();
            throw new IllegalStateException(
                    "PORT: can't listen on " + started.connector.getPort() + "; is it in use?", e);
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
    }

    /** Without sessions: the token of each request decides, and nothing of an earlier caller is kept. */
    private static HttpServletStatelessServerTransport tools(URI resource, URI origin) {
        HttpServletStatelessServerTransport transport = HttpServletStatelessServerTransport.builder()
                .messageEndpoint(resource.getPath())
                .httpHeaderValidator(DefaultServerTransportSecurityValidator.builder()
                        .allowedOrigin(origin.toString())
                        .build())
                .contextExtractor(request -> McpTransportContext.create(Map.of(CALLER, LateChallenge.of(request))))
                .build();
        McpStatelessSyncServer unused = McpServer.sync(transport)
                .serverInfo("pets", "1.0.0")
                .capabilities(ServerCapabilities.builder().tools(false).build())
                .toolCall(
                        Tool.builder("pet", NO_ARGUMENTS).build(),
                        (context, call) -> text(caller(context)
                                .token()
                                .flatMap(token -> token.get(PET_PREFERENCE))
                                .map(pet -> "You like " + PET_PREFERENCE.encode(pet) + ".")
                                .orElse("You like no pet.")))
                .toolCall(Tool.builder("walk", NO_ARGUMENTS).build(), (context, call) -> {
                    caller(context).require(resource + "/walk");
                    return text("We had a walk.");
                })
                .build();
        return transport;
    }

    private static LateChallenge caller(McpTransportContext context) {
        return (LateChallenge) requireNonNull(context.get(CALLER));
    }

    private static CallToolResult text(String text) {
        return CallToolResult.builder().addTextContent(text).build();
    }
}

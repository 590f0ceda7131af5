package io.cognitoclaims.samples.servletapi;

import io.cognitoclaims.alb.AlbFilter;
import io.cognitoclaims.alb.AlbVerifier;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.servlet.CognitoFilter;
import io.cognitoclaims.servlet.CognitoFilterBuilder;
import io.cognitoclaims.servlet.RequireFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/**
 * An API on embedded Jetty that takes the tokens of one user pool. Its settings are environment variables:
 *
 * <ul>
 *   <li>{@code COGNITO_ISSUER}: the pool's issuer
 *   <li>{@code COGNITO_CLIENT_IDS}: the app clients whose tokens are taken, with commas between them
 *   <li>{@code COGNITO_TOKEN_USE}: {@code access} or {@code id}, which tokens are taken
 *   <li>{@code COGNITO_JWKS_URI}: where the pool's keys are; by default where the issuer says
 *   <li>{@code COGNITO_ALLOW_INSECURE_HTTP}: {@code true} if both may be at {@code http} on any host, for emulators in
 *       containers; by default {@code false}
 *   <li>{@code REVOCATIONS_URI}: the Redis through which servers share what is revoked; by default none, and each knows its
 *       own sign-outs only
 *   <li>{@code ALB_ARN}: the Application Load Balancer in front, if there is one that signs users in with the pool
 *   <li>{@code ALB_KEYS_URI}: where the load balancer's keys are; by default where AWS publishes those of its region
 *   <li>{@code PORT}: by default 8081; 0 takes a free one
 * </ul>
 *
 * <p>It listens on 127.0.0.1 only.
 */
public final class ServletApi implements AutoCloseable {
    private final Server server;
    private final ServerConnector connector;
    private final Revocations revocations;

    private ServletApi(Settings settings) {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        revocations = settings.revocations();
        server = new Server();
        connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(settings.port());
        server.addConnector(connector);
        server.setErrorHandler(new ProblemAnswer());
        server.setHandler(application(settings));
        server.setStopAtShutdown(true);
    }

    /** Starts the API; a wrong setting or a port in use is one line on standard error and exit code 1. */
    public static void main(String[] arguments) throws Exception {
        try {
            ServletApi api = start(System.getenv());
            System.out.println("servlet-api listening on http://localhost:" + api.port());
        } catch (WrongSettingException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static ServletApi start(Map<String, String> environment) throws Exception {
        Settings settings = Settings.from(environment);
        ServletApi api = new ServletApi(settings);
        try {
            // A new server must not accept what the others refuse. But an outage of Redis stops no start.
            boolean unused = settings.revocations().awaitFirstRead(Duration.ofSeconds(3));
            api.server.start();
            return api;
        } catch (IOException e) {
            api.close();
            throw new WrongSettingException("PORT", "can't listen on " + settings.port() + "; is it in use?");
        }
    }

    int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        LifeCycle.stop(server);
        revocations.close();
    }

    private static ServletContextHandler application(Settings settings) {
        ServletContextHandler context = new ServletContextHandler("/");
        context.setErrorHandler(new ProblemAnswer());
        settings.loadBalancer().ifPresent(loadBalancer -> answerBehind(loadBalancer, context));
        guard(context, "/api/*", cognitoFilter(settings));
        guard(context, "/api/pets", RequireFilter.scopes("pets/read"));
        guard(context, "/api/admin", RequireFilter.groups("admin"));
        answer(context, "/public/hello", request -> Map.of("message", "Hello! No token is needed here."));
        answer(context, "/api/me", Me::of);
        answer(context, "/api/pets", request -> List.of(new Pet("Rex", "dog"), new Pet("Mia", "cat")));
        answer(context, "/api/admin", request -> Map.of("message", "Hello, admin!"));
        context.addServlet(SignOutServlet.ofThisSignIn(settings.revocations()), "/api/sign-out");
        context.addServlet(SignOutServlet.everywhere(settings.revocations()), "/api/sign-out-everywhere");
        return context;
    }

    /** What the load balancer says of the user has a guard of its own, and needs no access token. */
    private static CognitoFilter cognitoFilter(Settings settings) {
        CognitoFilterBuilder filter = CognitoFilter.builder(settings.verifier());
        settings.loadBalancer().ifPresent(loadBalancer -> filter.open("/api/alb"));
        return filter.build();
    }

    private static void answerBehind(AlbVerifier loadBalancer, ServletContextHandler context) {
        guard(context, "/api/alb", AlbFilter.create(loadBalancer));
        answer(context, "/api/alb", AlbUser::of);
    }

    private static void guard(ServletContextHandler context, String path, Filter filter) {
        context.addFilter(filter, path, EnumSet.allOf(DispatcherType.class));
    }

    private static void answer(ServletContextHandler context, String path, Function<HttpServletRequest, Object> get) {
        context.addServlet(new JsonServlet(get), path);
    }

    private record Pet(String name, String species) {}
}

package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.servlet.CognitoFilter;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.annotation.security.RolesAllowed;
import jakarta.servlet.DispatcherType;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumSet;
import java.util.Set;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.filter.RolesAllowedDynamicFeature;
import org.glassfish.jersey.servlet.ServletContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What core.md says of Jakarta REST, on Jersey and Jetty. */
class JaxRsTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final Server SERVER = new Server();

    @Path("/")
    public static final class Pets {
        @GET
        @Path("me")
        public String me(@Context SecurityContext security) {
            AccessToken token = (AccessToken) security.getUserPrincipal();
            return token.username().orElse("machine") + (security.isUserInRole("admin") ? ", admin" : "");
        }

        @GET
        @Path("admin")
        @RolesAllowed("admin")
        public String admin() {
            return "admin";
        }
    }

    @BeforeAll
    static void start() throws Exception {
        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                        UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
                .build();
        ResourceConfig application = new ResourceConfig(Pets.class).register(RolesAllowedDynamicFeature.class);
        ServletContextHandler context = new ServletContextHandler("/");
        FilterHolder filter = new FilterHolder(CognitoFilter.create(verifier));
        filter.setAsyncSupported(true);
        context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
        context.addServlet(new ServletHolder(new ServletContainer(application)), "/*");
        SERVER.addConnector(new ServerConnector(SERVER, 1, 1));
        SERVER.setHandler(context);
        SERVER.start();
    }

    @AfterAll
    static void stop() throws Exception {
        SERVER.stop();
        POOL.close();
    }

    @Test
    void theTokenIsHandedOutAsThePrincipal() throws Exception {
        assertThat(get("me", POOL.accessToken().sign()).body()).isEqualTo("test-user");
        assertThat(get("me", POOL.accessToken().groups("admin").sign()).body()).isEqualTo("test-user, admin");
        assertThat(get("me", "garbage").statusCode()).isEqualTo(401);
    }

    @Test
    void rolesAllowedAsksForAGroup() throws Exception {
        assertThat(get("admin", POOL.accessToken().groups("admin").sign()).statusCode())
                .isEqualTo(200);
        assertThat(get("admin", POOL.accessToken().groups("staff").sign()).statusCode())
                .isEqualTo(403);
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        ServerConnector connector = (ServerConnector) SERVER.getConnectors()[0];
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + connector.getLocalPort() + "/" + path))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}

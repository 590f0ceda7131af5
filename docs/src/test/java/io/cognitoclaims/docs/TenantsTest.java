package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.BearerProblem;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.UserPoolCache;
import io.cognitoclaims.core.UserPoolSource;
import io.cognitoclaims.core.VerificationException;
import io.cognitoclaims.servlet.CognitoFilter;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of tenants.md. */
class TenantsTest {
    static final Claim<String> TENANT = Claim.ofString("tenant");

    private static final String ACME = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Acme";
    private static final String GLOBEX = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Globex";

    private final TestUserPool signer = TestUserPool.create();
    private final Tenants tenants = new Tenants();

    @AfterEach
    void stop() {
        signer.close();
    }

    record Tenant(String name, UserPool userPool, Set<String> clientIds) {}

    /** What the application stores. */
    static final class Tenants {
        private final Map<String, Tenant> byIssuer = new ConcurrentHashMap<>();

        Optional<Tenant> findByIssuer(String issuer) {
            return Optional.ofNullable(byIssuer.get(issuer));
        }

        void remove(String name) {
            byIssuer.values().removeIf(tenant -> tenant.name().equals(name));
        }
    }

    static UserPoolCache lookUp(Tenants tenants) {
        UserPoolSource source = issuer -> tenants.findByIssuer(issuer)
                .map(tenant ->
                        AcceptedPool.of(tenant.userPool(), tenant.clientIds()).withTenant(tenant.name()));
        UserPoolCache pools = UserPoolCache.builder(source).build();
        CognitoVerifier<AccessToken> verifier =
                CognitoVerifier.accessTokens(pools).build();
        return verifier.lookedUpPools().orElseThrow();
    }

    static AccessToken ofAcme(CognitoVerifier<AccessToken> verifier, String bearerToken) {
        AccessToken token = verifier.verify(bearerToken, "acme");
        return token;
    }

    static CognitoFilter byHost(CognitoVerifier<AccessToken> verifier, Map<String, String> tenantsByHost) {
        CognitoFilter filter = CognitoFilter.builder(verifier)
                .tenant(request -> Optional.ofNullable(
                        tenantsByHost.get(request.getServerName().toLowerCase(Locale.ROOT))))
                .build();
        return filter;
    }

    static CognitoFilter byPath(CognitoVerifier<AccessToken> verifier) {
        CognitoFilter filter = CognitoFilter.builder(verifier)
                .tenant(request -> {
                    String path = request.getServletPath() + Objects.toString(request.getPathInfo(), "");
                    return Optional.of(path.split("/", 3)[1]);
                })
                .build();
        return filter;
    }

    static void removeAcme(Tenants tenants, UserPoolCache pools) {
        tenants.remove("acme");
        pools.evict("acme");
    }

    static CognitoVerifier<AccessToken> withClaim(UserPool pool, Set<String> clientIds, Set<String> tenants) {
        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(pool, clientIds)
                .require(
                        "tenant",
                        token -> token.get(TENANT).filter(tenants::contains).isPresent())
                .build();
        return verifier;
    }

    static Optional<BearerProblem> problemOf(AccessToken token, String tenant) {
        boolean isTheirs = token.get(TENANT).equals(Optional.of(tenant));
        return isTheirs ? Optional.empty() : Optional.of(BearerProblem.invalidToken());
    }

    @Test
    void aTokenIsGoodForItsTenantUntilThatIsRemoved() {
        UserPoolCache pools = lookUpBoth();
        CognitoVerifier<AccessToken> verifier =
                CognitoVerifier.accessTokens(pools).build();
        String token = token(ACME);

        assertThat(ofAcme(verifier, token).tenant()).contains("acme");
        assertThat(verifier.verify(token).userPool().id()).isEqualTo("us-east-1_Acme");
        assertThat(statusOf(() -> ofAcme(verifier, token(GLOBEX)))).isEqualTo(401);
        assertThat(verifier.verify(token(GLOBEX)).tenant())
                .as("without a tenant")
                .contains("globex");

        removeAcme(tenants, pools);
        assertThat(statusOf(() -> ofAcme(verifier, token))).isEqualTo(401);
        assertThat(verifier.verify(token(GLOBEX), "globex").tenant()).contains("globex");
    }

    @Test
    void aClientOfOneTenantIsRefusedAtAnother() {
        UserPoolCache pools = lookUpBoth();
        CognitoVerifier<AccessToken> verifier =
                CognitoVerifier.accessTokens(pools).build();
        assertThat(verifier.verify(token(ACME)).clientId())
                .isEqualTo(verifier.verify(token(GLOBEX)).clientId());
        assertThat(verifier.verify(token(ACME)).tenant()).contains("acme");
        assertThat(verifier.verify(token(GLOBEX)).tenant()).contains("globex");

        store(GLOBEX, "globex", "another-client");
        pools.evict("globex");
        assertThat(verifier.verify(token(ACME)).tenant()).contains("acme");
        assertThat(statusOf(() -> verifier.verify(token(GLOBEX))))
                .as("a client of the other tenant alone")
                .isEqualTo(401);
    }

    @Test
    void aVerifierTakesNoPoolTwice() {
        AcceptedPool pool = AcceptedPool.of(UserPool.of("us-east-1_Acme"), Set.of("client"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> CognitoVerifier.accessTokens(lookUp(tenants))
                        .alsoFrom(pool.withTenant("acme"))
                        .alsoFrom(pool.withTenant("globex")));
    }

    @Test
    void theHostNamesTheTenant() throws Exception {
        CognitoVerifier<AccessToken> verifier =
                CognitoVerifier.accessTokens(lookUpBoth()).build();
        Server server = start(byHost(verifier, Map.of("localhost", "acme")));
        try {
            assertThat(get(server, "localhost", "/", token(ACME)).body()).isEqualTo("acme");
            assertThat(get(server, "LOCALHOST", "/", token(ACME)).statusCode()).isEqualTo(200);
            assertThat(get(server, "localhost", "/", token(GLOBEX)).statusCode())
                    .isEqualTo(401);
            assertThat(get(server, "127.0.0.1", "/", token(ACME)).statusCode()).isEqualTo(401);
        } finally {
            LifeCycle.stop(server);
        }
    }

    @Test
    void thePathNamesTheTenantAsTheContainerResolvesIt() throws Exception {
        CognitoVerifier<AccessToken> verifier =
                CognitoVerifier.accessTokens(lookUpBoth()).build();
        Server server = start(byPath(verifier));
        try {
            assertThat(get(server, "localhost", "/acme/me", token(ACME)).body()).isEqualTo("acme");
            assertThat(get(server, "localhost", "/acme", token(ACME)).body()).isEqualTo("acme");
            for (String path : List.of("/globex/me", "/acme/../globex/me", "/", "//acme", "/nobody")) {
                assertThat(get(server, "localhost", path, token(ACME)).statusCode())
                        .as(path)
                        .isIn(400, 401);
            }
            assertThat(get(server, "localhost", "/acme/../globex/me", token(GLOBEX))
                            .body())
                    .isEqualTo("globex");
        } finally {
            LifeCycle.stop(server);
        }
    }

    @Test
    void theClaimNamesTheTenantInOnePool() {
        Set<String> known = ConcurrentHashMap.newKeySet();
        known.add("acme");
        CognitoVerifier<AccessToken> verifier =
                withClaim(UserPool.fromIssuer(signer.issuer()), Set.of(signer.clientId()), known);
        String acme = signer.accessToken().claim("tenant", "acme").sign();

        AccessToken token = verifier.verify(acme);
        assertThat(token.get(TENANT)).contains("acme");
        assertThat(problemOf(token, "acme")).isEmpty();
        assertThat(problemOf(token, "globex").orElseThrow().status()).isEqualTo(401);
        assertThat(token.tenant()).isEmpty();
        assertThat(statusOf(() -> verifier.verify(signer.accessToken().sign()))).isEqualTo(403);
        assertThat(statusOf(() -> verifier.verify(
                        signer.accessToken().claim("tenant", "globex").sign())))
                .isEqualTo(403);

        known.remove("acme");
        assertThat(statusOf(() -> verifier.verify(acme))).as("in the cache").isEqualTo(403);
    }

    private UserPoolCache lookUpBoth() {
        store(ACME, "acme", signer.clientId());
        store(GLOBEX, "globex", signer.clientId());
        return lookUp(tenants);
    }

    private void store(String issuer, String name, String clientId) {
        UserPool pool = UserPool.fromIssuer(issuer).withJwksUri(signer.jwksUri());
        tenants.byIssuer.put(issuer, new Tenant(name, pool, Set.of(clientId)));
    }

    private String token(String issuer) {
        return signer.accessToken().issuer(issuer).sign();
    }

    private static int statusOf(Runnable verification) {
        return BearerProblem.of(catchThrowableOfType(VerificationException.class, verification::run))
                .status();
    }

    private static Server start(CognitoFilter filter) throws Exception {
        Server server = new Server();
        server.addConnector(new ServerConnector(server, 1, 1));
        ServletContextHandler context = new ServletContextHandler("/");
        context.addFilter(new FilterHolder(filter), "/*", EnumSet.allOf(DispatcherType.class));
        context.addServlet(new ServletHolder(new TenantServlet()), "/*");
        server.setHandler(context);
        server.start();
        return server;
    }

    @SuppressWarnings("serial")
    private static final class TenantServlet extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter()
                    .print(CognitoFilter.token(request)
                            .flatMap(token -> token.tenant())
                            .orElse("nobody"));
        }
    }

    private static HttpResponse<String> get(Server server, String host, String path, String token) throws Exception {
        int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + path))
                .header("Authorization", "Bearer " + token)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}

package io.cognitoclaims.samples.multitenantapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** Tenants are added, used and removed over HTTP, also while requests run. */
class MultiTenantApiTest {
    private static final TestUserPool ACME = TestUserPool.create();
    private static final TestUserPool GLOBEX = TestUserPool.create();
    private static final HttpClient HTTP;

    private static ConfigurableApplicationContext api;
    private static String port;

    static {
        // The tenant is in the host, and names below localhost need no DNS this way.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
        HTTP = HttpClient.newHttpClient();
    }

    @BeforeAll
    static void start() {
        // These tests evict tenants more often than an application does.
        api = SpringApplication.run(
                MultiTenantApi.class, "--PORT=0", "--cognito-claims.user-pool-lookup.max-new-per-second=10000");
        port = api.getEnvironment().getRequiredProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        api.close();
        ACME.close();
        GLOBEX.close();
    }

    @BeforeEach
    void removeTenants() throws Exception {
        delete("acme");
        delete("globex");
    }

    @Test
    void aTenantMayHaveAnEmulatorInAContainerIfTheApiIsToldSo() throws Exception {
        String body = "{\"issuer\":\"%s\",\"clientIds\":[\"web\"]}";
        String emulator = body.formatted("http://cognito:9229/local_x");
        String ofAws = body.formatted("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE");
        assertThat(putAt(port, emulator)).isEqualTo(400);

        try (ConfigurableApplicationContext told = SpringApplication.run(
                MultiTenantApi.class,
                "--PORT=0",
                "--COGNITO_ALLOW_INSECURE_HTTP=true",
                "--COGNITO_ISSUERS_BELOW=http://cognito:9229/")) {
            String toldPort = told.getEnvironment().getRequiredProperty("local.server.port");

            assertThat(putAt(toldPort, emulator)).isEqualTo(204);
            assertThat(putAt(toldPort, ofAws)).isEqualTo(400);
        }
    }

    private static int putAt(String port, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/tenants/acme"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body))
                .build();
        return HTTP.send(request, BodyHandlers.ofString()).statusCode();
    }

    @Test
    void aTenantIsAddedUsedAndRemoved() throws Exception {
        String token = ACME.accessToken().claim("pet_preference", "dogs").sign();
        assertThat(me("acme.localhost", token).statusCode()).isEqualTo(401);

        assertThat(put("acme", ACME).statusCode()).isEqualTo(204);
        HttpResponse<String> answer = me("acme.localhost", token);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"tenant\":\"acme\"", "\"subject\":\"", "\"petPreference\":\"dogs\"");

        assertThat(delete("acme").statusCode()).isEqualTo(204);
        assertThat(me("acme.localhost", token).statusCode()).isEqualTo(401);
        assertThat(delete("acme").statusCode()).isEqualTo(404);
    }

    @Test
    void aTokenOfOneTenantIsRefusedAtAnother() throws Exception {
        put("acme", ACME);
        put("globex", GLOBEX);
        String token = ACME.accessToken().sign();

        assertThat(me("acme.localhost", token).statusCode()).isEqualTo(200);
        assertThat(me("ACME.localhost", token).statusCode()).isEqualTo(200);
        for (String host : List.of("globex.localhost", "localhost", "127.0.0.1", "nobody.localhost")) {
            assertThat(me(host, token).statusCode()).as(host).isEqualTo(401);
        }
        assertThat(me("globex.localhost", GLOBEX.accessToken().sign()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aChangeOfATenantHoldsAtOnce() throws Exception {
        put("acme", ACME);
        String token = ACME.accessToken().sign();
        assertThat(me("acme.localhost", token).statusCode()).isEqualTo(200);

        send("PUT", "localhost", "/tenants/acme", json(ACME.issuer(), "another-client"), null);

        assertThat(me("acme.localhost", token).statusCode()).isEqualTo(401);
    }

    @Test
    void twoTenantsCannotHaveOnePool() throws Exception {
        put("acme", ACME);

        assertThat(put("globex", ACME).statusCode()).isEqualTo(409);
        assertThat(put("acme", ACME).statusCode()).as("again").isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"issuer\":\"no url\",\"clientIds\":[\"a\"]}",
                "{\"issuer\":\"http://example.com/pool_1\",\"clientIds\":[\"a\"]}",
                "{\"issuer\":\"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE\",\"clientIds\":[]}",
                "{\"issuer\":\"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE\"}",
                "not json"
            })
    void aWrongTenantIsRefused(String tenant) throws Exception {
        assertThat(send("PUT", "localhost", "/tenants/acme", tenant, null).statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"acme.localhost, acme, 403", "evil.example, acme, 403", "localhost, -acme, 400", "localhost, A_b, 400"})
    void tenantsAreManagedAtLocalhostAndHaveNamesOfHosts(String host, String name, int status) throws Exception {
        assertThat(send("PUT", host, "/tenants/" + name, json(ACME.issuer(), ACME.clientId()), null)
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void requestsDuringAChangeSeeTheTenantOrSeeItNot() throws Exception {
        put("globex", GLOBEX);
        String acme = ACME.accessToken().sign();
        String globex = GLOBEX.accessToken().sign();
        AtomicBoolean isRunning = new AtomicBoolean(true);
        AtomicInteger served = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(4);
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(callers.submit(() -> {
                while (isRunning.get()) {
                    assertThat(me("acme.localhost", acme).statusCode()).isIn(200, 401);
                    assertThat(me("globex.localhost", globex).statusCode())
                            .as("the other tenant")
                            .isEqualTo(200);
                    assertThat(me("globex.localhost", acme).statusCode()).isEqualTo(401);
                    served.incrementAndGet();
                }
                return null;
            }));
        }
        // A caller that failed ends the test below.
        for (int i = 0; i < 20 || (served.get() < 20 && calls.stream().noneMatch(Future::isDone)); i++) {
            put("acme", ACME);
            assertThat(me("acme.localhost", acme).statusCode()).as("added").isEqualTo(200);
            delete("acme");
            assertThat(me("acme.localhost", acme).statusCode()).as("removed").isEqualTo(401);
        }
        isRunning.set(false);
        for (Future<?> call : calls) {
            call.get();
        }
        callers.shutdown();
    }

    private static HttpResponse<String> put(String tenant, TestUserPool pool) throws Exception {
        return send("PUT", "localhost", "/tenants/" + tenant, json(pool.issuer(), pool.clientId()), null);
    }

    private static HttpResponse<String> delete(String tenant) throws Exception {
        return send("DELETE", "localhost", "/tenants/" + tenant, "", null);
    }

    private static HttpResponse<String> me(String host, String token) throws Exception {
        return send("GET", host, "/api/me", "", token);
    }

    private static String json(String issuer, String clientId) {
        return "{\"issuer\":\"" + issuer + "\",\"clientIds\":[\"" + clientId + "\"]}";
    }

    private static HttpResponse<String> send(
            String method, String host, String path, String body, @Nullable String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Host", host + ":" + port)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}

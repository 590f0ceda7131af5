package io.cognitoclaims.samples.servletapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cognitoclaims.testing.TestLoadBalancer;
import io.cognitoclaims.testing.TestUserPool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API behind an Application Load Balancer. */
class LoadBalancerTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String DATA = "x-amzn-oidc-data";

    private static TestUserPool pool;
    private static TestLoadBalancer loadBalancer;
    private static ServletApi api;

    @BeforeAll
    static void start() throws Exception {
        pool = TestUserPool.create();
        loadBalancer = TestLoadBalancer.create(pool);
        api = ServletApi.start(with(Map.of(
                "ALB_ARN",
                loadBalancer.arn(),
                "ALB_KEYS_URI",
                loadBalancer.keysUri().toString())));
    }

    @AfterAll
    static void stop() {
        api.close();
        loadBalancer.close();
        pool.close();
    }

    private static Map<String, String> with(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("PORT", "0");
        environment.put("COGNITO_ISSUER", pool.issuer());
        environment.put("COGNITO_CLIENT_IDS", pool.clientId());
        environment.put("COGNITO_TOKEN_USE", "access");
        return environment;
    }

    @Test
    void theApiSaysWhoIsSignedInAtTheLoadBalancer() throws Exception {
        HttpResponse<String> answer = get(
                api,
                "/api/alb",
                DATA,
                loadBalancer
                        .oidcData()
                        .subject("a-b-c")
                        .email("alice@example.com")
                        .sign());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"subject\":\"a-b-c\",\"email\":\"alice@example.com\"}");
        assertThat(get(
                                api,
                                "/api/alb",
                                DATA,
                                loadBalancer.oidcData().without("email").sign())
                        .body())
                .endsWith("\"email\":null}");
    }

    @Test
    void anAccessTokenBesideItChangesNothing() throws Exception {
        String data = loadBalancer.oidcData().sign();
        String token = "Bearer " + pool.accessToken().sign();

        assertThat(get(api, "/api/alb", DATA, data, "Authorization", token).statusCode())
                .isEqualTo(200);
        assertThat(get(api, "/api/alb", "Authorization", token).statusCode()).isEqualTo(401);
    }

    @Test
    void strangersAreRefused() throws Exception {
        try (TestLoadBalancer other = TestLoadBalancer.create(pool)) {
            assertThat(get(api, "/api/alb").statusCode()).isEqualTo(401);
            assertThat(get(api, "/api/alb", "x-amzn-oidc-identity", "alice").statusCode())
                    .isEqualTo(401);
            assertThat(get(api, "/api/alb", DATA, other.oidcData().sign()).statusCode())
                    .isEqualTo(401);
            assertThat(get(
                                    api,
                                    "/api/alb",
                                    DATA,
                                    loadBalancer.oidcData().signedBy(other).sign())
                            .statusCode())
                    .isEqualTo(401);
            assertThat(get(
                                    api,
                                    "/api/alb",
                                    DATA,
                                    loadBalancer
                                            .oidcData()
                                            .expiresAt(Instant.EPOCH)
                                            .sign())
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void whatTheLoadBalancerSaysOpensNothingElse() throws Exception {
        assertThat(get(api, "/api/me", DATA, loadBalancer.oidcData().sign()).statusCode())
                .isEqualTo(401);
        assertThat(get(api, "/api/alb/x", DATA, loadBalancer.oidcData().sign()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void withoutALoadBalancerThePathIsNotThere() throws Exception {
        try (ServletApi alone = ServletApi.start(with(Map.of()))) {
            assertThat(get(alone, "/api/alb", DATA, loadBalancer.oidcData().sign())
                            .statusCode())
                    .isEqualTo(401);
            assertThat(get(
                                    alone,
                                    "/api/alb",
                                    "Authorization",
                                    "Bearer " + pool.accessToken().sign())
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aWrongAddressOfKeysEndsTheStart() {
        assertThat(catchThrowable(() -> ServletApi.start(
                        with(Map.of("ALB_ARN", loadBalancer.arn(), "ALB_KEYS_URI", "http://example.com")))))
                .isInstanceOf(WrongSettingException.class)
                .hasMessageStartingWith("ALB_KEYS_URI: must be an address");
    }

    private static HttpResponse<String> get(ServletApi api, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }
}

package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** What web-login.md says of requests before a sign-in; {@link WebLoginIT} signs in. */
@NullUnmarked
class WebLoginTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static ConfigurableApplicationContext application;

    @BeforeAll
    static void start() {
        application = start(POOL.issuer(), POOL.clientId(), "secret", 0);
    }

    @AfterAll
    static void stop() {
        application.close();
        POOL.close();
    }

    @Test
    void aPageLeadsToTheSignInOfThePool() throws Exception {
        HttpResponse<String> answer = send(request("/").header("Accept", "text/html"));
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(location(answer)).endsWith("/oauth2/authorization/cognito");

        HttpResponse<String> leading = send(request("/oauth2/authorization/cognito"));
        assertThat(leading.statusCode()).isEqualTo(302);
        assertThat(location(leading))
                .startsWith(POOL.issuer() + "/authorize?")
                .contains("scope=openid%20email", "redirect_uri=" + address("/login/oauth2/code/cognito"));
    }

    @Test
    void theApiAsksForABearerToken() throws Exception {
        HttpResponse<String> answer = send(request("/api/me").header("Accept", "text/html"));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Bearer"));

        String token = POOL.accessToken().claim("pet_preference", "dogs").sign();
        assertThat(send(request("/api/me").header("Authorization", "Bearer " + token))
                        .body())
                .isEqualTo("test-user likes DOGS");
    }

    @Test
    void aBearerTokenOpensNoPage() throws Exception {
        String token = POOL.accessToken().sign();

        assertThat(send(request("/").header("Authorization", "Bearer " + token)).statusCode())
                .isEqualTo(302);
    }

    @Test
    void aPostWithoutTheCsrfTokenIsRefusedAmongThePagesOnly() throws Exception {
        assertThat(send(request("/logout").POST(BodyPublishers.noBody())).statusCode())
                .isEqualTo(403);
        assertThat(send(request("/api/me").POST(BodyPublishers.noBody())).statusCode())
                .isEqualTo(401);
    }

    @Test
    void aSignInThatFailsLeadsBackToTheLoginPage() throws Exception {
        HttpResponse<String> answer = send(request("/login/oauth2/code/cognito?code=1&state=2"));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(location(answer)).endsWith("/login?error");
    }

    /** {@return the application of the page, for this pool} */
    static ConfigurableApplicationContext start(String issuer, String client, String secret, int port) {
        return new SpringApplicationBuilder(WebLogin.class)
                .properties(
                        "server.port=" + port,
                        "spring.main.banner-mode=off",
                        "cognito-claims.user-pools[0].issuer=" + issuer,
                        "cognito-claims.user-pools[0].client-ids=" + client,
                        "spring.security.oauth2.client.registration.cognito.client-id=" + client,
                        "spring.security.oauth2.client.registration.cognito.client-secret=" + secret,
                        "spring.security.oauth2.client.registration.cognito.scope=openid, email",
                        "spring.security.oauth2.client.provider.cognito.issuer-uri=" + issuer)
                .run();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address(path)));
    }

    private static String address(String path) {
        return "http://localhost:"
                + ((WebServerApplicationContext) application).getWebServer().getPort() + path;
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static String location(HttpResponse<?> answer) {
        return answer.headers().firstValue("Location").orElse("none");
    }
}

package io.cognitoclaims.docs;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.BearerHeader;
import io.cognitoclaims.core.BearerProblem;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationException;
import io.cognitoclaims.samples.petclaims.PetPreference;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The code of core.md, on the HTTP server of the JDK. */
class PlainJavaTest {
    private final TestUserPool pool = TestUserPool.create();
    private final CognitoVerifier<AccessToken> ofTestPool = CognitoVerifier.accessTokens(
                    UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
            .build();
    private HttpServer server;

    static CognitoVerifier<AccessToken> verifier() {
        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                        UserPool.of("us-east-1_EXAMPLE"), Set.of("55pb79dl8gm0i1ho9hdre91r3k"))
                .build();
        return verifier;
    }

    static void answer(HttpExchange exchange, CognitoVerifier<AccessToken> verifier) throws IOException {
        List<String> values = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
        BearerHeader header = BearerHeader.of(values);
        try {
            AccessToken token = header.token().map(verifier::verify).orElse(null);
            if (token == null) {
                refuse(exchange, header.problem().orElseThrow());
            } else {
                send(exchange, 200, "text/plain", "Hello, " + token.username().orElse("machine"));
            }
        } catch (VerificationException e) {
            refuse(exchange, BearerProblem.of(e));
        }
    }

    static void refuse(HttpExchange exchange, BearerProblem problem) throws IOException {
        problem.headers().forEach(exchange.getResponseHeaders()::set);
        send(exchange, problem.status(), BearerProblem.MEDIA_TYPE, problem.toJson());
    }

    static void write(HttpExchange exchange, AccessToken token) throws IOException {
        if (!token.hasScopes("pets/write")) {
            refuse(exchange, BearerProblem.insufficientScope(Set.of("pets/write")));
            return;
        }
        PetPreference pet = token.get(PET_PREFERENCE).orElse(PetPreference.CATS);
        send(exchange, 200, "text/plain", pet.name());
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hello", exchange -> answer(exchange, ofTestPool));
        server.createContext(
                "/pets",
                exchange -> write(
                        exchange,
                        ofTestPool.verify(
                                BearerHeader.of(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()))
                                        .token()
                                        .orElseThrow())));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        pool.close();
    }

    @Test
    void theServerOfTheJdkAnswersAsTheOtherFrontsDo() throws Exception {
        String token = pool.accessToken().sign();

        HttpResponse<String> good = get("/hello", "Bearer " + token);
        assertThat(good.statusCode()).isEqualTo(200);
        assertThat(good.body()).isEqualTo("Hello, test-user");
        assertRefused(get("/hello"), 401, "Bearer");
        assertRefused(get("/hello", "Basic YTpi"), 401, "Bearer");
        assertRefused(get("/hello", "Bearer " + token + "x"), 401, "Bearer error=\"invalid_token\"");
        assertRefused(get("/hello", "Bearer " + token + " x"), 400, "Bearer error=\"invalid_request\"");
        assertRefused(get("/hello", "Bearer " + token, "Bearer " + token), 400, "Bearer error=\"invalid_request\"");
    }

    @Test
    void theServerOfTheJdkAnswers503WhileTheKeysAreUnavailable() throws Exception {
        pool.answerKeysWith(500, "");

        HttpResponse<String> answer =
                get("/hello", "Bearer " + pool.accessToken().sign());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isEmpty();
    }

    @Test
    void theChallengeNamesTheScopeThatIsMissing() throws Exception {
        HttpResponse<String> refused =
                get("/pets", "Bearer " + pool.accessToken().sign());
        assertRefused(refused, 403, "Bearer error=\"insufficient_scope\"");
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElseThrow())
                .endsWith("scope=\"pets/write\"");

        String token = pool.accessToken()
                .scopes("pets/write")
                .claim("pet_preference", "dogs")
                .sign();
        assertThat(get("/pets", "Bearer " + token).body()).isEqualTo("DOGS");
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String challenge) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith(challenge);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.body()).contains("\"status\":" + status);
    }

    private HttpResponse<String> get(String path, String... authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://localhost:" + server.getAddress().getPort() + path));
        for (String value : authorization) {
            request.header("Authorization", value);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}

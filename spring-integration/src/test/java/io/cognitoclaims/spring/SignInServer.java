package io.cognitoclaims.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.io.IOException;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a {@link TestUserPool} lacks for sign-ins: the token endpoint and userInfo. The sign-in page is left out. */
final class SignInServer implements AutoCloseable {
    private static final String SUBJECT = "somebody";

    private final TestUserPool pool;
    private final HttpServer server;
    private final AtomicInteger refreshes = new AtomicInteger();
    private volatile String idToken = "";

    private SignInServer(TestUserPool pool, HttpServer server) {
        this.pool = pool;
        this.server = server;
    }

    static SignInServer startFor(TestUserPool pool) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        SignInServer server = new SignInServer(pool, http);
        http.createContext("/token", server::answerTokenRequest);
        http.createContext(
                "/userInfo",
                exchange -> answer(exchange, "{\"sub\":\"%s\",\"email\":\"rex@example.com\"}".formatted(SUBJECT)));
        http.start();
        return server;
    }

    /** {@return the properties of a client registration with this id, for the pool's client} */
    String[] registration(String id, String... properties) {
        String registration = "spring.security.oauth2.client.registration." + id + ".";
        String provider = "spring.security.oauth2.client.provider." + id + ".";
        return Stream.concat(
                        Stream.of(
                                registration + "client-id=" + pool.clientId(),
                                registration + "client-secret=secret",
                                registration + "scope=openid,email",
                                provider + "issuer-uri=" + pool.issuer(),
                                provider + "token-uri=" + address() + "/token",
                                provider + "user-info-uri=" + address() + "/userInfo"),
                        Arrays.stream(properties))
                .toArray(String[]::new);
    }

    /** {@return a browser in which a user has signed in, or has failed to} The ID token gets the nonce of the request. */
    Visitor signIn(RunningApi application, String registration, TokenBuilder token) throws Exception {
        return signIn(application, registration, nonce -> token.claim("nonce", nonce));
    }

    /** {@return the same, with the token that is made of the nonce of the request} */
    Visitor signIn(RunningApi application, String registration, Function<String, TokenBuilder> token) throws Exception {
        Visitor visitor = new Visitor(application);
        String asked = location(visitor.get("/oauth2/authorization/" + registration));
        idToken = token.apply(parameter("nonce", asked)).subject(SUBJECT).sign();
        visitor.answer =
                visitor.get("/login/oauth2/code/" + registration + "?code=1&state=" + parameter("state", asked));
        return visitor;
    }

    /** Makes this the next ID token, for a refresh. */
    void issue(TokenBuilder token) {
        idToken = token.subject(SUBJECT).sign();
    }

    /** {@return how many requests for a refresh have arrived} */
    int refreshes() {
        return refreshes.get();
    }

    /** {@return the ID token that was issued last} */
    String idToken() {
        return idToken;
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** As Cognito's, the answer does not name the scopes. The access token is about to expire. */
    private void answerTokenRequest(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (form.contains("grant_type=refresh_token")) {
            refreshes.incrementAndGet();
        }
        answer(exchange, """
                {"id_token":"%s","access_token":"%s","refresh_token":"r","token_type":"Bearer","expires_in":1}""".formatted(idToken, pool.accessToken().sign()));
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String location(HttpResponse<?> answer) {
        return answer.headers().firstValue("Location").orElse("none");
    }

    private static String parameter(String name, String address) {
        return Arrays.stream(URI.create(address).getRawQuery().split("&"))
                .filter(parameter -> parameter.startsWith(name + "="))
                .map(parameter -> URLDecoder.decode(parameter.substring(name.length() + 1), UTF_8))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** A browser with its own cookies, which does not follow redirects. */
    static final class Visitor {
        private final HttpClient http =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        private final RunningApi application;
        private @Nullable HttpResponse<String> answer;

        private Visitor(RunningApi application) {
            this.application = application;
        }

        HttpResponse<String> get(String path) throws IOException, InterruptedException {
            return http.send(
                    HttpRequest.newBuilder(application.uri(path))
                            .header("Accept", "text/html")
                            .build(),
                    BodyHandlers.ofString());
        }

        String body(String path) throws IOException, InterruptedException {
            HttpResponse<String> page = get(path);
            return page.statusCode() == 200 ? page.body() : String.valueOf(page.statusCode());
        }

        /** {@return status of the answer that ended the sign-in, and its path or its text} */
        String outcome() {
            HttpResponse<String> last = requireNonNull(answer);
            return last.statusCode() + " "
                    + (last.statusCode() == 302 ? URI.create(location(last)).getPath() : last.body());
        }
    }
}

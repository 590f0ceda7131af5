package io.cognitoclaims.samples.springapi;

import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The sample in this process, on a free port, and a client of it. Settings are given as in the environment. */
final class ApiClient implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext api;

    private ApiClient(ConfigurableApplicationContext api) {
        this.api = api;
    }

    static ApiClient start(String... settings) {
        String[] arguments = Stream.concat(Stream.of("PORT=0"), Stream.of(settings))
                .map("--"::concat)
                .toArray(String[]::new);
        return new ApiClient(SpringApplication.run(SpringApi.class, arguments));
    }

    /** For access tokens, unless the settings name the use. */
    static ApiClient startFor(TestUserPool pool, String... settings) {
        boolean named = Stream.of(settings).anyMatch(setting -> setting.startsWith("COGNITO_TOKEN_USE="));
        return start(Stream.concat(
                        Stream.of(
                                "COGNITO_ISSUER=" + pool.issuer(),
                                "COGNITO_CLIENT_IDS=" + pool.clientId(),
                                (named ? "UNUSED=" : "COGNITO_TOKEN_USE=") + "access"),
                        Stream.of(settings))
                .toArray(String[]::new));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return send(request(path).header("Authorization", "Bearer " + token));
    }

    HttpResponse<String> post(String path, String token) throws IOException, InterruptedException {
        return send(request(path).header("Authorization", "Bearer " + token).POST(BodyPublishers.noBody()));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + SpringApi.portOf(api) + path));
    }

    @Override
    public void close() {
        api.close();
    }
}

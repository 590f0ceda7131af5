package io.cognitoclaims.testing;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A client of the pool's server. */
final class Loopback {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Loopback() {}

    static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        return CLIENT.send(request(uri).build(), BodyHandlers.ofString());
    }

    static HttpResponse<String> send(String method, URI uri) throws IOException, InterruptedException {
        HttpRequest request =
                request(uri).method(method, HttpRequest.BodyPublishers.noBody()).build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    static CompletableFuture<HttpResponse<String>> getLater(URI uri) {
        return CLIENT.sendAsync(request(uri).build(), BodyHandlers.ofString());
    }

    /** Returns as soon as so many requests for the key set have arrived. */
    static void awaitKeyFetches(TestUserPool pool, int fetches) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (pool.keyFetches() < fetches) {
            if (System.nanoTime() > deadline) {
                fail("%d requests arrived, not %d", pool.keyFetches(), fetches);
            }
            Thread.onSpinWait();
        }
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(PATIENCE);
    }
}

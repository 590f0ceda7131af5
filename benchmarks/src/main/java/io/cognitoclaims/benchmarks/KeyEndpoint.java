package io.cognitoclaims.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** Serves a key set on loopback: at once, after a while, or not at all. */
final class KeyEndpoint implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile String jwks;
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean isDown;

    private KeyEndpoint(String jwks) throws IOException {
        this.jwks = jwks;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks.json", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    static KeyEndpoint serving(String jwks) throws IOException {
        return new KeyEndpoint(jwks);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json");
    }

    void publish(String jwks) {
        this.jwks = jwks;
    }

    void delayBy(Duration delay) {
        this.delay = delay;
    }

    void goDown() {
        isDown = true;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            LockSupport.parkNanos(delay.toNanos());
            byte[] body = jwks.getBytes(UTF_8);
            exchange.sendResponseHeaders(isDown ? 503 : 200, isDown ? -1 : body.length);
            if (!isDown) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}

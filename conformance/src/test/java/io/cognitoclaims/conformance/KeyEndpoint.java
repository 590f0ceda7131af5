package io.cognitoclaims.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.cognitoclaims.core.JwksFetcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A web server on loopback that counts who asks for what, and answers as it is told. */
final class KeyEndpoint implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(KeyEndpoint::newThread);
    private final Map<String, HttpHandler> pages = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    /** What ends the present fetch. */
    private final AtomicReference<CompletableFuture<Void>> timeOut = new AtomicReference<>(new CompletableFuture<>());

    private final CountDownLatch closing = new CountDownLatch(1);

    private KeyEndpoint(HttpServer server) {
        this.server = server;
    }

    static KeyEndpoint start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            KeyEndpoint endpoint = new KeyEndpoint(server);
            server.createContext("/", endpoint::handle);
            server.setExecutor(endpoint.threads);
            CompletableFuture.runAsync(server::start, endpoint.threads).join();
            return endpoint;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + server.getAddress().getPort() + path);
    }

    void serve(String path, HttpHandler page) {
        pages.put(path, page);
    }

    void serve(String path, int status, String body) {
        serve(path, answer(status, body.getBytes(UTF_8)));
    }

    /** {@return how many requests for this path have come} */
    int requests(String path) {
        AtomicInteger count = requests.get(path);
        return count == null ? 0 : count.get();
    }

    /** {@return how many requests have come} */
    int requests() {
        return requests.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    /** {@return a page whose length is told} */
    static HttpHandler answer(int status, byte[] body) {
        return exchange -> send(exchange, status, body);
    }

    /** {@return a page of which the start comes and then nothing, until the fetch is given up} */
    HttpHandler stalled(byte[] start) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(start);
            exchange.getResponseBody().flush();
            giveUp();
            awaitClosing();
        };
    }

    /** {@return nothing at all, until the fetch is given up} */
    HttpHandler silent() {
        return exchange -> {
            giveUp();
            awaitClosing();
        };
    }

    /** {@return a page without an end} */
    static HttpHandler endless() {
        return exchange -> {
            byte[] blanks = " ".repeat(8192).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write(blanks);
            }
        };
    }

    /**
     * {@return the library's fetcher, whose time is over when a page here says so} The cache ends a fetch in the same way
     * when {@code fetchTimeout} is over; here no test waits for it, and no slow machine ends one that is to succeed.
     */
    JwksFetcher fetcher() {
        JwksFetcher http = JwksFetcher.overHttp();
        return uri -> {
            CompletableFuture<Void> over = new CompletableFuture<>();
            timeOut.set(over);
            CompletableFuture<byte[]> document = http.fetch(uri);
            CompletableFuture<?> unused = over.thenRun(() -> document.completeExceptionally(new TimeoutException()));
            return document;
        };
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Connection", "close");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.computeIfAbsent(path, absent -> new AtomicInteger()).incrementAndGet();
        try (exchange) {
            pages.getOrDefault(path, answer(400, new byte[0])).handle(exchange);
        }
    }

    private void giveUp() {
        timeOut.get().complete(null);
    }

    private void awaitClosing() throws IOException {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("closed", e);
        }
    }

    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "key-endpoint");
        thread.setDaemon(true);
        return thread;
    }
}

package io.cognitoclaims.conformance.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lambda's side of the <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API</a>, on
 * loopback: a runtime asks for the next event, and posts its answer or its error.
 */
final class RuntimeApi implements AutoCloseable {
    private static final String PREFIX = "/2018-06-01/runtime/";
    private static final String FUNCTION_ARN = "arn:aws:lambda:us-east-1:123456789012:function:pet-preference";
    private static final long FIVE_SECONDS = 5_000;

    static {
        // Otherwise the JDK's server holds an answer back until the client acknowledges its header, some 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Invocation> queued = new LinkedBlockingQueue<>();
    private final Map<String, Invocation> handedOut = new ConcurrentHashMap<>();
    private final AtomicInteger lastId = new AtomicInteger();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Runnable atCheckpoint;

    private RuntimeApi(HttpServer server, Runnable atCheckpoint) {
        this.server = server;
        this.atCheckpoint = atCheckpoint;
    }

    /** Starts the server; {@code atCheckpoint} runs while a runtime with SnapStart waits to be restored. */
    static RuntimeApi start(Runnable atCheckpoint) throws IOException {
        InetSocketAddress freePort = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0);
        RuntimeApi api = new RuntimeApi(HttpServer.create(freePort, 0), atCheckpoint);
        api.server.createContext(PREFIX, api::handle);
        api.server.setExecutor(api.threads);
        api.server.start();
        return api;
    }

    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** {@return what ends once a runtime asks for its first event, and fails if it reports that it can't start} */
    CompletableFuture<Void> ready() {
        return ready;
    }

    CompletableFuture<Outcome> invoke(String event) {
        Invocation invocation = new Invocation("request-" + lastId.incrementAndGet(), event, new CompletableFuture<>());
        queued.add(invocation);
        return invocation.outcome();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = requireNonNull(exchange.getRequestURI().getPath()).substring(PREFIX.length());
            if (path.equals("invocation/next")) {
                answerNext(exchange);
            } else if (path.equals("restore/next")) {
                atCheckpoint.run();
                exchange.sendResponseHeaders(200, -1);
            } else {
                take(path, exchange);
                exchange.sendResponseHeaders(202, -1);
            }
        }
    }

    private void answerNext(HttpExchange exchange) throws IOException {
        ready.complete(null);
        Invocation next = takeQueued();
        handedOut.put(next.id(), next);
        byte[] event = next.event().getBytes(UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Lambda-Runtime-Aws-Request-Id", next.id());
        headers.set("Lambda-Runtime-Deadline-Ms", Long.toString(System.currentTimeMillis() + FIVE_SECONDS));
        headers.set("Lambda-Runtime-Invoked-Function-Arn", FUNCTION_ARN);
        headers.set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, event.length);
        exchange.getResponseBody().write(event);
    }

    private Invocation takeQueued() throws InterruptedIOException {
        try {
            return queued.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("closed");
        }
    }

    private void take(String path, HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        int slash = path.lastIndexOf('/');
        String id = path.substring(path.indexOf('/') + 1, Math.max(slash, path.indexOf('/') + 1));
        Invocation invocation = handedOut.remove(id);
        if (invocation != null) {
            boolean failed = path.endsWith("/error");
            invocation
                    .outcome()
                    .complete(new Outcome(
                            failed, body, exchange.getRequestHeaders().toString()));
        } else {
            ready.completeExceptionally(new IllegalStateException(path + ": " + body));
        }
    }

    /** What a runtime posted about one event. */
    record Outcome(boolean failed, String body, String headers) {}

    private record Invocation(String id, String event, CompletableFuture<Outcome> outcome) {}
}

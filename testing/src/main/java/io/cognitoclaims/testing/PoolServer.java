package io.cognitoclaims.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves the key set and the discovery document of a pool on loopback, with faults on request. */
final class PoolServer implements AutoCloseable {
    private static final Answer BAD_REQUEST = new Answer(400, """
            {"code":"BadRequest","message":"The server did not understand the operation that was requested.",\
            "type":"client"}""");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(PoolServer::newThread);
    private final String issuer;
    private final Supplier<String> jwks;
    private final AtomicInteger keyFetches = new AtomicInteger();
    private volatile @Nullable Answer fault;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private PoolServer(HttpServer server, String poolId, Supplier<String> jwks) {
        this.server = server;
        this.issuer = "http://localhost:" + server.getAddress().getPort() + "/" + poolId;
        this.jwks = jwks;
    }

    static PoolServer start(String poolId, Supplier<String> jwks) {
        try {
            // This JVM resolves "localhost" to the address family that it prefers.
            InetSocketAddress freePort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            HttpServer server = HttpServer.create(freePort, 0);
            PoolServer pool = new PoolServer(server, poolId, jwks);
            server.createContext("/", pool::handle);
            server.setExecutor(pool.threads);
            // The server's own thread is a daemon only if the thread that starts it is one.
            CompletableFuture.runAsync(server::start, pool.threads).join();
            return pool;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String issuer() {
        return issuer;
    }

    URI jwksUri() {
        return URI.create(issuer + "/.well-known/jwks.json");
    }

    int keyFetches() {
        return keyFetches.get();
    }

    void answerKeysWith(int status, String body) {
        fault = new Answer(status, body);
    }

    synchronized void stallKeys() {
        if (gate.getCount() == 0) {
            gate = new CountDownLatch(1);
        }
    }

    synchronized void resumeKeys() {
        fault = null;
        gate.countDown();
    }

    @Override
    public void close() {
        // Saved and restored, because an interrupt would end the wait below, and the JDK's stop() may lose it.
        boolean interrupted = Thread.interrupted();
        server.stop(0);
        threads.shutdownNow();
        try {
            // The interrupt ends every wait of a thread here, so the limit is never reached.
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer =
                    answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
            byte[] body = answer.body().getBytes(UTF_8);
            boolean withBody = body.length > 0 && !exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            // On a persistent connection, the JDK's server delays an answer by about 40 ms, for the client's delayed
            // ACK.
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(answer.status(), withBody ? body.length : -1);
            if (withBody) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Answer answer(String method, String path) throws InterruptedIOException {
        if (!method.equals("GET")) {
            return BAD_REQUEST;
        }
        if (path.equals(jwksUri().getPath())) {
            return answerKeys();
        }
        return path.equals(URI.create(issuer).getPath() + "/.well-known/openid-configuration")
                ? new Answer(200, discoveryDocument())
                : BAD_REQUEST;
    }

    private Answer answerKeys() throws InterruptedIOException {
        keyFetches.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("closed");
        }
        Answer told = fault;
        return told == null ? new Answer(200, jwks.get()) : told;
    }

    /** {@return the document that Cognito serves for a pool without a domain} Of its URLs, only {@code jwks_uri} works. */
    private String discoveryDocument() {
        return """
                {"authorization_endpoint":"%1$s/authorize",\
                "end_session_endpoint":"%1$s/logout",\
                "id_token_signing_alg_values_supported":["RS256"],\
                "issuer":"%1$s",\
                "jwks_uri":"%1$s/.well-known/jwks.json",\
                "response_types_supported":["code","token"],\
                "revocation_endpoint":"%1$s/revoke",\
                "scopes_supported":["openid","email","phone","profile"],\
                "subject_types_supported":["public"],\
                "token_endpoint":"%1$s/token",\
                "token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"],\
                "userinfo_endpoint":"%1$s/userInfo"}""".formatted(issuer);
    }

    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "test-user-pool");
        thread.setDaemon(true);
        return thread;
    }

    private record Answer(int status, String body) {
        Answer {
            requireNonNull(body, "body");
            if (status < 200 || status > 599) {
                throw new IllegalArgumentException("status: not from 200 to 599");
            }
            if ((status == 204 || status == 304) && !body.isEmpty()) {
                throw new IllegalArgumentException("body: an answer of status " + status + " has none");
            }
        }
    }
}

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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server on loopback whose answers to {@code GET} can be keys. It counts the fetches of keys, and they have faults on request. */
final class LoopbackServer implements AutoCloseable {
    private final HttpServer server;
    private final String threadName;
    private final ExecutorService threads = Executors.newCachedThreadPool(this::newThread);
    private final AtomicInteger keyFetches = new AtomicInteger();
    private volatile @Nullable Answer fault;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    private LoopbackServer(HttpServer server, String threadName) {
        this.server = server;
        this.threadName = threadName;
    }

    /** {@return a server that has a port and accepts no request yet} */
    static LoopbackServer create(String threadName) {
        try {
            // This JVM resolves "localhost" to the address family that it prefers.
            InetSocketAddress freePort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            return new LoopbackServer(HttpServer.create(freePort, 0), threadName);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start(Site site) {
        server.createContext("/", exchange -> handle(site, exchange));
        server.setExecutor(threads);
        // The server's own thread is a daemon only if the thread that starts it is one.
        CompletableFuture.runAsync(server::start, threads).join();
    }

    /** {@return {@code http://localhost:<port>}} */
    String address() {
        return "http://localhost:" + server.getAddress().getPort();
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

    private void handle(Site site, HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean get = exchange.getRequestMethod().equals("GET");
            Answer answer = get && site.isOfKeys(path) ? answerKeys(site, path) : site.answer(get ? path : "");
            byte[] body = answer.body().getBytes(UTF_8);
            boolean withBody = body.length > 0 && !exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("Content-Type", site.contentType());
            // On a persistent connection, the JDK's server delays an answer by about 40 ms, for the client's delayed
            // ACK.
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(answer.status(), withBody ? body.length : -1);
            if (withBody) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Answer answerKeys(Site site, String path) throws InterruptedIOException {
        keyFetches.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("closed");
        }
        Answer told = fault;
        return told == null ? site.answer(path) : told;
    }

    private Thread newThread(Runnable work) {
        Thread thread = new Thread(work, threadName);
        thread.setDaemon(true);
        return thread;
    }

    /** What a server answers while it has no fault. */
    interface Site {
        String contentType();

        /** {@return whether keys are here} */
        boolean isOfKeys(String path);

        /** {@return the answer to {@code GET} of this path; other methods ask for the empty path} */
        Answer answer(String path);
    }

    record Answer(int status, String body) {
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

package io.cognitoclaims.localuserpool.junit;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * A running stand-in user pool, in this JVM and on a port of its own. Its classes and libraries are not those of the test.
 * Safe for use by many threads.
 */
public final class LocalUserPool implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String LISTENING = "local-user-pool listening on ";
    private static final String ISSUER = "issuer: ";

    private final ProgramClassLoader loader;
    private final Thread program;
    private final String domain;
    private final String issuer;

    private LocalUserPool(ProgramClassLoader loader, Thread program, String domain, String issuer) {
        this.loader = loader;
        this.program = program;
        this.domain = domain;
        this.issuer = issuer;
    }

    /** {@return a pool to set up} Without more it has the users and clients of the program's own settings. */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the issuer of its tokens, such as {@code http://localhost:40123/us-east-1_LocalPool}} */
    public String issuer() {
        return issuer;
    }

    /** {@return the address that the endpoints hang on, such as {@code http://localhost:40123}} */
    public String domain() {
        return domain;
    }

    /**
     * Puts the pool back to its start: users, sign-ins, keys, switches and the clients that registered themselves. The port
     * and the first keys stay, so an application that has them fetches nothing again.
     */
    public void reset() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(domain + "/_local/reset"))
                .header("X-Local-User-Pool", "reset")
                .POST(BodyPublishers.noBody())
                .build();
        try {
            int status = HTTP.send(request, BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new IllegalStateException("the pool can't be reset: " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the pool is reset", e);
        }
    }

    /** Stops the pool. All that it knows is gone. */
    @Override
    public void close() {
        program.interrupt();
        end(program, loader);
    }

    /** Waits for the end of the program, which may load classes until then. */
    private static void end(Thread program, ProgramClassLoader loader) {
        try {
            program.join();
            loader.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The settings of a pool. */
    public static final class Builder {
        private final List<PoolUser> users = new ArrayList<>();
        private final List<PoolClient> clients = new ArrayList<>();
        private final List<String> arguments = new ArrayList<>();
        private @Nullable Class<? extends RequestStreamHandler> trigger;
        private int port;

        private Builder() {}

        /** Has these users, in place of those of the program's own settings; each call adds some. */
        public Builder users(PoolUser... some) {
            users.addAll(List.of(some));
            return this;
        }

        /** Has these app clients, in place of those of the program's own settings; each call adds some. */
        public Builder clients(PoolClient... some) {
            clients.addAll(List.of(some));
            return this;
        }

        /** Runs a public class with a public constructor without parameters as the pre token generation trigger. */
        public Builder trigger(Class<? extends RequestStreamHandler> handler) {
            trigger = handler;
            return this;
        }

        /** Has the keys of a file, which is written with new ones if it is not there; by default each pool has new ones. */
        public Builder keysFile(Path file) {
            return setting("user-pool.keys-file", file.toString());
        }

        /** Listens on this port; by default on one that is free, and stays the same until the pool is closed. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /**
         * Sets any setting of the program by its whole name, such as {@code user-pool.trigger.version}.
         *
         * @throws IllegalArgumentException if the name is neither of {@code user-pool} nor one of Spring Boot's, below {@code
         *     server}, {@code spring} or {@code logging}
         */
        public Builder setting(String name, String value) {
            if (!name.matches("(user-pool|server|spring|logging)\\..+")) {
                throw new IllegalArgumentException(name + " is not a setting; those of the pool begin with user-pool.");
            }
            arguments.add("--" + name + "=" + value);
            return this;
        }

        /**
         * {@return the pool, which serves}
         *
         * @throws IllegalStateException if it can't start; the message names the wrong setting
         */
        public LocalUserPool start() {
            return start(new ProgramClassLoader(trigger));
        }

        /** Starts in a class loader, which is closed with the pool, also if the pool can't start. */
        LocalUserPool start(ProgramClassLoader loader) {
            ToolProvider program = ServiceLoader.load(ToolProvider.class, loader).stream()
                    .filter(service -> service.type().getClassLoader() == loader)
                    .findFirst()
                    .orElseThrow()
                    .get();
            Output out = new Output();
            Output error = new Output();
            String[] settings = settings().toArray(String[]::new);
            Thread thread = new Thread(
                    () -> {
                        try {
                            program.run(out, error, settings);
                        } finally {
                            out.fail(error.said);
                        }
                    },
                    "local-user-pool");
            thread.setContextClassLoader(loader);
            thread.setDaemon(true);
            thread.start();
            try {
                return new LocalUserPool(loader, thread, out.domain.join(), out.issuer.join());
            } catch (CompletionException e) {
                end(thread, loader);
                throw new IllegalStateException(error.said, e);
            }
        }

        private List<String> settings() {
            List<String> all = new ArrayList<>(arguments);
            all.add("--spring.config.location=classpath:/local-user-pool.yaml");
            all.add("--server.port=" + port);
            if (trigger != null) {
                all.add("--user-pool.trigger.handler=" + trigger.getName());
            }
            for (int i = 0; i < users.size(); i++) {
                add(all, "users", i, users.get(i).settings());
            }
            for (int i = 0; i < clients.size(); i++) {
                add(all, "clients", i, clients.get(i).settings());
            }
            return all;
        }

        private static void add(List<String> all, String list, int index, Map<String, String> settings) {
            settings.forEach((name, value) -> all.add("--user-pool." + list + "[" + index + "]." + name + "=" + value));
        }
    }

    /** What the program says. */
    private static final class Output extends PrintWriter {
        private final CompletableFuture<String> domain = new CompletableFuture<>();
        private final CompletableFuture<String> issuer = new CompletableFuture<>();
        private volatile String said = "local-user-pool has ended";

        Output() {
            super(Writer.nullWriter());
        }

        @Override
        public void println(@Nullable String line) {
            said = String.valueOf(line);
            if (said.startsWith(LISTENING)) {
                domain.complete(said.substring(LISTENING.length()));
            } else if (said.startsWith(ISSUER)) {
                issuer.complete(said.substring(ISSUER.length()));
            }
        }

        void fail(String reason) {
            domain.completeExceptionally(new IllegalStateException(reason));
            issuer.completeExceptionally(new IllegalStateException(reason));
        }
    }
}

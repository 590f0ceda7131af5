package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server on a free port of the loopback interface, which keeps nothing on disk. Where {@code redis-server} is not
 * installed the tests are skipped, or fail if the environment variable {@code CI} is {@code true}.
 */
final class RedisProcess implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/redis-server");
    private static final long AT_MOST_NANOS = Duration.ofSeconds(60).toNanos();

    private final int port;
    private @Nullable Process process;

    /** It does not run until {@link #start}. */
    RedisProcess() throws IOException {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(Files.isExecutable(PROGRAM))
                    .as("there is a redis-server")
                    .isTrue();
        }
        assertThat(Files.isExecutable(PROGRAM)).as("redis-server is installed").isTrue();
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
    }

    /** @param settings as on the command line */
    RedisProcess start(String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(PROGRAM.toString()));
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", ""));
        command.addAll(List.of(settings));
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        process = started;
        await("Redis to listen", () -> {
            assertThat(started.isAlive()).as("Redis is running").isTrue();
            return isListening();
        });
        return this;
    }

    /** {@code host:port} */
    String address() {
        return "127.0.0.1:" + port;
    }

    String uri() {
        return "redis://" + address();
    }

    static void await(String what, BooleanSupplier happened) {
        long start = System.nanoTime();
        while (!happened.getAsBoolean()) {
            if (System.nanoTime() - start > AT_MOST_NANOS) {
                fail("waited too long for " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    private boolean isListening() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}

package io.cognitoclaims.revocation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.SafeEncoder;

/**
 * A Redis server of its own, on a free port, with its data in a temporary folder. The system property {@code redis.server}
 * names another program, such as that of Valkey. Where {@code redis-server} is not installed the tests are skipped, or fail
 * if the environment variable {@code CI} is {@code true}.
 */
final class RedisServer implements AutoCloseable {
    private static final Path PROGRAM = Path.of(System.getProperty("redis.server", "/usr/bin/redis-server"));

    private final Path folder;
    private final List<String> settings;
    private final int port = freePort();
    private @Nullable Process process;

    private RedisServer(Path folder, List<String> settings) {
        this.folder = folder;
        this.settings = settings;
    }

    /** @param settings as on the command line, such as {@code --appendonly yes}; none is written to disk by default */
    static RedisServer start(Path folder, String... settings) throws Exception {
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(Files.isExecutable(PROGRAM)).as("there is a " + PROGRAM).isTrue();
        }
        assertThat(Files.isExecutable(PROGRAM)).as(PROGRAM + " is installed").isTrue();
        RedisServer server = new RedisServer(Files.createTempDirectory(folder, "redis"), List.of(settings));
        server.start();
        return server;
    }

    String address() {
        return "redis://127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    void start() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                PROGRAM.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--enable-debug-command",
                "yes",
                "--repl-diskless-sync-delay",
                "0"));
        command.addAll(settings);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile())
                .start();
        Await.until("the server to answer", this::isUp);
    }

    /** {@code kill -9}: nothing is written any more. */
    void kill() throws Exception {
        process().destroyForcibly().waitFor();
    }

    /** The process stands still: connections stay open, and nothing is answered. */
    void pause() throws Exception {
        signal("STOP");
    }

    void resume() throws Exception {
        signal("CONT");
    }

    Object command(String... command) {
        return command(DefaultJedisClientConfig.builder(), command);
    }

    Object command(DefaultJedisClientConfig.Builder config, String... command) {
        String[] arguments = List.of(command).subList(1, command.length).toArray(String[]::new);
        try (RedisClient client = RedisClient.builder()
                .hostAndPort(new HostAndPort("127.0.0.1", port))
                .clientConfig(config.socketTimeoutMillis(60_000).build())
                .build()) {
            return client.executeCommand(new CommandObject<>(
                    new CommandArguments(() -> SafeEncoder.encode(command[0])).addObjects((Object[]) arguments),
                    BuilderFactory.RAW_OBJECT));
        }
    }

    @Override
    public void close() {
        process().destroyForcibly();
    }

    private boolean isUp() {
        assertThat(process().isAlive()).as("the server is running").isTrue();
        try {
            command("PING");
            return true;
        } catch (JedisException e) {
            return String.valueOf(e.getMessage()).startsWith("NOAUTH");
        }
    }

    private void signal(String name) throws Exception {
        int code = new ProcessBuilder(
                        "kill", "-" + name, Long.toString(process().pid()))
                .start()
                .waitFor();
        assertThat(code).isZero();
    }

    private Process process() {
        Process running = process;
        assertThat(running).isNotNull();
        return running;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

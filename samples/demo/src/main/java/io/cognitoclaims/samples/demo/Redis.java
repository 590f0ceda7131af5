package io.cognitoclaims.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Redis or Valkey server for what is revoked: on loopback, and in memory only. */
final class Redis implements AutoCloseable {
    /** It ends the server as soon as standard input ends: when the demo closes it, and also when the demo was killed. */
    private static final String UNTIL_INPUT_ENDS = """
            trap '' INT
            "$0" "$@" </dev/null &
            exec >/dev/null 2>&1
            cat
            kill $!
            wait
            """;

    private final Process process;
    private final Path folder;
    private final int port;

    private Redis(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /** {@return a server on a free port; empty if there is no program for it on the PATH, or it does not start} */
    static Optional<Redis> start() throws IOException {
        Optional<Path> program = Stream.of("redis-server", "valkey-server")
                .flatMap(Redis::onThePath)
                .findFirst();
        if (program.isEmpty()) {
            return Optional.empty();
        }
        Path folder = Files.createTempDirectory("cognito-claims-demo");
        int port = freePort();
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        UNTIL_INPUT_ENDS,
                        program.get().toString(),
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        folder.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "no")
                .redirectErrorStream(true)
                .start();
        Redis redis = new Redis(process, folder, port);
        if (redis.isReady()) {
            return Optional.of(redis);
        }
        redis.close();
        return Optional.empty();
    }

    String address() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            System.err.println("The demo left a folder behind: " + folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until the server listens or ends. */
    private boolean isReady() throws IOException {
        BufferedReader lines = process.inputReader(UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains("Ready to accept connections")) {
                // If nobody read what it says, it would stop once the pipe is full.
                Thread reader = new Thread(this::readToTheEnd, "redis output");
                reader.setDaemon(true);
                reader.start();
                return true;
            }
        }
        return false;
    }

    private void readToTheEnd() {
        try {
            process.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // It has ended.
        }
    }

    private static Stream<Path> onThePath(String program) {
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(System.getenv().getOrDefault("PATH", ""))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

package io.cognitoclaims.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One of the samples, running in a JVM of its own from its own jar, as it would on a server. */
final class App {
    private final String name;
    private final Process process;
    private final CompletableFuture<String> address = new CompletableFuture<>();

    private App(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * {@return the app, which is starting}
     *
     * @param folder where its jar is put
     * @param port to listen on; a free one is taken if it is in use
     */
    static App start(String name, Path folder, int port, Map<String, String> environment, PrintStream out)
            throws IOException {
        Path jar = folder.resolve(name + ".jar");
        try (InputStream packed = App.class.getResourceAsStream("/apps/" + jar.getFileName())) {
            if (packed == null) {
                throw new IOException("this is not the demo's jar: it holds no " + jar.getFileName());
            }
            Files.copy(packed, jar);
        }
        ProcessBuilder builder = new ProcessBuilder(javaCommand(), "-XX:TieredStopAtLevel=1", "-jar", jar.toString());
        builder.environment().putAll(environment);
        boolean free = isFree(port);
        if (!free) {
            out.println("Port " + port + " is in use; " + name + " takes a free one.");
        }
        builder.environment().put("PORT", String.valueOf(free ? port : 0));
        App app = new App(name, builder.redirectErrorStream(true).start());
        Thread reader = new Thread(() -> app.passOn(out), name + " output");
        reader.setDaemon(true);
        reader.start();
        return app;
    }

    String name() {
        return name;
    }

    /** {@return where the app listens, once it does; fails if the app ends before} */
    CompletableFuture<String> address() {
        return address;
    }

    CompletableFuture<Process> exit() {
        return process.onExit();
    }

    void stop() {
        process.destroy();
    }

    private void passOn(PrintStream out) {
        String ready = name + " listening on ";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                out.println("[" + name + "] " + line);
                if (line.startsWith(ready)) {
                    address.complete(line.substring(ready.length()).strip());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            address.completeExceptionally(new IOException(name + " ended before it listened"));
        }
    }

    private static String javaCommand() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}

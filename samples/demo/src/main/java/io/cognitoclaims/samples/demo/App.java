package io.cognitoclaims.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One of the samples, running in a JVM of its own from its own jar, as it would on a server. */
final class App {
    // A terminal sends Ctrl-C to every program in it; this leaves it to the demo to stop the apps.
    private static final String UNTOUCHED_BY_CTRL_C = "trap '' INT; exec \"$0\" \"$@\"";

    private final String name;
    private final Process process;
    private final CompletableFuture<String> address = new CompletableFuture<>();

    private App(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /** {@return the jar of this artifact in the folder {@code apps} beside the demo's own} */
    static Path jar(String artifact) throws IOException {
        Path jar = demo().resolveSibling("apps").resolve(artifact + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new IOException("there is no apps/" + jar.getFileName() + " beside the demo's jar");
        }
        return jar;
    }

    /** {@return the app, which is starting} It says its name when it listens. */
    static App start(String name, Path jar, int port, Map<String, String> environment, PrintStream out)
            throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(
                "sh",
                "-c",
                UNTOUCHED_BY_CTRL_C,
                java,
                "-XX:TieredStopAtLevel=1",
                "-javaagent:" + demo(),
                "-jar",
                jar.toString());
        builder.environment().putAll(environment);
        builder.environment().put("PORT", String.valueOf(port));
        App app = new App(name, builder.redirectErrorStream(true).start());
        Thread reader = new Thread(() -> app.passOn(out), name + " output");
        reader.setDaemon(true);
        reader.start();
        return app;
    }

    private static Path demo() {
        return Path.of(URI.create(
                App.class.getProtectionDomain().getCodeSource().getLocation().toString()));
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

    /** Asks the app to end, without waiting. */
    void stop() {
        process.destroy();
    }

    /** Waits until the app has ended, and sees to it after ten seconds. */
    void awaitEnd() {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
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
}

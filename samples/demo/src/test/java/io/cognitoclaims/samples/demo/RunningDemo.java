package io.cognitoclaims.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The demo as its command starts it: four JVMs on free ports, and a Redis if the machine has one. */
final class RunningDemo implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("\\[[a-z-]+] ([a-z-]+) listening on (.*)");
    private static final Pattern READY = Pattern.compile("Ready after .* Open (\\S+) in a browser.*");

    private final Process process;
    private final List<String> output = new ArrayList<>();
    private final Map<String, String> addresses = new HashMap<>();

    private RunningDemo(Process process) {
        this.process = process;
    }

    static RunningDemo start() throws IOException {
        return start(Map.of());
    }

    static RunningDemo start(Map<String, String> more) throws IOException {
        Map<String, String> environment = new HashMap<>(Map.of(
                "WEB_PORT", "0",
                "POOL_PORT", "0",
                "SERVLET_API_PORT", "0",
                "SPRING_API_PORT", "0"));
        environment.putAll(more);
        RunningDemo demo = new RunningDemo(launch(environment));
        demo.readUntilReady();
        return demo;
    }

    static Process launch(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                "target/demo.jar" + File.pathSeparator + "target/lib/*",
                Demo.class.getName());
        builder.environment().putAll(environment);
        return builder.redirectErrorStream(true).start();
    }

    List<String> output() {
        return output;
    }

    /** {@return where a part of the demo listens; the page is {@code web}} */
    String address(String part) {
        return Objects.requireNonNull(addresses.get(part), part);
    }

    Map<String, String> addresses() {
        return addresses;
    }

    /** Skips the test if the demo has no Redis, or fails it if the environment variable {@code CI} is {@code true}. */
    void requireRedis() {
        boolean isShared = output.stream().noneMatch(line -> line.contains("do not share"));
        if (!"true".equals(System.getenv("CI"))) {
            assumeThat(isShared).as("there is a redis-server").isTrue();
        }
        assertThat(isShared).as("redis-server is installed").isTrue();
    }

    Process process() {
        return process;
    }

    @Override
    public void close() {
        // By its handle: Process.destroy would close the streams that are read here.
        process.toHandle().destroy();
        process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
    }

    private void readUntilReady() throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            output.add(line);
            note(LISTENING.matcher(line));
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                addresses.put("web", ready.group(1));
            }
            if (line.contains("Ctrl-C")) {
                drain(lines);
                return;
            }
        }
        throw new AssertionError("the demo did not start: " + String.join("\n", output));
    }

    private void note(Matcher listening) {
        if (listening.matches()) {
            addresses.put(listening.group(1), listening.group(2));
        }
    }

    // Who does not read lets the demo wait once the pipe is full.
    private static void drain(BufferedReader lines) {
        Thread reader = new Thread(() -> lines.lines().forEach(System.out::println), "output of the demo");
        reader.setDaemon(true);
        reader.start();
    }

    /** Hands one demo to all tests of a run, and stops it after them. */
    static final class Once implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == RunningDemo.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot().getStore(Namespace.GLOBAL).computeIfAbsent(RunningDemo.class, type -> {
                try {
                    return start();
                } catch (IOException e) {
                    throw new AssertionError("the demo did not start", e);
                }
            });
        }
    }
}

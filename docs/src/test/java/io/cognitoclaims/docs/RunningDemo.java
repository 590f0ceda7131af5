package io.cognitoclaims.docs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The demo on free ports, started as the last line of {@code samples/demo/run} starts it. */
final class RunningDemo implements AutoCloseable {
    private static final Pattern LISTENING =
            Pattern.compile("\\[[a-z-]+] ([a-z-]+) listening on http://localhost:(\\d+)");
    private static final Pattern READY =
            Pattern.compile("Ready after .* Open http://localhost:(\\d+)\\S* in a browser.*");
    private static final Map<String, String> USUAL =
            Map.of("web", "8080", "local-user-pool", "9000", "servlet-api", "8081", "spring-api", "8082");

    private final Process process;
    private final Map<String, String> ports = new HashMap<>();

    private RunningDemo(Process process) {
        this.process = process;
    }

    static RunningDemo start() throws IOException {
        List<String> script =
                Page.read(Page.ROOT.resolve("samples/demo/run")).lines().toList();
        ProcessBuilder builder = new ProcessBuilder(
                "bash",
                "-c",
                "java='" + System.getProperty("java.home") + "/bin/java' target=samples/demo/target\n"
                        + script.get(script.size() - 1));
        for (String port : List.of("WEB_PORT", "POOL_PORT", "SERVLET_API_PORT", "SPRING_API_PORT")) {
            builder.environment().put(port, "0");
        }
        RunningDemo demo = new RunningDemo(
                builder.directory(Page.ROOT.toFile()).redirectErrorStream(true).start());
        demo.readUntilReady();
        return demo;
    }

    /** {@return where a part of the demo listens; the page is {@code web}} */
    String address(String part) {
        return "http://localhost:" + ports.get(part);
    }

    /** {@return the text with the ports of this demo in place of the usual ones} */
    String here(String text) {
        String pattern = "\\blocalhost:(" + String.join("|", USUAL.values()) + ")\\b";
        Map<String, String> byUsual = USUAL.keySet().stream().collect(Collectors.toMap(USUAL::get, ports::get));
        return Pattern.compile(pattern)
                .matcher(text)
                .replaceAll(address -> "localhost:" + byUsual.get(address.group(1)));
    }

    @Override
    public void close() {
        // By its handle: Process.destroy would close the streams that are read here.
        process.toHandle().destroy();
        process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
    }

    private void readUntilReady() throws IOException {
        List<String> output = new ArrayList<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            output.add(line);
            Matcher listening = LISTENING.matcher(line);
            if (listening.matches()) {
                ports.put(listening.group(1), listening.group(2));
            }
            Matcher ready = READY.matcher(line);
            if (ready.matches()) {
                ports.put("web", ready.group(1));
            }
            if (line.contains("Ctrl-C")) {
                drain(lines);
                return;
            }
        }
        throw new AssertionError("the demo did not start: " + String.join("\n", output));
    }

    // Who does not read lets the demo wait once the pipe is full.
    private static void drain(BufferedReader lines) {
        Thread reader = new Thread(() -> lines.lines().forEach(line -> {}), "output of the demo");
        reader.setDaemon(true);
        reader.start();
    }
}

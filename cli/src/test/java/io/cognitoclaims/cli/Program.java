package io.cognitoclaims.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/** The program in a JVM of its own, as somebody starts it. */
final class Program {
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> jvmOptions =
            new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Duser.timezone=Asia/Kolkata"));

    private int columns;

    /** How the program ended. */
    record Result(int exit, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    Program with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Program option(String jvmOption) {
        jvmOptions.add(jvmOption);
        return this;
    }

    /** Sets how wide the pseudo-terminal is. */
    Program columns(int number) {
        columns = number;
        return this;
    }

    Result run(String input, String... arguments) {
        return run(input.getBytes(UTF_8), command(arguments));
    }

    /** Runs it with a pseudo-terminal as its standard output; skips the test where there is none to be had. */
    Result runOnTerminal(String input, String... arguments) {
        if (!Files.isExecutable(Path.of("/usr/bin/script"))) {
            if (System.getenv("CI") != null) {
                throw new AssertionError("script of util-linux is missing");
            }
            throw new TestAbortedException("script of util-linux is missing");
        }
        StringBuilder line = new StringBuilder(columns == 0 ? "" : "stty cols " + columns + " <&1 && ");
        command(arguments).forEach(word -> line.append('\'').append(word).append("' "));
        try {
            Path token = Files.createTempFile("token", ".txt");
            Files.writeString(token, input);
            line.append(" < ").append(token);
            Result result = run(new byte[0], List.of("script", "-qec", line.toString(), "/dev/null"));
            Files.delete(token);
            return new Result(result.exit(), result.out().replace("\r\n", "\n"), result.err());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts it without waiting for its end. */
    Process start(String... arguments) throws IOException {
        return builder(command(arguments)).start();
    }

    Result run(byte[] input, List<String> command) {
        try {
            Path errors = Files.createTempFile("errors", ".txt");
            Path output = Files.createTempFile("output", ".txt");
            Process process = builder(command)
                    .redirectError(errors.toFile())
                    .redirectOutput(output.toFile())
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input);
            } catch (IOException e) {
                // It ended without reading.
            }
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("the program does not end: " + Files.readString(output));
            }
            Result result = new Result(process.exitValue(), Files.readString(output), Files.readString(errors));
            Files.delete(errors);
            Files.delete(output);
            return result;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CognitoClaims.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        List.of("NO_COLOR", "COLUMNS", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "JAVA_TOOL_OPTIONS")
                .forEach(builder.environment()::remove);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("TERM", "xterm");
        builder.environment().putAll(environment);
        return builder;
    }
}

package io.cognitoclaims.conformance.lambda;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.conformance.lambda.RuntimeApi.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that runs a handler as Lambda's managed runtime does: with AWS's runtime interface client, from the folder of an
 * unpacked function. Linux only, for the client has native code.
 */
final class LambdaProcess implements AutoCloseable {
    private static final long MINUTES_TO_START = 2;
    private static final String CLIENT = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    // Otherwise each JVM writes its native code to one fixed place, where JVMs that run side by side disturb each
    // other.
    private static final String NATIVE_CODE =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private final RuntimeApi api;
    private final Process process;
    private final Path log;

    private LambdaProcess(RuntimeApi api, Process process, Path log) {
        this.api = api;
        this.process = process;
        this.log = log;
    }

    /** {@return a running handler that waits for its first event} */
    static LambdaProcess start(Setup setup) throws IOException {
        Path folder = Files.createTempDirectory(setup.task().toAbsolutePath().getParent(), "run");
        Path log = folder.resolve("log.txt");
        RuntimeApi api = RuntimeApi.start(setup.atCheckpoint());
        ProcessBuilder builder = new ProcessBuilder(command(setup, folder))
                .directory(setup.task().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("AWS_LAMBDA_RUNTIME_API", api.address());
        builder.environment().putAll(setup.environment());
        LambdaProcess started = new LambdaProcess(api, builder.start(), log);
        started.awaitReady();
        return started;
    }

    CompletableFuture<Outcome> invoke(String event) {
        return api.invoke(event);
    }

    /** {@return the answer to the event} */
    String answer(String event) {
        Outcome outcome =
                invoke(event).orTimeout(MINUTES_TO_START, TimeUnit.MINUTES).join();
        if (outcome.failed()) {
            throw new IllegalStateException("the handler failed: " + outcome.body());
        }
        return outcome.body();
    }

    /** {@return what the handler has logged, and the runtime} */
    String log() throws IOException {
        return Files.readString(log);
    }

    /** {@return the processor time that the JVM has used, in steps of the kernel's clock, 10 ms as a rule} */
    Duration processorTime() {
        return process.toHandle().info().totalCpuDuration().orElseThrow();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        api.close();
    }

    private void awaitReady() throws IOException {
        CompletableFuture<Void> ended = process.onExit().thenRun(() -> {
            throw new IllegalStateException("the JVM has ended");
        });
        try {
            CompletableFuture.anyOf(api.ready(), ended)
                    .orTimeout(MINUTES_TO_START, TimeUnit.MINUTES)
                    .join();
        } catch (RuntimeException e) {
            String printed = log();
            close();
            throw new IllegalStateException("the handler does not start: " + printed, e);
        }
    }

    private static List<String> command(Setup setup, Path folder) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(setup.jvmOptions());
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.add("-D" + NATIVE_CODE + "=" + unpackNativeCode(folder));
        command.addAll(List.of("-cp", Path.of("target", "lambda-runtime").toAbsolutePath() + "/*", CLIENT));
        command.add(setup.handler());
        return command;
    }

    private static Path unpackNativeCode(Path folder) throws IOException {
        String architecture =
                System.getProperty("os.arch").toLowerCase(Locale.ROOT).equals("aarch64") ? "aarch_64" : "x86_64";
        String name = "/jni/libaws-lambda-jni.linux-" + architecture + ".so";
        Path unpacked = folder.resolve("lambda-jni.so");
        try (InputStream in = requireNonNull(LambdaProcess.class.getResourceAsStream(name), name)) {
            Files.copy(in, unpacked);
        }
        return unpacked;
    }

    /**
     * What to run, and how.
     *
     * @param task the folder with the unpacked function, where Lambda has {@code /var/task}
     * @param handler the name of its class
     * @param atCheckpoint runs where SnapStart would take its snapshot
     */
    record Setup(
            Path task,
            String handler,
            Map<String, String> environment,
            List<String> jvmOptions,
            Runnable atCheckpoint) {
        Setup(Path task, Class<?> handler) {
            this(task, handler.getName(), Map.of(), List.of(), () -> {});
        }

        Setup with(String variable, String value) {
            return new Setup(task, handler, Map.of(variable, value), jvmOptions, atCheckpoint);
        }

        Setup jvmOptions(String... options) {
            return new Setup(task, handler, environment, List.of(options), atCheckpoint);
        }

        Setup atCheckpoint(Runnable action) {
            return new Setup(task, handler, environment, jvmOptions, action);
        }
    }
}

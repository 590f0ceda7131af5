package io.cognitoclaims.conformance.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.cognitoclaims.conformance.lambda.LambdaProcess.Setup;
import io.cognitoclaims.samples.trigger.PetPreferenceTrigger;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Measures what a cold start of the samples' functions costs and how quickly they answer once they are warm, beside a handler
 * that gives the event back unread. The authorizer fetches its keys over loopback. All take turns, so that a busy machine
 * disturbs both. Processor time is the figure to trust; the kernel counts it in steps, so it is a mean of all rounds. What
 * comes after the first request for an event is all that a snapshot of SnapStart leaves to do. The times to answer are
 * medians and include the way to the handler and back through the Runtime API.
 */
final class ColdStart {
    private static final int WARM_ANSWERS = 2_000;
    private static final Path AUTHORIZER_JAR = Path.of("target", "function", "lambda-authorizer.jar");
    private static final String AUTHORIZER = "io.cognitoclaims.samples.authorizer.PetAuthorizer";

    private ColdStart() {}

    /** Takes the number of rounds, 15 without one, and then options for the JVMs of the handlers. */
    public static void main(String[] args) throws IOException {
        int rounds = args.length == 0 ? 15 : Integer.parseInt(args[0]);
        String[] options = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        Path folder = Files.createTempDirectory("cold-start");
        Path bare = UnpackedFunction.with(Files.createDirectory(folder.resolve("bare")), BareHandler.class);
        Path trigger = UnpackedFunction.deployed(Files.createDirectory(folder.resolve("trigger")));
        Path authorizer =
                UnpackedFunction.deployed(AUTHORIZER_JAR, Files.createDirectory(folder.resolve("authorizer")));
        List<Run> floors = new ArrayList<>();
        List<Run> triggers = new ArrayList<>();
        List<Run> authorizers = new ArrayList<>();
        try (TestUserPool pool = TestUserPool.create()) {
            Map<String, String> settings = Map.of(
                    "COGNITO_ISSUER", pool.issuer(),
                    "COGNITO_CLIENT_IDS", pool.clientId(),
                    "COGNITO_TOKEN_USE", "access");
            for (int i = 0; i < rounds; i++) {
                floors.add(Run.of(new Setup(bare, BareHandler.class).jvmOptions(options), triggerEvent()));
                triggers.add(
                        Run.of(new Setup(trigger, PetPreferenceTrigger.class).jvmOptions(options), triggerEvent()));
                authorizers.add(Run.of(
                        new Setup(authorizer, AUTHORIZER, settings, List.of(options), () -> {}),
                        authorizerEvent(pool.accessToken().scopes("pets/read").sign())));
            }
        }
        System.out.printf(Locale.ROOT, "%s, %d rounds, options %s%n", Runtime.version(), rounds, List.of(options));
        System.out.printf(
                Locale.ROOT,
                "%-22s %8s %8s %15s %8s %14s %14s %9s%n",
                "",
                "CPU ms",
                "ratio",
                "after snapshot",
                "ratio",
                "cold answer ms",
                "first event ms",
                "warm ms");
        report("bare stream handler", floors, floors);
        report("PetPreferenceTrigger", triggers, floors);
        report("PetAuthorizer", authorizers, floors);
    }

    private static void report(String name, List<Run> runs, List<Run> floors) {
        double cpu = mean(runs, run -> millis(run.processorTime()));
        double floor = mean(floors, run -> millis(run.processorTime()));
        double left = mean(runs, run -> millis(run.afterSnapshot()));
        double floorLeft = mean(floors, run -> millis(run.afterSnapshot()));
        System.out.printf(
                Locale.ROOT,
                "%-22s %8.0f %8.2f %15.0f %8.2f %14.0f %14.1f %9.2f%n",
                name,
                cpu,
                cpu / floor,
                left,
                left / floorLeft,
                median(runs, run -> millis(run.coldAnswer())),
                median(runs, run -> millis(run.firstEvent())),
                median(runs, run -> millis(run.warmAnswer())));
    }

    private static double mean(List<Run> runs, ToDoubleFunction<Run> figure) {
        return runs.stream().mapToDouble(figure).average().orElseThrow();
    }

    private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
        return runs.stream().mapToDouble(figure).sorted().toArray()[runs.size() / 2];
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private static String authorizerEvent(String token) {
        return """
                {"type": "TOKEN", "authorizationToken": "Bearer %s",
                 "methodArn": "arn:aws:execute-api:eu-west-1:123456789012:r3st4p1d3m/live/GET/api/pets"}
                """.formatted(token);
    }

    private static String triggerEvent() throws IOException {
        String name = "/events/v2-hosted-auth.json";
        try (InputStream in = requireNonNull(ColdStart.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    /**
     * One life of a handler.
     *
     * @param processorTime up to its first answer, of all threads
     * @param afterSnapshot the part of it since the handler was made and asked for its first event
     * @param coldAnswer from the start of the JVM to its first answer
     * @param firstEvent from the first event to its answer
     * @param warmAnswer the median of many later ones
     */
    private record Run(
            Duration processorTime,
            Duration afterSnapshot,
            Duration coldAnswer,
            Duration firstEvent,
            Duration warmAnswer) {
        static Run of(Setup setup, String event) throws IOException {
            long started = System.nanoTime();
            try (LambdaProcess process = LambdaProcess.start(setup)) {
                Duration before = process.processorTime();
                long ready = System.nanoTime();
                process.answer(event);
                long answered = System.nanoTime();
                Duration cpu = process.processorTime();
                return new Run(
                        cpu,
                        cpu.minus(before),
                        nanos(started, answered),
                        nanos(ready, answered),
                        warmAnswer(process, event));
            }
        }

        private static Duration warmAnswer(LambdaProcess process, String event) {
            long[] nanos = new long[WARM_ANSWERS];
            for (int i = 0; i < nanos.length; i++) {
                long sent = System.nanoTime();
                process.answer(event);
                nanos[i] = System.nanoTime() - sent;
            }
            Arrays.sort(nanos);
            return Duration.ofNanos(nanos[nanos.length / 2]);
        }

        private static Duration nanos(long from, long to) {
            return Duration.ofNanos(to - from);
        }
    }
}

package io.cognitoclaims.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.testing.TestUserPool;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Loads {@link SpringApi} with {@code wrk} over eight connections: its open path, and its guarded path with the tokens of 64
 * users, guarded by this library's starter, by Spring Security alone, and by Spring Security with a decoder that looks at
 * nothing, which shows what its filter chain costs. On both web stacks, with and without the actuator, whose observations
 * cover Spring Security too. The applications are loaded in turns. {@code wrk} and the servers share the machine.
 */
public final class SpringLoad {
    private static final int USERS = 64;
    private static final int TOKEN_LENGTH = 1_100;
    /** On a busy machine the compiler has not ended after 15 seconds of load. */
    private static final Duration WARM_UP = Duration.ofSeconds(30);

    private static final Pattern JARS_OF_THE_ACTUATOR = Pattern.compile(
            "(spring-boot-(starter-)?(actuator|micrometer|health|observation)|micrometer-(core|jakarta|registry)).*");
    private static final Pattern STARTER = Pattern.compile("cognito-claims-spring-boot-starter.*");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern NOT_ANSWERED = Pattern.compile("(Non-2xx or 3xx responses|Socket errors).*");

    private final int rounds;
    private final int seconds;
    private final TestUserPool pool;
    private final Path tokens;

    private SpringLoad(int rounds, int seconds, TestUserPool pool) throws IOException {
        this.rounds = rounds;
        this.seconds = seconds;
        this.pool = pool;
        this.tokens = requestsOfUsers(pool);
    }

    /** Takes the rounds and the seconds of each; 7 and 4 are the defaults. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
        try (TestUserPool pool = TestUserPool.create()) {
            SpringLoad load = new SpringLoad(rounds, seconds, pool);
            for (String stack : List.of("SERVLET", "REACTIVE")) {
                for (boolean isObserved : new boolean[] {false, true}) {
                    load.run(stack, isObserved);
                }
            }
        }
    }

    private void run(String stack, boolean isObserved) throws IOException, InterruptedException {
        try (Server starter = Server.start(stack, true, false, isObserved, pool);
                Server stock = Server.start(stack, false, false, isObserved, pool);
                Server bound = Server.start(stack, false, true, isObserved, pool)) {
            List<Figures> all = List.of(
                    new Figures("open path", starter, "/open", null),
                    new Figures("starter", starter, "/pet", tokens),
                    new Figures("Spring Security alone", stock, "/pet", tokens),
                    new Figures("Spring Security, decodes nothing", bound, "/pet", tokens));
            for (Figures each : all) {
                each.load(WARM_UP);
                each.forget();
            }
            for (int round = 0; round < rounds; round++) {
                for (Figures each : all) {
                    each.load(Duration.ofSeconds(seconds));
                }
            }
            System.out.printf(
                    "%-36s %9s %9s %12s %12s%n",
                    stack.toLowerCase(Locale.ROOT) + (isObserved ? ", with the actuator" : ""),
                    "per s",
                    "x open",
                    "x alone",
                    "CPU us each");
            double open = all.get(0).perSecond();
            double alone = all.get(2).perSecond();
            for (Figures each : all) {
                System.out.printf(
                        Locale.ROOT,
                        "%-36s %,9.0f %9.2f %12.2f %12.1f%n",
                        each.name,
                        each.perSecond(),
                        each.perSecond() / open,
                        each.perSecond() / alone,
                        each.cpuMicros());
            }
            System.out.println();
        }
    }

    /** {@return a script for wrk whose requests are those of the users in turn} */
    private static Path requestsOfUsers(TestUserPool pool) throws IOException {
        String list = IntStream.range(0, USERS)
                .mapToObj(user -> "\"" + tokenOf(pool, "user-" + user) + "\"")
                .collect(Collectors.joining(",\n"));
        return Files.writeString(Files.createTempFile("requests", ".lua"), """
                local tokens = {
                %s
                }
                local requests = {}
                local next = 0
                function init(args)
                  for i, token in ipairs(tokens) do
                    requests[i] = wrk.format("GET", nil, { ["Authorization"] = "Bearer " .. token })
                  end
                end
                function request()
                  next = next %% #requests + 1
                  return requests[next]
                end
                """.formatted(list));
    }

    private static String tokenOf(TestUserPool pool, String user) {
        var token = pool.accessToken()
                .subject(user)
                .groups("admins", "dog-owners")
                .scopes("openid", "pets/read")
                .claim("pet_preference", "dogs");
        int missing = (TOKEN_LENGTH - token.sign().length()) * 3 / 4 - 12;
        return missing > 0 ? token.claim("padding", "x".repeat(missing)).sign() : token.sign();
    }

    /** What one path did in each round. */
    private static final class Figures {
        private final String name;
        private final Server server;
        private final String path;
        private final @Nullable Path script;
        private final List<Double> perSecond = new ArrayList<>();
        private final List<Double> cpuMicros = new ArrayList<>();

        Figures(String name, Server server, String path, @Nullable Path script) {
            this.name = name;
            this.server = server;
            this.path = path;
            this.script = script;
        }

        void load(Duration time) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>(List.of("wrk", "-t1", "-c8", "-d" + time.toSeconds() + "s"));
            if (script != null) {
                command.addAll(List.of("-s", script.toString()));
            }
            command.add("http://127.0.0.1:" + server.port + path);
            Duration before = server.cpu();
            Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
            String report = new String(wrk.getInputStream().readAllBytes(), UTF_8);
            Matcher rate = RATE.matcher(report);
            if (wrk.waitFor() != 0
                    || !rate.find()
                    || NOT_ANSWERED.matcher(report).find()) {
                throw new IllegalStateException(name + ": " + report);
            }
            double requests = Double.parseDouble(rate.group(1));
            perSecond.add(requests);
            cpuMicros.add(server.cpu().minus(before).toNanos() / 1_000.0 / (requests * time.toSeconds()));
        }

        void forget() {
            perSecond.clear();
            cpuMicros.clear();
        }

        double perSecond() {
            return median(perSecond);
        }

        double cpuMicros() {
            return median(cpuMicros);
        }

        private static double median(List<Double> values) {
            return values.stream().sorted().toList().get(values.size() / 2);
        }
    }

    /** {@link SpringApi} in a JVM of its own. */
    private static final class Server implements AutoCloseable {
        private final Process process;
        private final int port;

        private Server(Process process, int port) {
            this.process = process;
            this.port = port;
        }

        static Server start(
                String stack, boolean hasStarter, boolean decodesNothing, boolean isObserved, TestUserPool pool)
                throws IOException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xms512m",
                            "-Xmx512m",
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                            "-cp",
                            classPath(hasStarter, isObserved),
                            SpringApi.class.getName(),
                            stack,
                            pool.issuer(),
                            pool.clientId(),
                            String.valueOf(decodesNothing))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
            String port = out.readLine();
            if (port == null) {
                throw new IllegalStateException("the application did not start");
            }
            return new Server(process, Integer.parseInt(port));
        }

        Duration cpu() {
            return process.info().totalCpuDuration().orElseThrow();
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }

        private static String classPath(boolean hasStarter, boolean isObserved) throws IOException {
            Path jar = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
            try (Stream<Path> lib = Files.list(jar.resolveSibling("lib"))) {
                return Stream.concat(Stream.of(jar.resolveSibling("classes")), lib)
                        .filter(file ->
                                hasStarter || !STARTER.matcher(nameOf(file)).matches())
                        .filter(file -> isObserved
                                || !JARS_OF_THE_ACTUATOR.matcher(nameOf(file)).matches())
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator));
            }
        }

        private static String nameOf(Path file) {
            return String.valueOf(file.getFileName());
        }
    }
}

package io.cognitoclaims.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.util.Base64URL;
import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.slf4j.simple.SimpleLogger;

/**
 * Processor time and time from the start of a JVM to its first verified token. All ways take turns, so that a busy machine
 * disturbs each. The kernel counts processor time in steps, so that figure is a mean; the time is a median.
 */
public final class StartUp {
    private static final int STARTS = 15;

    /** What a service has; jars, so that an archive of classes may hold them. Not the libraries that others are measured with: a JVM looks for loggers in each jar. */
    private static final List<Class<?>> LIBRARIES = List.of(
            CognitoVerifier.class,
            ClaimValueException.class,
            Base64URL.class,
            Caffeine.class,
            LoggerFactory.class,
            SimpleLogger.class,
            AmazonCorrettoCryptoProvider.class);

    private StartUp() {}

    /** Takes options for the JVMs that it starts. */
    public static void main(String[] options) throws IOException {
        Map<Way, List<Start>> starts = new EnumMap<>(Way.class);
        String classPath = classPath();
        try (TestUserPool pool = TestUserPool.create()) {
            for (int i = 0; i < STARTS; i++) {
                for (Way way : Way.values()) {
                    starts.computeIfAbsent(way, absent -> new ArrayList<>())
                            .add(Start.of(way, pool, classPath, options));
                }
            }
        }
        System.out.printf("%-40s %8s %8s%n", "JVM start to first verified token", "CPU ms", "ms");
        starts.forEach((way, all) -> System.out.printf(
                Locale.ROOT,
                "%-40s %8.0f %8.0f%n",
                way.text,
                millis(all, Start::processorTime).average().orElseThrow(),
                millis(all, Start::time).sorted().toArray()[all.size() / 2]));
    }

    private static String classPath() throws IOException {
        Path jar = Files.createTempFile("start-up", ".jar");
        String file = FirstToken.class.getName().replace('.', '/') + ".class";
        try (InputStream in = FirstToken.class.getResourceAsStream("/" + file);
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(file));
            requireNonNull(in).transferTo(out);
        }
        return Stream.concat(
                        Stream.of(jar.toString()),
                        LIBRARIES.stream()
                                .map(type -> type.getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .getPath()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static DoubleStream millis(Collection<Start> starts, Function<Start, Duration> figure) {
        return starts.stream().map(figure).mapToDouble(time -> time.toNanos() / 1e6);
    }

    /** What a JVM does. */
    private enum Way {
        NOTHING("a JVM that verifies nothing"),
        PRELOAD("keys brought along"),
        PRELOAD_WITHOUT_CACHE("... without token cache"),
        FETCH("keys fetched over loopback"),
        PRELOAD_ACCP("ACCP, keys brought along"),
        FETCH_ACCP("ACCP, keys fetched over loopback");

        private final String text;

        Way(String text) {
            this.text = text;
        }
    }

    /** @param processorTime of all threads */
    private record Start(Duration processorTime, Duration time) {
        static Start of(Way way, TestUserPool pool, String classPath, String[] options) throws IOException {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of(options));
            command.addAll(List.of(
                    "-cp",
                    classPath,
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                    FirstToken.class.getName(),
                    way.name(),
                    pool.issuer(),
                    pool.clientId(),
                    pool.jwks(),
                    pool.accessToken().sign()));
            long start = System.nanoTime();
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
                String line = out.readLine();
                Duration time = Duration.ofNanos(System.nanoTime() - start);
                if (!"done".equals(line)) {
                    throw new IllegalStateException("the JVM did not verify the token");
                }
                Duration processorTime =
                        process.toHandle().info().totalCpuDuration().orElseThrow();
                process.getOutputStream().close();
                process.onExit().join();
                return new Start(processorTime, time);
            }
        }
    }

    /** What the started JVM runs. It waits until it was measured. */
    static final class FirstToken {
        private FirstToken() {}

        public static void main(String[] arguments) throws IOException {
            if (!arguments[0].equals("NOTHING")) {
                verify(arguments[0], UserPool.fromIssuer(arguments[1]), arguments[2], arguments[3], arguments[4]);
            }
            System.out.println("done");
            System.exit(Math.max(System.in.read(), 0));
        }

        private static void verify(String way, UserPool pool, String clientId, String jwks, String token) {
            JwksCache keys = way.endsWith("_ACCP")
                    ? JwksCache.create()
                    : JwksCache.builder()
                            .signatureProvider(Security.getProvider("SunRsaSign"))
                            .build();
            if (way.startsWith("PRELOAD")) {
                keys.preload(pool, jwks);
            }
            CognitoVerifierBuilder<?> builder =
                    CognitoVerifier.accessTokens(pool, Set.of(clientId)).keys(keys);
            (way.endsWith("_WITHOUT_CACHE") ? builder.withoutTokenCache() : builder)
                    .build()
                    .verify(token);
        }
    }
}

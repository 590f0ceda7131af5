package io.cognitoclaims.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * The time from the start of a JVM to its first verified token: with the keys brought along, with the keys fetched over
 * loopback, and for comparison of a JVM that verifies nothing. With the JDK's provider, for which no native library is
 * loaded, and with Amazon's.
 */
public final class StartUp {
    private static final int STARTS = 11;

    private StartUp() {}

    /** Takes no arguments; prints the median of eleven starts of each. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (TestUserPool pool = TestUserPool.create()) {
            System.out.printf("%-36s %12s%n", "JVM start to first verified token", "ms");
            for (String provider : List.of("jdk", "accp")) {
                for (String mode : List.of("nothing", "preload", "fetch")) {
                    double[] millis = new double[STARTS];
                    for (int i = 0; i < STARTS; i++) {
                        millis[i] = start(pool, mode, provider);
                    }
                    double median = DoubleStream.of(millis).sorted().toArray()[STARTS / 2];
                    System.out.printf(Locale.ROOT, "%-36s %12.0f%n", mode + ", " + provider, median);
                }
            }
        }
    }

    private static double start(TestUserPool pool, String mode, String provider)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        FirstToken.class.getName(),
                        mode,
                        provider,
                        pool.issuer(),
                        pool.clientId(),
                        pool.jwks(),
                        pool.accessToken().sign())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            String line = out.readLine();
            double millis = (System.nanoTime() - start) / 1e6;
            if (!"done".equals(line) || process.waitFor() != 0) {
                throw new IllegalStateException("the JVM did not verify the token");
            }
            return millis;
        }
    }

    /** What the started JVM does. */
    static final class FirstToken {
        private FirstToken() {}

        public static void main(String[] arguments) {
            String mode = arguments[0];
            if (!mode.equals("nothing")) {
                UserPool pool = UserPool.fromIssuer(arguments[2]);
                JwksCache keys = arguments[1].equals("jdk")
                        ? JwksCache.builder()
                                .signatureProvider(SecurityProvider.JDK.provider())
                                .build()
                        : JwksCache.create();
                if (mode.equals("preload")) {
                    keys.preload(pool, arguments[4]);
                }
                CognitoVerifier.accessTokens(pool, Set.of(arguments[3]))
                        .keys(keys)
                        .build()
                        .verify(arguments[5]);
            }
            System.out.println("done");
        }
    }
}

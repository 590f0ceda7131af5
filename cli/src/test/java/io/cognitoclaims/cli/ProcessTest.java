package io.cognitoclaims.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.cli.Program.Result;
import io.cognitoclaims.testing.TestUserPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process: its exit code, its standard input, its environment, and who reads what it writes. */
class ProcessTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String TOKEN = POOL.accessToken().username("Zo\u00eb").sign();

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void aTokenOnStandardInputIsAcceptedInLocalTimeAndNoLogLineGetsBetween() {
        Result result = explain(new Program(), TOKEN);

        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.out()).contains("ACCEPTED", " +05:30", "Zo\u00eb");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void exitCodesTellTheOutcome(@TempDir Path folder) throws IOException {
        String token = POOL.accessToken().header("kid", "x").sign();
        Path file = Files.writeString(folder.resolve("token"), token + "\n");

        Result refused = new Program().run("", "explain", "--pool", POOL.issuer(), file.toString());
        assertThat(refused.exit()).as(refused.toString()).isEqualTo(1);
        assertThat(refused.out()).contains("UNKNOWN_KEY");
        Result unusable = explain(new Program(), "");
        assertThat(unusable.exit()).isEqualTo(2);
        assertThat(unusable.err())
                .startsWith("cognito-claims: there is no token")
                .hasLineCount(1);
        assertThat(new Program().run(TOKEN, "explain").exit()).isEqualTo(3);
    }

    @Test
    void theEnvironmentSaysHowWideTheScreenIsAndWhatItCanShow() {
        Result poor = explain(new Program().with("COLUMNS", "20").with("LC_ALL", "C"), TOKEN);

        assertThat(poor.lines()).allMatch(line -> line.length() <= 20);
        assertThat(poor.out()).matches("(?s)[\n -~]+").contains("Zo\\u00eb");
    }

    @Test
    void aReaderThatLeavesEarlyIsNoFault() {
        String command = "'" + String.join("' '", new Program().command("explain", "--pool", POOL.issuer())) + "'";

        Result result = new Program()
                .run(TOKEN.getBytes(US_ASCII), List.of("bash", "-c", "set -o pipefail; " + command + " | head -1"));

        assertThat(result.out()).startsWith("For your own terminal only");
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
    }

    @Test
    void aProxyThatJavaDoesNotReadIsNamed() {
        Result result = new Program()
                .with("HTTPS_PROXY", "http://localhost:1")
                .option("-Dhttps.proxyHost=")
                .run("", "check", "--pool", "https://localhost:1/us-east-1_EXAMPLE");

        assertThat(result.out()).contains("warn  proxy      none is used: Java does not read HTTPS_PROXY");
    }

    @Test
    @Tag("slow")
    void aWatcherTellsWhatChanges() throws Exception {
        try (TestUserPool pool = TestUserPool.create()) {
            Process watch = new Program().start("watch", "--json", "--pool", pool.issuer(), "--every", "1");
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(watch.getInputStream(), UTF_8))) {
                assertThat(next(lines)).contains("\"change\":\"keys\"", pool.accessKeyId());
                pool.rotateKeys();
                assertThat(next(lines)).contains("\"change\":\"added\"", pool.accessKeyId());
                pool.withdrawOldKeys();
                assertThat(next(lines)).contains("\"change\":\"removed\"");
                pool.replaceKeyMaterial();
                assertThat(next(lines)).contains("\"change\":\"replaced\"");
                pool.answerKeysWith(503, "");
                assertThat(next(lines)).contains("\"change\":\"unavailable\"", "status 503");
                pool.resumeKeys();
                assertThat(next(lines)).contains("\"change\":\"available\"");
            } finally {
                watch.destroy();
            }
            assertThat(watch.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private static Result explain(Program program, String token) {
        return program.run(token, "explain", "--pool", POOL.issuer());
    }

    private static String next(BufferedReader lines) throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        return String.valueOf(lines.readLine());
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .get(1, TimeUnit.MINUTES);
    }
}

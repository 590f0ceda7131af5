package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.docs.Page.Block;
import io.cognitoclaims.testing.TestUserPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of the page about start-up that are for the Java of this test. The last of each block must start with the
 * archive that the one before it has written: Java leaves out an archive that it can't use without a word.
 */
@Tag("slow")
class StartupPageIT {
    private static final Page PAGE = Page.named("docs/startup.md");
    private static final String VERSION = Runtime.version().feature() >= 25 ? "# Java 25" : "# Java 17";
    private static final List<String> JARS =
            List.of("samples/spring-api/target/spring-api.jar", "cli/target/cognito-claims.jar");
    private static final Map<String, String> SETTINGS = Map.of(
            "COGNITO_ISSUER", "http://localhost:1/us-east-1_LocalPool",
            "COGNITO_CLIENT_IDS", "somebody",
            "COGNITO_TOKEN_USE", "access",
            "PORT", "0");

    private static final TestUserPool POOL = TestUserPool.create();

    @TempDir
    private Path work;

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void theSpringApplicationStartsWithItsArchive() throws Exception {
        List<String> commands = prepare("spring-api.jar");

        for (String command : commands.subList(0, commands.size() - 1)) {
            assertThat(run(command, "")).as(command).isZero();
        }
        Process server = start(last(commands), "-Xlog:class+load:file=loaded.txt");
        try (BufferedReader out = server.inputReader()) {
            assertThat(out.lines().anyMatch(line -> line.contains("listening on")))
                    .isTrue();
            server.toHandle().destroy();
            out.lines().forEach(line -> {});
        }
        server.onExit().join();

        assertThatOurClassesCameFromTheArchive();
    }

    @Test
    void theCommandLineToolStartsWithItsArchive() throws Exception {
        List<String> commands = prepare("cognito-claims.jar");

        assertThat(run(commands.get(0), "")).isZero();
        assertThat(run(last(commands), "-Xlog:class+load:file=loaded.txt")).isZero();

        assertThatOurClassesCameFromTheArchive();
    }

    @Test
    void aStartThatCannotUseTheArchiveEnds() throws Exception {
        List<String> commands = prepare("cognito-claims.jar");
        assertThat(run(commands.get(0), "")).isZero();
        Files.setLastModifiedTime(work.resolve(JARS.get(1)), FileTime.from(Instant.EPOCH));

        assertThat(run(last(commands), "")).isEqualTo(1);
    }

    @Test
    void eachRecipeIsThereForBothVersions() {
        assertThat(PAGE.blocks())
                .filteredOn(block -> block.language().equals("sh"))
                .extracting(block -> block.text().lines().findFirst().orElseThrow())
                .containsExactly("# Java 25", "# Java 17", "# Java 25", "# Java 17");
    }

    /** {@return the commands of the block for this jar} */
    private List<String> prepare(String jar) throws IOException {
        for (String each : JARS) {
            Files.createDirectories(work.resolve(each).getParent());
            Files.copy(Page.ROOT.resolve(each), work.resolve(each));
        }
        List<Block> blocks = PAGE.blocks().stream()
                .filter(block ->
                        block.text().startsWith(VERSION) && block.text().contains("/" + jar))
                .toList();
        assertThat(blocks).hasSize(1);
        return blocks.get(0).text().lines().skip(1).toList();
    }

    private static String last(List<String> commands) {
        return commands.get(commands.size() - 1);
    }

    private int run(String command, String options) throws Exception {
        Process process = start(command, options);
        process.inputReader().lines().forEach(line -> {});
        return process.waitFor();
    }

    private Process start(String command, String options) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command.contains("|") ? command : "exec " + command)
                .directory(work.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(SETTINGS);
        builder.environment().put("pool", POOL.issuer());
        builder.environment().put("client", POOL.clientId());
        builder.environment().put("access", POOL.accessToken().sign());
        builder.environment()
                .put("PATH", Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH"));
        builder.environment().put("JDK_JAVA_OPTIONS", options);
        return builder.start();
    }

    private void assertThatOurClassesCameFromTheArchive() throws IOException {
        List<String> ours = Files.readAllLines(work.resolve("loaded.txt")).stream()
                .filter(line -> line.contains(" io.cognitoclaims.") && line.contains("source: "))
                .filter(line -> !line.contains("Lambda"))
                .toList();
        assertThat(ours).hasSizeGreaterThan(50);
        assertThat(ours.stream().filter(line -> line.contains("source: shared objects file")))
                .as("of %d", ours.size())
                .hasSizeGreaterThan(ours.size() * 9 / 10);
    }
}

package io.cognitoclaims.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.docs.Page.Block;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the commands of the pages against the demo, a page at a time and a block after the other, as somebody would who copies
 * them into a shell. Ports are those of the demo. What a command's comment says must come back: a status, an error code, text
 * in quotation marks, {@code claim: value}. Without such a word, no command may fail and no answer be an error.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("slow")
class CommandBlocksIT {
    /** Commands that cannot run here, because … */
    private static final Map<String, String> CANNOT_RUN = Map.of(
            "mvn ", "it builds what this build has built",
            "samples/demo/run", "it builds first; the demo of this test is started by its last line",
            "benchmarks/run ", "it takes minutes, and numbers of a busy machine mean nothing",
            "java -Djarmode=tools", "StartupPageIT runs it",
            "java -XX:", "StartupPageIT runs it",
            "echo \"$access\" | java -XX:", "StartupPageIT runs it",
            "sam ", "it needs an account at AWS",
            "cd samples/pet-preference-trigger", "only sam needs it");

    private static final boolean HAS_AWS = exitCode("aws", "--version") == 0;
    private static final Pattern COMMENTED = Pattern.compile("(.*?\\S)\\s{2,}# (.*)", Pattern.DOTALL);
    private static final Pattern STATUS = Pattern.compile("\\b[2-5]\\d\\d\\b");
    private static final Pattern ERROR = Pattern.compile("\\b(invalid_token|invalid_request|insufficient_scope)\\b");
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]+\"(?::\"[^\"]+\")?");
    private static final Pattern CLAIM = Pattern.compile("\\b(pet_preference): (\\w+)");
    private static final Pattern RESULT = Pattern.compile("(?s)\n@begin (\\d+)\n(.*?)\n@end \\1 (\\d+)\n");

    private final Path work;
    private final RunningDemo demo;
    private final String access;

    CommandBlocksIT(@TempDir Path work) throws Exception {
        this.work = work;
        this.demo = RunningDemo.start();
        this.access = value("access", run(Page.named("README.md"), "", "echo \"access=$access\""));
    }

    @AfterAll
    void stop() {
        demo.close();
    }

    static List<Page> pages() {
        return Page.all().stream().filter(page -> !commands(page).isEmpty()).toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commandsDoWhatThePageSays(Page page) throws Exception {
        Run run = run(page, "access='" + access + "'", "");

        run.ran.forEach(ran -> ran.judge(STATUS_OF_WHO_MAY));
        List<String> shown = page.blocks().stream()
                .filter(block -> block.language().equals("text"))
                .flatMap(block -> block.text().lines())
                .toList();
        if (page.name().equals("local-user-pool/README.md")) {
            assertThat(run.servers.get(0).lines().map(line -> line.replaceAll("localhost:\\d+", "localhost:9000")))
                    .as("what the pool prints")
                    .containsExactlyElementsOf(shown);
        }
    }

    @Test
    void theCommandsOfTheReadmeBringCatsToTheOtherUser() throws Exception {
        Page readme = Page.named("README.md");
        assertThat(readme.blocks())
                .anySatisfy(block -> assertThat(block.text())
                        .contains("test-user@amazon.com", "for test-user@example.com it is cats"));

        Run run = run(
                readme,
                "",
                "",
                text -> text.replace("username=test-user@amazon.com", "username=test-user@example.com"));

        assertThat(run.ran)
                .filteredOn(ran -> ran.command.text.startsWith("curl") || ran.command.text.startsWith("echo \"$id\""))
                .extracting(ran -> ran.output)
                .anyMatch(output -> output.contains("\"pet_preference\":\"cats\""))
                .anyMatch(output -> output.contains("\"petPreference\":\"cats\""))
                .noneMatch(output -> output.contains("dogs"));
    }

    /** "200 with …, or 403": a token of InitiateAuth has no scopes of an API, and this user is in no group. */
    @Test
    void commandsOfAUserWhoLacksSomethingAreRefused() throws Exception {
        String lesser = new HttpFile(demo, Page.ROOT.resolve("samples/requests.http"))
                .signIn("test-user-2", "KUR2c6OVg8fGWzjguHKT2iRDMp1rlwroHPhbeAyQHBs=");
        for (String sample : List.of("servlet-api", "spring-api")) {
            Run run = run(
                    Page.named("samples/" + sample + "/README.md"),
                    "access='" + lesser + "'",
                    "",
                    text -> text.contains("java -jar") ? ":" : text);

            assertThat(run.ran)
                    .filteredOn(ran -> ran.command.comment.contains(", or 403"))
                    .hasSize(2)
                    .allSatisfy(ran -> ran.judge(STATUS_OF_WHO_MAY_NOT));
        }
    }

    @Test
    void requestsOfTheFileForEditorsAreAnsweredAsTheirTitlesSay() throws Exception {
        assertThat(new HttpFile(demo, Page.ROOT.resolve("samples/requests.http")).send())
                .hasSizeGreaterThan(20)
                .allSatisfy(exchange -> {
                    List<String> statuses = all(STATUS, exchange.title());
                    if (!statuses.isEmpty()) {
                        assertThat(exchange.status()).as(exchange.title()).hasToString(statuses.get(0));
                    }
                    assertThat(all(ERROR, exchange.title())).allMatch(exchange.answer()::contains, exchange.title());
                    assertThat(all(QUOTED, exchange.title().replace("\": \"", "\":\"")))
                            .allMatch(exchange.answer()::contains, exchange.title());
                });
        // A user who has signed out everywhere can sign in again from the next second on, and other tests do so.
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        while (Instant.now().isBefore(end)) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void everyReasonWhyACommandCannotRunIsNeeded() {
        List<String> texts = pages().stream()
                .flatMap(page -> commands(page).stream())
                .map(command -> command.text)
                .toList();

        assertThat(CANNOT_RUN.keySet())
                .allSatisfy(prefix -> assertThat(texts).anyMatch(text -> text.startsWith(prefix)));
    }

    private static final int STATUS_OF_WHO_MAY = 0;
    private static final int STATUS_OF_WHO_MAY_NOT = 1;

    /**
     * A command.
     *
     * @param comment what stands behind it, or else above it and those that follow
     */
    private record Command(Block block, int line, String text, String comment) {
        boolean canRun() {
            return CANNOT_RUN.keySet().stream().noneMatch(text::startsWith)
                    && (HAS_AWS || !text.startsWith("aws cognito-idp initiate-auth"))
                    && !isRunOnAnotherPage();
        }

        /** The samples' own READMEs start them too. */
        private boolean isRunOnAnotherPage() {
            return isOfTheTrigger(this) && text.startsWith("java -jar ");
        }

        @Override
        public String toString() {
            return block.page().name() + ":" + line + ": " + text;
        }
    }

    /** How a command went. */
    private record Ran(Command command, int exit, String output, List<String> statuses, String errors) {
        /** @param which of the statuses that the comment names */
        void judge(int which) {
            String what = command + "\n" + output + "\n" + errors;
            assertThat(exit).as("exit code of %s", what).isZero();
            List<String> expected = all(STATUS, command.comment);
            String status = statuses.isEmpty() ? "" : statuses.get(statuses.size() - 1);
            if (!expected.isEmpty()) {
                assertThat(status).as(what).isEqualTo(expected.get(Math.min(which, expected.size() - 1)));
            } else if (!statuses.isEmpty()) {
                String kind = command.comment.startsWith("refused") ? "401" : "[23]\\d\\d";
                assertThat(status).as(what).matches(kind);
            }
            if (which == STATUS_OF_WHO_MAY) {
                assertThat(all(ERROR, command.comment)).as(what).allMatch(output::contains);
                assertThat(quoted()).as(what).allMatch(output::contains);
            }
        }

        private List<String> quoted() {
            return Stream.concat(
                            all(QUOTED, command.comment).stream()
                                    .map(text -> text.contains(":") ? text : text.replace("\"", "")),
                            command.text.startsWith("echo")
                                    ? CLAIM.matcher(command.comment)
                                            .results()
                                            .limit(1)
                                            .map(claim -> "\"%s\":\"%s\"".formatted(claim.group(1), claim.group(2)))
                                    : Stream.of())
                    .toList();
        }
    }

    /** How a page went; {@code servers} are what the servers that it starts have printed. */
    private record Run(List<Ran> ran, String output, List<String> servers) {}

    private static List<Command> commands(Page page) {
        return page.blocks().stream()
                .filter(block -> block.language().equals("sh"))
                .flatMap(block -> commands(block).stream())
                .toList();
    }

    private static List<Command> commands(Block block) {
        List<Command> commands = new ArrayList<>();
        List<String> lines = block.text().lines().toList();
        String heading = "";
        StringBuilder pending = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (pending.isEmpty() && line.isBlank()) {
                heading = "";
            } else if (pending.isEmpty() && line.startsWith("# ")) {
                heading = line.substring(2);
            } else {
                pending.append(line);
                if (line.endsWith("\\")) {
                    pending.append('\n');
                } else {
                    Matcher commented = COMMENTED.matcher(pending);
                    boolean hasComment = commented.matches();
                    commands.add(new Command(
                            block,
                            block.line() + i + 1,
                            (hasComment ? commented.group(1) : pending.toString()).strip(),
                            hasComment ? commented.group(2) : heading));
                    pending.setLength(0);
                }
            }
        }
        return commands;
    }

    private Run run(Page page, String before, String after) throws Exception {
        return run(page, before, after, text -> text);
    }

    private Run run(Page page, String before, String after, UnaryOperator<String> change) throws Exception {
        List<Command> commands = commands(page).stream().filter(Command::canRun).toList();
        Path folder = Files.createTempDirectory(work, "page");
        Path script = folder.resolve("script.sh");
        Files.writeString(script, script(commands, folder, before, after, change));
        ProcessBuilder bash = new ProcessBuilder("bash", script.toString()).directory(Page.ROOT.toFile());
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        Process process = bash.redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroy();
            throw new AssertionError(page + ": the commands do not end: " + Page.read(output));
        }
        String printed = Page.read(output);
        List<Ran> ran = RESULT.matcher(printed)
                .results()
                .map(result -> new Ran(
                        commands.get(Integer.parseInt(result.group(1))),
                        Integer.parseInt(result.group(3)),
                        result.group(2),
                        statuses(folder.resolve("headers-" + result.group(1))),
                        Page.read(errors)))
                .toList();
        assertThat(ran).as("%s: %s%n%s", page, printed, Page.read(errors)).hasSameSizeAs(commands);
        List<String> servers =
                Page.files(folder, 1, ".log").sorted().map(Page::read).toList();
        return new Run(ran, printed, servers);
    }

    private String script(
            List<Command> commands, Path folder, String before, String after, UnaryOperator<String> change)
            throws IOException {
        StringBuilder script = new StringBuilder();
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("DOCS_WORK", folder.toString());
        variables.put(
                "DOCS_JAVA",
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        variables.put("DOCS_POOL", demo.address("local-user-pool"));
        variables.put("DOCS_WEB", demo.address("web"));
        variables.put("DOCS_ROOT", Page.ROOT.toString());
        variables.forEach(
                (name, value) -> script.append(name).append("='").append(value).append("'\n"));
        script.append(prelude()).append(before).append('\n');
        Block current = null;
        for (int i = 0; i < commands.size(); i++) {
            Command command = commands.get(i);
            if (!command.block.equals(current)) {
                current = command.block;
                script.append("DOCS_AT=none; cd \"$DOCS_ROOT\"\n")
                        .append(isOfTheTrigger(command) ? "code=$(new_code)\n" : "");
            }
            // A server goes to the background by itself.
            String text = command.text.replaceFirst("(java -jar \\S+) &$", "$1");
            script.append("DOCS_AT=%d; printf '\\n@begin %d\\n'\n".formatted(i, i))
                    .append(change.apply(demo.here(text.replace(
                            "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
                            demo.address("local-user-pool") + "/us-east-1_LocalPool"))))
                    .append("\nprintf '\\n@end %d %%d\\n' $?\n".formatted(i));
        }
        return script.append(after).append('\n').toString();
    }

    /** There a code is used twice, once in each of two ways to do the same. */
    private static boolean isOfTheTrigger(Command command) {
        return command.block.page().name().equals("samples/pet-preference-trigger/README.md");
    }

    private static String prelude() throws IOException {
        try (InputStream text = Objects.requireNonNull(CommandBlocksIT.class.getResourceAsStream("prelude.sh"))) {
            return new String(text.readAllBytes(), UTF_8);
        }
    }

    private static List<String> statuses(Path headers) {
        return Files.exists(headers)
                ? Pattern.compile("(?m)^HTTP/\\S+ (\\d+)")
                        .matcher(Page.read(headers))
                        .results()
                        .map(result -> result.group(1))
                        .toList()
                : List.of();
    }

    private static String value(String name, Run run) {
        return run.output
                .lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + run.output));
    }

    static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group()).toList();
    }

    private static int exitCode(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

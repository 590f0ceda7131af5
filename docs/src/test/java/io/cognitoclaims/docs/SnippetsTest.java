package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.docs.Page.Block;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Each fenced block of each page is in a language that a test takes, and each Java block stands, but for blanks and
 * Javadoc, in code that is compiled, each JavaScript block in a script that is run. What else takes them: {@link ConfigurationBlocksTest}, {@link WebXmlBlocksTest},
 * {@link DependencyBlocksIT} and {@link CommandBlocksIT}.
 */
class SnippetsTest {
    private static final Pattern JAVADOC = Pattern.compile("/\\*\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{}|%[sd]|\"\\s*\\+.*?\\+\\s*\"", Pattern.DOTALL);
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final String CODE = code();
    private static final String SCRIPTS = scripts();

    /** Blocks in {@code text} that no program writes, by how they begin. */
    private static final List<String> DRAWINGS =
            List.of("pet-claims: Claim<PetPreference>", "contract                      Claim<V>");

    private static final Set<String> TAKEN =
            Set.of("java", "js", "xml", "yaml", "properties", "groovy", "kotlin", "sh", "json", "http", "text");

    static List<Page> pages() {
        return Page.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockSaysInWhichLanguageItIs(Page page) {
        assertThat(page.blocks())
                .filteredOn(block -> !TAKEN.contains(block.language()))
                .as("blocks that no test takes; a language is one of %s", TAKEN)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyJavaBlockStandsInCompiledCode(Page page) {
        assertThat(page.blocks())
                .filteredOn(block -> block.language().equals("java") && !CODE.contains(bare(block.text())))
                .as("blocks that stand nowhere in compiled code")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyScriptStandsInOneThatIsRun(Page page) {
        assertThat(page.blocks())
                .filteredOn(block -> block.language().equals("js") && !SCRIPTS.contains(bare(block.text())))
                .as("blocks that stand in no script of local-user-pool/clients, which .ci/browser-clients runs")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyJsonBlockIsJson(Page page) {
        assertThat(page.blocks().stream().filter(block -> block.language().equals("json")))
                .allSatisfy(block -> assertThat(JsonMapper.shared().readTree(block.text()))
                        .as(block.toString())
                        .isNotNull());
    }

    /** Of logs and of what programs print; {@link CommandBlocksIT} compares what it sees printed to the letter. */
    @ParameterizedTest
    @MethodSource("pages")
    void everyLineOfATextBlockIsOneThatAProgramWrites(Page page) {
        assertThat(page.blocks().stream().filter(block -> block.language().equals("text")))
                .allSatisfy(block -> assertThat(linesThatNothingWrites(block))
                        .as("%s: lines whose text stands in no code of this repository", block)
                        .isEmpty());
    }

    @Test
    void everyKnownDrawingIsOnAPage() {
        assertThat(DRAWINGS)
                .allSatisfy(drawing -> assertThat(Page.blocksIn("text"))
                        .anySatisfy(block -> assertThat(block.text().strip()).startsWith(drawing)));
    }

    @Test
    void thePagesAreFound() {
        assertThat(pages())
                .extracting(Page::name)
                .contains("README.md", "SECURITY.md", "CONTRIBUTING.md", "docs/servlet.md", "samples/demo/README.md");
    }

    private static List<String> linesThatNothingWrites(Block block) {
        if (DRAWINGS.stream().anyMatch(drawing -> block.text().strip().startsWith(drawing))) {
            return List.of();
        }
        return block.text()
                .lines()
                .filter(line -> !line.isBlank() && Texts.ALL.stream().noneMatch(line::matches))
                .toList();
    }

    private static String code() {
        return Stream.of(
                        "docs/src/test/java",
                        "local-user-pool",
                        "samples",
                        "servlet-filter/src/test/java",
                        "conformance/spring-boot-3")
                .flatMap(folder -> Page.files(Page.ROOT.resolve(folder), 20, ".java"))
                .map(file -> bare(Page.read(file)))
                .collect(Collectors.joining("\n"));
    }

    private static String scripts() {
        Path clients = Page.ROOT.resolve("local-user-pool/clients");
        return Stream.of(clients, clients.resolve("pages"))
                .flatMap(folder -> Page.files(folder, 1, ".mjs"))
                .map(file -> bare(Page.read(file)))
                .collect(Collectors.joining("\n"));
    }

    private static String bare(String code) {
        return JAVADOC.matcher(code).replaceAll("").replaceAll("\\s+", "");
    }

    /** What the programs of this repository write, as patterns of a line that holds it. */
    private static final class Texts {
        static final List<String> ALL = Page.files(Page.ROOT, 20, ".java")
                .filter(file -> file.toString().contains("/src/main/"))
                .flatMap(file -> LITERAL.matcher(Page.read(file).replaceAll("\"\\s*\\+\\s*\"", ""))
                        .results()
                        .map(literal -> literal.group(1).replace("\\\"", "\"").replace("\\n", "")))
                .filter(text -> PLACEHOLDER.matcher(text).replaceAll("").strip().length() >= 8)
                .map(text -> ".*"
                        + PLACEHOLDER.splitAsStream(text).map(Pattern::quote).collect(Collectors.joining(".*"))
                        + ".*")
                .toList();
    }
}

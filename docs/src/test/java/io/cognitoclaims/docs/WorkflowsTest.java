package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What GitHub does for this repository can be read, changes nothing, and takes others' code only at a named commit. The forms for
 * issues ask for no token.
 */
@NullUnmarked
class WorkflowsTest {
    private static final Path FOLDER = Page.ROOT.resolve(".github");
    private static final Pattern PINNED =
            Pattern.compile("\\s*(?:- )?uses: [\\w-]+/[\\w./-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");
    private static final Pattern SCRIPT = Pattern.compile("(?<![\\w./-])(?:\\.ci|benchmarks)/[a-z0-9-]+");
    private static final Pattern TEST = Pattern.compile("-Dtest='?(\\w+)");
    private static final Pattern PROFILE = Pattern.compile(" -P([\\w-]+)");

    static List<Path> files() {
        return Page.files(FOLDER, 2, ".yml").sorted().toList();
    }

    static List<Path> workflows() {
        return Page.files(FOLDER.resolve("workflows"), 1, "")
                .filter(Files::isRegularFile)
                .sorted()
                .toList();
    }

    static List<Path> forms() {
        return List.of(FOLDER.resolve("ISSUE_TEMPLATE/refused.yml"), FOLDER.resolve("ISSUE_TEMPLATE/bug.yml"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileIsYamlWithoutDuplicateKeys(Path file) {
        assertThat(yaml(file)).isNotEmpty();
    }

    @Test
    void theFilesAreFound() {
        assertThat(files())
                .extracting(file -> FOLDER.relativize(file).toString())
                .contains("dependabot.yml", "workflows/ci.yml", "workflows/nightly.yml", "ISSUE_TEMPLATE/refused.yml");
        assertThat(workflows()).allMatch(file -> file.toString().endsWith(".yml"));
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void everyActionIsPinnedToACommit(Path file) {
        List<String> used =
                Page.read(file).lines().filter(line -> line.contains("uses:")).toList();

        assertThat(used).isNotEmpty().allMatch(line -> PINNED.matcher(line).matches());
        assertThat(steps(file)).filteredOn(step -> step.containsKey("uses")).hasSameSizeAs(used);
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void noWorkflowCanWrite(Path file) {
        Map<String, Object> workflow = yaml(file);

        assertThat(workflow.get("permissions")).isEqualTo(Map.of("contents", "read"));
        assertThat(jobs(workflow)).noneMatch(job -> job.containsKey("permissions"));
        // It would run a stranger's pull request with this repository's rights.
        assertThat(Page.read(file)).doesNotContain("pull_request_target", "workflow_run", "secrets.");
        assertThat(steps(file))
                .filteredOn(step -> String.valueOf(step.get("uses")).startsWith("actions/checkout@"))
                .allSatisfy(step -> assertThat(step.get("with")).isEqualTo(Map.of("persist-credentials", false)));
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void everyJobEndsAndNoneRunsTwiceAtATime(Path file) {
        Map<String, Object> workflow = yaml(file);

        assertThat(workflow).containsKey("concurrency");
        assertThat(jobs(workflow)).isNotEmpty().allMatch(job -> job.containsKey("timeout-minutes"));
    }

    /** What others write, such as the title of a pull request, would be part of a script. */
    @ParameterizedTest
    @MethodSource("workflows")
    void noScriptIsMadeOfWhatStrangersWrite(Path file) {
        assertThat(steps(file))
                .filteredOn(step -> step.containsKey("run"))
                .allSatisfy(step -> assertThat(String.valueOf(step.get("run"))).doesNotContain("github."));
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void workflowsRunWhatThereIs(Path file) {
        String text = Page.read(file);
        String poms = Page.read(Page.ROOT.resolve("pom.xml"))
                + Page.read(Page.ROOT.resolve("core/pom.xml"))
                + Page.read(Page.ROOT.resolve("spring-integration/pom.xml"));

        assertThat(SCRIPT.matcher(text).results())
                .allMatch(script -> Files.isExecutable(Page.ROOT.resolve(script.group())));
        assertThat(TEST.matcher(text).results()).allMatch(test -> Names.isTest(test.group(1)));
        assertThat(PROFILE.matcher(text).results())
                .allMatch(profile -> poms.contains("<id>" + profile.group(1) + "</id>"));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void formsThatAskForWhatHappenedSayThatTokensStaySecret(Path file) {
        assertThat(Page.read(file)).contains("**Never paste a token");
    }

    @Test
    void newVersionsWaitAndComeInGroups() {
        List<Map<String, Object>> updates =
                maps(yaml(FOLDER.resolve("dependabot.yml")).get("updates"));

        assertThat(updates)
                .extracting(update -> update.get("package-ecosystem"))
                .containsExactly("maven", "npm", "github-actions");
        assertThat(updates).allMatch(update -> update.keySet().containsAll(Set.of("cooldown", "groups")));
    }

    private static List<Map<String, Object>> steps(Path file) {
        return jobs(yaml(file)).stream()
                .flatMap(job -> maps(job.get("steps")).stream())
                .toList();
    }

    private static List<Map<String, Object>> jobs(Map<String, Object> workflow) {
        return maps(List.copyOf(map(workflow.get("jobs")).values()));
    }

    private static Map<String, Object> yaml(Path file) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return map(new Yaml(new SafeConstructor(options)).load(Page.read(file)));
    }

    private static List<Map<String, Object>> maps(Object list) {
        List<Map<String, Object>> maps = new ArrayList<>();
        ((List<?>) list).forEach(one -> maps.add(map(one)));
        return maps;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object map) {
        return (Map<String, Object>) map;
    }
}

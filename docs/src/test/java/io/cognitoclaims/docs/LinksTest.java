package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links lead to files and headings that are there. Those to other sites are not followed. */
class LinksTest {
    private static final Pattern INLINE = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern REFERENCE = Pattern.compile("]\\[([^\\]]+)]");
    private static final Pattern DEFINITION = Pattern.compile("(?m)^\\[([^\\]]+)]: (\\S+)$");
    private static final Pattern ELSEWHERE = Pattern.compile("(https?|mailto):.*");

    static List<Page> pages() {
        return Page.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Page page) {
        assertThat(targets(page))
                .filteredOn(target -> !ELSEWHERE.matcher(target).matches() && !isThere(page, target))
                .as("links to nothing")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyNamedLinkHasAnAddress(Page page) {
        Set<String> named = groups(REFERENCE, page).collect(Collectors.toSet());

        assertThat(groups(DEFINITION, page)).containsExactlyInAnyOrderElementsOf(named);
    }

    @Test
    void headingsAreKnownAsGitHubNamesThem() {
        assertThat(anchor("## What the answers mean")).isEqualTo("what-the-answers-mean");
        assertThat(anchor("### Why `@RequireClaim`, and not `@PreAuthorize(\"@claims.has(…)\")`?"))
                .isEqualTo("why-requireclaim-and-not-preauthorizeclaimshas");
    }

    @Test
    void everyFrontLinksToThePageOfRefusals() {
        for (String name : List.of(
                "README.md",
                "docs/servlet.md",
                "docs/spring.md",
                "docs/custom-claims.md",
                "docs/migrating.md",
                "docs/mcp.md",
                "docs/security.md")) {
            assertThat(targets(Page.named(name)))
                    .as(name)
                    .anyMatch(target ->
                            target.startsWith(name.startsWith("docs/") ? "why-refused.md" : "docs/why-refused.md"));
        }
    }

    @Test
    void everyPageIsAtMostTwoClicksFromTheReadme() {
        Set<String> one = linkedFrom(Set.of("README.md"));
        Set<String> two = linkedFrom(one);

        assertThat(pages())
                .extracting(Page::name)
                // GitHub shows it to everybody who opens a pull request.
                .filteredOn(name -> !name.startsWith(".github/"))
                .allMatch(name -> name.equals("README.md") || one.contains(name) || two.contains(name));
    }

    private static Set<String> linkedFrom(Set<String> names) {
        return pages().stream()
                .filter(page -> names.contains(page.name()))
                .flatMap(page -> targets(page).stream()
                        .filter(target -> !ELSEWHERE.matcher(target).matches())
                        .map(target -> page.file()
                                .resolveSibling(target.replaceFirst("#.*", ""))
                                .normalize())
                        .map(file -> Page.ROOT.relativize(file).toString()))
                .collect(Collectors.toSet());
    }

    private static List<String> targets(Page page) {
        Matcher definition = DEFINITION.matcher(page.words());
        return Stream.concat(groups(INLINE, page), definition.results().map(result -> result.group(2)))
                .toList();
    }

    private static boolean isThere(Page page, String target) {
        String[] parts = target.split("#", 2);
        Path file = parts[0].isEmpty()
                ? page.file()
                : page.file().resolveSibling(parts[0]).normalize();
        return Files.exists(file)
                && (parts.length == 1
                        || Page.named(Page.ROOT.relativize(file).toString()).prose().stream()
                                .anyMatch(line ->
                                        line.startsWith("#") && anchor(line).equals(parts[1])));
    }

    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private static Stream<String> groups(Pattern pattern, Page page) {
        return pattern.matcher(page.words()).results().map(result -> result.group(1));
    }
}

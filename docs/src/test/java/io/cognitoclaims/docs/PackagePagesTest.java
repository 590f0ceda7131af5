package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Javadoc of each package that is published says where to start. */
class PackagePagesTest {
    private static final Pattern START =
            Pattern.compile("Start\\s+(?:\\* )?at\\s+(?:\\* )?\\{@link\\s+(?:\\* )?(?:[a-z]\\w*\\.)*([A-Z]\\w*)}");

    static List<Path> packages() {
        return Stream.of(Page.read(Page.ROOT.resolve(".ci/published")).strip().split(",", -1))
                .flatMap(module -> Page.files(Page.ROOT.resolve(module), 12, ".java"))
                .filter(file -> file.toString().contains("/src/main/java/"))
                .map(Path::getParent)
                .distinct()
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @MethodSource("packages")
    void everyPackageSaysWhereToStart(Path folder) {
        String page = Page.read(folder.resolve("package-info.java"));

        assertThat(START.matcher(page).results().map(start -> start.group(1)))
                .isNotEmpty()
                .allSatisfy(type -> assertThat(folder.resolve(type + ".java")).exists());
    }

    @Test
    void theListOfWhatIsPublishedIsThatOfTheListOfVersions() {
        String list = Page.read(Page.ROOT.resolve("bom/pom.xml"));
        List<String> modules =
                List.of(Page.read(Page.ROOT.resolve(".ci/published")).strip().split(",", -1));

        assertThat(modules)
                .hasSize((int) Pattern.compile("<artifactId>cognito-claims-[a-z-]+</artifactId>")
                        .matcher(list)
                        .results()
                        .count())
                .allSatisfy(module -> assertThat(Page.read(Page.ROOT.resolve(module + "/pom.xml")))
                        .doesNotContain("maven.deploy.skip"));
    }

    /** The list has no parent to take it from. */
    @Test
    void theListOfVersionsNamesTheAddressOfItsRepository() {
        Pattern address = Pattern.compile("<repository\\.address>[^<]+<");
        String parent = Page.read(Page.ROOT.resolve("pom.xml"));

        assertThat(address.matcher(parent).results().map(MatchResult::group))
                .hasSize(1)
                .containsExactlyElementsOf(address.matcher(Page.read(Page.ROOT.resolve("bom/pom.xml")))
                        .results()
                        .map(MatchResult::group)
                        .toList());
    }

    @Test
    void whatIsNotPublishedIsNotDeployed() {
        List<String> published =
                List.of(Page.read(Page.ROOT.resolve(".ci/published")).strip().split(",", -1));

        assertThat(Page.files(Page.ROOT, 3, "pom.xml")
                        .map(file -> Page.ROOT.relativize(file).toString())
                        .filter(name -> !name.contains("target/") && !name.equals("pom.xml"))
                        .filter(name -> !published.contains(name.replace("/pom.xml", ""))))
                .hasSizeGreaterThan(8)
                .allSatisfy(name -> assertThat(Page.read(Page.ROOT.resolve(name)))
                        .contains("<maven.deploy.skip>true</maven.deploy.skip>"));
    }
}

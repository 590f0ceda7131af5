package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each Java block of the README and the pages stands, but for blanks and Javadoc, in code that is compiled. */
class SnippetsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVADOC = Pattern.compile("/\\*\\*.*?\\*/", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)#]+)[^)]*\\)");
    private static final String CODE = code();

    static Stream<Path> pages() {
        return files(ROOT, 3, ".md").filter(page -> !page.toString().contains("/target/"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void compilesEveryJavaBlock(Path page) {
        assertThat(found(BLOCK, page))
                .filteredOn(block -> !CODE.contains(bare(block)))
                .as("blocks that stand nowhere in compiled code")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksOnlyToFilesThatExist(Path page) {
        assertThat(found(LINK, page))
                .filteredOn(link -> !Files.exists(page.resolveSibling(link)))
                .as("links to nothing")
                .isEmpty();
    }

    @Test
    void findsThePages() {
        assertThat(pages()).hasSizeGreaterThan(5);
    }

    private static List<String> found(Pattern pattern, Path page) {
        return pattern.matcher(read(page))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
    }

    private static String code() {
        return Stream.of("docs/src/test/java", "samples", "conformance/spring-boot-3")
                .flatMap(folder -> files(ROOT.resolve(folder), 20, ".java"))
                .map(file -> bare(read(file)))
                .collect(Collectors.joining("\n"));
    }

    private static Stream<Path> files(Path folder, int depth, String ending) {
        try (Stream<Path> walk = Files.walk(folder, depth)) {
            return walk.filter(file -> file.toString().endsWith(ending)).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String bare(String code) {
        return JAVADOC.matcher(code).replaceAll("").replaceAll("\\s+", "");
    }
}

package io.cognitoclaims.samples.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The README speaks of what the template has. */
class ReadmeTest {
    private final String readme = Files.readString(Path.of("README.md"), UTF_8);
    private final String template = Files.readString(Path.of("template.yaml"), UTF_8);

    ReadmeTest() throws IOException {}

    @Test
    void theReadmeAsksForOutputsThatTheStackHas() {
        assertThat(namesIn("\\bstack ([A-Z]\\w+)"))
                .isNotEmpty()
                .isSubsetOf(Template.of(template, Map.of()).names("Outputs"));
    }

    @Test
    void theReadmeNamesPartsThatTheTemplateHas() {
        assertThat(namesIn("`([A-Z][a-z]\\w+)`"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(template).containsPattern("(?m)^ +" + name + ":"));
    }

    private List<String> namesIn(String pattern) {
        return Pattern.compile(pattern)
                .matcher(readme)
                .results()
                .map(name -> name.group(1))
                .distinct()
                .toList();
    }
}

package io.cognitoclaims.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Classes that two artifacts have, because neither may depend on the other: what is mended in one is mended in both. */
class TwinsTest {
    @Test
    void lateResponsesOfTheFilterAndOfTheStarterAreTheSame() throws IOException {
        assertThat(source("servlet-filter", "servlet", "LateResponse"))
                .isNotBlank()
                .isEqualTo(source("spring-integration", "spring", "LateResponse"));
    }

    private static String source(String module, String lastPackage, String name) throws IOException {
        Path file = Path.of("..", module, "src/main/java/io/cognitoclaims", lastPackage, name + ".java");
        return Files.readString(file).replace("package io.cognitoclaims." + lastPackage + ";", "");
    }
}

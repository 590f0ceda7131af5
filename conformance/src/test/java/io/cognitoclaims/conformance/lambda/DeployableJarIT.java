package io.cognitoclaims.conformance.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What would be uploaded, file by file. */
class DeployableJarIT {
    private static final long MAX_BYTES = 1_200_000;

    @Test
    void theJarIsSmall() throws IOException {
        assertThat(Files.size(UnpackedFunction.JAR)).isLessThan(MAX_BYTES);
    }

    @Test
    void theJarHoldsTheHandlerAndOnlyWhatItNeeds() throws IOException {
        assertThat(folders())
                .containsExactlyInAnyOrder(
                        "io/cognitoclaims/samples/trigger",
                        "io/cognitoclaims/samples/petclaims",
                        "io/cognitoclaims/trigger",
                        "io/cognitoclaims/contract",
                        "com/amazonaws/services/lambda/runtime",
                        "com/amazonaws/services/lambda/runtime/logging");
    }

    private static Set<String> folders() throws IOException {
        try (JarFile jar = new JarFile(UnpackedFunction.JAR.toFile())) {
            return jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .map(name -> name.substring(0, Math.max(0, name.lastIndexOf('/'))))
                    .filter(folder -> !folder.startsWith("META-INF") && !folder.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        }
    }
}

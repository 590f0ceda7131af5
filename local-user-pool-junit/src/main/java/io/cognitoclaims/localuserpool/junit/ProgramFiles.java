package io.cognitoclaims.localuserpool.junit;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The program and its libraries as files: this artifact has them, since no class loader reads a jar within a jar. */
final class ProgramFiles {
    private static final String FOLDER = "META-INF/local-user-pool";
    private static final URL[] URLS = find();

    private ProgramFiles() {}

    static URL[] urls() {
        return URLS.clone();
    }

    private static URL[] find() {
        try {
            URI settings = requireNonNull(
                            ProgramFiles.class.getResource("/" + FOLDER + "/classes/local-user-pool.yaml"),
                            "the program is not in this artifact")
                    .toURI();
            if (settings.getScheme().equals("file")) {
                return urls(requireNonNull(
                        requireNonNull(Path.of(settings).getParent()).getParent()));
            }
            try (FileSystem jar = FileSystems.newFileSystem(settings, Map.of())) {
                return urls(copy(jar.getPath(FOLDER)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URL[] urls(Path folder) throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(folder.resolve("classes").toUri().toURL());
        try (Stream<Path> libraries = Files.list(folder.resolve("lib"))) {
            for (Path library : libraries.sorted().toList()) {
                urls.add(library.toUri().toURL());
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static Path copy(Path folder) throws IOException {
        Path copy = Files.createTempDirectory("local-user-pool");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(copy)));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(folder.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return copy;
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // The system empties its folder for temporary files.
        }
    }
}

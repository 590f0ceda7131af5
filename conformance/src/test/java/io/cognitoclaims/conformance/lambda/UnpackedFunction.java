package io.cognitoclaims.conformance.lambda;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** Functions as Lambda unpacks them. */
final class UnpackedFunction {
    static final Path JAR = Path.of("target", "function", "pet-preference-trigger.jar");

    private UnpackedFunction() {}

    /** Unpacks what would be uploaded. */
    static Path deployed(Path folder) throws IOException {
        return deployed(JAR, folder);
    }

    /** Unpacks another function that would be uploaded. */
    static Path deployed(Path function, Path folder) throws IOException {
        try (JarFile jar = new JarFile(function.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory()) {
                    copy(jar.getInputStream(entry), folder.resolve(entry.getName()));
                }
            }
        }
        return folder;
    }

    /** Adds a class of the tests, and the classes in it, to an unpacked function, or to a folder that is to become one. */
    static Path with(Path folder, Class<?> handler) throws IOException {
        for (Class<?> nested : handler.getDeclaredClasses()) {
            with(folder, nested);
        }
        String file = handler.getName().replace('.', '/') + ".class";
        copy(requireNonNull(handler.getResourceAsStream("/" + file), file), folder.resolve(file));
        return folder;
    }

    private static void copy(InputStream content, Path file) throws IOException {
        try (content) {
            Files.createDirectories(file.getParent());
            Files.copy(content, file);
        }
    }
}

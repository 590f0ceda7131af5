package io.cognitoclaims.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Markdown page of the repository: its fenced blocks, and what stands between them. */
final class Page {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern FENCE = Pattern.compile("( *)(`{3,}|~{3,})(.*)");
    private static final Pattern SPAN =
            Pattern.compile("(?<!`)(`+)(?!`)((?:(?!\n\n).)+?)(?<!`)\\1(?!`)", Pattern.DOTALL);

    private final Path file;
    private final List<Block> blocks = new ArrayList<>();
    private final List<String> prose = new ArrayList<>();

    private Page(Path file) {
        this.file = file;
        split(read(file).lines().toList());
    }

    /** {@return the README, SECURITY.md and the like, the pages of this folder and the samples' READMEs} */
    static List<Page> all() {
        List<Path> files = files(ROOT, 3, ".md")
                .filter(file -> Stream.of("target", "src")
                        .noneMatch(folder -> ROOT.relativize(file).toString().contains(folder + "/")))
                .sorted()
                .toList();
        return files.stream().map(Page::new).toList();
    }

    static Page named(String name) {
        return new Page(ROOT.resolve(name));
    }

    /** {@return the blocks in one of these languages, on all pages} */
    static Stream<Block> blocksIn(String... languages) {
        return all().stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> List.of(languages).contains(block.language()));
    }

    Path file() {
        return file;
    }

    /** {@return the path from the top of the repository} */
    String name() {
        return ROOT.relativize(file).toString();
    }

    List<Block> blocks() {
        return blocks;
    }

    /** {@return the lines of the page, with blank ones in place of the fenced blocks} */
    List<String> prose() {
        return prose;
    }

    /** {@return what stands between backticks in the prose, on one line each} */
    List<Span> spans() {
        String text = String.join("\n", prose);
        List<Span> spans = new ArrayList<>();
        Matcher span = SPAN.matcher(text);
        while (span.find()) {
            int line = (int) text.substring(0, span.start()).lines().count();
            String code = span.group(2).replaceAll("\\s+", " ").strip();
            spans.add(new Span(name() + ":" + Math.max(line, 1), code));
        }
        return spans;
    }

    /** {@return the prose without code} */
    String words() {
        return SPAN.matcher(String.join("\n", prose)).replaceAll("code");
    }

    /** {@return the rows of the table below this heading, without its head, as the texts of their cells} */
    List<List<String>> tableBelow(String heading) {
        int begin = prose.indexOf(heading);
        if (begin < 0) {
            throw new AssertionError(name() + " has no heading " + heading);
        }
        return prose.stream()
                .skip(begin + 1L)
                .takeWhile(line -> !line.startsWith("#"))
                .dropWhile(line -> !line.startsWith("|"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> List.of(
                        line.substring(1).replaceAll("\\|\\s*$", "").strip().split("\\s*(?<!\\\\)\\|\\s*", -1)))
                .toList();
    }

    @Override
    public String toString() {
        return name();
    }

    private void split(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (!fence.matches()) {
                prose.add(lines.get(i));
                continue;
            }
            int end = i + 1;
            while (!lines.get(end).strip().equals(fence.group(2))) {
                end++;
                if (end == lines.size()) {
                    throw new AssertionError(name() + ":" + (i + 1) + ": this block has no end");
                }
            }
            String indent = fence.group(1);
            List<String> inside = lines.subList(i + 1, end).stream()
                    .map(line -> line.startsWith(indent) ? line.substring(indent.length()) : line)
                    .toList();
            blocks.add(new Block(this, i + 1, fence.group(3).strip(), String.join("\n", inside) + "\n"));
            lines.subList(i, end + 1).forEach(line -> prose.add(""));
            i = end;
        }
    }

    /** {@return the files with such a name, without those that npm has brought, among which is code in Java, and that were built} */
    static Stream<Path> files(Path folder, int depth, String ending) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(folder, Set.of(), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                    // Tests of another module may run now, and remove what they have made.
                    return visited.endsWith("node_modules") || visited.endsWith("target")
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(ending)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Code in the prose.
     *
     * @param place page and line
     */
    record Span(String place, String code) {
        @Override
        public String toString() {
            return place + " `" + code + "`";
        }
    }

    /**
     * A fenced block.
     *
     * @param line where it begins
     * @param language what stands behind the fence; empty if nothing does
     * @param text what is inside, without the indentation of the fence
     */
    record Block(Page page, int line, String language, String text) {
        @Override
        public String toString() {
            return page.name() + ":" + line + " " + language;
        }
    }
}

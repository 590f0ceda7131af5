package io.cognitoclaims.docs;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What there is that a page may name: types and members of this repository, of the JDK and of the class path. */
final class Names {
    private static final Pattern DECLARATION = Pattern.compile("\\b(?:class|interface|record|enum) ([A-Z]\\w*)");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");

    /** The sources of each type of this repository, by its simple name. */
    private static final Map<String, List<String>> OURS = ours();

    /** Simple names of types of the JDK and of libraries, with the names of their classes. */
    private static final Map<String, List<String>> OTHERS = others();

    private static final Set<String> WORDS = words();

    private static final Set<String> TESTS = sources(".java")
            .filter(file -> file.toString().contains("/src/test/"))
            .flatMap(file -> DECLARATION.matcher(Page.read(file)).results().map(declaration -> declaration.group(1)))
            .collect(Collectors.toUnmodifiableSet());

    private Names() {}

    static boolean isType(String name) {
        return OURS.containsKey(name) || OTHERS.containsKey(name);
    }

    /** {@return whether one of the types of this name has or inherits such a member} */
    static boolean isMember(String type, String member) {
        return OURS.getOrDefault(type, List.of()).stream().anyMatch(source -> hasWord(source, member))
                || OTHERS.getOrDefault(type, List.of()).stream()
                        .anyMatch(name -> constants(name).contains(member));
    }

    /** {@return whether anything of this repository or of what pages speak of has a method of this name} */
    static boolean isMethod(String name) {
        return OURS.values().stream().flatMap(List::stream).anyMatch(source -> source.contains(name + "("))
                || OTHERS.values().stream()
                        .flatMap(List::stream)
                        .filter(type -> type.startsWith("org.springframework.security.")
                                || type.startsWith("org.springframework.web.")
                                || type.startsWith("jakarta.servlet.")
                                || type.startsWith("com.nimbusds."))
                        .anyMatch(type -> constants(type).contains(name));
    }

    /** {@return whether the code, a script or the settings of this repository have this word in a text or as a key} */
    static boolean isWord(String word) {
        return WORDS.contains(word);
    }

    /** {@return whether something of this repository declares or uses a constant of this name} */
    static boolean isConstant(String name) {
        return OURS.values().stream().flatMap(List::stream).anyMatch(source -> hasWord(source, name));
    }

    /** {@return whether a type of this name is in the tests of this repository} */
    static boolean isTest(String type) {
        return TESTS.contains(type);
    }

    private static boolean hasWord(String text, String word) {
        return Pattern.compile("\\b" + Pattern.quote(word) + "\\b")
                .matcher(text)
                .find();
    }

    private static Map<String, List<String>> ours() {
        Map<String, List<String>> sources = new TreeMap<>();
        sources(".java")
                .map(Page::read)
                .forEach(source -> DECLARATION
                        .matcher(source)
                        .results()
                        .map(declaration -> declaration.group(1))
                        .distinct()
                        .forEach(name -> sources.merge(
                                name,
                                List.of(source),
                                (some, more) -> Stream.of(some, more)
                                        .flatMap(List::stream)
                                        .toList())));
        return sources;
    }

    private static Set<String> words() {
        Stream<String> code = sources(".java")
                .flatMap(file -> LITERAL.matcher(Page.read(file)).results().map(literal -> literal.group(1)));
        Stream<String> rest = Stream.of(".yaml", ".xml", ".json", ".http", "/run", ".sh", "cold-start", ".js")
                .flatMap(Names::sources)
                .map(Page::read);
        return Stream.concat(code, rest)
                .flatMap(text ->
                        Pattern.compile("[^\\w.:/-]+|(?<=\\w)[.:](?!\\w)").splitAsStream(text))
                .collect(Collectors.toSet());
    }

    private static Stream<Path> sources(String ending) {
        return Page.files(Page.ROOT, 20, ending).filter(file -> {
            String name = Page.ROOT.relativize(file).toString();
            return !name.contains("target/") && !name.startsWith(".git");
        });
    }

    private static Map<String, List<String>> others() {
        Set<String> types = new HashSet<>();
        ModuleFinder.ofSystem().findAll().forEach(module -> {
            try (Stream<String> entries = module.open().list()) {
                entries.filter(entry -> entry.endsWith(".class")).forEach(types::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        for (String place : System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1)) {
            if (place.endsWith(".jar")) {
                try (JarFile jar = new JarFile(place)) {
                    jar.stream()
                            .map(JarEntry::getName)
                            .filter(entry -> entry.endsWith(".class"))
                            .forEach(types::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return types.stream()
                .map(entry ->
                        entry.substring(0, entry.length() - ".class".length()).replace('/', '.'))
                .collect(Collectors.groupingBy(
                        name -> name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1)));
    }

    /** The texts of a class file, and so the names of what it declares (JVM specification, section 4.4). */
    private static Set<String> constants(String type) {
        String resource = type.replace('.', '/') + ".class";
        try (InputStream file = type.startsWith("java.")
                ? ClassLoader.getSystemResourceAsStream(resource)
                : Names.class.getClassLoader().getResourceAsStream(resource)) {
            if (file == null) {
                return Set.of();
            }
            Set<String> texts = new HashSet<>();
            DataInputStream data = new DataInputStream(file);
            data.skipNBytes(8);
            int count = data.readUnsignedShort();
            for (int i = 1; i < count; i++) {
                int tag = data.readUnsignedByte();
                switch (tag) {
                    case 1 -> texts.add(data.readUTF());
                    case 3, 4, 9, 10, 11, 12, 17, 18 -> data.skipNBytes(4);
                    case 5, 6 -> {
                        data.skipNBytes(8);
                        i++;
                    }
                    case 15 -> data.skipNBytes(3);
                    default -> data.skipNBytes(2);
                }
            }
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Looks at artifacts as they lie in a folder that Maven deployed to: each that the list of versions names, the list and the
 * parent, with all files that Maven Central demands, good checksums and signatures, and the metadata of each POM. In a jar there
 * is the licence, nothing foreign in a library, a notice and a complete list of libraries in a program. Nothing else is there.
 * Arguments: the folder, the version, the file of the list.
 */
class PublishedArtifacts {
    private static final String PARENT = "cognito-claims";
    private static final String LIST = "cognito-claims-bom";
    /** What Central demands of each POM, its own or its parent's, and what we promise besides. */
    private static final List<String> INHERITED = List.of(
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/name",
            "scm/connection",
            "scm/developerConnection",
            "scm/url",
            "issueManagement/url");

    /** Libraries of others are inside these. The third is a library, too. */
    private static final Set<String> PROGRAMS = Set.of("cognito-claims-cli", "cognito-claims-local-user-pool");
    private static final String PROGRAM_IN_A_LIBRARY = "cognito-claims-local-user-pool-junit";

    private static final String FOREIGN = "(.*/)?(\\.[^/]*|Thumbs\\.db|[^/]*\\.(pem|p12|jks|key|orig|rej|log))";

    private static final Pattern NESTED = Pattern.compile("(?:BOOT-INF|META-INF/local-user-pool)/lib/(.*)\\.jar");
    private static final Pattern COMPONENT = Pattern.compile("\"purl\" : \"pkg:maven/[^/]+/([^@]+)@([^?\"]+)");
    /** What Spring Boot's plugin adds by itself. */
    private static final String ADDED_BY_BOOT = "spring-boot-jarmode-tools-.*";

    private final Path folder;
    private final String version;
    private final List<String> faults = new ArrayList<>();
    private final Map<String, String> owners = new HashMap<>();
    private final Set<String> seen = new TreeSet<>();
    private int files;

    private PublishedArtifacts(Path folder, String version) {
        this.folder = folder.resolve("io/cognitoclaims");
        this.version = version;
    }

    public static void main(String[] arguments) throws Exception {
        PublishedArtifacts artifacts = new PublishedArtifacts(Path.of(arguments[0]), arguments[1]);
        artifacts.look(Path.of(arguments[2]));
        artifacts.faults.forEach(fault -> System.err.println("not fit to publish: " + fault));
        System.exit(artifacts.faults.isEmpty() ? 0 : 1);
    }

    private void look(Path list) throws Exception {
        Set<String> expected = new TreeSet<>(Set.of(PARENT, LIST));
        Element managed = child(child(root(list), "dependencyManagement"), "dependencies");
        children(managed).forEach(dependency -> expected.add(text(dependency, "artifactId")));
        Set<String> present;
        try (Stream<Path> entries = Files.list(folder)) {
            present = entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
        check(present.equals(expected), "the folder has " + present + ", the list of versions " + expected);
        Element parent = root(folder.resolve(PARENT).resolve(version).resolve(PARENT + "-" + version + ".pom"));
        // The list has no parent, but copies of some properties. Central publishes it with whatever stands there.
        children(child(root(list), "properties")).forEach(copy -> check(
                text(parent, "properties/" + copy.getTagName()).equals(copy.getTextContent().strip()),
                LIST + " has another " + copy.getTagName() + " than the parent"));
        for (String artifact : present) {
            look(artifact, parent);
        }
        lookForOthers();
        System.out.println(present.size() + " artifacts, " + files + " files with checksums and signatures");
    }

    private void look(String artifact, Element parent) throws Exception {
        Path pom = file(artifact, ".pom");
        if (!Files.exists(pom)) {
            faults.add(artifact + " has no POM of version " + version);
            return;
        }
        boolean isJar = !text(root(pom), "packaging").equals("pom");
        List<String> endings = isJar
                ? List.of(".pom", ".jar", "-sources.jar", "-javadoc.jar", "-cyclonedx.json")
                : artifact.equals(PARENT) ? List.of(".pom", "-cyclonedx.json") : List.of(".pom");
        for (String ending : endings) {
            lookAtFile(file(artifact, ending));
        }
        lookAtPom(artifact, root(pom), artifact.equals(LIST) ? root(pom) : parent);
        if (isJar) {
            lookInside(artifact);
        }
    }

    /** What nobody looked at is not published by mistake. Maven's own list of versions is beside the versions. */
    private void lookForOthers() throws IOException {
        Path root = folder.getParent().getParent();
        try (Stream<Path> entries = Files.walk(root)) {
            entries.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("maven-metadata"))
                    .filter(file -> !seen.contains(
                            file.toString().replaceFirst("(\\.asc)?(\\.(md5|sha1|sha256|sha512))?$", "")))
                    .forEach(file -> faults.add("nobody expects " + root.relativize(file)));
        }
    }

    private Path file(String artifact, String ending) {
        return folder.resolve(artifact).resolve(version).resolve(artifact + "-" + version + ending);
    }

    private void lookAtFile(Path file) throws Exception {
        if (!Files.exists(file)) {
            faults.add(file.getFileName() + " is missing");
            return;
        }
        Path checksum = file.resolveSibling(file.getFileName() + ".sha1");
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(Files.readAllBytes(file));
        check(
                Files.exists(checksum)
                        && Files.readString(checksum).strip().equals(HexFormat.of().formatHex(digest)),
                file.getFileName() + " has no good checksum");
        Path signature = file.resolveSibling(file.getFileName() + ".asc");
        Process gpg = new ProcessBuilder("gpg", "--batch", "-q", "--verify", signature.toString(), file.toString())
                .redirectErrorStream(true)
                .start();
        gpg.getInputStream().readAllBytes();
        check(gpg.waitFor() == 0, file.getFileName() + " has no good signature");
        files++;
        seen.add(file.toString());
    }

    private void lookAtPom(String artifact, Element pom, Element parent) throws IOException {
        check(text(pom, "name").equals(artifact), artifact + ": name is not that of the artifact");
        check(!text(pom, "description").isEmpty(), artifact + " has no description");
        check(text(pom, "artifactId").equals(artifact), artifact + ": the POM is of another artifact");
        check(
                (text(pom, "version") + text(pom, "parent/version")).equals(version),
                artifact + ": the POM is of another version");
        for (String own : List.of("licenses", "scm")) {
            check(Set.of(PARENT, LIST).contains(artifact) || child(pom, own) == null, artifact + " has " + own + " other than the parent's");
        }
        for (String path : INHERITED) {
            check(!(text(pom, path) + text(parent, path)).isEmpty(), artifact + " has no " + path);
        }
        String address = text(parent, "properties/repository.address");
        check(address.startsWith("https://"), artifact + ": repository.address is not an address");
        String all = Files.readString(file(artifact, ".pom"));
        check(!all.contains("-SNAPSHOT"), artifact + " depends on a snapshot");
        check(!all.contains("<repositories>") && !all.contains("<pluginRepositories>"), artifact + " names a repository");
    }

    private void lookInside(String artifact) throws IOException {
        has(artifact, ".jar", "io/cognitoclaims/.*\\.class|BOOT-INF/classes/io/cognitoclaims/.*\\.class");
        try (JarFile jar = new JarFile(file(artifact, ".jar").toFile())) {
            check(
                    jar.stream()
                            .filter(entry -> entry.getName().matches("(BOOT-INF/classes/)?META-INF/LICENSE"))
                            .anyMatch(entry -> text(jar, entry).contains("Apache License")),
                    artifact + " has no Apache License in its jar");
        }
        has(artifact, "-sources.jar", "io/cognitoclaims/.*/package-info\\.java");
        has(artifact, "-javadoc.jar", "io/cognitoclaims/.*/package-summary\\.html");
        hasNo(artifact, ".jar", FOREIGN);
        hasNo(artifact, "-sources.jar", FOREIGN + "|.*\\.(class|jar|zip|so|dll|dylib)");
        Path file = file(artifact, "-cyclonedx.json");
        String list = Files.exists(file) ? Files.readString(file) : "";
        check(
                list.contains("pkg:maven/io.cognitoclaims/" + artifact + "@" + version),
                artifact + ": the list of what it brings along is of another");
        if (!PROGRAMS.contains(artifact)) {
            lookAtLibrary(artifact);
        }
        if (PROGRAMS.contains(artifact) || artifact.equals(PROGRAM_IN_A_LIBRARY)) {
            lookAtProgram(artifact, list);
        }
    }

    /** A module name and packages of its own: else no module path takes two of our jars. */
    private void lookAtLibrary(String artifact) throws IOException {
        hasNo(artifact, ".jar", "(?!META-INF/|io/$|io/cognitoclaims/).*");
        hasNo(artifact, ".jar", "(?!META-INF/local-user-pool/).*\\.(jar|zip|so|dll|dylib|SF)|META-INF/versions/.*");
        try (JarFile jar = new JarFile(file(artifact, ".jar").toFile())) {
            String module = jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name");
            check(module != null && module.startsWith("io.cognitoclaims."), artifact + " has no name of a module");
            own("module " + module, artifact);
            jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("io/") && name.endsWith(".class"))
                    .map(name -> name.substring(0, name.lastIndexOf('/')))
                    .distinct()
                    .forEach(name -> own("package " + name, artifact));
        }
    }

    private void own(String what, String artifact) {
        String other = owners.put(what, artifact);
        check(other == null, artifact + " and " + other + " both have the " + what);
    }

    /** What is inside is in the list, and whatever is not under our own licence is in the notice. */
    private void lookAtProgram(String artifact, String list) throws IOException {
        try (JarFile jar = new JarFile(file(artifact, ".jar").toFile())) {
            Set<String> inside = new TreeSet<>();
            jar.stream().forEach(entry -> {
                Matcher nested = NESTED.matcher(entry.getName());
                if (nested.matches() && !nested.group(1).matches(ADDED_BY_BOOT)) {
                    inside.add(nested.group(1));
                }
            });
            String notice = jar.stream()
                    .filter(entry -> entry.getName().matches("(BOOT-INF/classes/)?META-INF/NOTICE"))
                    .findFirst()
                    .map(entry -> text(jar, entry))
                    .orElse("");
            Set<String> listed = new TreeSet<>();
            Matcher component = COMPONENT.matcher(list);
            for (int from = 0; component.find(); from = component.end()) {
                String name = component.group(1) + "-" + component.group(2);
                listed.add(name);
                boolean isOurs = component.group(1).startsWith("cognito-claims-")
                        || list.substring(from, component.start()).contains("\"Apache-2.0\"");
                check(
                        isOurs || !inside.isEmpty() && !inside.contains(name) || notice.contains(component.group(1)),
                        artifact + ": the notice does not name " + name);
            }
            inside.removeAll(listed);
            check(inside.isEmpty(), artifact + ": the list of what it brings along lacks " + inside);
            check(listed.size() > 5, artifact + ": the list of what it brings along is too short");
        }
    }

    private static String text(JarFile jar, ZipEntry entry) {
        try {
            return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void has(String artifact, String ending, String entry) throws IOException {
        Path file = file(artifact, ending);
        if (Files.exists(file)) {
            try (JarFile jar = new JarFile(file.toFile())) {
                check(jar.stream().anyMatch(one -> one.getName().matches(entry)), file.getFileName() + " has no " + entry);
            }
        }
    }

    private void hasNo(String artifact, String ending, String entry) throws IOException {
        Path file = file(artifact, ending);
        if (Files.exists(file)) {
            try (JarFile jar = new JarFile(file.toFile())) {
                jar.stream()
                        .map(one -> one.getName())
                        .filter(name -> name.matches(entry))
                        .findFirst()
                        .ifPresent(name -> faults.add(file.getFileName() + " has " + name));
            }
        }
    }

    private void check(boolean isGood, String fault) {
        if (!isGood) {
            faults.add(fault);
        }
    }

    private static Element root(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
    }

    /** The text of what a path of names leads to; empty if that is not there. */
    private static String text(Element from, String path) {
        Element at = from;
        for (String name : path.split("/")) {
            at = at == null ? null : child(at, name);
        }
        return at == null ? "" : at.getTextContent().strip();
    }

    private static Element child(Element of, String name) {
        return children(of).filter(one -> one.getTagName().equals(name)).findFirst().orElse(null);
    }

    private static Stream<Element> children(Element of) {
        Stream.Builder<Element> all = Stream.builder();
        for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                all.add(element);
            }
        }
        return all.build();
    }
}

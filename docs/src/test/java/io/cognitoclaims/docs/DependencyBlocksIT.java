package io.cognitoclaims.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.docs.Page.Block;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Makes a project of each block that tells a reader what to depend on, with nothing else in it, and lets Maven resolve it
 * against the jars of this build; a block with a plugin is packaged. Maven has a repository of its own, so that nothing stays
 * behind, and takes what others have published from the one that this build has filled. Gradle's coordinates are resolved by
 * Maven too.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NullUnmarked
@Tag("slow")
class DependencyBlocksIT {
    private static final String VERSION = property("docs.version");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]+)</artifactId>");
    private static final Pattern DEPENDENCY = Pattern.compile("<dependency>.*?</dependency>", Pattern.DOTALL);
    private static final Pattern MANAGED = Pattern.compile(
            "<dependencyManagement>\\s*<dependencies>(.*?)</dependencies>\\s*</dependencyManagement>", Pattern.DOTALL);
    private static final Pattern FINAL_NAME = Pattern.compile("(?<=<finalName>)[^<]+");
    private static final Pattern PLUGIN = Pattern.compile("<plugin>.*?</plugin>", Pattern.DOTALL);
    private static final Pattern GRADLE =
            Pattern.compile("(\\w+)[ (]+(platform\\()?[\"']([\\w.-]+):([\\w.-]+)(?::([\\w.-]+))?[\"']\\)*");

    private final Path work;
    private final Map<String, Block> projects = new TreeMap<>();
    private String output = "";

    DependencyBlocksIT(@TempDir Path work) {
        this.work = work;
    }

    static Stream<Block> blocks() {
        return Page.blocksIn("xml", "groovy", "kotlin").filter(DependencyBlocksIT::isForABuild);
    }

    static boolean isForABuild(Block block) {
        return !block.language().equals("xml")
                || DEPENDENCY.matcher(block.text()).find()
                || PLUGIN.matcher(block.text()).find();
    }

    @BeforeAll
    void build() throws Exception {
        publish();
        for (Block block : blocks().toList()) {
            String name = "block-" + (projects.size() + 1);
            projects.put(name, block);
            write(name + "/pom.xml", project(name, block));
            write(name + "/src/main/java/Empty.java", "class Empty {}");
        }
        write("pom.xml", """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>reader</groupId>
                  <artifactId>all</artifactId>
                  <version>1</version>
                  <packaging>pom</packaging>
                  <modules>%s</modules>
                </project>
                """.formatted(elements("module", projects.keySet())));
        write("settings.xml", """
                <settings>
                  <mirrors>
                    <mirror><id>libraries</id><mirrorOf>central</mirrorOf><url>%s</url></mirror>
                  </mirrors>
                  <profiles>
                    <profile>
                      <id>build</id>
                      <repositories>
                        <repository><id>build</id><url>%s</url></repository>
                      </repositories>
                    </profile>
                  </profiles>
                  <activeProfiles><activeProfile>build</activeProfile></activeProfiles>
                </settings>
                """.formatted(
                        Path.of(property("docs.libraries")).toUri(),
                        work.resolve("repository").toUri()));
        output = maven(
                "--fail-at-end",
                "org.apache.maven.plugins:maven-dependency-plugin:" + pluginVersion("maven-dependency-plugin")
                        + ":build-classpath",
                "-Dmdep.outputFile=target/classpath");
        if (!packaged().isEmpty()) {
            output += maven("--fail-at-end", "-pl", String.join(",", packaged()), "package");
        }
    }

    @Test
    void dependencyBlocksAreResolved() {
        assertThat(projects).isNotEmpty();
        assertThat(projects)
                .allSatisfy((name, block) -> assertThat(work.resolve(name).resolve("target/classpath"))
                        .as("%s is not resolved%n%s%n%s", block, read(name + "/pom.xml"), output)
                        .exists());
    }

    @Test
    void dependencyBlocksWithAPluginArePackaged() {
        assertThat(packaged())
                .allSatisfy(name -> assertThat(work.resolve(name).resolve("target/" + name + "-1.jar"))
                        .as("%s makes no jar%n%s%n%s", projects.get(name), read(name + "/pom.xml"), output)
                        .exists());
    }

    @Test
    void dependencyBlocksLeadToTheJarsOfThisBuild() {
        assertThat(projects).allSatisfy((name, block) -> {
            List<String> asked = ours(block);
            assertThat(read(name + "/target/classpath").split(System.getProperty("path.separator"), -1))
                    .as("%s", block)
                    .filteredOn(jar -> jar.contains("/io/cognitoclaims/"))
                    .extracting(jar -> Path.of(jar).getFileName().toString())
                    .containsAll(asked.stream()
                            .map(artifact -> artifact + "-" + VERSION + ".jar")
                            .toList());
        });
    }

    @Test
    void theReadmeNamesEachPublishedArtifact() {
        List<String> published = ARTIFACT.matcher(Page.read(Page.ROOT.resolve("bom/pom.xml")))
                .results()
                .map(result -> result.group(1))
                .filter(name -> name.startsWith("cognito-claims"))
                .toList();

        assertThat(published).hasSizeGreaterThan(5);
        assertThat(Page.named("README.md").spans()).extracting(Page.Span::code).containsAll(published);
    }

    private List<String> packaged() {
        return projects.keySet().stream()
                .filter(name -> PLUGIN.matcher(projects.get(name).text()).find())
                .toList();
    }

    private static List<String> ours(Block block) {
        Stream<String> artifacts = block.language().equals("xml")
                ? DEPENDENCY
                        .matcher(MANAGED.matcher(block.text()).replaceAll(""))
                        .results()
                        .map(MatchResult::group)
                        .filter(text -> text.contains("io.cognitoclaims"))
                        .map(text -> first(ARTIFACT, text))
                : GRADLE.matcher(block.text())
                        .results()
                        .filter(result ->
                                result.group(2) == null && result.group(3).equals("io.cognitoclaims"))
                        .map(result -> result.group(4));
        return artifacts.toList();
    }

    private static String project(String name, Block block) {
        boolean isMaven = block.language().equals("xml");
        String text = isMaven ? block.text() : "";
        List<String> managed = new ArrayList<>(all(MANAGED, text));
        List<String> dependencies = all(DEPENDENCY, MANAGED.matcher(text).replaceAll(""));
        if (!isMaven) {
            GRADLE.matcher(block.text()).results().forEach(result -> {
                boolean isList = result.group(2) != null;
                (isList ? managed : dependencies).add(dependency(result, isList));
            });
        }
        // Without a version of its own: the README's list of versions.
        if (managed.isEmpty() && dependencies.stream().anyMatch(one -> isWithoutVersion(one, "io.cognitoclaims"))) {
            managed.addAll(all(MANAGED, text(Page.named("README.md"))));
        }
        // As its parent or its Gradle plugin brings to an application of Spring Boot; JUnit as this build has fetched
        // it.
        if (dependencies.stream().anyMatch(one -> one.contains("spring-boot"))) {
            managed.add(importOf("org.junit", "junit-bom", version("junit")));
            managed.add(importOf("org.springframework.boot", "spring-boot-dependencies", version("spring-boot")));
        }
        List<String> plugins = Stream.concat(
                        all(PLUGIN, text).stream(),
                        Stream.of("compiler", "resources", "jar", "surefire")
                                .map(plugin -> "maven-" + plugin + "-plugin")
                                .filter(plugin -> !text.contains(plugin))
                                .map(DependencyBlocksIT::plugin))
                .toList();
        return """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>reader</groupId>
                  <artifactId>%s</artifactId>
                  <version>1</version>
                  <properties>
                    <maven.compiler.release>17</maven.compiler.release>
                    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
                  </properties>
                  <dependencyManagement><dependencies>%s</dependencies></dependencyManagement>
                  <dependencies>%s</dependencies>
                  <build><plugins>%s</plugins></build>
                </project>
                """.formatted(name, lines(managed), lines(dependencies), lines(plugins));
    }

    private static boolean isWithoutVersion(String dependency, String group) {
        return dependency.contains("<groupId>" + group + "</groupId>") && !dependency.contains("<version>");
    }

    private static String dependency(MatchResult gradle, boolean isList) {
        if (isList) {
            return importOf(gradle.group(3), gradle.group(4), gradle.group(5));
        }
        return "<dependency><groupId>%s</groupId><artifactId>%s</artifactId>%s<scope>%s</scope></dependency>"
                .formatted(
                        gradle.group(3),
                        gradle.group(4),
                        gradle.group(5) == null ? "" : "<version>" + gradle.group(5) + "</version>",
                        gradle.group(1).startsWith("test") ? "test" : "compile");
    }

    private static String importOf(String group, String artifact, String version) {
        return ("<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version>"
                        + "<type>pom</type><scope>import</scope></dependency>")
                .formatted(group, artifact, version);
    }

    private static String plugin(String name) {
        return "<plugin><artifactId>%s</artifactId><version>%s</version></plugin>".formatted(name, pluginVersion(name));
    }

    /** As {@code mvn deploy} would lay it out: poms and jars of what the list of versions names, that list and the parent. */
    private void publish() throws IOException {
        publish(Page.ROOT);
        for (MatchResult module : Pattern.compile("<module>([^<]+)</module>")
                .matcher(rootPom())
                .results()
                .toList()) {
            publish(Page.ROOT.resolve(module.group(1)));
        }
    }

    private void publish(Path module) throws IOException {
        String pom = Page.read(module.resolve("pom.xml"));
        String name = first(ARTIFACT, pom.replaceFirst("(?s)<parent>.*?</parent>", ""));
        Path folder = work.resolve("repository/io/cognitoclaims/" + name + "/" + VERSION);
        String built = all(FINAL_NAME, pom).stream().findFirst().orElse(name + "-" + VERSION);
        if (!name.startsWith("cognito-claims")) {
            return;
        }
        Files.createDirectories(folder);
        Files.copy(module.resolve("pom.xml"), folder.resolve(name + "-" + VERSION + ".pom"));
        if (!pom.contains("<packaging>pom</packaging>")) {
            Files.copy(module.resolve("target/" + built + ".jar"), folder.resolve(name + "-" + VERSION + ".jar"));
        }
    }

    private String maven(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(property("docs.maven"), "bin", "mvn").toString(),
                "-B",
                "-ntp",
                "-Dstyle.color=never",
                "-s",
                work.resolve("settings.xml").toString(),
                "-Dmaven.repo.local=" + work.resolve("local")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(work.toFile()).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("MAVEN_OPTS");
        builder.environment().remove("MAVEN_ARGS");
        Path log = work.resolve("log");
        Process maven = builder.redirectOutput(log.toFile()).start();
        if (!maven.waitFor(5, TimeUnit.MINUTES)) {
            maven.destroyForcibly();
        }
        return Files.readString(log, UTF_8)
                .lines()
                .filter(line -> line.startsWith("[ERROR]") || line.contains("FAILURE"))
                .limit(40)
                .collect(Collectors.joining("\n"));
    }

    private void write(String file, String text) throws IOException {
        Path path = work.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private String read(String file) {
        Path path = work.resolve(file);
        return Files.exists(path) ? Page.read(path).strip() : "";
    }

    private static String text(Page page) {
        return page.blocks().stream().map(Block::text).collect(Collectors.joining());
    }

    private static String rootPom() {
        return Page.read(Page.ROOT.resolve("pom.xml"));
    }

    private static String version(String library) {
        return first(Pattern.compile("<" + library + "\\.version>([^<]+)<"), rootPom());
    }

    private static String pluginVersion(String name) {
        return first(Pattern.compile("<artifactId>" + name + "</artifactId>\\s*<version>([^<]+)</version>"), rootPom());
    }

    private static String first(Pattern pattern, String text) {
        return all(pattern, text).stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError(pattern + " is nowhere in " + text));
    }

    /** {@return what the pattern finds: its group, if it has one} */
    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(result -> result.groupCount() == 0 ? result.group() : result.group(1))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static String elements(String name, Iterable<String> values) {
        StringBuilder text = new StringBuilder();
        values.forEach(value -> text.append("<%s>%s</%s>".formatted(name, value, name)));
        return text.toString();
    }

    private static String lines(List<String> elements) {
        return String.join("\n", elements);
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(name + ": is set by the build of this module");
        }
        return value;
    }
}

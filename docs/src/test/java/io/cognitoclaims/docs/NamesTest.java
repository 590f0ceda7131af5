package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cognitoclaims.docs.Page.Span;
import io.cognitoclaims.servlet.WebXmlCognitoFilter;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import java.nio.file.Files;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages name between backticks is there: types, members, methods, properties, artifacts, files. */
@NullUnmarked
class NamesTest {
    /** Names of what this repository neither has nor depends on. */
    private static final Map<String, String> OF_OTHERS = Map.ofEntries(
            Map.entry("CreateUserPoolClient", "an operation of Cognito"),
            Map.entry("DataRedisConnectionDetails", "of Spring Boot's module for Redis"),
            Map.entry("GlobalSignOut", "an operation of Cognito"),
            Map.entry("JAZZER_FUZZ", "of Jazzer"),
            Map.entry("JwkProvider", "of jwks-rsa, which a page migrates from"),
            Map.entry("MAVEN_GPG_PASSPHRASE", "of the Maven plugin that signs"),
            Map.entry("Mono", "of Reactor, which WebFlux brings"),
            Map.entry("Picked", "begins a line that the JVM prints"),
            Map.entry("RedisConnectionFactory", "of Spring Data Redis"),
            Map.entry("ServiceConnection", "of Spring Boot's module for Testcontainers"),
            Map.entry("ToolCallbackProvider", "of Spring AI"),
            Map.entry("WebSocketUpgradeFilter", "of Jetty's modules for WebSockets"),
            Map.entry("server.netty.idle-timeout", "of Spring Boot's Reactor Netty, which WebFlux brings"),
            Map.entry("spring.ai.mcp.server.type", "of Spring AI"),
            Map.entry("spring.data.redis", "the properties of Spring Boot's module for Redis"),
            Map.entry("spring.reactor.context-propagation", "of Spring Boot's module for Reactor"),
            Map.entry("spring.security.authentications", "an observation of Spring Security, and no property"));

    private static final Pattern TYPE =
            Pattern.compile("(?<![\\w.:/$<=+-])@?([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:[.#](\\w+))?(?![\\w:/-])");
    private static final Pattern IN_CODE = Pattern.compile("(?<![\\w.])[A-Z]\\w+");
    private static final Pattern PUBLIC =
            Pattern.compile("(?m)^public (?:\\w+ )*(?:class|interface|@interface|record|enum) (\\w+)");
    private static final Pattern METHOD = Pattern.compile("(?<![\\w$./])([a-z]\\w+)\\(");
    private static final Pattern CONSTANT = Pattern.compile("(?<![\\w.-])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![\\w-])");
    private static final Pattern PROPERTY = Pattern.compile(
            "(?<![\\w/-])(?:cognito-claims|spring|server|management|logging)(?:\\.[a-z][\\w-]*(?:\\[[^]]*])?)+(?![\\w(-])");
    private static final Pattern FILE_OF_OURS =
            Pattern.compile("(?<![\\w.-])[\\w-]+\\.(?:md|ya?ml|xml|java|http|json)");
    private static final Pattern DEFAULTS = Pattern.compile("(`[^`]+`|none)(, (`[^`]+`|none))*");
    private static final Pattern METER = Pattern.compile("(?<![\\w.-])cognito\\.claims\\.[a-z.]+");
    private static final Pattern ARTIFACT = Pattern.compile("(?<![\\w./-])cognito-claims-[a-z-]+(?![\\w.-])");
    private static final Pattern PATH = Pattern.compile(
            "(?<![\\w./-])(?:\\.ci|docs|samples|bom|contract|testing|core|revocation-redis|alb|servlet-filter|spring-integration"
                    + "|spring-test|trigger|local-user-pool|cli|conformance|benchmarks)/[\\w./-]+");

    static List<Page> pages() {
        return Page.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pagesNameOnlyTypesThatThereAre(Page page) {
        assertThat(found(TYPE, page))
                .filteredOn(named -> !isThere(named.group(1), page))
                .as("types that there are not")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pagesNameOnlyMembersThatTheirTypesHave(Page page) {
        assertThat(found(TYPE, page))
                .filteredOn(named -> named.group(2) != null
                        && Names.isType(named.group(1))
                        && !Names.isMember(named.group(1), named.group(2)))
                .as("members that their types have not")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pagesNameOnlyMethodsThatSomethingHas(Page page) {
        assertThat(found(METHOD, page))
                .filteredOn(named -> !Names.isMethod(named.group(1)))
                .as("methods that nothing has")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pagesNameOnlyConstantsAndVariablesThatThereAre(Page page) {
        assertThat(found(CONSTANT, page))
                .filteredOn(named -> !OF_OTHERS.containsKey(named.group())
                        && !Names.isWord(named.group())
                        && !Names.isConstant(named.group()))
                .as("constants and variables that there are not")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pagesNameOnlyPropertiesThatThereAre(Page page) {
        assertThat(found(PROPERTY, page))
                .filteredOn(named -> !OF_OTHERS.containsKey(named.group())
                        && !FILE_OF_OURS.matcher(named.group()).matches()
                        && !isProperty(named.group()))
                .as("properties that neither the starter nor Spring Boot has")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pagesNameOnlyMetersThatAreMeasured(Page page) {
        assertThat(found(METER, page))
                .filteredOn(named -> !Names.isWord(named.group()))
                .as("meters that nothing measures")
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pagesNameOnlyArtifactsOfTheListOfVersions(Page page) {
        String list = Page.read(Page.ROOT.resolve("bom/pom.xml"));
        List<MatchResult> everywhere = Stream.concat(
                        Stream.of(String.join("\n", page.prose())),
                        page.blocks().stream().map(Page.Block::text))
                .flatMap(text -> ARTIFACT.matcher(text).results())
                .toList();

        assertThat(everywhere)
                .extracting(MatchResult::group)
                .allSatisfy(name -> assertThat(list).contains("<artifactId>" + name + "</artifactId>"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pagesNameOnlyFilesThatThereAre(Page page) {
        assertThat(found(PATH, page))
                .filteredOn(
                        named -> !named.group().contains("/target/") && !Files.exists(Page.ROOT.resolve(named.group())))
                .as("files that there are not")
                .isEmpty();
    }

    static List<Page> pagesOfThisFolder() {
        return pages().stream().filter(page -> page.name().startsWith("docs/")).toList();
    }

    @ParameterizedTest
    @MethodSource("pagesOfThisFolder")
    void pagesWithCodeSayInWhichPackagesItsTypesAre(Page page) {
        Map<String, String> packages = packagesOfPublicTypes();
        Set<String> used = page.blocks().stream()
                .filter(block -> block.language().equals("java"))
                .flatMap(block -> IN_CODE.matcher(block.text()).results())
                .map(type -> packages.getOrDefault(type.group(), ""))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());

        assertThat(page.spans()).extracting(Span::code).containsAll(used);
    }

    private static Map<String, String> packagesOfPublicTypes() {
        return Page.files(Page.ROOT, 12, ".java")
                .filter(file -> Page.ROOT.relativize(file).toString().matches("[\\w-]+/src/main/java/.*"))
                .filter(file -> PUBLIC.matcher(Page.read(file)).find())
                .collect(Collectors.toMap(
                        file -> file.getFileName().toString().replace(".java", ""),
                        file -> file.getParent()
                                .toString()
                                .replaceFirst(".*/src/main/java/", "")
                                .replace('/', '.'),
                        (one, other) -> one));
    }

    @Test
    void everyExceptionForANameOfOthersIsNeeded() {
        Set<String> named = pages().stream()
                .flatMap(page -> Stream.concat(
                        found(TYPE, page).stream().map(type -> type.group(1)),
                        Stream.of(CONSTANT, PROPERTY)
                                .flatMap(pattern -> found(pattern, page).stream())
                                .map(Named::group)))
                .collect(Collectors.toSet());

        assertThat(OF_OTHERS.keySet()).allSatisfy(name -> {
            assertThat(named).contains(name);
            assertThat(Names.isType(name) || isProperty(name)).as(name).isFalse();
        });
    }

    /** There no word of the code's texts stands in for a type: each row must lead to a test. */
    @Test
    void everyClassOfAttackLeadsToATest() {
        List<List<String>> rows = Page.named("SECURITY.md").tableBelow("## Classes of attack");

        assertThat(rows).hasSizeGreaterThan(15).allSatisfy(row -> {
            String shownBy = row.get(row.size() - 1);
            assertThat(Pattern.compile("`([A-Z]\\w+)`")
                            .matcher(shownBy)
                            .results()
                            .map(name -> name.group(1)))
                    .as("%s: shown by %s", row.get(0), shownBy)
                    .isNotEmpty()
                    .allMatch(Names::isTest);
        });
    }

    @Test
    void thePageListsEveryPropertyOfTheStarterWithItsDefault() {
        List<List<String>> rows = Page.named("docs/spring.md").tableBelow("## Properties");
        List<String> listed =
                rows.stream().flatMap(row -> properties(row.get(0)).stream()).toList();

        assertThat(listed).allMatch(NamesTest::isListable);
        assertThat(SpringSettings.names())
                .filteredOn(name -> !SpringSettings.isGroup(name))
                .allMatch(name -> listed.stream()
                        .anyMatch(one -> one.endsWith(".*")
                                ? name.startsWith(one.substring(0, one.length() - 1))
                                : name.equals(one)));
        assertThat(rows).allSatisfy(row -> {
            // In words where it is not one value.
            if (DEFAULTS.matcher(row.get(1)).matches()) {
                assertThat(properties(row.get(0)))
                        .as(row.toString())
                        .extracting(SpringSettings::defaultOf)
                        .containsExactly(
                                row.get(1).replace("`", "").replace("none", "").split(", ", -1));
            }
        });
    }

    @Test
    void thePageListsOnlyInitParametersThatThereAre() {
        String unknown = messageFor("zzzzzzzz").replace("zzzzzzzz", "");
        String words = unknown.substring(0, Math.min(unknown.length(), 20));

        assertThat(messageFor("zzzzzzzz")).contains("zzzzzzzz");
        assertThat(initParameters())
                .allSatisfy(name -> assertThat(messageFor(name).replace(name, ""))
                        .as("init-param %s", name)
                        .doesNotStartWith(words));
    }

    private static List<String> initParameters() {
        List<String> lines = Page.named("docs/servlet.md").prose();
        return lines.stream()
                .dropWhile(line -> !line.startsWith("| init-param"))
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .flatMap(line -> code(line.split("\\|", -1)[1]).stream())
                .toList();
    }

    private static String messageFor(String initParameter) {
        Map<String, String> parameters = Map.of(initParameter, "\u0000");
        Throwable refused = catchThrowable(() -> new WebXmlCognitoFilter().init(new FilterConfig() {
            @Override
            public String getFilterName() {
                return "cognito";
            }

            @Override
            public ServletContext getServletContext() {
                throw new UnsupportedOperationException();
            }

            @Override
            public @Nullable String getInitParameter(String name) {
                return parameters.get(name);
            }

            @Override
            public Enumeration<String> getInitParameterNames() {
                return Collections.enumeration(parameters.keySet());
            }
        }));
        return String.valueOf(refused.getMessage()).replace("cognito: ", "");
    }

    private static boolean isThere(String type, Page page) {
        Predicate<String> isInABlock = name -> page.blocks().stream()
                .anyMatch(block -> Pattern.compile("\\b" + name + "\\b")
                        .matcher(block.text())
                        .find());
        boolean isPlain = !page.name().equals("SECURITY.md");
        return Names.isType(type)
                || OF_OTHERS.containsKey(type)
                || (isPlain && (Names.isWord(type) || isInABlock.test(type)));
    }

    private static boolean isProperty(String name) {
        return SpringSettings.isKnown(name) || SpringSettings.isGroup(name);
    }

    private static boolean isListable(String name) {
        return name.endsWith(".*")
                ? SpringSettings.isGroup(name.substring(0, name.length() - 2))
                : SpringSettings.isKnown(name);
    }

    /** {@return the full names in a cell of the table: the first of a cell is whole, one that begins with a dot ends like it} */
    private static List<String> properties(String cell) {
        List<String> names = code(cell);
        String first = "cognito-claims." + names.get(0).replaceAll("\\[[^]]*]", "");
        String parent = first.substring(0, first.lastIndexOf('.'));
        return names.stream()
                .map(name ->
                        name.startsWith(".") ? parent + name : "cognito-claims." + name.replaceAll("\\[[^]]*]", ""))
                .toList();
    }

    private static List<String> code(String cell) {
        return Pattern.compile("`([^`]+)`")
                .matcher(cell)
                .results()
                .map(span -> span.group(1))
                .toList();
    }

    private static List<Named> found(Pattern pattern, Page page) {
        return page.spans().stream()
                .flatMap(span -> pattern.matcher(span.code()).results().map(result -> new Named(span, result)))
                .toList();
    }

    /** What a pattern found, which says where. */
    private record Named(Span span, MatchResult result) {
        String group() {
            return result.group();
        }

        @Nullable
        String group(int number) {
            return result.group(number);
        }

        @Override
        public String toString() {
            return result.group() + " in " + span;
        }
    }
}

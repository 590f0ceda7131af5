package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.docs.Page.Block;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.env.PropertySourceLoader;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Starts an application with each block of {@code yaml} and {@code properties}, as it stands but for the user pools, in whose
 * place there are pools of this test: a name that the starter or Spring Boot does not know fails. A request without a token is
 * answered with 401, and one with a token of the pool with 200.
 */
@NullUnmarked
@Tag("slow")
class ConfigurationBlocksTest {
    private static final Pattern POOL = Pattern.compile("cognito-claims\\.(user-pools\\[\\d+])\\..*");

    private static final Pattern ISSUER_OF_SIGN_INS =
            Pattern.compile("spring\\.security\\.oauth2\\.client\\.provider\\..*\\.issuer-uri");

    /** YAML that is not for Spring Boot, by the first key that is not indented. */
    private static final Map<String, String> OTHER_TOOLS = Map.of(
            "Resources", "a SAM template; the tests of the sample look into the real one, and .ci/run validates it",
            "services", "a compose file, which ContainersPageTest or LocalUserPoolPageTest reads",
            "spring.ai.mcp.server", "for Spring AI, with which the tests of a sample start");

    static List<Block> blocks() {
        return Page.blocksIn("yaml", "properties")
                .filter(block -> !OTHER_TOOLS.containsKey(firstKey(block)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void configurationBlocksStartAnApplication(Block block) throws Exception {
        Map<String, Object> settings = settings(block);
        assertThat(settings.keySet())
                .filteredOn(name -> !SpringSettings.isKnown(name))
                .as("%s: names that Spring Boot does not know", block)
                .isEmpty();
        try (Pools pools = new Pools(settings);
                ConfigurableApplicationContext application = start(block, settings)) {
            assertThat(get(application).statusCode())
                    .as("%s: without a token", block)
                    .isEqualTo(401);
            assertThat(get(application, pools.headerWithToken(settings)).statusCode())
                    .as("%s: with a token", block)
                    .isEqualTo(200);
        }
    }

    @Test
    void theBlocksOfTheQuickStartAreFound() {
        assertThat(blocks()).extracting(Block::toString).anyMatch(name -> name.matches("README.md:\\d+ yaml"));
    }

    @Test
    void everyOtherToolThatIsKnownIsOnAPage() {
        assertThat(OTHER_TOOLS.keySet())
                .allSatisfy(key -> assertThat(Page.blocksIn("yaml").map(ConfigurationBlocksTest::firstKey))
                        .contains(key));
    }

    @Test
    void theSettingsForSpringAiAreThoseOfTheSample() {
        String sample = Page.read(Page.ROOT.resolve("samples/mcp-server-spring/src/main/resources/application.yaml"));

        assertThat(Page.blocksIn("yaml").filter(block -> firstKey(block).equals("spring.ai.mcp.server")))
                .allSatisfy(block -> assertThat(sample).contains(block.text()));
    }

    static List<Block> loggers() {
        return Page.blocksIn("xml")
                .filter(ConfigurationBlocksTest::isForLogback)
                .toList();
    }

    static boolean isForLogback(Block block) {
        return block.text().contains("<logger ");
    }

    @ParameterizedTest
    @MethodSource("loggers")
    void loggerBlocksConfigureLogback(Block block) throws Exception {
        LoggerContext logback = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(logback);
        String whole = block.text().contains("<configuration")
                ? block.text()
                : "<configuration>" + block.text() + "</configuration>";

        configurator.doConfigure(new ByteArrayInputStream(whole.getBytes(StandardCharsets.UTF_8)));

        assertThat(logback.getStatusManager().getCopyOfStatusList())
                .as(block.toString())
                .allMatch(status -> status.getEffectiveLevel() == 0);
        assertThat(logback.getLogger("io.cognitoclaims").getEffectiveLevel()).isEqualTo(Level.DEBUG);
    }

    private static String firstKey(Block block) {
        Matcher key = Pattern.compile("(?m)^([A-Za-z][\\w.-]*)[:=]").matcher(block.text());
        return key.find() ? key.group(1) : "";
    }

    private static Map<String, Object> settings(Block block) throws IOException {
        PropertySourceLoader loader =
                block.language().equals("yaml") ? new YamlPropertySourceLoader() : new PropertiesPropertySourceLoader();
        Map<String, Object> settings = new TreeMap<>();
        for (PropertySource<?> source :
                loader.load(block.toString(), new ByteArrayResource(block.text().getBytes(StandardCharsets.UTF_8)))) {
            EnumerablePropertySource<?> names = (EnumerablePropertySource<?>) source;
            for (String name : names.getPropertyNames()) {
                settings.put(name, String.valueOf(names.getProperty(name)));
            }
        }
        return settings;
    }

    private static ConfigurableApplicationContext start(Block block, Map<String, Object> settings) {
        try {
            return new SpringApplicationBuilder(Application.class)
                    .properties(settings)
                    .properties("server.port=0", "management.server.port=", "spring.main.banner-mode=off")
                    .run();
        } catch (RuntimeException e) {
            return fail(block + ": the application does not start: " + e.getMessage(), e);
        }
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext application, String... headers)
            throws Exception {
        int port = ((WebServerApplicationContext) application).getWebServer().getPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/guarded"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    /** User pools in place of those that a block names, and at least one. */
    private static final class Pools implements AutoCloseable {
        private final Map<String, TestUserPool> byEntry = new TreeMap<>();
        private final TokenBuilder token;

        Pools(Map<String, Object> settings) {
            settings.keySet().stream()
                    .map(POOL::matcher)
                    .filter(Matcher::matches)
                    .forEach(name -> byEntry.computeIfAbsent(name.group(1), entry -> TestUserPool.create()));
            if (byEntry.isEmpty()) {
                byEntry.put("user-pools[0]", TestUserPool.create());
            }
            byEntry.forEach((entry, pool) -> replace("cognito-claims." + entry + ".", pool, settings));
            token = token(settings);
        }

        private static void replace(String entry, TestUserPool pool, Map<String, Object> settings) {
            Object id = settings.remove(entry + "id");
            if (id != null) {
                assertThat(UserPool.of(id.toString()).id()).isEqualTo(id);
            }
            // Replicas are named by the region of a real pool.
            settings.keySet().removeIf(name -> name.startsWith(entry + "replica-regions"));
            settings.put(entry + "issuer", pool.issuer());
            settings.put(entry + "jwks-uri", pool.jwksUri().toString());
            settings.replaceAll(
                    (name, value) -> ISSUER_OF_SIGN_INS.matcher(name).matches() ? pool.issuer() : value);
            if (first(entry + "client-ids", settings).isEmpty()) {
                settings.put(entry + "client-ids", pool.clientId());
            }
        }

        private TokenBuilder token(Map<String, Object> settings) {
            String entry = byEntry.keySet().iterator().next();
            TestUserPool pool = byEntry.get(entry);
            boolean isId = "id".equals(settings.get("cognito-claims.token-use"));
            TokenBuilder builder = (isId ? pool.idToken() : pool.accessToken())
                    .clientId(first("cognito-claims." + entry + ".client-ids", settings)
                            .orElseThrow());
            return first("cognito-claims.resources", settings)
                    .map(resource -> builder.claim("aud", resource))
                    .orElse(builder);
        }

        private static Optional<String> first(String list, Map<String, Object> settings) {
            return Optional.ofNullable(settings.getOrDefault(list, settings.get(list + "[0]")))
                    .map(values -> values.toString().split(",", -1)[0].strip());
        }

        /** {@return name and value of the header that the settings name, by default Authorization} */
        String[] headerWithToken(Map<String, Object> settings) {
            return first("cognito-claims.token-sources", settings)
                    .filter(source -> source.startsWith("header:"))
                    .map(source -> new String[] {source.substring("header:".length()), token.sign()})
                    .orElseGet(() -> new String[] {"Authorization", "Bearer " + token.sign()});
        }

        @Override
        public void close() {
            byEntry.values().forEach(TestUserPool::close);
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(Guarded.class)
    static class Application {}

    @RestController
    static class Guarded {
        @GetMapping("/guarded")
        String guarded() {
            return "guarded";
        }
    }
}

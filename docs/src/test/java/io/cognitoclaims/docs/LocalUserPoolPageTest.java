package io.cognitoclaims.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.json.JsonMapper;

/** The compose file and the container of local-user-pool.md. The container starts where there is Docker. */
@NullUnmarked
class LocalUserPoolPageTest {
    private static final Page PAGE = Page.named("docs/local-user-pool.md");

    static GenericContainer<?> pool(Path jar) {
        return new GenericContainer<>(DockerImageName.parse("eclipse-temurin:25-jre"))
                .withCopyFileToContainer(MountableFile.forHostPath(jar), "/local-user-pool.jar")
                .withCommand("java", "-jar", "/local-user-pool.jar")
                .withEnv("SERVER_ADDRESS", "0.0.0.0")
                .withEnv("USER_POOL_ISSUER", "from-request")
                .withExposedPorts(9000)
                .waitingFor(Wait.forHttp("/_local/ready"));
    }

    @Test
    void aContainerServesThePoolAtTheMappedPortWhereThereIsDocker() throws Exception {
        Path jar = Page.ROOT.resolve("local-user-pool/target/local-user-pool.jar");
        assumeTrue(Files.exists(jar), "the jar is not built");
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "there is no Docker");
        try (GenericContainer<?> pool = pool(jar)) {
            pool.start();
            String issuer = "http://localhost:" + pool.getMappedPort(9000) + "/us-east-1_LocalPool";

            assertThat(HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(issuer + "/.well-known/openid-configuration"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body())
                    .contains("\"issuer\":\"" + issuer + "\"");
        }
    }

    @Test
    void theComposeFileRunsWhatTheBuildMakesWithSettingsThatThereAre() {
        assertThat(service().get("command").toString()).isEqualTo("java -jar /local-user-pool.jar");
        assertThat(service().get("ports")).isEqualTo(List.of("127.0.0.1:9000:9000"));
        assertThat(service().get("environment"))
                .isEqualTo(Map.of(
                        "SERVER_ADDRESS", "0.0.0.0", "USER_POOL_HOSTS", "pool", "USER_POOL_ISSUER", "from-request"));
        String settings = Page.read(Page.ROOT.resolve("local-user-pool/src/main/resources/local-user-pool.yaml"));
        assertThat(settings).contains("user-pool:\n", "# hosts: ", "# issuer: ");
    }

    /** The command runs in bash here as it would in the container, at another port. */
    @ParameterizedTest
    @CsvSource({"200, 0", "503, 1"})
    void theHealthCheckOfTheComposeFileSeesWhetherThePoolIsReady(int status, int exit) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/_local/ready", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            List<String> command = healthCheck(server.getAddress().getPort());
            Process check =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(check.getInputStream().readAllBytes(), UTF_8);

            assertThat(check.waitFor()).as(said).isEqualTo(exit);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void theClientsOfThePageAreThoseOfTheTestsInTheirVersions() {
        Map<String, String> clients = new HashMap<>();
        JsonMapper.shared()
                .readTree(Page.read(Page.ROOT.resolve("local-user-pool/clients/package.json")))
                .path("dependencies")
                .forEachEntry((name, version) -> clients.put(name, version.stringValue()));
        clients.keySet().removeAll(Set.of("esbuild", "selenium-webdriver"));

        assertThat(PAGE.tableBelow("## In a browser").stream()
                        .filter(row -> row.get(0).startsWith("`"))
                        .collect(Collectors.toMap(row -> row.get(0).replace("`", ""), row -> row.get(1))))
                .isEqualTo(clients)
                .isNotEmpty();
    }

    private static List<String> healthCheck(int port) throws IOException {
        Map<?, ?> check = (Map<?, ?>) service().get("healthcheck");
        List<String> test =
                ((List<?>) check.get("test")).stream().map(String::valueOf).toList();
        assertThat(test.get(0)).isEqualTo("CMD");
        return test.subList(1, test.size()).stream()
                .map(word -> word.replace("localhost/9000", "127.0.0.1/" + port))
                .toList();
    }

    private static Map<?, ?> service() {
        String compose = PAGE.blocks().stream()
                .map(Page.Block::text)
                .filter(text -> text.startsWith("services:"))
                .findFirst()
                .orElseThrow();
        Map<String, Map<String, Map<?, ?>>> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(compose);
        return file.get("services").get("pool");
    }
}

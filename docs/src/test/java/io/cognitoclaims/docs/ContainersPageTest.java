package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The code and the compose file of containers.md. A container is started where there is Docker, and the compose file is only
 * read: its YAML, its ports, its files and its settings.
 */
@NullUnmarked
class ContainersPageTest {
    private static final Page PAGE = Page.named("docs/containers.md");

    static List<UserPool> pools() {
        UserPool cognitoLocal = UserPool.fromInsecureIssuer("http://cognito:9229/local_x");
        UserPool standIn = UserPool.fromIssuer("http://localhost:9000/us-east-1_LocalPool")
                .withInsecureJwksUri(URI.create("http://pool:9000/us-east-1_LocalPool/.well-known/jwks.json"));
        return List.of(cognitoLocal, standIn);
    }

    static GenericContainer<?> emulator() {
        return new GenericContainer<>(DockerImageName.parse("jagregory/cognito-local:latest")).withExposedPorts(9229);
    }

    static UserPool poolIn(GenericContainer<?> emulator, String poolId) {
        String address = "http://" + emulator.getHost() + ":" + emulator.getMappedPort(9229);
        return UserPool.fromIssuer("http://localhost:9229/" + poolId)
                .withInsecureJwksUri(URI.create(address + "/" + poolId + "/.well-known/jwks.json"));
    }

    @Test
    void thePoolsOfThePageAreAcceptedByOneVerifier() {
        List<UserPool> pools = pools();

        assertThat(CognitoVerifier.accessTokens(pools.get(0), Set.of("web"))
                        .alsoFrom(pools.get(1), Set.of("web"))
                        .build())
                .isNotNull();
    }

    @Test
    void aContainerServesThePoolWhereThereIsDocker() {
        assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "there is no Docker");
        try (GenericContainer<?> emulator = emulator()) {
            emulator.start();

            assertThat(poolIn(emulator, "local_x").issuer()).isEqualTo("http://localhost:9229/local_x");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:9000/us-east-1_LocalPool, http://pool:9000/us-east-1_LocalPool/.well-known/jwks.json",
        "http://localhost:9229/local_x, http://cognito:9229/local_x/.well-known/jwks.json",
        "http://cognito:9229/local_x,",
        "http://localhost.localstack.cloud:4566/us-east-1_abc,"
    })
    void theAddressesOfTheTableNeedTheWord(String issuer, String keys) {
        assertThat(PAGE.prose()).anyMatch(line -> line.contains(keys == null ? issuer : keys));

        UserPool pool = UserPool.fromInsecureIssuer(issuer);
        if (keys == null) {
            assertThatIllegalArgumentException().isThrownBy(() -> UserPool.fromIssuer(issuer));
        } else {
            assertThat(pool.withInsecureJwksUri(URI.create(keys))).isNotEqualTo(pool);
            assertThatIllegalArgumentException().isThrownBy(() -> pool.withJwksUri(URI.create(keys)));
        }
    }

    @Test
    void theComposeFileOpensItsPortsToThisMachineOnly() {
        assertThat(services())
                .hasSize(4)
                .allSatisfy((name, service) -> assertThat(list(service, "ports"))
                        .as(name)
                        .isNotEmpty()
                        .allMatch(port -> port.startsWith("127.0.0.1:")));
    }

    @Test
    void theComposeFileRunsWhatTheBuildMakes() {
        for (String name : List.of("api", "pool")) {
            Map<String, Object> service = services().get(name);
            String jar = list(service, "volumes").get(0).split(":", -1)[0];
            String module = jar.replaceFirst("^\\./", "").replaceFirst("/target/.*", "");
            String readme = Page.read(Page.ROOT.resolve(module + "/README.md"));

            assertThat(readme).contains("java -jar " + jar.replaceFirst("^\\./", ""));
            assertThat(service.get("command"))
                    .isEqualTo("java -jar " + list(service, "volumes").get(0).split(":", -1)[1]);
        }
    }

    @Test
    void theCommandsOfThePageNameWhatTheComposeFileHas() {
        List<String> commands = PAGE.spans().stream().map(Page.Span::code).toList();

        services()
                .forEach((name, service) -> ((List<?>) service.getOrDefault("profiles", List.of()))
                        .forEach(profile ->
                                assertThat(commands).contains("docker compose --profile " + profile + " up")));
        String jars = Stream.of("api", "pool")
                .map(name -> list(services().get(name), "volumes").get(0))
                .map(volume -> volume.replaceFirst("^\\./", "").replaceFirst("/target/.*", ""))
                .collect(Collectors.joining(","));
        assertThat(commands).contains("mvn -DskipTests -pl " + jars + " -am package");
    }

    @Test
    void theComposeFileUsesSettingsThatThereAre() {
        String api = Page.read(Page.ROOT.resolve("samples/spring-api/src/main/resources/application.yaml"));
        String pool = Page.read(Page.ROOT.resolve("local-user-pool/src/main/resources/local-user-pool.yaml"));

        assertThat(environment("api"))
                .hasSize(6)
                .allSatisfy((name, value) -> assertThat(api.contains("${" + name)
                                || SpringSettings.isKnown(
                                        name.toLowerCase(Locale.ROOT).replace('_', '.')))
                        .as(name)
                        .isTrue());
        assertThat(environment("pool")).containsOnlyKeys("SERVER_ADDRESS", "USER_POOL_HOSTS");
        assertThat(pool).contains("user-pool:\n", "# hosts: ");
        assertThat(SpringSettings.isKnown("server.address")).isTrue();
    }

    @Test
    void theApiOfTheComposeFileTakesTheTokensOfItsPool() {
        Map<String, Object> api = environment("api");
        UserPool pool = UserPool.fromInsecureIssuer(api.get("COGNITO_ISSUER").toString())
                .withInsecureJwksUri(URI.create(api.get("COGNITO_JWKS_URI").toString()));
        String settings = Page.read(Page.ROOT.resolve("local-user-pool/src/main/resources/local-user-pool.yaml"));

        assertThat(api).containsEntry("COGNITO_ALLOW_INSECURE_HTTP", "true");
        assertThat(settings).contains("id: " + pool.id(), "id: " + api.get("COGNITO_CLIENT_IDS"));
        assertThat(URI.create(api.get("COGNITO_JWKS_URI").toString()).getHost())
                .isEqualTo(environment("pool").get("USER_POOL_HOSTS"));
        assertThat(services()).containsKey("pool");
    }

    private static Map<String, Object> environment(String service) {
        @SuppressWarnings("unchecked")
        Map<String, Object> environment =
                (Map<String, Object>) services().get(service).get("environment");
        return environment;
    }

    private static List<String> list(Map<String, Object> service, String name) {
        return ((List<?>) service.get(name)).stream().map(String::valueOf).toList();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> services() {
        String compose = PAGE.blocks().stream()
                .map(Page.Block::text)
                .filter(text -> text.startsWith("services:"))
                .findFirst()
                .orElseThrow();
        Map<String, Object> file = new Yaml(new SafeConstructor(new LoaderOptions())).load(compose);
        assertThat(file).containsOnlyKeys("services");
        return (Map<String, Map<String, Object>>) file.get("services");
    }
}

package io.cognitoclaims.samples.mcpserver;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the server starts, and what it says if it does not. */
@Timeout(60)
class StartTest {
    private static final Map<String, String> GOOD = Map.of(
            "PORT", "0",
            "COGNITO_ISSUER", "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
            "COGNITO_CLIENT_IDS", "55pb79dl8gm0i1ho9hdre91r3k, another",
            "COGNITO_DOMAIN", "https://pets.auth.us-east-1.amazoncognito.com");

    @Test
    void theServerSaysInOneLineWhereItListens() throws Exception {
        Process process = launch(GOOD);
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();

            assertThat(line).matches("mcp-server listening on http://localhost:[1-9][0-9]*");
            URI metadata =
                    URI.create(line.substring(line.indexOf("http")) + "/.well-known/oauth-protected-resource/mcp");
            assertThat(HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(metadata).build(), BodyHandlers.ofString())
                            .body())
                    .startsWith("{\"resource\":\"http://localhost:8083/mcp\"");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aWrongSettingIsOneLineAndExitCode1() throws Exception {
        Process process = launch(Map.of());
        try (BufferedReader out = process.inputReader();
                BufferedReader err = process.errorReader()) {
            assertThat(process.waitFor(50, SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(out.lines()).isEmpty();
            assertThat(err.lines()).containsExactly("COGNITO_ISSUER: must be set");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theServerListensOnThePortItIsGivenAndSaysIfItIsInUse() throws Exception {
        try (PetServer first = PetServer.start(GOOD)) {
            String port = Integer.toString(first.port());

            assertThatIllegalStateException()
                    .isThrownBy(() -> PetServer.start(with("PORT", port)))
                    .withMessage("PORT: can't listen on " + port + "; is it in use?");
        }
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        try (PetServer second = PetServer.start(with("PORT", Integer.toString(free)))) {
            assertThat(second.port()).isEqualTo(free);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PORT,               '',                   PORT: must be set",
        "PORT,               65536,                PORT: must be a number from 0 to 65535",
        "PORT,               -1,                   PORT: must be a number from 0 to 65535",
        "COGNITO_ISSUER,     ' ',                  COGNITO_ISSUER: must be set",
        "COGNITO_ISSUER,     us-east-1_EXAMPLE,    COGNITO_ISSUER: issuer: must be an https address",
        "COGNITO_ISSUER,     http://example.com/a, COGNITO_ISSUER: issuer: must be an https address",
        "COGNITO_CLIENT_IDS, '',                   COGNITO_CLIENT_IDS: must be set",
        "COGNITO_CLIENT_IDS, ' , ',                COGNITO_CLIENT_IDS: ",
        "COGNITO_OPEN_REGISTRATION, yes,           COGNITO_OPEN_REGISTRATION: must be true or false",
        "COGNITO_OPEN_REGISTRATION, true,          COGNITO_CLIENT_IDS: must not be set beside COGNITO_OPEN_REGISTRATION=true",
        "COGNITO_DOMAIN,     '',                   COGNITO_DOMAIN: must be set",
        "COGNITO_DOMAIN,     https://a.example/,   COGNITO_DOMAIN: domain: must be an https origin",
        "COGNITO_DOMAIN,     a b,                  COGNITO_DOMAIN: ",
        "MCP_RESOURCE,       https://a.example,    MCP_RESOURCE: must be a URL with a path",
        "MCP_RESOURCE,       https://a.example/,   MCP_RESOURCE: must be a URL with a path",
        "MCP_RESOURCE,       https://a.example/b/, MCP_RESOURCE: must be a URL with a path",
        "MCP_RESOURCE,       /mcp,                 MCP_RESOURCE: must be a URL with a path",
        "MCP_RESOURCE,       https://a.example/*,  MCP_RESOURCE: must be a URL with a path",
    })
    void theServerSaysWhichSettingIsWrong(String name, String value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PetServer.start(with(name, value)))
                .withMessageStartingWith(message);
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> environment = new HashMap<>(GOOD);
        environment.put(name, value);
        return environment;
    }

    private static Process launch(Map<String, String> environment) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        ProcessBuilder builder = new ProcessBuilder(java, "-cp", classPath, PetServer.class.getName());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }
}

package io.cognitoclaims.samples.servletapi;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

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

/** The API as a process of its own. */
@Timeout(60)
class StartTest {
    private static final Map<String, String> GOOD = Map.of(
            "PORT", "0",
            "COGNITO_ISSUER", "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
            "COGNITO_CLIENT_IDS", "55pb79dl8gm0i1ho9hdre91r3k",
            "COGNITO_TOKEN_USE", "access");

    @Test
    void theApiSaysInOneLineWhereItListens() throws Exception {
        Process process = launch(GOOD);
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();

            assertThat(line).matches("servlet-api listening on http://localhost:[1-9][0-9]*");
            URI hello = URI.create(line.substring(line.indexOf("http")) + "/public/hello");
            assertThat(HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(hello).build(), BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            // By its handle: Process.destroy would close the streams that are read here.
            process.toHandle().destroy();
            assertThat(out.readLine()).isNull();
            assertThat(process.errorReader().readLine()).isNull();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theApiSaysWhichPortIsInUse() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertStops(with("PORT", port), "PORT: can't listen on " + port + "; is it in use?");
        }
    }

    @Test
    void theApiSaysWhichSettingIsMissing() throws Exception {
        assertStops(
                Map.of(),
                "COGNITO_ISSUER: must be set, for example"
                        + " https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE");
    }

    @Test
    void theApiDoesNotShowThePasswordOfAWrongAddress() throws Exception {
        assertStops(
                with("REVOCATIONS_URI", "redis://user:open{sesame@localhost:6379"),
                "REVOCATIONS_URI: must be an address like redis://localhost:6379 or rediss://user:password@host:6379");
    }

    @ParameterizedTest
    @CsvSource({
        "PORT,               '',                   PORT: must be a number from 0 to 65535",
        "PORT,               65536,                PORT: must be a number from 0 to 65535",
        "PORT,               -1,                   PORT: must be a number from 0 to 65535",
        "COGNITO_ISSUER,     ' ',                  COGNITO_ISSUER: must be set",
        "COGNITO_ISSUER,     us-east-1_EXAMPLE,    COGNITO_ISSUER: must be an address",
        "COGNITO_ISSUER,     http://example.com/a, COGNITO_ISSUER: must be an address",
        "COGNITO_ISSUER,     https://a b/c,        COGNITO_ISSUER: must be an address",
        "COGNITO_JWKS_URI,   http://example.com/a, COGNITO_JWKS_URI: must be an address",
        "COGNITO_ALLOW_INSECURE_HTTP, yes,         COGNITO_ALLOW_INSECURE_HTTP: must be true or false",
        "COGNITO_ALLOW_INSECURE_HTTP, true,        COGNITO_ISSUER: must be an address",
        "COGNITO_CLIENT_IDS, '',                   COGNITO_CLIENT_IDS: must be set",
        "COGNITO_CLIENT_IDS, ' , ',                COGNITO_CLIENT_IDS: must name",
        "COGNITO_TOKEN_USE,  '',                   COGNITO_TOKEN_USE: must be set",
        "COGNITO_TOKEN_USE,  Access,               COGNITO_TOKEN_USE: must be access or id",
        "REVOCATIONS_URI,    localhost:6379,       REVOCATIONS_URI: must be an address",
        "REVOCATIONS_URI,    http://localhost,     REVOCATIONS_URI: must be an address",
        "REVOCATIONS_URI,    redis://:@localhost,  REVOCATIONS_URI: must be an address",
        "ALB_ARN,            my-load-balancer,     ALB_ARN: loadBalancerArn: must be the ARN of an Application Load",
        "REVOCATIONS_URI,    redis://a:99999,      REVOCATIONS_URI: must be an address",
    })
    void theApiSaysWhichSettingIsWrong(String name, String value, String message) {
        assertThat(catchThrowable(() -> ServletApi.start(with(name, value))))
                .isInstanceOf(WrongSettingException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void takesAnEmulatorInAContainerIfToldTo() throws Exception {
        Map<String, String> emulator = new HashMap<>(with("COGNITO_ISSUER", "http://cognito:9229/local_x"));
        emulator.put("COGNITO_JWKS_URI", "http://cognito:9229/local_x/.well-known/jwks.json");
        emulator.put("COGNITO_ALLOW_INSECURE_HTTP", "true");

        try (ServletApi api = ServletApi.start(emulator)) {
            assertThat(api.port()).isPositive();
        }
        emulator.put("COGNITO_ALLOW_INSECURE_HTTP", "false");
        assertThat(catchThrowable(() -> ServletApi.start(emulator)))
                .isInstanceOf(WrongSettingException.class)
                .hasMessageContaining("COGNITO_ALLOW_INSECURE_HTTP=true");
    }

    private static void assertStops(Map<String, String> environment, String line) throws Exception {
        Process process = launch(environment);
        try (BufferedReader out = process.inputReader();
                BufferedReader err = process.errorReader()) {
            assertThat(process.waitFor(50, SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(out.lines()).isEmpty();
            assertThat(err.lines()).containsExactly(line);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> environment = new HashMap<>(GOOD);
        environment.put(name, value);
        return environment;
    }

    private static Process launch(Map<String, String> environment) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        ProcessBuilder builder = new ProcessBuilder(java, "-cp", classPath, ServletApi.class.getName());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }
}

package io.cognitoclaims.samples.springapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class StartTest {
    private static final String ISSUER = "COGNITO_ISSUER=http://localhost:9/us-east-1_EXAMPLE";
    private static final String CLIENTS = "COGNITO_CLIENT_IDS=web";
    private static final String WRONG_REDIS =
            "REVOCATIONS_URI: must have the form redis://host:6379 or rediss://user:password@host:6379/0";

    static Stream<Arguments> wrongSettings() {
        return Stream.of(
                wrong("no issuer", "COGNITO_ISSUER: must be an address", CLIENTS),
                wrong("an empty issuer", "COGNITO_ISSUER: must be an address", CLIENTS, "COGNITO_ISSUER="),
                wrong(
                        "an issuer that is no address",
                        "COGNITO_ISSUER: must be an address",
                        CLIENTS,
                        "COGNITO_ISSUER=a b"),
                wrong(
                        "an issuer anybody can speak for",
                        "COGNITO_ISSUER: must be an https address, or http on a loopback address,"
                                + " was http://pools.example/us-east-1_EXAMPLE; if this is an emulator for development,"
                                + " set allow-insecure-http (in code, UserPool.fromInsecureIssuer)",
                        CLIENTS,
                        "COGNITO_ISSUER=http://pools.example/us-east-1_EXAMPLE"),
                wrong(
                        "keys anybody can answer",
                        "COGNITO_JWKS_URI: must be an https address, or http on a loopback address,"
                                + " was http://keys.example/; if this is an emulator for development,"
                                + " set allow-insecure-http (in code, UserPool.withInsecureJwksUri)",
                        ISSUER,
                        CLIENTS,
                        "COGNITO_JWKS_URI=http://keys.example/"),
                wrong(
                        "insecure HTTP for AWS",
                        "COGNITO_ISSUER: insecure HTTP (allow-insecure-http) is for emulators, and cannot be combined"
                                + " with an issuer of AWS, was"
                                + " https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
                        CLIENTS,
                        "COGNITO_ISSUER=https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
                        "COGNITO_ALLOW_INSECURE_HTTP=true"),
                wrong(
                        "a switch that is none",
                        "COGNITO_ALLOW_INSECURE_HTTP: must be true or false",
                        ISSUER,
                        CLIENTS,
                        "COGNITO_ALLOW_INSECURE_HTTP=perhaps"),
                wrong("no client", "COGNITO_CLIENT_IDS: no app client is given", ISSUER),
                wrong(
                        "half a client",
                        "COGNITO_CLIENT_IDS: one of the client ids is empty",
                        ISSUER,
                        "COGNITO_CLIENT_IDS=web,"),
                wrong(
                        "both uses",
                        "COGNITO_TOKEN_USE: must be access or id",
                        ISSUER,
                        CLIENTS,
                        "COGNITO_TOKEN_USE=both"),
                wrong(
                        "a Redis that is none",
                        WRONG_REDIS,
                        ISSUER,
                        CLIENTS,
                        "REVOCATIONS_URI=http://:open-sesame@localhost:6379"),
                wrong("an empty password", WRONG_REDIS, ISSUER, CLIENTS, "REVOCATIONS_URI=redis://:@localhost:6379"),
                wrong(
                        "a password that looks like a property",
                        WRONG_REDIS,
                        ISSUER,
                        CLIENTS,
                        "REVOCATIONS_URI=redis://:${open-sesame}@localhost:6379"),
                wrong("a port in words", "PORT: must be a number", ISSUER, CLIENTS, "PORT=http"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongSettings")
    void theStartEndsWithOneLineThatNamesTheVariable(
            String name, String line, String[] settings, CapturedOutput output) {
        assertThat(catchThrowable(() -> SpringApi.main(settings))).isNotNull();

        assertThat(output.getErr().strip()).isEqualTo("spring-api did not start: " + line);
        assertThat(output.getOut()).isEmpty();
    }

    @Test
    void theStartEndsWithOneLineWhenThePortIsInUse(CapturedOutput output) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String[] settings = startable(taken.getLocalPort());

            assertThat(catchThrowable(() -> SpringApi.main(settings))).isNotNull();

            assertThat(output.getErr().strip())
                    .isEqualTo("spring-api did not start: PORT: " + taken.getLocalPort() + " is in use");
            assertThat(output.getOut()).isEmpty();
        }
    }

    @Test
    void theStartLeavesOtherSettingsToTheReportOfTheStarter(CapturedOutput output) {
        String[] settings = startable(0, "--cognito-claims.resorces=https://pets.example");

        assertThat(catchThrowable(() -> SpringApi.main(settings))).isNotNull();

        assertThat(output.getOut())
                .contains("APPLICATION FAILED TO START", "'cognito-claims.resorces'", "cognito-claims.resources");
        assertThat(output.getErr()).isEmpty();
    }

    @Test
    void theStartLeavesOtherFailuresToSpringBoot(CapturedOutput output) {
        String[] settings = startable(0, "--spring.main.sources=" + Failing.class.getName());

        assertThat(catchThrowable(() -> SpringApi.main(settings))).isNotNull();

        assertThat(output.getOut())
                .containsOnlyOnce("Application run failed")
                .contains("Caused by: java.lang.UnsupportedOperationException", "at " + Failing.class.getName());
        assertThat(output.getErr()).isEmpty();
    }

    @Test
    void aStartThatFailsEndsTheProcessWithCodeOne() throws Exception {
        Process api = launch(Map.of("PORT", "0", "COGNITO_TOKEN_USE", "access"));

        assertThat(api.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(api.exitValue()).isEqualTo(1);
        assertThat(new String(api.getErrorStream().readAllBytes(), UTF_8).strip())
                .isEqualTo("spring-api did not start: COGNITO_ISSUER: must be an address");
        assertThat(api.getInputStream().readAllBytes()).isEmpty();
    }

    @Test
    void theStartEndsWhenTheTokenUseIsNotNamed() throws Exception {
        Process api = launch(Map.of(
                "PORT", "0", "COGNITO_ISSUER", "http://localhost:9/us-east-1_EXAMPLE", "COGNITO_CLIENT_IDS", "web"));

        assertThat(api.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(api.getErrorStream().readAllBytes(), UTF_8).strip())
                .isEqualTo("spring-api did not start: COGNITO_TOKEN_USE: must be access or id");
    }

    @Test
    void theApiSaysWhereItListensOnceItDoes() throws Exception {
        Process api = launch(Map.of(
                "PORT", "0",
                "COGNITO_ISSUER", "http://localhost:9/us-east-1_EXAMPLE",
                "COGNITO_CLIENT_IDS", "web",
                "COGNITO_TOKEN_USE", "access"));
        try (BufferedReader out = api.inputReader(UTF_8)) {
            assertThat(out.readLine()).matches("spring-api listening on http://localhost:[1-9][0-9]*");
            // Not by api.destroy(), which closes the stream.
            api.toHandle().destroy();
            assertThat(out.readLine()).isNull();
        } finally {
            api.destroyForcibly();
        }
    }

    private static String[] startable(int port, String... more) {
        return Stream.concat(
                        Stream.of("--PORT=" + port, "--" + ISSUER, "--" + CLIENTS, "--COGNITO_TOKEN_USE=access"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private static Process launch(Map<String, String> environment) throws IOException {
        ProcessBuilder process = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                SpringApi.class.getName());
        process.environment()
                .keySet()
                .removeIf(name -> name.startsWith("COGNITO_")
                        || Set.of("PORT", "REVOCATIONS_URI").contains(name));
        process.environment().putAll(environment);
        return process.start();
    }

    /** With a free port and for access tokens, unless the settings say otherwise. */
    private static Arguments wrong(String name, String line, String... settings) {
        Stream<String> others = Stream.of("PORT=0", "COGNITO_TOKEN_USE=access")
                .filter(other -> Stream.of(settings)
                        .noneMatch(setting -> setting.startsWith(other.substring(0, other.indexOf('=') + 1))));
        return Arguments.of(
                name,
                line,
                Stream.concat(others, Stream.of(settings)).map("--"::concat).toArray(String[]::new));
    }

    static final class Failing {
        Failing() {
            throw new UnsupportedOperationException();
        }
    }
}

package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Starts the program as a launcher would, in a process of its own. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag("slow")
class StartTest {
    @Test
    void theProgramSaysWhereItListensAndServesThere() throws Exception {
        Process process = run("0");
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            assertThat(out.readLine()).contains("for development only");
            String listening = out.readLine();
            assertThat(listening).matches("local-user-pool listening on http://localhost:[1-9][0-9]*");
            String base = listening.substring(listening.indexOf("http"));
            assertThat(out.readLine()).isEqualTo("issuer: " + base + "/us-east-1_LocalPool");
            assertThat(out.readLine())
                    .isEqualTo("users: test-user <test-user@amazon.com>, test-user-2 <test-user@example.com>");

            HttpRequest keys = HttpRequest.newBuilder(URI.create(base + "/us-east-1_LocalPool/.well-known/jwks.json"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(keys, BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            process.destroy();
        }
    }

    @Test
    void aPoolThatImitatesAwsOrListensOnTheNetworkIsLoudAboutIt() throws Exception {
        Process process = run(
                "0",
                "--server.address=0.0.0.0",
                "--user-pool.issuer=https://cognito-idp.us-east-1.amazonaws.com/us-east-1_LocalPool");
        try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            assertThat(out.readLine())
                    .isEqualTo("local-user-pool is for development only: it protects nothing,"
                            + " AND ITS TOKENS SAY THAT AWS ISSUED THEM");
            assertThat(out.readLine())
                    .isEqualTo(
                            "OTHER MACHINES MAY REACH THIS POOL (server.address), and everybody who does can get any token");
            assertThat(out.readLine()).startsWith("local-user-pool listening on http://localhost:");
            assertThat(out.readLine())
                    .isEqualTo("issuer: https://cognito-idp.us-east-1.amazonaws.com/us-east-1_LocalPool");
        } finally {
            process.destroy();
        }
    }

    @Test
    void theStartEndsWithOneLineThatTellsThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());

            fails(run(port), "port " + port + " is in use; PORT names another");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "abc|--user-pool.trigger.version=V2_0|PORT must be a whole number",
                "0|--user-pool.trigger.handler=org.example.None|user-pool.trigger.handler names a class that is not on the class path; -Dloader.path adds a jar",
                "0|--user-pool.trigger.handler=java.lang.Object|user-pool.trigger.handler must name a public RequestStreamHandler class with a constructor without parameters",
                "0|--user-pool.token-life=5m|user-pool.token-life is not a setting",
                "0|--server.address=192.0.2.1|server.address is no address of this machine",
                "0|--server.address=[x]|server.address can't be read as InetAddress",
                "0|--user-pool.issuer=http://pool.test|user-pool.issuer must be from-request, or a URL such as http://pool.test:9000/<user-pool.id>",
                "0|--server.ssl.key-store=/none.p12|server.ssl can't be used: FileNotFoundException: /none.p12"
            })
    void theStartEndsWithOneLineThatNamesTheWrongSetting(String port, String argument, String reason) throws Exception {
        fails(run(port, argument), reason);
    }

    @Test
    void theStartEndsWithOneLineThatTellsWhereATriggerFailsBeforeItsFirstEvent() throws Exception {
        Process process = run("0", "--user-pool.trigger.handler=" + WithoutItsTable.class.getName());

        String error = new String(process.getErrorStream().readAllBytes(), UTF_8);
        assertThat(error.strip())
                .startsWith("local-user-pool did not start: user-pool.trigger.handler names a class that can't be used:"
                        + " java.lang.IllegalStateException at " + WithoutItsTable.class.getName() + ".<init>(")
                .doesNotContain("key-1", "\n");
    }

    /** A trigger that misses a variable of its environment. */
    public static final class WithoutItsTable implements RequestStreamHandler {
        public WithoutItsTable() {
            throw new IllegalStateException("no table for key-1");
        }

        @Override
        public void handleRequest(InputStream input, OutputStream output, Context context) {}
    }

    private static void fails(Process process, String reason) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        String error = new String(process.getErrorStream().readAllBytes(), UTF_8);

        assertThat(error.strip()).isEqualTo("local-user-pool did not start: " + reason);
        assertThat(out.lines()).hasSize(1);
        assertThat(process.waitFor()).isEqualTo(1);
    }

    private static Process run(String port, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LocalUserPool.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("PORT", port);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.start();
    }
}

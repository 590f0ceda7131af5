package io.cognitoclaims.samples.springapi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packed sample, with the beans that Spring wrote down when it was built; without them it would not start so. */
@Tag("slow")
class AheadOfTimeIT {
    private static final String READY = "spring-api listening on ";
    private static final TestUserPool POOL = TestUserPool.create();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Process process;
    private static String address;

    @BeforeAll
    static void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dspring.aot.enabled=true",
                        "-jar",
                        System.getProperty("spring-api.jar"),
                        "--PORT=0",
                        "--COGNITO_ISSUER=" + POOL.issuer(),
                        "--COGNITO_CLIENT_IDS=" + POOL.clientId(),
                        "--COGNITO_TOKEN_USE=access")
                .redirectErrorStream(true)
                .start();
        address = addressOf(process);
    }

    @AfterAll
    static void stop() {
        process.destroy();
        POOL.close();
    }

    @Test
    void thePackedApiVerifiesTokensAndGivesTheirClaimsToControllers() throws Exception {
        HttpResponse<String> answer = get(
                "/api/me",
                POOL.accessToken()
                        .subject("somebody")
                        .claim("pet_preference", "dogs")
                        .sign());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"subject\":\"somebody\"", "\"petPreference\":\"dogs\"");
    }

    @Test
    void thePackedApiRefusesATokenOfAnotherClient() throws Exception {
        assertThat(get("/api/me", POOL.accessToken().clientId("another").sign()).statusCode())
                .isEqualTo(401);
    }

    @Test
    void thePackedApiAsksForAGroup() throws Exception {
        assertThat(get("/api/admin", POOL.accessToken().sign()).statusCode()).isEqualTo(403);
        assertThat(get("/api/admin", POOL.accessToken().groups("admin").sign()).statusCode())
                .isEqualTo(200);
        assertThat(get("/api/pets", POOL.accessToken().sign()).statusCode()).isEqualTo(403);
        assertThat(get("/api/pets", POOL.accessToken().scopes("pets/read").sign())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void thePackedApiHasHealthAndMeters() throws Exception {
        String admin = POOL.accessToken().groups("admin").sign();

        assertThat(get("/actuator/health", admin).body()).contains("\"cognitoClaims\"");
        assertThat(get("/actuator/metrics/cognito.claims.verifications", admin).statusCode())
                .isEqualTo(200);
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(address + path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
    }

    private static String addressOf(Process api) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(api.getInputStream(), UTF_8));
        List<String> said = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                readToTheEnd(lines);
                return line.substring(READY.length()).strip();
            }
            said.add(line);
        }
        throw new IOException("spring-api ended before it listened: " + said);
    }

    /** A process whose output nobody reads stops once the pipe is full. */
    private static void readToTheEnd(BufferedReader lines) {
        Thread reader = new Thread(() -> {
            try {
                lines.transferTo(Writer.nullWriter());
            } catch (IOException e) {
                // Process.destroy closes the stream.
            }
        });
        reader.setDaemon(true);
        reader.start();
    }
}

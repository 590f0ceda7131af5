package io.cognitoclaims.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.cognitoclaims.cli.Program.Result;
import io.cognitoclaims.testing.TestUserPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code check} and {@code watch}, against a pool and against servers that are none. */
class CheckTest {
    private static final TestUserPool POOL = TestUserPool.create();

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void aPoolThatIsWellPassesEachCheck() {
        Result result = InThisJvm.run(
                "",
                "check",
                "--pool",
                POOL.issuer(),
                "--client",
                POOL.clientId(),
                "--domain",
                POOL.issuer().replace("/" + POOL.id(), ""));

        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.out())
                .contains("keys       2 keys in ")
                .contains("ok    proxy      none")
                .contains("ok    tls        none, as the pool is on this machine")
                .contains("ok    clock      agrees with the server's to 5 s")
                .contains("ok    discovery  names this issuer")
                .contains("ok    domain     is the one that the pool names")
                .doesNotContain("fail");
        assertThat(result.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void settingsThatDoNotFitThePoolFail() throws IOException {
        Result result = InThisJvm.run("", "check", "--json", "--pool", POOL.issuer(), "--domain", "http://localhost:1");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(result.out()).path("checks"))
                .anySatisfy(check -> {
                    assertThat(check.path("outcome").asText()).isEqualTo("fail");
                    assertThat(check.path("words").asText()).startsWith("localhost:1 is not the one");
                })
                .anySatisfy(check ->
                        assertThat(check.path("words").asText()).startsWith("nothing accepts connections there"));
    }

    @Test
    void aDomainWithoutItsSchemeIsAskedAsThePoolIs() {
        String host = POOL.issuer().replace("/" + POOL.id(), "").replace("http://", "");

        Result result = InThisJvm.run("", "check", "--pool", POOL.issuer(), "--domain", host);

        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.out()).containsPattern("ok    domain     answers with status \\d+: http://" + host);
    }

    @Test
    void aClientsSecretInPlaceOfItsIdIsNotRepeated() {
        String secret = "1example23".repeat(5) + "ab";

        Result result = InThisJvm.run("", "check", "--pool", POOL.issuer(), "--client", secret);

        assertThat(result.out())
                .contains("warn  client     what --client names is as long as an app client's secret")
                .doesNotContain("1example23");
        assertThat(InThisJvm.run("", "check", "--pool", POOL.issuer(), "--client", "MyApp")
                        .out())
                .contains("warn  client     MyApp does not have the form");
    }

    @Test
    void aPoolThatCannotBeReachedIsExitCodeThree() {
        Result result = InThisJvm.run("", "check", "--pool", "http://localhost:1/us-east-1_EXAMPLE");

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.out()).contains("fail  keys       nothing accepts connections there");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void aServersFaultIsOneLine() throws IOException {
        assertThat(checked(exchange -> answer(exchange, 302, ""))).contains("fail  keys", "status 302");
        assertThat(checked(exchange -> answer(exchange, 404, "SECRET")))
                .contains("status 404")
                .doesNotContain("SECRET");
        assertThat(checked(exchange -> answer(exchange, 200, "<html>SECRET\u001b[31m")))
                .contains("the answer is no usable key set")
                .doesNotContain("SECRET", "\u001b");
        assertThat(checked(exchange -> answer(exchange, 200, " ".repeat(1_000_000))))
                .contains("fail  keys");
        assertThat(checked(HttpExchange::close)).contains("the connection failed");
    }

    @Test
    @Tag("slow")
    void anAnswerThatNeverEndsIsGivenUp() throws IOException {
        assertThat(checked(exchange -> exchange.sendResponseHeaders(200, 0))).contains("no whole answer within 5 s");
    }

    @Test
    void anEmulatorInAContainerIsCheckedAndWatchedWithAWarning() {
        // This machine under a name that is not one of a loopback address.
        String issuer = POOL.issuer().replace("localhost", "[::ffff:127.0.0.1]");

        Result check = InThisJvm.run("", "check", "--allow-insecure-http", "--pool", issuer);
        assertThat(check.out())
                .contains("keys       2 keys in ")
                .contains("warn  tls        none: others on the network can replace the keys");
        assertThat(InThisJvm.run("", "watch", "--allow-insecure-http", "--pool", issuer, "--times", "1")
                        .out())
                .contains("insecure: others on the network can replace the keys", "keys: 2 at");
    }

    @Test
    void aClockThatIsWrongIsSeen() throws IOException {
        assertThat(checkedAt(Instant.now().plusSeconds(3_600)))
                .contains("fail  clock      this machine's is", "min behind the server's");
        assertThat(checkedAt(Instant.now().minusSeconds(90)))
                .contains("fail  clock      this machine's is 1 min ahead of the server's");
        assertThat(checkedAt(Instant.now().plusSeconds(45)))
                .containsPattern("warn  clock      this machine's is \\d\\d s behind the server's");
    }

    @Test
    void aWatcherEndsAfterItsTimes() {
        assertThat(InThisJvm.run("", "watch", "--pool", POOL.issuer(), "--times", "1"))
                .satisfies(result -> assertThat(result.exit()).isZero())
                .satisfies(result -> assertThat(result.out()).contains("keys: 2 at"));
        assertThat(InThisJvm.run("", "watch", "--pool", "http://localhost:1/us-east-1_X", "--times", "1")
                        .exit())
                .isEqualTo(3);
    }

    /** On a bare socket: the JDK's server writes its own Date. */
    private static String checkedAt(Instant date) throws IOException {
        String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(date.atOffset(ZoneOffset.UTC)) + "\r\n\r\n";
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread answers = new Thread(() -> {
                while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                        BufferedReader request =
                                new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                        String line = request.readLine();
                        while (line != null && !line.isEmpty()) {
                            line = request.readLine();
                        }
                        socket.getOutputStream().write((head + POOL.jwks()).getBytes(UTF_8));
                    } catch (IOException e) {
                        // The test is over, or a client that left.
                    }
                }
            });
            answers.setDaemon(true);
            answers.start();
            return checkOf(server.getLocalPort());
        }
    }

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private static String checked(Answer answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", answer::to);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        try {
            return checkOf(server.getAddress().getPort());
        } finally {
            server.stop(0);
        }
    }

    private static String checkOf(int port) {
        Result result = InThisJvm.run("", "check", "--pool", "http://localhost:" + port + "/us-east-1_X");
        assertThat(result.exit()).as(result.toString()).isIn(1, 3);
        assertThat(result.err()).isEmpty();
        return result.out().replaceAll("\n {10,}", " ");
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }
}

package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import com.sun.net.httpserver.HttpServer;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of a fetch that failed: the kind, and nothing that the other side said. */
class KeyFailureTest {
    private static final String SECRET = "what-the-other-side-says";
    private static final TestUserPool POOL = TestUserPool.create();

    @AfterAll
    static void close() {
        POOL.close();
    }

    static Stream<Arguments> answers() {
        String page = "<html>" + SECRET + "</html>";
        return Stream.of(
                answer(407, page, "the key endpoint answered with status 407"),
                answer(302, page, "the key endpoint answered with status 302"),
                answer(500, page, "the key endpoint answered with status 500"),
                answer(400, page, "the key endpoint answered with status 400 (is the user pool's id right?)"),
                answer(403, page, "the key endpoint answered with status 403 (is the user pool's id right?)"),
                answer(404, page, "the key endpoint answered with status 404 (is the user pool's id right?)"),
                answer(200, page, "the answer is no usable key set: not an object"),
                answer(200, "{\"" + SECRET + "\":1}", "the answer is no usable key set: it has no array \"keys\""),
                answer(
                        200,
                        "{\"keys\":[{\"kid\":\"" + SECRET + "\"}]}",
                        "the answer is no usable key set: it holds no RSA signature key of 2048 to 4096 bits"),
                answer(200, SECRET.repeat(20_000), "the key endpoint answered with more than 262144 bytes"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("answers")
    void aFailedFetchNamesWhatTheEndpointAnswered(int status, String body, String expected) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Location", "/" + SECRET);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        try {
            URI keys = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
            assertTold(JwksFetcher.overHttp(), keys, expected);
        } finally {
            server.stop(0);
        }
    }

    /** The endpoint goes on for as long as anybody reads. */
    @ParameterizedTest
    @CsvSource({
        "200 OK, the key endpoint answered with more than 262144 bytes",
        "500 Internal Server Error, the key endpoint answered with status 500"
    })
    void anAnswerWithoutAnEndIsCutOff(String status, String expected) throws Exception {
        try (ServerSocket endpoint = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<Boolean> cutOff = new FutureTask<>(() -> isCutOff(endpoint, status));
            Thread thread = new Thread(cutOff);
            thread.setDaemon(true);
            thread.start();

            assertTold(
                    JwksFetcher.overHttp(),
                    URI.create("http://127.0.0.1:" + endpoint.getLocalPort() + "/keys"),
                    expected);
            assertThat(cutOff.get(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static boolean isCutOff(ServerSocket endpoint, String status) throws IOException {
        try (Socket socket = endpoint.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write(("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n\r\n").getBytes(US_ASCII));
            byte[] blanks = " ".repeat(8_192).getBytes(US_ASCII);
            while (true) {
                out.write(blanks);
            }
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void aFailedFetchNamesTheTimeThatIsOver() {
        URI keys = URI.create("https://keys.example");

        assertTold(uri -> new CompletableFuture<>(), keys, Duration.ofMillis(20), "no whole answer within 20 ms");
    }

    static Stream<Arguments> exceptions() {
        IOException plain = new IOException(SECRET);
        return Stream.of(
                Arguments.of(plain, "java.io.IOException"),
                Arguments.of(new CompletionException(SECRET, plain), "java.io.IOException"),
                Arguments.of(new CompletionException(new CompletionException(plain)), "java.io.IOException"),
                Arguments.of(
                        new IOException(SECRET, new IllegalStateException(SECRET)),
                        "java.io.IOException, caused by java.lang.IllegalStateException"),
                Arguments.of(new NoClassDefFoundError(SECRET), "java.lang.NoClassDefFoundError"));
    }

    @ParameterizedTest
    @MethodSource("exceptions")
    void aFailedFetchNamesAnExceptionByItsClassAlone(Throwable thrown, String expected) {
        assertTold(uri -> CompletableFuture.failedFuture(thrown), URI.create("https://keys.example"), expected);
    }

    @Test
    void aFailedFetchNamesARefusedConnection() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(told(JwksFetcher.overHttp(), URI.create("http://127.0.0.1:" + port), Duration.ofSeconds(30)))
                .startsWith("java.net.ConnectException");
    }

    @Test
    void anInterruptedWaitForKeysIsNamedAsTheReason() {
        CognitoVerifier<AccessToken> verifier =
                verifier(uri -> new CompletableFuture<>(), URI.create("https://keys.example"), Duration.ofSeconds(30));
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(VerificationUnavailableException.class)
                .isThrownBy(() -> verifier.verify(POOL.accessToken().sign()))
                .withMessage("the keys of " + POOL.issuer()
                        + " are unavailable: the thread that waited for them was interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    static Stream<Arguments> proxies() {
        String authenticate = "Proxy-Authenticate: Basic realm=\"" + SECRET + "\"\r\n";
        String status = "a proxy answered with status ";
        return Stream.of(
                proxy("407 with a challenge", connect(407, authenticate), status + 407),
                proxy("407 of another scheme", connect(407, "Proxy-Authenticate: Negotiate\r\n"), status + 407),
                proxy("403", connect(403, ""), status + 403),
                proxy("502", connect(502, ""), status + 502),
                proxy("503", connect(503, ""), status + 503),
                proxy("302", connect(302, "Location: https://" + SECRET + ".example/\r\n"), status + 302),
                proxy("407 without a challenge", connect(407, ""), status + 407),
                proxy("no HTTP", SECRET + "\r\n\r\n", "java.net.ProtocolException"),
                proxy("nothing", "", "java.io.IOException"),
                proxy("a tunnel to nowhere", "HTTP/1.1 200 OK\r\n\r\n", "javax.net.ssl.SSLHandshakeException"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("proxies")
    void aFailedFetchNamesWhatAProxyAnswered(String what, String answer, String expected) throws Exception {
        ProxySelector before = ProxySelector.getDefault();
        try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> serve(proxy, answer));
            thread.setDaemon(true);
            thread.start();
            ProxySelector.setDefault(new OneHost(proxy.getLocalSocketAddress()));

            String told = told(JwksFetcher.overHttp(), URI.create("https://keys.example/keys"), Duration.ofSeconds(30));

            assertThat(told).startsWith(expected).doesNotContain(SECRET, "Null");
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    private static void serve(ServerSocket proxy, String answer) {
        while (!proxy.isClosed()) {
            try (Socket socket = proxy.accept()) {
                InputStream in = socket.getInputStream();
                // Up to the empty line, as a reset would come before the answer otherwise.
                for (int last = 0, b = in.read(); b >= 0 && !(b == '\n' && last == '\n'); b = in.read()) {
                    last = b == '\r' ? last : b;
                }
                socket.getOutputStream().write(answer.getBytes(US_ASCII));
            } catch (IOException e) {
                if (!proxy.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void assertTold(JwksFetcher fetcher, URI keys, String expected) {
        assertTold(fetcher, keys, Duration.ofSeconds(30), expected);
    }

    private static void assertTold(JwksFetcher fetcher, URI keys, Duration fetchTimeout, String expected) {
        assertThat(told(fetcher, keys, fetchTimeout)).isEqualTo(expected);
    }

    /** {@return what the exception says, which the log says too} */
    private static String told(JwksFetcher fetcher, URI keys, Duration fetchTimeout) {
        String issuer = POOL.issuer();
        CognitoVerifier<AccessToken> verifier = verifier(fetcher, keys, fetchTimeout);
        try (Log log = Log.of(JwksCache.class)) {
            VerificationUnavailableException unavailable =
                    Rejections.assertUnavailable(verifier, POOL.accessToken().sign());
            String start = "the keys of " + issuer + " are unavailable: ";

            assertThat(unavailable).hasMessageStartingWith(start).hasNoCause();
            assertThat(unavailable.issuer()).hasValue(issuer);
            String why = String.valueOf(unavailable.getMessage()).substring(start.length());
            assertThat(log.events()).singleElement().satisfies(event -> {
                assertThat(event.getLevel()).isEqualTo(Level.WARN);
                assertThat(event.getFormattedMessage())
                        .isEqualTo("The keys of " + issuer + " are unavailable: " + why + " (" + keys + ")");
                assertThat(event.getThrowableProxy()).isNull();
            });
            return why;
        }
    }

    private static CognitoVerifier<AccessToken> verifier(JwksFetcher fetcher, URI keys, Duration fetchTimeout) {
        return CognitoVerifier.accessTokens(
                        UserPool.fromIssuer(POOL.issuer()).withJwksUri(keys), Set.of(POOL.clientId()))
                .keys(JwksCache.builder()
                        .fetcher(fetcher)
                        .fetchTimeout(fetchTimeout)
                        .build())
                .build();
    }

    private static String connect(int status, String headers) {
        return "HTTP/1.1 " + status + " " + SECRET + "\r\n" + headers + "Content-Length: 4\r\n\r\nbody";
    }

    private static Arguments answer(int status, String body, String expected) {
        return Arguments.of(status, body, expected);
    }

    private static Arguments proxy(String name, String answer, String expected) {
        return Arguments.of(name, answer, expected);
    }

    /** Sends what is for one host through a proxy, and nothing else. */
    private static final class OneHost extends ProxySelector {
        private final SocketAddress proxy;

        OneHost(SocketAddress proxy) {
            this.proxy = proxy;
        }

        @Override
        public List<Proxy> select(URI uri) {
            return "keys.example".equals(uri.getHost())
                    ? List.of(new Proxy(Proxy.Type.HTTP, proxy))
                    : List.of(Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

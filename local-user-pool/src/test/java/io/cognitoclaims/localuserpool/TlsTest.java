package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TlsTest {
    private static final String PASSWORD = "changeit";
    private static final String NOT_OPENED =
            "server.ssl.key-store can't be opened with server.ssl.key-store-password, or its key with server.ssl.key-password";

    @TempDir
    private static Path folder;

    private static HttpClient client;
    private static RunningPool pool;

    @BeforeAll
    static void start() throws Exception {
        Path keys = folder.resolve("pool.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=DNS:localhost",
                        "-alias",
                        "pool",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        keys.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        client = HttpClient.newBuilder().sslContext(trusting(keys)).build();
        pool = RunningPool.start("--server.ssl.key-store=" + keys, "--server.ssl.key-store-password=" + PASSWORD);
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @Test
    void everyAddressThatThePoolNamesIsHttps() throws Exception {
        JsonNode document = RunningPool.json(get("/us-east-1_LocalPool/.well-known/openid-configuration"));

        assertThat(pool.domain()).matches("https://localhost:[1-9][0-9]*");
        assertThat(document.path("issuer").stringValue()).isEqualTo(pool.domain() + "/us-east-1_LocalPool");
        assertThat(document)
                .filteredOn(JsonNode::isString)
                .allSatisfy(address -> assertThat(address.stringValue()).startsWith(pool.domain() + "/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/us-east-1_LocalPool/.well-known/openid-configuration",
                "/us-east-1_LocalPool/.well-known/jwks.json",
                "/oauth2/authorize",
                "/oauth2/userInfo",
                "/login?response_type=code&client_id=" + RunningPool.CLIENT + "&redirect_uri=http://localhost",
                "/logout",
                "/error",
                "/nothing"
            })
    void noAnswerTellsTheBrowserToUseTlsForAllOfLocalhost(String path) throws Exception {
        assertThat(get(path).headers().firstValue("Strict-Transport-Security")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/oauth2/token", "/oauth2/revoke", "/login", "/_local/rotate-keys"})
    void noAnswerToAPostDoesEither(String path) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(pool.domain() + path))
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.headers().firstValue("Strict-Transport-Security")).isEmpty();
    }

    @Test
    void theCookiesOfTheSignInPageAreForTlsOnly() throws Exception {
        HttpResponse<String> page =
                get("/login?response_type=code&client_id=" + RunningPool.CLIENT + "&redirect_uri=http://localhost");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().allValues("Set-Cookie"))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie).contains("; Secure"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pool.p12|--server.ssl.key-store-password=wrong|" + NOT_OPENED,
                "pool.p12|--server.ssl.key-store-password=|" + NOT_OPENED,
                "pool.p12|--server.ssl.enabled=true|" + NOT_OPENED,
                "pool.p12|--server.ssl.key-store-password=changeit --server.ssl.key-password=wrong|" + NOT_OPENED,
                "pool.p12|--server.ssl.key-store-password=changeit --server.ssl.key-alias=none|server.ssl can't be used: ",
                "none.p12|--server.ssl.key-store-password=changeit|server.ssl can't be used: FileNotFoundException: ",
                "text.p12|--server.ssl.key-store-password=changeit|server.ssl can't be used: EOFException",
            })
    void aStoreThatCannotBeUsedIsNamedByItsSetting(String store, String others, String reason) throws Exception {
        Files.writeString(folder.resolve("text.p12"), "text");
        List<String> settings = new ArrayList<>(List.of(others.split(" ", -1)));
        settings.add("--server.ssl.key-store=" + folder.resolve(store));

        assertThatThrownBy(
                        () -> RunningPool.start(settings.toArray(String[]::new)).close())
                .satisfies(failure -> assertThat(StartFailure.reason(failure))
                        .startsWith(reason)
                        .doesNotContain("wrong", "changeit", "null"));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(pool.domain() + path)).build(), BodyHandlers.ofString());
    }

    private static SSLContext trusting(Path keys) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(keys)) {
            store.load(file, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("pool", store.getCertificate("pool"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}

package io.cognitoclaims.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * The application of web-login.md in Chromium, with the stand-in user pool and its sign-in page. Chromium and its driver come
 * from the system's packages. Where there is none the test is skipped, or fails if the system property {@code browser} is
 * {@code required}.
 */
@NullUnmarked
@Tag("slow")
class WebLoginIT {
    private static final Path CHROMIUM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
    private static final Path DRIVER = Path.of(System.getProperty("chromedriver", "/usr/bin/chromedriver"));
    private static final Path APPS = Page.ROOT.resolve("samples/demo/target/apps");
    private static final String CLIENT = "55pb79dl8gm0i1ho9hdre91r3k";
    private static final String SECRET = "local-secret";
    private static final String POOL_LISTENS = "local-user-pool listening on ";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private static Path profile;

    private static Process pool;
    private static String poolAddress;
    private static ConfigurableApplicationContext application;
    private static String address;
    private static ChromeDriver browser;

    @BeforeAll
    static void start() throws Exception {
        requireBrowser();
        int port = freePort();
        address = "http://localhost:" + port;
        startPool();
        application = WebLoginTest.start(poolAddress + "/us-east-1_LocalPool", CLIENT, SECRET, port);
        startBrowser();
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.quit();
        }
        if (application != null) {
            application.close();
        }
        if (pool != null) {
            pool.destroy();
            pool.waitFor();
        }
    }

    @Test
    void aUserSignsInAtThePoolAndHasTheTokenTheClaimAndTheGroup() {
        browser.manage().deleteAllCookies();
        browser.get(address + "/");
        signInAs("test-user@amazon.com");

        awaitText("test-user@amazon.com likes DOGS");
        assertThat(browser.getCurrentUrl()).startsWith(address + "/");
        assertThat(textOf("/admin")).isEqualTo("You are an administrator");
        assertThat(textOf("/walks")).isEqualTo("At nine, at four");
        assertThat(statusOf("/admin")).isEqualTo(200);
        // The session is not for the API.
        assertThat(statusOf("/api/me")).isEqualTo(401);

        browser.get(address + "/logout");
        browser.findElement(By.cssSelector("button[type=submit]")).click();
        awaitText("Goodbye");
        browser.get(address + "/");
        assertThat(browser.getCurrentUrl()).startsWith(poolAddress + "/login");
    }

    @Test
    void aUserWithoutTheGroupAndTheClaimIsRefused() {
        browser.manage().deleteAllCookies();
        browser.get(address + "/");
        browser.get(poolAddress + "/logout?client_id=" + CLIENT + "&logout_uri=" + address + "/goodbye");
        browser.get(address + "/");
        signInAs("test-user@example.com");

        awaitText("test-user@example.com likes CATS");
        assertThat(statusOf("/admin")).isEqualTo(403);
        assertThat(statusOf("/walks")).isEqualTo(403);
    }

    @Test
    void theSameClaimIsReadFromABearerToken() throws Exception {
        String token = accessTokenOf("test-user@amazon.com");

        assertThat(get("/api/me", token).body()).isEqualTo("test-user likes DOGS");
        assertThat(get("/api/walks", token).body()).isEqualTo("At nine, at four");
        assertThat(get("/api/walks", accessTokenOf("test-user@example.com")).statusCode())
                .isEqualTo(403);
    }

    private static void signInAs(String email) {
        new WebDriverWait(browser, PATIENCE)
                .ignoring(RuntimeException.class)
                .until(page -> page.findElement(By.id("username")))
                .sendKeys(email);
        browser.findElement(By.id("password")).sendKeys("Local-Pass-1");
        browser.findElement(By.cssSelector("button[type=submit]")).click();
    }

    private static void awaitText(String text) {
        new WebDriverWait(browser, PATIENCE)
                .ignoring(RuntimeException.class)
                .until(page -> page.findElement(By.tagName("body")).getText().contains(text));
    }

    private static String textOf(String path) {
        browser.get(address + path);
        return browser.findElement(By.tagName("body")).getText();
    }

    /** {@return the status that a script of the application's page sees} */
    private static Object statusOf(String path) {
        Object status = browser.executeAsyncScript(
                "const done = arguments[1]; fetch(arguments[0]).then(answer => done(answer.status))", path);
        return ((Number) status).intValue();
    }

    private static HttpResponse<String> get(String path, String token) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address + path))
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.ofString());
    }

    /** By the operation of the AWS SDK, with which a command line tool signs a user in. */
    private static String accessTokenOf(String email) throws Exception {
        String request = JsonMapper.shared()
                .writeValueAsString(Map.of(
                        "AuthFlow",
                        "USER_PASSWORD_AUTH",
                        "ClientId",
                        CLIENT,
                        "AuthParameters",
                        Map.of("USERNAME", email, "PASSWORD", "Local-Pass-1", "SECRET_HASH", secretHash(email))));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(poolAddress + "/"))
                                .header("Content-Type", "application/x-amz-json-1.1")
                                .header("X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth")
                                .POST(BodyPublishers.ofString(request))
                                .build(),
                        BodyHandlers.ofString());
        return JsonMapper.shared()
                .readTree(answer.body())
                .path("AuthenticationResult")
                .path("AccessToken")
                .asString();
    }

    private static String secretHash(String email) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal((email + CLIENT).getBytes(UTF_8)));
    }

    private static void startPool() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dloader.path=" + APPS.resolve("pet-preference-trigger.jar"),
                "-jar",
                APPS.resolve("cognito-claims-local-user-pool.jar").toString(),
                "--server.port=0",
                "--user-pool.trigger.handler=io.cognitoclaims.samples.trigger.PetPreferenceTrigger",
                "--user-pool.clients[0].id=" + CLIENT,
                "--user-pool.clients[0].secret=" + SECRET,
                "--user-pool.clients[0].flow=code",
                "--user-pool.clients[0].auth-flows=ALLOW_USER_PASSWORD_AUTH",
                "--user-pool.clients[0].callback-urls=" + address + "/login/oauth2/code/cognito",
                "--user-pool.clients[0].logout-urls=" + address + "/goodbye",
                "--user-pool.clients[0].scopes=openid,email"));
        pool = builder.redirectErrorStream(true).start();
        BufferedReader lines = new BufferedReader(new InputStreamReader(pool.getInputStream(), UTF_8));
        String line = lines.readLine();
        while (line != null && !line.startsWith(POOL_LISTENS)) {
            line = lines.readLine();
        }
        assertThat(line).as("the line with which the pool says that it listens").isNotNull();
        poolAddress = line.substring(POOL_LISTENS.length()).strip();
        // Who does not read lets the pool wait once the pipe is full.
        Thread reader = new Thread(() -> lines.lines().forEach(more -> {}), "output of the pool");
        reader.setDaemon(true);
        reader.start();
    }

    private static void startBrowser() {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + profile);
        browser = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
        browser.manage().timeouts().scriptTimeout(PATIENCE).pageLoadTimeout(PATIENCE);
    }

    private static void requireBrowser() {
        boolean installed = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
        if (!"required".equals(System.getProperty("browser"))) {
            assumeThat(installed).as("there is a browser").isTrue();
        }
        assertThat(installed)
                .as("chromium and its driver are installed, or named with -Dchromium and -Dchromedriver")
                .isTrue();
    }

    /** The pool must know the callback URL before the application starts, which asks the pool at its start. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

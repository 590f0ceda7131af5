package io.cognitoclaims.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;

/** Chromium, driven by Selenium. Nothing is downloaded: both programs come from the system's packages. */
final class Browser implements AutoCloseable {
    static final int DESKTOP = 1280;
    static final int PHONE = 390;

    private static final Path CHROMIUM = Path.of(System.getProperty("chromium", "/usr/bin/chromium"));
    private static final Path DRIVER = Path.of(System.getProperty("chromedriver", "/usr/bin/chromedriver"));
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");

    private final ChromeDriver driver;

    private Browser() throws IOException {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--force-prefers-reduced-motion",
                "--user-data-dir="
                        + Files.createTempDirectory(Path.of("target"), "chromium")
                                .toAbsolutePath());
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
        driver.manage().timeouts().scriptTimeout(Duration.ofMinutes(2)).pageLoadTimeout(Duration.ofMinutes(2));
    }

    /** Forgets who is signed in, and is as wide and as bright as usual again. */
    Browser reset() {
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", false));
        return width(DESKTOP).theme("light");
    }

    Browser width(int width) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 844, "deviceScaleFactor", 1, "mobile", width == PHONE));
        return this;
    }

    Browser theme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        return this;
    }

    Browser withoutScripts() {
        driver.executeCdpCommand("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        return this;
    }

    void open(String address) {
        driver.get(address);
    }

    String address() {
        return Objects.requireNonNull(driver.getCurrentUrl());
    }

    String source() {
        return Objects.requireNonNull(driver.getPageSource());
    }

    WebElement find(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<String> texts(String css) {
        return driver.findElements(By.cssSelector(css)).stream()
                .map(WebElement::getText)
                .toList();
    }

    String text(String css) {
        return find(css).getText();
    }

    /** Clicks, and waits until the page has what it asked for because of that. */
    void click(String css) {
        find(css).click();
        await("the answer", unused -> find("body").getDomAttribute("aria-busy") == null);
    }

    void type(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** Presses the tab key until {@code css} has the focus. */
    void tabTo(String css) {
        for (int presses = 0; presses < 60; presses++) {
            type(Keys.TAB);
            if (Boolean.TRUE.equals(script("return document.activeElement.matches(arguments[0])", css))) {
                return;
            }
        }
        throw new AssertionError("the tab key never comes to " + css);
    }

    Object script(String code, Object... arguments) {
        return Objects.requireNonNullElse(driver.executeScript(code, arguments), "nothing");
    }

    /** Waits for what is about to come, a minute at most. */
    <T> T await(String what, ExpectedCondition<T> condition) {
        return new WebDriverWait(driver, Duration.ofMinutes(1))
                .ignoring(RuntimeException.class)
                .withMessage(what)
                .until(condition);
    }

    void awaitText(String css, String text) {
        await(css + " says " + text, unused -> text(css).contains(text));
    }

    void fillIn(String email, String password) {
        await("the pool's page", unused -> find("#username")).sendKeys(email);
        find("#password").sendKeys(password);
        find("button[type=submit]").click();
    }

    /** Signs in; again and again if the keys were rotated just before, for they are fetched once in ten seconds. */
    void signIn(String website, String email) {
        await("signed in", unused -> {
            open(website + "/sign-in");
            if (address().contains("/login")) {
                fillIn(email, "Local-Pass-1");
            }
            return find("#preference");
        });
    }

    /** Keeps the whole page as a picture in {@code target/screenshots}. */
    void screenshot(String name) throws IOException {
        screenshot(name, Map.of("format", "png", "captureBeyondViewport", true));
    }

    /** Keeps a smaller picture of what comes before {@code css}. */
    void screenshotUpTo(String css, String name) throws IOException {
        Object end = script("return document.querySelector(arguments[0]).getBoundingClientRect().top + scrollY", css);
        Map<String, Object> clip = Map.of("x", 0, "y", 0, "width", DESKTOP, "height", end, "scale", 0.62);
        screenshot(name, Map.of("format", "png", "captureBeyondViewport", true, "clip", clip));
    }

    private void screenshot(String name, Map<String, Object> how) throws IOException {
        // A page that is not laid out yet has no width, and the browser takes no picture of it.
        await("a page with a width", unused -> script("return document.documentElement.scrollWidth > 0"));
        Object picture = driver.executeCdpCommand("Page.captureScreenshot", how).get("data");
        Files.createDirectories(SCREENSHOTS);
        Files.write(
                SCREENSHOTS.resolve(name + ".png"),
                Base64.getDecoder().decode(Objects.requireNonNull(picture).toString()));
    }

    /** {@return what axe-core finds wrong, a line each} */
    List<?> accessibilityFaults() {
        try (InputStream axe = Objects.requireNonNull(Browser.class.getResourceAsStream("/axe.min.js"))) {
            script(new String(axe.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (List<?>) Objects.requireNonNull(driver.executeAsyncScript("""
                const done = arguments[0];
                axe.run().then(result => done(result.violations.map(
                    fault => fault.id + ': ' + fault.nodes.map(node => node.html + ' ' + node.failureSummary).join(' | '))));
                """));
    }

    @Override
    public void close() {
        driver.quit();
    }

    /**
     * Hands one browser to all tests of a run, reset for each. Where there is none the tests are skipped, or fail if the
     * system property {@code browser} is {@code required}.
     */
    static final class Once implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Browser.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            requireInstalled();
            return context.getRoot()
                    .getStore(Namespace.GLOBAL)
                    .computeIfAbsent(
                            Browser.class,
                            type -> {
                                try {
                                    return new Browser();
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            },
                            Browser.class)
                    .reset();
        }

        private static void requireInstalled() {
            boolean installed = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
            String hint = "no browser: install chromium and chromium-driver, or say where they are with -Dchromium and"
                    + " -Dchromedriver";
            if (!installed && "required".equals(System.getProperty("browser"))) {
                throw new AssertionError(hint);
            }
            Assumptions.assumeTrue(installed, hint);
        }
    }
}

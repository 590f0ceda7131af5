package io.cognitoclaims.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** How the page looks and reads: both themes, a phone, no mouse. Its pictures are in {@code target/screenshots}. */
@ExtendWith({RunningDemo.Once.class, Browser.Once.class})
@Tag("slow")
class LooksIT {
    private String website;
    private Browser browser;

    @BeforeEach
    void begin(RunningDemo demo, Browser browser) {
        this.website = demo.address("web");
        this.browser = browser;
    }

    @ParameterizedTest
    @CsvSource({"light, 1280", "dark, 1280", "light, 390", "dark, 390"})
    void thePageHasNoAccessibilityFaultAndNeedsNoScrollingSideways(String theme, int width) throws IOException {
        String name = "-" + theme + "-" + width;
        browser.theme(theme).width(width);

        browser.open(website + "/");
        assertFine("welcome" + name);
        browser.open(website + "/callback");
        assertFine("problem" + name);
        browser.signIn(website, "test-user@amazon.com");
        assertFine("signed-in" + name);
        browser.click("#try-wrong-client");
        browser.awaitText("#announcer", "answers 401");
        assertFine("wrong-client" + name);
        browser.click("#end-sign-in");
        browser.awaitText("#announcer", "servlet-api has revoked");
        assertFine("signed-out" + name);
    }

    /** What the README shows; {@code docs/images/demo.png} is a copy. */
    @Test
    void aPictureOfThePageIsTaken() throws IOException {
        browser.signIn(website, "test-user@amazon.com");
        browser.click("#try-wrong-client");
        browser.awaitText("#announcer", "answers 401");

        browser.screenshotUpTo("#keys", "demo");

        assertThat(Path.of("target", "screenshots", "demo.png")).isNotEmptyFile();
    }

    private void assertFine(String page) throws IOException {
        browser.screenshot(page);
        assertThat(browser.accessibilityFaults()).as(page).isEmpty();
        assertThat(browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                .as(page + " needs no scrolling sideways")
                .isEqualTo(0L);
    }

    @Test
    void thePageNeedsNoMouse() {
        browser.open(website + "/");
        browser.type(Keys.TAB);
        assertThat(browser.script("return document.activeElement.className")).isEqualTo("skip");
        browser.tabTo(".primary");
        assertFocusIsVisible();
        browser.type(Keys.ENTER);
        browser.await("the pool's page", unused -> browser.find("#username").isDisplayed());
        browser.type("test-user@example.com", Keys.TAB, "Local-Pass-1", Keys.ENTER);
        browser.awaitText("#preference", "cats");

        browser.tabTo("input[name=ask]");
        browser.type(Keys.ARROW_DOWN);
        browser.tabTo("#try-edited");
        assertFocusIsVisible();
        browser.type(Keys.SPACE);
        browser.awaitText("#announcer", "answers 401");
        assertThat(browser.text("#servlet-api h3")).contains("/api/pets");
        assertThat(browser.script("return document.activeElement.id")).isEqualTo("try-edited");
        browser.tabTo("#sign-out");
        browser.type(Keys.ENTER);
        browser.awaitText("h1", "See a claim travel");
    }

    private void assertFocusIsVisible() {
        assertThat(browser.script("return getComputedStyle(document.activeElement).outlineWidth"))
                .isEqualTo("3px");
    }
}

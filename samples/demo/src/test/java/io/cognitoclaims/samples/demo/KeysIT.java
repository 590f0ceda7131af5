package io.cognitoclaims.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page's switches for the pool's keys, and what both APIs make of it. */
@ExtendWith({RunningDemo.Once.class, Browser.Once.class})
@Tag("slow")
class KeysIT {
    private String website;
    private Browser browser;

    @BeforeEach
    void signIn(RunningDemo demo, Browser browser) {
        this.website = demo.address("web");
        this.browser = browser;
        browser.signIn(website, "test-user@amazon.com");
        awaitGoodAnswers();
    }

    @AfterEach
    void startKeys() {
        if (browser.text("#stop-keys").startsWith("Start")) {
            command("stop-keys", "answers again");
        }
        awaitGoodAnswers();
        // So that the page itself knows the newest keys as well, for the tests that come next.
        browser.signIn(website, "test-user@amazon.com");
    }

    @Test
    void verificationGoesOnWhileTheKeyEndpointIsStopped() {
        command("stop-keys", "answers 503 to everybody");

        assertThat(browser.text("#keys .status")).contains("503");
        assertThat(browser.text("#stop-keys")).isEqualTo("Start the key endpoint");
        assertThat(browser.script("return document.activeElement.id")).isEqualTo("stop-keys");
        assertThat(browser.text("#announcer")).contains("servlet-api answers 200, spring-api answers 200");
        awaitGoodAnswers();
    }

    @Test
    void newKeysAreFoundAsTheyCome() {
        browser.click("#access-token summary");
        String before = browser.text("#access-token details");
        command("rotate-keys", "signs with new keys");
        assertThat(browser.texts(".kids li")).hasSize(4);
        assertThat(browser.text("#announcer")).contains("servlet-api answers 200, spring-api answers 200");

        command("refresh-tokens", "fresh tokens");

        assertThat(browser.text("#access-token details")).contains("kid").isNotEqualTo(before);
        awaitGoodAnswers();
    }

    @Test
    void nobodyCanTellWhileTheKeyOfATokenCannotBeFetched() {
        command("stop-keys", "answers 503 to everybody");
        command("rotate-keys", "signs with new keys");
        command("refresh-tokens", "fresh tokens");

        awaitAnswer(
                "an outage in both APIs and in the page's own verifier",
                () -> answers("servlet-api answers 503, spring-api answers 503")
                        && browser.text(".checks .why").contains("CANNOT_TELL"));
        assertThat(browser.texts("#servlet-api .header, #spring-api .header"))
                .hasSize(2)
                .allMatch(header -> header.startsWith("Retry-After: "));
    }

    private void command(String id, String said) {
        browser.click("#" + id);
        browser.awaitText("#announcer", said);
    }

    private void awaitGoodAnswers() {
        awaitAnswer("good answers of both APIs", () -> answers("servlet-api answers 200, spring-api answers 200"));
    }

    /** Each of the three verifiers asks for a key that was not there once in ten seconds, so this may take a while. */
    private void awaitAnswer(String what, BooleanSupplier isThere) {
        browser.await(what, unused -> {
            browser.click("#try-as-it-is");
            browser.await("an answer", again -> browser.text("#announcer").startsWith("Your access token"));
            return isThere.getAsBoolean();
        });
    }

    private boolean answers(String answers) {
        return browser.text("#announcer").contains(answers);
    }
}

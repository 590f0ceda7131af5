package io.cognitoclaims.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page in a real browser: signing in, both users, and every token that it can break. */
@Tag("slow")
@ExtendWith({RunningDemo.Once.class, Browser.Once.class})
class WebPageIT {
    private static final String DOGS = "test-user@amazon.com";
    private static final String CATS = "test-user@example.com";

    private String website;
    private Browser browser;

    @BeforeEach
    void begin(RunningDemo demo, Browser browser) {
        this.website = demo.address("web");
        this.browser = browser;
    }

    @ParameterizedTest
    @CsvSource({DOGS + ", dogs", CATS + ", cats"})
    void thePageShowsBothTokensAndThatEverybodyAcceptsThem(String email, String pet) {
        browser.signIn(website, email);

        assertThat(browser.text("#preference")).isEqualTo(pet);
        assertThat(browser.text("#id-token .custom")).contains("pet_preference", pet);
        assertThat(browser.text("#access-token .custom")).contains("pet_preference", pet);
        browser.click("#id-token summary");
        browser.click("#access-token summary");
        assertThat(browser.text("#id-token")).contains(email, "token_use", "at_hash", "nonce");
        assertThat(browser.text("#access-token"))
                .contains("client_id", "pets/read")
                .doesNotContain(email);
        assertThat(browser.texts("#id-token td p, #access-token td p"))
                .isNotEmpty()
                .noneMatch(meaning -> meaning.contains("no words"));
        assertThat(browser.texts(".checks .verdict")).hasSizeGreaterThan(6).containsOnly("pass");
        assertThat(statuses()).containsExactly("200 OK", "200 OK");
        assertThat(browser.text("#servlet-api pre")).contains("\"petPreference\" : \"" + pet + "\"");
        assertThat(browser.text("#spring-api pre")).contains("\"petPreference\" : \"" + pet + "\"");
    }

    @Test
    void theTokensStayAtTheServer() {
        browser.signIn(website, DOGS);
        browser.click("#try-expired");
        browser.awaitText("#trials .said", "an hour ago");

        // Both parts of every token begin like this.
        assertThat(browser.source()).doesNotContain("eyJ");
        assertThat(browser.script("return localStorage.length + sessionStorage.length"))
                .isEqualTo(0L);
        assertThat(browser.script("return document.cookie").toString()).doesNotContain("demo");
    }

    @ParameterizedTest
    @CsvSource({
        "expired,       EXPIRED",
        "tampered,      BAD_SIGNATURE",
        "edited,        BAD_SIGNATURE",
        "wrong-client,  WRONG_CLIENT",
        "id-token,      WRONG_TOKEN_USE",
        "unknown-key,   UNKNOWN_KEY",
        "other-pool,    WRONG_ISSUER",
    })
    void thePageShowsThatBothApisRefuseABrokenToken(String token, String reason) {
        browser.signIn(website, DOGS);

        browser.click("#try-" + token);
        browser.awaitText("#announcer", "answers");

        assertThat(browser.find("#try-" + token).getAttribute("aria-pressed")).isEqualTo("true");
        assertThat(browser.text(".checks .why")).startsWith(reason);
        assertThat(statuses()).containsExactly("401 Unauthorized", "401 Unauthorized");
        assertThat(browser.text("#servlet-api .header")).contains("invalid_token");
        assertThat(browser.text("#spring-api .header")).contains("invalid_token");
        assertThat(browser.text("#announcer")).contains("servlet-api answers 401, spring-api answers 401");
        assertThat(browser.script("return document.activeElement.id")).isEqualTo("try-" + token);

        browser.click("#try-as-it-is");
        browser.awaitText("#announcer", "servlet-api answers 200, spring-api answers 200");
    }

    @ParameterizedTest
    @CsvSource({DOGS + ", 200 OK", CATS + ", 403 Forbidden"})
    void thePageShowsWhoIsAnAdmin(String email, String status) {
        browser.signIn(website, email);

        browser.click("input[value='/api/admin']");
        browser.click("#try-as-it-is");
        browser.awaitText("#servlet-api h3", "/api/admin");

        assertThat(statuses()).containsExactly(status, status);
        assertThat(browser.texts(".checks .verdict")).containsOnly("pass");
    }

    @ParameterizedTest
    @ValueSource(strings = {"end-sign-in", "end-all-sign-ins"})
    void thePageShowsThatASignOutAtOneApiHoldsAtBoth(String button, RunningDemo demo) {
        demo.requireRedis();
        browser.signIn(website, CATS);
        assertThat(statuses()).containsExactly("200 OK", "200 OK");

        browser.click("#" + button);
        browser.awaitText("#announcer", "servlet-api has revoked");

        assertThat(browser.text("#sign-outs .said")).contains("servlet-api answers 401, spring-api answers 401.");
        assertThat(statuses()).containsExactly("401 Unauthorized", "401 Unauthorized");
        assertThat(browser.text(".checks .why")).startsWith("REVOKED");
        assertThat(browser.script("return document.activeElement.id")).isEqualTo(button);

        browser.click("#refresh-tokens");
        browser.awaitText("#announcer", "You have fresh tokens");
        assertThat(statuses()).containsExactly("401 Unauthorized", "401 Unauthorized");

        browser.click("#" + button);
        browser.awaitText("#announcer", "Your access token, just as the pool issued it.");
        assertThat(browser.texts("#sign-outs .said")).isEmpty();

        // A sign-in in the second of a sign-out everywhere is refused too. Those of the next tests must be good.
        browser.await("a good sign-in", unused -> {
            browser.reset().signIn(website, CATS);
            return statuses().equals(List.of("200 OK", "200 OK"));
        });
    }

    @Test
    void thePoolAsksAgainAfterAWrongPassword() {
        browser.open(website + "/");
        browser.click(".primary");
        browser.fillIn(DOGS, "not-the-password");
        browser.awaitText("[role=alert]", "Incorrect username or password.");

        browser.fillIn(DOGS, "Local-Pass-1");
        browser.awaitText("#preference", "dogs");
        assertThat(browser.address()).isEqualTo(website + "/");
    }

    @Test
    void aSignOutHoldsAtThePageAndAtThePool() {
        browser.signIn(website, DOGS);

        browser.click("#sign-out");
        browser.awaitText("h1", "See a claim travel");
        assertThat(browser.address()).isEqualTo(website + "/");

        browser.click(".primary");
        browser.await("the pool asks for a password", unused -> browser.find("#password"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tampered", "expired"})
    void thePageWorksWithoutScripts(String token) {
        browser.withoutScripts().signIn(website, CATS);

        browser.click("#try-" + token);
        browser.await("a page of its own", unused -> browser.address().contains("token=" + token));

        assertThat(statuses()).containsExactly("401 Unauthorized", "401 Unauthorized");
        assertThat(browser.texts("#announcer")).containsExactly("");
        browser.click("#sign-out");
        browser.awaitText("h1", "See a claim travel");
    }

    private List<String> statuses() {
        return browser.texts("#servlet-api .status, #spring-api .status");
    }
}

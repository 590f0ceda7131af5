package io.cognitoclaims.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps strangers out of the page's sessions, seen from the outside. */
@ExtendWith(RunningDemo.Once.class)
class SessionIT {
    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([\\w-]{43})\"");

    private String website;
    private Visitor visitor;

    @BeforeEach
    void begin(RunningDemo demo) {
        website = demo.address("web");
        visitor = new Visitor(demo.address("local-user-pool"));
    }

    @Test
    void thePageAsksThePoolWithStateNonceAndChallenge() throws Exception {
        HttpResponse<String> first = visitor.get(website + "/sign-in");
        Map<String, String> query = Visitor.query(URI.create(Visitor.location(first)));
        Map<String, String> again = Visitor.query(URI.create(Visitor.location(visitor.get(website + "/sign-in"))));

        assertThat(query)
                .containsEntry("response_type", "code")
                .containsEntry("redirect_uri", website + "/callback")
                .containsEntry("code_challenge_method", "S256");
        for (String name : new String[] {"state", "nonce", "code_challenge"}) {
            assertThat(query.get(name)).as(name).matches("[\\w-]{43}").isNotEqualTo(again.get(name));
        }
        assertThat(cookie(first, "sign-in"))
                .contains("HttpOnly", "SameSite=Lax", "Path=/callback", "Max-Age=600")
                .doesNotContain(query.get("code_challenge"));
    }

    @Test
    void aSignInStartsASessionThatScriptsAndOtherSitesCannotUse() throws Exception {
        assertThat(visitor.get(website + "/").headers().allValues("Set-Cookie")).isEmpty();
        HttpResponse<String> signedIn = visitor.get(callback().toString());

        assertThat(cookie(signedIn, "demo")).contains("HttpOnly", "SameSite=Lax", "Path=/");
        assertThat(cookie(signedIn, "sign-in")).contains("Expires=Thu, 01 Jan 1970");
        assertThat(Visitor.location(signedIn)).isEqualTo("/");

        HttpResponse<String> again = visitor.get(callback().toString());
        assertThat(cookie(again, "demo")).isNotEqualTo(cookie(signedIn, "demo"));
    }

    @Test
    void aCallbackIsTakenOnceOnly() throws Exception {
        URI callback = callback();
        assertThat(visitor.get(callback.toString()).statusCode()).isEqualTo(303);

        assertThat(visitor.get(callback.toString()).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "?code=a", "?code=a&state=", "?code=a&state=b", "?code=a&state=%C3%A9", "?state=b&error=c"})
    void aCallbackThatThePageDidNotAskForIsRefused(String query) throws Exception {
        visitor.get(website + "/sign-in");

        HttpResponse<String> refused = visitor.get(website + "/callback" + query);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void aCallbackFromAnotherBrowserIsRefused(RunningDemo demo) throws Exception {
        URI callback = callback();

        HttpResponse<String> refused = new Visitor(demo.address("local-user-pool")).get(callback.toString());

        assertThat(refused.statusCode()).isEqualTo(400);
    }

    @Test
    void thePageSaysSoWhenThePoolRefuses() throws Exception {
        String state = Visitor.query(URI.create(Visitor.location(visitor.get(website + "/sign-in"))))
                .get("state");

        HttpResponse<String> page = visitor.get(website + "/callback?error=%3Cb%3Eaccess_denied&state=" + state);

        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.body()).contains("The pool did not sign you in").doesNotContain("access_denied");
    }

    @Test
    void aCodeThatIsNoGoodStartsNoSession() throws Exception {
        String state = Visitor.query(URI.create(Visitor.location(visitor.get(website + "/sign-in"))))
                .get("state");

        HttpResponse<String> page = visitor.get(website + "/callback?code=made-up&state=" + state);

        assertThat(page.statusCode()).isEqualTo(502);
        assertThat(page.headers().allValues("Set-Cookie")).noneMatch(cookie -> cookie.startsWith("demo"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/do", "/sign-out"})
    void thePageTakesItsOwnFormsOnly(String address) throws Exception {
        visitor.get(callback().toString());
        String page = visitor.get(website + "/").body();

        for (String csrf : new String[] {"", "wrong"}) {
            HttpResponse<String> refused =
                    visitor.post(website + address, Map.of(), Map.of("command", "stop-keys", "csrf", csrf));
            assertThat(refused.statusCode()).isEqualTo(403);
        }
        assertThat(visitor.get(website + "/").body()).contains("You prefer", csrf(page));
        assertThat(visitor.get(website + address).statusCode()).isEqualTo(405);
    }

    @Test
    void thePageForgetsTheVisitorOnSigningOut() throws Exception {
        visitor.get(callback().toString());
        String csrf = csrf(visitor.get(website + "/").body());

        HttpResponse<String> toPool = visitor.post(website + "/sign-out", Map.of(), Map.of("csrf", csrf));

        assertThat(Visitor.location(toPool)).contains("/logout?");
        assertThat(visitor.get(website + "/").body())
                .contains("See a claim travel")
                .doesNotContain("You prefer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nowhere", "/demo.js", "/callback"})
    void everyAnswerRestrictsWhatTheBrowserLoadsAndSends(String address) throws Exception {
        HttpResponse<String> answer = visitor.get(website + address);

        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .get()
                .asString()
                .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                .doesNotContain("unsafe", "*");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
    }

    @Test
    void aRequestByAnotherNameIsLedToTheNameOfThePage() throws Exception {
        HttpResponse<String> answer = visitor.get(website.replace("localhost", "127.0.0.1") + "/");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(Visitor.location(answer)).isEqualTo(website + "/");
    }

    private URI callback() throws Exception {
        String authorize = Visitor.location(visitor.get(website + "/sign-in"));
        return visitor.signInAt(authorize, "test-user@example.com", "Local-Pass-1");
    }

    private static String csrf(String page) {
        Matcher csrf = CSRF.matcher(page);
        assertThat(csrf.find()).isTrue();
        return csrf.group(1);
    }

    private static String cookie(HttpResponse<String> answer, String name) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cookie " + name));
    }
}

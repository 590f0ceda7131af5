package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.Browser.encode;
import static io.cognitoclaims.localuserpool.Browser.location;
import static io.cognitoclaims.localuserpool.Browser.parameter;
import static io.cognitoclaims.localuserpool.Browser.parameters;
import static io.cognitoclaims.localuserpool.Browser.query;
import static io.cognitoclaims.localuserpool.RunningPool.CALLBACK;
import static io.cognitoclaims.localuserpool.RunningPool.CLIENT;
import static io.cognitoclaims.localuserpool.RunningPool.MACHINE;
import static io.cognitoclaims.localuserpool.RunningPool.PASSWORD;
import static io.cognitoclaims.localuserpool.RunningPool.authorize;
import static io.cognitoclaims.localuserpool.RunningPool.claims;
import static io.cognitoclaims.localuserpool.RunningPool.redeem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignInTest {
    private static RunningPool pool;

    private Browser browser;

    @BeforeAll
    static void start() {
        pool = RunningPool.start();
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @BeforeEach
    void open() {
        browser = pool.browser();
    }

    @Test
    void anAuthorizationRequestLeadsToTheLoginPageWithItsQuery() {
        String query = encode(authorize("openid"));

        HttpResponse<String> response = browser.get("/oauth2/authorize?" + query);

        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(location(response)).isEqualTo(pool.domain() + "/login?" + query);
    }

    @ParameterizedTest
    @ValueSource(strings = {"test-user", "test-user@amazon.com", "TEST-USER", "test-user-2", "test-user@example.com"})
    void aSignInReturnsWithCodeAndState(String name) {
        Map<String, String> request = authorize();
        request.put("state", "a b&c=d/é");
        HttpResponse<String> form = browser.get("/login?" + encode(request));

        String callback = browser.follow(browser.submit(form, name, PASSWORD));

        assertThat(callback).startsWith(CALLBACK + "?code=");
        assertThat(query(callback)).containsOnlyKeys("code", "state").containsEntry("state", "a b&c=d/é");
        assertThat(query(callback).get("code")).matches("[0-9a-f-]{36}");
    }

    @Test
    void aSecondRequestWithinTheSessionNeedsNoSignIn() {
        browser.code("test-user", authorize());

        HttpResponse<String> again = browser.get("/oauth2/authorize?" + encode(authorize()));

        assertThat(location(again)).startsWith(CALLBACK + "?code=");
    }

    @ParameterizedTest
    @CsvSource({"test-user, wrong", "nobody, Local-Pass-1", "test-user, local-pass-1", "test-user@amazon.com, ''"})
    void aWrongNameOrPasswordShowsTheFormAgain(String name, String password) {
        HttpResponse<String> form = browser.get("/login?" + encode(authorize()));

        HttpResponse<String> response = browser.submit(form, name, password);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("<p id=\"problem\" role=\"alert\">Incorrect username or password.</p>")
                .containsPattern("id=\"username\"[^>]* aria-invalid=\"true\" aria-describedby=\"problem\"")
                .containsPattern("id=\"password\"[^>]* aria-invalid=\"true\" aria-describedby=\"problem\"");
        assertThat(form.body()).doesNotContain("aria-");
        assertThat(browser.follow(browser.submit(response, "test-user", PASSWORD)))
                .startsWith(CALLBACK + "?code=");
    }

    @Test
    void aForgedSignInShowsTheFormAgain() {
        Map<String, String> form = parameters("_csrf", "guess", "username", "test-user", "password", PASSWORD);

        HttpResponse<String> response = browser.post("/login?" + encode(authorize()), form);

        assertThat(response.body()).contains("role=\"alert\"");
        assertThat(browser.get("/oauth2/authorize?" + encode(authorize())))
                .satisfies(still -> assertThat(location(still)).contains("/login?"));
    }

    @Test
    void htmlInTheQueryIsEscapedInTheForm() {
        Map<String, String> request = authorize();

        HttpResponse<String> form = browser.get("/login?" + encode(request) + "&x=%22%3E'");

        assertThat(form.body()).contains("&amp;x=%22%3E&#39;\"").doesNotContain("x=\">");
    }

    @ParameterizedTest
    @CsvSource({
        "authorize, redirect_uri, https://attacker.example/",
        "authorize, redirect_uri, http://localhost:8080/callback/",
        "authorize, redirect_uri, http://localhost:8081/callback",
        "authorize, redirect_uri, http://127.0.0.1:8080/callback",
        "authorize, redirect_uri, ''",
        "authorize, client_id, nobody",
        "authorize, client_id, " + MACHINE,
        "authorize, client_id, ''",
        "login, redirect_uri, https://attacker.example/",
        "login, client_id, nobody"
    })
    void anUnknownClientOrRedirectUriLeadsToTheErrorPageOfThePool(String endpoint, String parameter, String value) {
        Map<String, String> request = authorize();
        request.put(parameter, value);
        String path = endpoint.equals("login") ? "/login?" : "/oauth2/authorize?";

        HttpResponse<String> response = browser.get(path + encode(request));

        assertThat(location(response)).startsWith(pool.domain() + "/error?error=redirect_mismatch&client_id=");
        HttpResponse<String> page = browser.get(location(response));
        assertThat(page.statusCode()).isEqualTo(400);
        assertThat(page.headers().firstValue("Location")).isEmpty();
        assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
    }

    @ParameterizedTest
    @CsvSource({
        "scope, openid phone, invalid_scope",
        "scope, pets/write, invalid_scope",
        "scope, email, invalid_scope",
        "response_type, '', invalid_request",
        "response_type, id_token, invalid_request",
        "response_type, token, unauthorized_client",
        "code_challenge, E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM, invalid_request",
        "code_challenge_method, S256, invalid_request",
        "prompt, whatever, invalid_request",
        "prompt, none login, invalid_request",
        "max_age, soon, invalid_request",
        "resource, https://unknown.example, invalid_request"
    })
    void theClientIsToldOfAWrongRequestBeforeAnyPassword(String parameter, String value, String error) {
        Map<String, String> request = authorize();
        request.put(parameter, value);

        for (String endpoint : new String[] {"/oauth2/authorize?", "/login?"}) {
            HttpResponse<String> response = browser.get(endpoint + encode(request));

            assertThat(location(response)).startsWith(CALLBACK);
            assertThat(query(location(response))).isEqualTo(Map.of("error", error, "state", "s-1"));
        }
    }

    @Test
    void aParameterThatIsGivenTwiceIsRefused() {
        HttpResponse<String> response =
                browser.get("/oauth2/authorize?" + encode(authorize()) + "&scope=openid&scope=email");

        assertThat(query(location(response))).containsEntry("error", "invalid_request");
    }

    @Test
    void theCodeChallengeMethodPlainIsRefused() {
        Map<String, String> request = authorize();
        request.put("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        request.put("code_challenge_method", "plain");

        HttpResponse<String> response = browser.get("/oauth2/authorize?" + encode(request));

        assertThat(query(location(response))).containsEntry("error", "invalid_request");
    }

    @Test
    void promptLoginAsksForASignInAgainWithinTheSession() {
        browser.code("test-user", authorize());
        Map<String, String> request = authorize("openid");
        request.put("prompt", "login");

        HttpResponse<String> response = browser.get("/oauth2/authorize?" + encode(request));
        HttpResponse<String> form = browser.get(location(response));
        String callback = browser.follow(browser.submit(form, "test-user-2", PASSWORD));

        assertThat(location(response)).startsWith(pool.domain() + "/login?");
        assertThat(callback).startsWith(CALLBACK + "?code=");
        assertThat(claims(pool.tokens(redeem(parameter(callback, "code"))), "id_token")
                        .path("cognito:username")
                        .stringValue())
                .isEqualTo("test-user-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"prompt=login", "%70rompt=login", "max_age=0", "max%5Fage=0"})
    void aWishForANewSignInIsMetByOneSignIn(String wish) {
        HttpResponse<String> toForm = browser.get("/oauth2/authorize?" + encode(authorize()) + "&" + wish);

        String callback = browser.follow(browser.submit(browser.get(location(toForm)), "test-user", PASSWORD));

        assertThat(callback).startsWith(CALLBACK + "?code=");
    }

    @Test
    void aSilentRequestWithinTheSessionGetsACode() {
        browser.code("test-user", authorize());
        Map<String, String> request = authorize("openid");
        request.put("prompt", "none");

        assertThat(location(browser.get("/oauth2/authorize?" + encode(request))))
                .startsWith(CALLBACK + "?code=");
    }

    @Test
    void aSilentRequestWithoutASessionIsAnsweredLoginRequired() {
        Map<String, String> request = authorize("openid");
        request.put("prompt", "none");

        HttpResponse<String> response = browser.get("/oauth2/authorize?" + encode(request));

        assertThat(query(location(response))).containsEntry("error", "login_required");
    }

    @Test
    void aSignOutLeadsToAnAllowedAddressOnly() {
        browser.code("test-user", authorize());

        HttpResponse<String> refused = browser.get(
                "/logout?" + encode(parameters("client_id", CLIENT, "logout_uri", "https://attacker.example/")));
        HttpResponse<String> done = browser.get(
                "/logout?" + encode(parameters("client_id", CLIENT, "logout_uri", "http://localhost:8080/")));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(location(done)).isEqualTo("http://localhost:8080/");
        assertThat(location(browser.get("/oauth2/authorize?" + encode(authorize()))))
                .startsWith(pool.domain() + "/login?");
    }

    @Test
    void aSignOutMayLeadToTheLoginPage() {
        browser.code("test-user", authorize());
        Map<String, String> again = authorize();

        HttpResponse<String> response = browser.get("/logout?" + encode(again));

        assertThat(location(response)).isEqualTo(pool.domain() + "/login?" + encode(again));
        assertThat(location(browser.get("/oauth2/authorize?" + encode(again)))).startsWith(pool.domain() + "/login?");
    }
}

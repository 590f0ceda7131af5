package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.Browser.encode;
import static io.cognitoclaims.localuserpool.Browser.location;
import static io.cognitoclaims.localuserpool.Browser.parameter;
import static io.cognitoclaims.localuserpool.Browser.parameters;
import static io.cognitoclaims.localuserpool.Browser.query;
import static io.cognitoclaims.localuserpool.RunningPool.basic;
import static io.cognitoclaims.localuserpool.RunningPool.claims;
import static io.cognitoclaims.localuserpool.RunningPool.json;
import static io.cognitoclaims.localuserpool.RunningPool.names;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ClientKindsTest {
    private static final String CALLBACK = "https://kennel.example/callback";
    private static final String API = "https://api.pets.example";
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    private static final TestClock CLOCK = TestClock.atNow();

    private static RunningPool pool;

    private Browser browser;

    @BeforeAll
    static void start() {
        pool = RunningPool.start(CLOCK, "--spring.config.additional-location=classpath:/all-kinds.yaml");
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @BeforeEach
    void open() {
        CLOCK.set(Instant.now());
        browser = pool.browser();
    }

    @Test
    void aPublicClientGetsRefreshesAndRevokesTokensWithItsIdAlone() {
        JsonNode tokens = json(redeem("app", code("app")));
        Map<String, String> refresh = refresh("app", tokens);

        assertThat(names(tokens)).contains("access_token", "id_token", "refresh_token");
        assertThat(json(browser.post("/oauth2/token", refresh)).has("access_token"))
                .isTrue();
        assertThat(browser.post(
                                "/oauth2/revoke",
                                parameters(
                                        "client_id",
                                        "app",
                                        "token",
                                        tokens.path("refresh_token").stringValue()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(browser.post("/oauth2/token", refresh).body()).isEqualTo("{\"error\":\"invalid_grant\"}");
    }

    @Test
    void aPublicClientThatSentAChallengeMustSendItsVerifier() {
        String[] challenge = {"code_challenge", CHALLENGE, "code_challenge_method", "S256"};

        assertThat(redeem("app", code("app", challenge)).body()).isEqualTo("{\"error\":\"invalid_grant\"}");
        assertThat(redeem("app", code("app", challenge), "code_verifier", VERIFIER.replace('d', 'e'))
                        .body())
                .isEqualTo("{\"error\":\"invalid_grant\"}");
        assertThat(redeem("app", code("app", challenge), "code_verifier", VERIFIER)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aClientWithASecretMustShowIt() {
        Map<String, String> call = call("website", code("website"));

        HttpResponse<String> response = browser.post("/oauth2/token", call);

        assertThat(response.body()).isEqualTo("{\"error\":\"invalid_client\"}");
        assertThat(browser.post("/oauth2/revoke", parameters("client_id", "website", "token", "x"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void theImplicitFlowGivesTokensInTheFragment() {
        String callback = signIn("app", "response_type", "token", "state", "a b", "nonce", "n-1");

        assertThat(callback).startsWith(CALLBACK + "#");
        assertThat(query(callback))
                .containsOnlyKeys("id_token", "access_token", "token_type", "expires_in", "state")
                .containsEntry("token_type", "bearer")
                .containsEntry("expires_in", "3600")
                .containsEntry("state", "a b");
        assertThat(RunningPool.claims(parameter(callback, "id_token"))
                        .path("nonce")
                        .stringValue())
                .isEqualTo("n-1");
        assertThat(userInfo(parameter(callback, "access_token"))).isEqualTo(200);
    }

    @Test
    void theImplicitFlowGivesAnIdTokenForOpenidOnly() {
        assertThat(query(signIn("app", "response_type", "token", "scope", API + "/read")))
                .containsOnlyKeys("access_token", "token_type", "expires_in");
    }

    @Test
    void aCallbackMayHaveASchemeAndAQueryOfItsOwn() {
        String callback = signIn("app", "redirect_uri", "kennel://signed-in?from=pool", "state", "s");

        assertThat(callback).startsWith("kennel://signed-in?from=pool&code=").endsWith("&state=s");
    }

    @Test
    void theResourceBecomesTheAudienceOfAccessTokensAlsoAfterARefresh() {
        JsonNode tokens = json(redeem("website", code("website", "resource", API)));
        JsonNode refreshed = json(post("website", refresh("website", tokens)));

        assertThat(claims(tokens, "access_token").path("aud").stringValue()).isEqualTo(API);
        assertThat(claims(tokens, "id_token").path("aud").stringValue()).isEqualTo("website");
        assertThat(claims(refreshed, "access_token").path("aud").stringValue()).isEqualTo(API);
        assertThat(claims(json(redeem("website", code("website"))), "access_token")
                        .has("aud"))
                .isFalse();
    }

    @Test
    void aRotatedRefreshTokenIsGoodForOneUse() {
        JsonNode first = json(redeem("rotating", code("rotating")));
        JsonNode second = json(post("rotating", refresh("rotating", first)));

        assertThat(second.path("refresh_token")).isNotEqualTo(first.path("refresh_token"));
        assertThat(claims(second, "access_token").path("origin_jti"))
                .isEqualTo(claims(first, "access_token").path("origin_jti"));
        assertThat(post("rotating", refresh("rotating", first)).body()).isEqualTo("{\"error\":\"invalid_grant\"}");
        assertThat(post("rotating", refresh("rotating", second)).statusCode()).isEqualTo(200);
    }

    @Test
    void aRotatedRefreshTokenWorksDuringItsGracePeriodAndNotAfter() {
        JsonNode first = json(redeem("patient", code("patient")));
        assertThat(post("patient", refresh("patient", first)).statusCode()).isEqualTo(200);

        CLOCK.advance(Duration.ofSeconds(59));
        assertThat(post("patient", refresh("patient", first)).statusCode()).isEqualTo(200);

        CLOCK.advance(Duration.ofSeconds(1));
        assertThat(post("patient", refresh("patient", first)).statusCode()).isEqualTo(400);
    }

    @Test
    void rotationDoesNotProlongTheSignIn() {
        JsonNode first = json(redeem("rotating", code("rotating")));
        CLOCK.advance(Duration.ofDays(29));
        JsonNode second = json(post("rotating", refresh("rotating", first)));

        CLOCK.advance(Duration.ofDays(1));

        assertThat(post("rotating", refresh("rotating", second)).body()).isEqualTo("{\"error\":\"invalid_grant\"}");
    }

    @Test
    void aSignInMayBeAsOldAsTheClientAllows() {
        code("website");
        Map<String, String> request = request("website", "max_age", "600");

        CLOCK.advance(Duration.ofMinutes(10));
        assertThat(location(browser.get("/oauth2/authorize?" + encode(request))))
                .startsWith(CALLBACK);

        CLOCK.advance(Duration.ofSeconds(1));
        assertThat(location(browser.get("/oauth2/authorize?" + encode(request))))
                .startsWith(pool.domain() + "/login?");
    }

    @Test
    void idTokensHoldAttributesAndRoles() {
        JsonNode id = claims(json(redeem("website", code("website", "scope", "openid"))), "id_token");

        assertThat(id.path("given_name").stringValue()).isEqualTo("Rex");
        assertThat(id.path("phone_number_verified").booleanValue()).isTrue();
        assertThat(id.path("custom:kennel").stringValue()).isEqualTo("7");
        assertThat(id.path("cognito:groups").toString()).isEqualTo("[\"keepers\",\"vets\",\"barkers\"]");
        assertThat(id.path("cognito:roles").toString())
                .isEqualTo("[\"arn:aws:iam::123456789012:role/vet\",\"arn:aws:iam::123456789012:role/keeper\"]");
        assertThat(id.path("cognito:preferred_role").stringValue()).isEqualTo("arn:aws:iam::123456789012:role/vet");
    }

    @Test
    void idTokensHoldNoAttributesThatTheScopesKeepBack() {
        JsonNode id = claims(json(redeem("app", code("app", "scope", "openid profile"))), "id_token");

        assertThat(names(id)).contains("given_name", "custom:kennel").doesNotContain("email", "phone_number");
    }

    private String code(String client, String... parameters) {
        return parameter(signIn(client, parameters), "code");
    }

    /** {@return where a new sign-in leads} */
    private String signIn(String client, String... parameters) {
        HttpResponse<String> toForm = browser.get("/oauth2/authorize?" + encode(request(client, parameters)));
        if (!location(toForm).startsWith(pool.domain())) {
            return location(toForm);
        }
        return browser.follow(browser.submit(browser.get(location(toForm)), "rex", "Woof-1234"));
    }

    private static Map<String, String> request(String client, String... parameters) {
        Map<String, String> request =
                parameters("response_type", "code", "client_id", client, "redirect_uri", CALLBACK);
        request.putAll(parameters(parameters));
        return request;
    }

    private static Map<String, String> call(String client, String code) {
        return parameters(
                "grant_type", "authorization_code", "code", code, "redirect_uri", CALLBACK, "client_id", client);
    }

    private HttpResponse<String> redeem(String client, String code, String... more) {
        Map<String, String> call = call(client, code);
        call.putAll(parameters(more));
        return post(client, call);
    }

    private HttpResponse<String> post(String client, Map<String, String> call) {
        return client.equals("app")
                ? browser.post("/oauth2/token", call)
                : browser.post("/oauth2/token", call, "Authorization", basic(client, "bones"));
    }

    private static Map<String, String> refresh(String client, JsonNode tokens) {
        String token = tokens.path("refresh_token").stringValue();
        return parameters("grant_type", "refresh_token", "refresh_token", token, "client_id", client);
    }

    private int userInfo(String accessToken) {
        return browser.get("/oauth2/userInfo", "Authorization", "Bearer " + accessToken)
                .statusCode();
    }
}

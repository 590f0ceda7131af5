package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.Browser.encode;
import static io.cognitoclaims.localuserpool.Browser.parameters;
import static io.cognitoclaims.localuserpool.RunningPool.CLIENT;
import static io.cognitoclaims.localuserpool.RunningPool.MACHINE;
import static io.cognitoclaims.localuserpool.RunningPool.authorize;
import static io.cognitoclaims.localuserpool.RunningPool.basic;
import static io.cognitoclaims.localuserpool.RunningPool.claims;
import static io.cognitoclaims.localuserpool.RunningPool.json;
import static io.cognitoclaims.localuserpool.RunningPool.names;
import static io.cognitoclaims.localuserpool.RunningPool.redeem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TokenEndpointTest {
    // The example of RFC 7636, appendix B.
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

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
    void aCodeIsRedeemedForThreeTokens() {
        HttpResponse<String> response = pool.token(redeem(pool.code("test-user")));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json;charset=UTF-8");
        assertThat(response.headers().firstValue("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        JsonNode tokens = json(response);
        assertThat(names(tokens))
                .containsExactly("access_token", "expires_in", "id_token", "refresh_token", "token_type");
        assertThat(tokens.path("expires_in").intValue()).isEqualTo(3600);
        assertThat(tokens.path("token_type").stringValue()).isEqualTo("Bearer");
        assertThat(tokens.path("refresh_token").stringValue())
                .startsWith("eyJjdHki")
                .matches("([\\w-]+\\.){4}[\\w-]+");
    }

    @Test
    void theTokenEndpointTakesParametersInTheQuery() {
        Map<String, String> call = redeem(pool.code("test-user"));
        call.put("client_id", CLIENT);
        call.put("scope", "openid email");

        HttpResponse<String> response =
                browser.post("/oauth2/token?" + encode(call), Map.of(), "Authorization", basic(CLIENT, "local-secret"));

        assertThat(names(json(response))).contains("id_token", "access_token", "refresh_token");
    }

    @Test
    void theTokenEndpointTakesTheClientSecretInTheBody() {
        Map<String, String> call = redeem(pool.code("test-user"));
        call.putAll(parameters("client_id", CLIENT, "client_secret", "local-secret"));

        assertThat(browser.post("/oauth2/token", call).statusCode()).isEqualTo(200);
    }

    @Test
    void aSignInWithoutOpenidGetsNoIdToken() {
        assertThat(names(pool.signIn("test-user", "pets/read")))
                .containsExactly("access_token", "expires_in", "refresh_token", "token_type");
    }

    @Test
    void aCodeIsRedeemedOnce() {
        Map<String, String> call = redeem(pool.code("test-user"));

        assertThat(pool.token(call).statusCode()).isEqualTo(200);
        refuses(pool.token(call), 400, "{\"error\":\"invalid_grant\"}");
    }

    @Test
    void aCodeThatAnotherClientPresentsIsRedeemedForNobody() {
        Map<String, String> call = redeem(pool.code("test-user"));

        HttpResponse<String> response =
                browser.post("/oauth2/token", call, "Authorization", basic(MACHINE, "local-machine-secret"));

        refuses(response, 400, "{\"error\":\"invalid_grant\"}");
        refuses(pool.token(call), 400, "{\"error\":\"invalid_grant\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "http://localhost:8080/callback/"})
    void aCodeIsNotRedeemedWithAnotherRedirectUri(String other) {
        Map<String, String> call = redeem(pool.code("test-user"));
        call.put("redirect_uri", other);

        refuses(
                pool.token(call),
                400,
                "{\"error\":\"unauthorized_client\",\"error_description\":\"invalid_redirect\"}");
    }

    @Test
    void theVerifierOfTheChallengeIsAccepted() {
        Map<String, String> call = redeem(codeWithChallenge());
        call.put("code_verifier", VERIFIER);

        assertThat(pool.token(call).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"})
    void aWrongOrMissingVerifierIsRefused(String verifier) {
        Map<String, String> call = redeem(codeWithChallenge());
        if (!verifier.isEmpty()) {
            call.put("code_verifier", verifier);
        }

        refuses(pool.token(call), 400, "{\"error\":\"invalid_grant\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "grant_type, '', invalid_request",
        "grant_type, password, unsupported_grant_type",
        "grant_type, urn:ietf:params:oauth:grant-type:device_code, unsupported_grant_type",
        "grant_type, client_credentials, unauthorized_client",
        "code, unknown, invalid_grant"
    })
    void aWrongGrantTypeOrCodeIsRefused(String parameter, String value, String error) {
        Map<String, String> call = redeem("11111111-2222-3333-4444-555555555555");
        call.put(parameter, value);

        refuses(pool.token(call), 400, "{\"error\":\"" + error + "\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grant_type", "code"})
    void aRequestWithoutAGrantTypeOrACodeIsRefused(String parameter) {
        Map<String, String> call = redeem("x");
        call.remove(parameter);

        refuses(pool.token(call), 400, "{\"error\":\"invalid_request\"}");
    }

    @ParameterizedTest
    @CsvSource({CLIENT + ", wrong", "nobody, local-secret", MACHINE + ", local-secret"})
    void anUnknownClientOrAWrongSecretIsRefusedWith400(String client, String secret) {
        Map<String, String> call = redeem(pool.code("test-user"));

        HttpResponse<String> response = browser.post("/oauth2/token", call, "Authorization", basic(client, secret));

        refuses(response, 400, "{\"error\":\"invalid_client\"}");
        assertThat(pool.token(call).statusCode()).isEqualTo(200);
    }

    @Test
    void aRequestWithoutClientAuthenticationIsRefused() {
        refuses(browser.post("/oauth2/token", redeem("x")), 400, "{\"error\":\"invalid_client\"}");
    }

    @Test
    void theTokenEndpointRefusesGetAndPut() {
        HttpResponse<String> response = browser.get("/oauth2/token?" + encode(redeem("x")));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(browser.send(browser.request("/oauth2/token").PUT(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(405);
    }

    @Test
    void aMachineGetsAnAccessTokenOnly() {
        HttpResponse<String> response = pool.machineToken("scope", "pets/read");

        assertThat(names(json(response))).containsExactly("access_token", "expires_in", "token_type");
        assertThat(claims(json(response), "access_token").path("scope").stringValue())
                .isEqualTo("pets/read");
    }

    @Test
    void aMachineThatNamesNoScopeGetsAllItsScopes() {
        assertThat(claims(json(pool.machineToken()), "access_token")
                        .path("scope")
                        .stringValue())
                .isEqualTo("pets/read");
    }

    @Test
    void aMachineIsRefusedAScopeThatItDoesNotHave() {
        refuses(pool.machineToken("scope", "pets/write"), 400, "{\"error\":\"invalid_scope\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dogs", "null", "[1]", "\"a\"", "{\"a\":null}", "{\"a\":1}", "{\"a\":{}}"})
    void metadataForTheTriggerThatIsNotAnObjectOfStringsIsRefused(String metadata) {
        refuses(pool.machineToken("aws_client_metadata", metadata), 400, "{\"error\":\"invalid_request\"}");
    }

    @Test
    void aRefreshGivesNoNewRefreshToken() {
        JsonNode first = pool.signIn("test-user");

        JsonNode second = pool.tokens(refresh(first));

        assertThat(names(second)).containsExactly("access_token", "expires_in", "id_token", "token_type");
        assertThat(second.path("access_token")).isNotEqualTo(first.path("access_token"));
        assertThat(pool.tokens(refresh(first)).has("id_token")).isTrue();
    }

    @Test
    void anUnknownRefreshTokenIsRefused() {
        Map<String, String> call = parameters("grant_type", "refresh_token", "refresh_token", "a.b.c.d.e");

        refuses(pool.token(call), 400, "{\"error\":\"invalid_grant\"}");
    }

    @Test
    void aRevokedRefreshTokenIsRefused() {
        JsonNode tokens = pool.signIn("test-user");

        HttpResponse<String> first = revoke(tokens.path("refresh_token").stringValue(), "local-secret");
        HttpResponse<String> again = revoke(tokens.path("refresh_token").stringValue(), "local-secret");

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.body()).isEmpty();
        assertThat(again.statusCode()).isEqualTo(200);
        refuses(pool.token(refresh(tokens)), 400, "{\"error\":\"invalid_grant\"}");
    }

    @Test
    void onlyRefreshTokensOfAnAuthenticatedClientCanBeRevoked() {
        JsonNode tokens = pool.signIn("test-user");

        refuses(
                revoke(tokens.path("access_token").stringValue(), "local-secret"),
                400,
                "{\"error\":\"unsupported_token_type\"}");
        refuses(revoke(tokens.path("refresh_token").stringValue(), "wrong"), 401, "{\"error\":\"invalid_client\"}");
        assertThat(revoke("unknown", "local-secret").statusCode()).isEqualTo(200);
        assertThat(pool.token(refresh(tokens)).statusCode()).isEqualTo(200);
    }

    private String codeWithChallenge() {
        Map<String, String> request = authorize("openid");
        request.putAll(parameters("code_challenge", CHALLENGE, "code_challenge_method", "S256"));
        return browser.code("test-user", request);
    }

    private HttpResponse<String> revoke(String token, String secret) {
        return browser.post("/oauth2/revoke", Map.of("token", token), "Authorization", basic(CLIENT, secret));
    }

    private static Map<String, String> refresh(JsonNode tokens) {
        String token = tokens.path("refresh_token").stringValue();
        return parameters("grant_type", "refresh_token", "refresh_token", token);
    }

    private static void refuses(HttpResponse<String> response, int status, String body) {
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json;charset=UTF-8");
    }
}

package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.Browser.parameters;
import static io.cognitoclaims.localuserpool.RunningPool.basic;
import static io.cognitoclaims.localuserpool.RunningPool.claims;
import static io.cognitoclaims.localuserpool.RunningPool.json;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.localuserpool.RawHttp.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Dynamic client registration, RFC 7591. */
class RegistrationTest {
    private static final String CALLBACK = "http://localhost:33418/callback";
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static RunningPool pool;

    @BeforeAll
    static void start() {
        pool = RunningPool.start("--user-pool.registration=open");
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @Test
    void aPublicClientRegistersSignsUsersInWithPkceAndRefreshes() throws Exception {
        HttpResponse<String> registered = register("{\"redirect_uris\":[\"" + CALLBACK + "\"],"
                + "\"token_endpoint_auth_method\":\"none\",\"client_name\":\"An editor\",\"software_id\":\"x\","
                + "\"scope\":\"openid pets/read\"}");
        JsonNode client = json(registered);

        assertThat(registered.statusCode()).isEqualTo(201);
        assertThat(registered.headers().firstValue("Cache-Control").orElseThrow())
                .contains("no-store");
        assertThat(RunningPool.names(client))
                .containsExactly(
                        "client_id",
                        "client_id_issued_at",
                        "client_name",
                        "grant_types",
                        "redirect_uris",
                        "response_types",
                        "scope",
                        "token_endpoint_auth_method");
        assertThat(client.path("scope").stringValue()).isEqualTo("openid pets/read");
        assertThat(client.path("grant_types").toString()).isEqualTo("[\"authorization_code\",\"refresh_token\"]");

        String id = client.path("client_id").stringValue();
        Map<String, String> authorize = authorize(id);
        authorize.put(
                "code_challenge",
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(US_ASCII))));
        authorize.put("code_challenge_method", "S256");
        Map<String, String> redeem = redeem(id, authorize);
        assertThat(token(with(redeem, "code_verifier", "another")).statusCode()).isEqualTo(400);
        HttpResponse<String> redeemed = token(with(redeem(id, authorize), "code_verifier", VERIFIER));
        assertThat(redeemed.statusCode()).isEqualTo(200);
        JsonNode tokens = json(redeemed);

        assertThat(claims(tokens, "access_token").path("client_id").stringValue())
                .isEqualTo(id);
        assertThat(claims(tokens, "access_token").path("scope").stringValue()).isEqualTo("openid pets/read");
        HttpResponse<String> refreshed = token(parameters(
                "grant_type",
                "refresh_token",
                "client_id",
                id,
                "refresh_token",
                tokens.path("refresh_token").stringValue()));
        assertThat(refreshed.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"token_endpoint_auth_method\":\"client_secret_basic\"", ",\"grant_types\":[]"})
    void aClientThatSaysNothingOfItsSecretGetsOneAndNeedsIt(String more) {
        JsonNode client = json(register("{\"redirect_uris\":[\"" + CALLBACK + "\"]" + more + "}"));

        String id = client.path("client_id").stringValue();
        String secret = client.path("client_secret").stringValue();
        assertThat(client.path("client_secret_expires_at").asLong()).isZero();
        assertThat(client.path("scope").stringValue())
                .isEqualTo("openid email phone profile pets/read http://localhost:8083/mcp/read"
                        + " http://localhost:8083/mcp/walk");
        Map<String, String> redeem = redeem(id, authorize(id));
        assertThat(token(redeem).statusCode()).isEqualTo(400);
        assertThat(pool.browser()
                        .post("/oauth2/token", redeem, "Authorization", basic(id, secret))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "invalid_client_metadata|",
                "invalid_client_metadata|[]",
                "invalid_client_metadata|{",
                "invalid_client_metadata|{} {}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example/\"],\"redirect_uris\":[\"https://b.example/\"]}",
                "invalid_redirect_uri|{}",
                "invalid_redirect_uri|{\"redirect_uris\":[]}",
                "invalid_redirect_uri|{\"redirect_uris\":\"https://a.example/\"}",
                "invalid_redirect_uri|{\"redirect_uris\":null}",
                "invalid_redirect_uri|{\"redirect_uris\":[1]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"/callback\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"https://a.example/#x\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"https://me@a.example/\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"https:///x\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"https://a.example/ x\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"http://a.example/\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"http://localhost.a.example/\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"javascript:alert(1)\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"JavaScript://a/%0aalert(1)\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"data:text/html,x\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"file:///x\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"view-source://a/\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"https://a.example/\u5b57\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"https://a.example/?x=\u00e9\"]}",
                "invalid_redirect_uri|{\"redirect_uris\":[\"https://a.example/\",\"http://b.example/\"]}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example/\"],\"grant_types\":\"authorization_code\"}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example/\"],\"grant_types\":[\"refresh_token\"]}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example/\"],\"grant_types\":[\"client_credentials\"]}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example/\"],\"grant_types\":[\"authorization_code\",\"implicit\"]}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example/\"],\"response_types\":[\"token\"]}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example/\"],\"token_endpoint_auth_method\":\"private_key_jwt\"}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example/\"],\"token_endpoint_auth_method\":null}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example/\"],\"client_name\":7}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example/\"],\"scope\":[\"openid\"]}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example/\"],\"scope\":\"openid aws.cognito.signin.user.admin\"}",
                "invalid_client_metadata|{\"redirect_uris\":[\"https://a.example/\"],\"scope\":\"aws.cognito/dcr/register\"}"
            })
    void badMetadataIsRefusedWithTheErrorOfRfc7591(String error, String metadata) {
        assertThatIsRefused(register(metadata == null ? "" : metadata), error);
    }

    @Test
    void tooManyOrTooLongValuesAreRefused() {
        assertThatIsRefused(
                register("{\"redirect_uris\":[" + "\"https://a.example/\",".repeat(100) + "\"https://a.example/\"]}"),
                "invalid_redirect_uri");
        assertThatIsRefused(
                register("{\"redirect_uris\":[\"https://a.example/" + "x".repeat(1024) + "\"]}"),
                "invalid_redirect_uri");
        assertThatIsRefused(
                register("{\"redirect_uris\":[\"https://a.example/\"],\"client_name\":\"" + "x".repeat(129) + "\"}"),
                "invalid_client_metadata");
        assertThatIsRefused(register(" ".repeat(64 * 1024) + "{}"), "invalid_client_metadata");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "json"})
    void aBodyThatAPageCouldSendWithoutAskingIsRefused(String type) {
        HttpResponse<String> answer = pool.browser()
                .send(pool.browser()
                        .request("/oauth2/register", "Content-Type", type)
                        .POST(BodyPublishers.ofString("{\"redirect_uris\":[\"https://a.example/\"]}")));

        assertThatIsRefused(answer, "invalid_client_metadata");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://a.example/x?y=z",
                "http://127.0.0.1:4000/",
                "http://[::1]/",
                "cursor://anysphere/cb",
                "com.example.app:/cb"
            })
    void callbacksOfAppsAndOfThisMachineAreTaken(String url) {
        assertThat(register("{\"redirect_uris\":[\"" + url + "\"]}").statusCode())
                .isEqualTo(201);
    }

    @Test
    void scriptsOfAListedOriginMayRegisterAndThenThoseOfTheCallback() {
        Answer preflight = preflight("http://localhost:8080");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight.header("Access-Control-Allow-Methods")).containsExactly("POST");
        assertThat(preflight("https://fresh.example").status()).isEqualTo(403);

        register("{\"redirect_uris\":[\"https://fresh.example/callback\"]}");

        assertThat(preflight("https://fresh.example").status()).isEqualTo(204);
    }

    @Test
    void pagesOfRegisteredClientsMayNotDoWhatOnlyThePoolsOwnerMay() {
        register("{\"redirect_uris\":[\"https://stranger.example/callback\",\"http://localhost:8080/other\"]}");

        try (CognitoApi api = new CognitoApi(pool)) {
            assertThat(api.refusal(
                            "ListUsers",
                            "{'UserPoolId':'POOL'}",
                            "Origin",
                            "https://stranger.example",
                            "Authorization",
                            "AWS4-HMAC-SHA256 x"))
                    .isEqualTo("MissingAuthenticationTokenException: Missing Authentication Token");
            assertThat(api.call(
                                    "ListUsers",
                                    "{'UserPoolId':'POOL'}",
                                    "Origin",
                                    "http://localhost:8080",
                                    "Authorization",
                                    "AWS4-HMAC-SHA256 x")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void theEldestClientLeavesWhenThereAreTooMany() {
        Clients clients = new Clients(pool.settings(), Clock.systemUTC());
        for (int i = 0; i <= Clients.MOST_REGISTERED; i++) {
            clients.register("", client("r" + i));
        }

        assertThat(clients.find("r0")).isEmpty();
        assertThat(clients.find("r1")).isPresent();
        assertThat(clients.find("r" + Clients.MOST_REGISTERED)).isPresent();
        assertThat(clients.find(RunningPool.CLIENT)).isPresent();
    }

    @Test
    void onlyAHolderOfAnInitialAccessTokenMayRegisterIfTheSettingsSaySo() {
        try (RunningPool guarded = RunningPool.start(
                "--user-pool.registration=initial-access-token",
                "--user-pool.registration-scopes=openid",
                "--user-pool.clients[0].id=registrar",
                "--user-pool.clients[0].secret=local-machine-secret",
                "--user-pool.clients[0].flow=client_credentials",
                "--user-pool.clients[0].scopes=pets/read, aws.cognito/dcr/register")) {
            HttpResponse<String> none = register(guarded);
            HttpResponse<String> forged = register(guarded, "Authorization", "Bearer a.b.c");
            HttpResponse<String> other = register(guarded, "Authorization", initialToken(guarded, "pets/read"));
            HttpResponse<String> good =
                    register(guarded, "Authorization", initialToken(guarded, "aws.cognito/dcr/register"));

            assertThat(none.statusCode()).isEqualTo(401);
            assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            assertThat(forged.statusCode()).isEqualTo(401);
            assertThat(forged.headers().firstValue("WWW-Authenticate")).hasValue("Bearer error=\"invalid_token\"");
            assertThat(other.statusCode()).isEqualTo(403);
            assertThat(other.headers().firstValue("WWW-Authenticate"))
                    .hasValue("Bearer error=\"insufficient_scope\", scope=\"aws.cognito/dcr/register\"");
            assertThat(good.statusCode()).isEqualTo(201);
            assertThat(json(good).path("scope").stringValue()).isEqualTo("openid");
        }
    }

    @Test
    void discoveryNamesTheEndpointOnlyWhileItIsOn() {
        String document = "/us-east-1_LocalPool/.well-known/openid-configuration";
        assertThat(json(pool.browser().get(document))
                        .path("registration_endpoint")
                        .stringValue())
                .isEqualTo(pool.domain() + "/oauth2/register");
        try (RunningPool closed = RunningPool.start()) {
            assertThat(json(closed.browser().get(document)).has("registration_endpoint"))
                    .isFalse();
            assertThat(register(closed).statusCode()).isEqualTo(400);
            assertThat(register(closed).body()).contains("\"BadRequest\"");
        }
    }

    private static UserPoolSettings.Client client(String id) {
        return new UserPoolSettings.Client(
                id,
                "",
                Set.of(UserPoolSettings.Flow.CODE),
                Set.of(),
                List.of("https://a.example/"),
                List.of(),
                List.of("openid"),
                false,
                Duration.ZERO);
    }

    private static String initialToken(RunningPool guarded, String scope) {
        HttpResponse<String> answer = guarded.browser()
                .post(
                        "/oauth2/token",
                        parameters("grant_type", "client_credentials", "scope", scope),
                        "Authorization",
                        basic("registrar", "local-machine-secret"));
        return "Bearer " + json(answer).path("access_token").stringValue();
    }

    private static HttpResponse<String> register(String metadata) {
        return pool.browser()
                .send(pool.browser()
                        .request("/oauth2/register", "Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(metadata)));
    }

    private static HttpResponse<String> register(RunningPool at, String... headers) {
        return at.browser()
                .send(at.browser()
                        .request("/oauth2/register", headers)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"redirect_uris\":[\"" + CALLBACK + "\"]}")));
    }

    private static Answer preflight(String origin) {
        return RawHttp.send(
                pool,
                "OPTIONS",
                "/oauth2/register",
                "",
                "Host: localhost",
                "Origin: " + origin,
                "Access-Control-Request-Method: POST",
                "Access-Control-Request-Headers: content-type");
    }

    private static Map<String, String> authorize(String id) {
        return parameters(
                "response_type", "code", "client_id", id, "redirect_uri", CALLBACK, "scope", "openid pets/read");
    }

    private static Map<String, String> redeem(String id, Map<String, String> authorize) {
        return parameters(
                "grant_type",
                "authorization_code",
                "client_id",
                id,
                "redirect_uri",
                CALLBACK,
                "code",
                pool.browser().code("test-user", authorize));
    }

    private static HttpResponse<String> token(Map<String, String> parameters) {
        return pool.browser().post("/oauth2/token", parameters);
    }

    private static Map<String, String> with(Map<String, String> parameters, String name, String value) {
        Map<String, String> more = new HashMap<>(parameters);
        more.put(name, value);
        return more;
    }

    private static void assertThatIsRefused(HttpResponse<String> answer, String error) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("error").stringValue()).isEqualTo(error);
        assertThat(json(answer).path("error_description").stringValue()).doesNotContain("a.example", "alert");
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
    }
}

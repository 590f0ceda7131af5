package io.cognitoclaims.samples.servletapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServletApiTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static TestUserPool pool;
    private static ServletApi accessApi;
    private static ServletApi idApi;

    @BeforeAll
    static void start() throws Exception {
        pool = TestUserPool.create();
        accessApi = start("access");
        idApi = start("id");
    }

    @AfterAll
    static void stop() {
        accessApi.close();
        idApi.close();
        pool.close();
    }

    private static ServletApi start(String tokenUse) throws Exception {
        return ServletApi.start(Map.of(
                "PORT",
                "0",
                "COGNITO_ISSUER",
                pool.issuer(),
                "COGNITO_CLIENT_IDS",
                pool.clientId(),
                "COGNITO_TOKEN_USE",
                tokenUse));
    }

    @Test
    void theApiGreetsEverybodyOnThePublicPath() throws Exception {
        HttpResponse<String> answer = get(accessApi, "/public/hello");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"message\":\"Hello! No token is needed here.\"}");
    }

    @Test
    void theApiSaysWhoTheCallerIs() throws Exception {
        TokenBuilder token =
                pool.accessToken().subject("a-b-c").username("alice").groups("admin", "vets");

        HttpResponse<String> answer = get(accessApi, "/api/me", token.claim("pet_preference", "dogs"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body())
                .isEqualTo("{\"subject\":\"a-b-c\",\"username\":\"alice\",\"tokenUse\":\"access\","
                        + "\"groups\":[\"admin\",\"vets\"],\"petPreference\":\"dogs\"}");
    }

    @Test
    void theApiLeavesOpenWhatTheTokenDoesNotSay() throws Exception {
        assertThat(get(accessApi, "/api/me", pool.machineToken()).body())
                .isEqualTo(
                        "{\"subject\":\"%1$s\",\"username\":null,\"tokenUse\":\"access\",\"groups\":[],\"petPreference\":null}"
                                .formatted(pool.clientId()));
    }

    @Test
    void theApiTakesIdTokensIfToldTo() throws Exception {
        TokenBuilder token = pool.idToken().subject("a-b-c").claim("pet_preference", "cats");

        assertThat(get(idApi, "/api/me", token).body())
                .isEqualTo("{\"subject\":\"a-b-c\",\"username\":\"test-user\",\"tokenUse\":\"id\","
                        + "\"groups\":[],\"petPreference\":\"cats\"}");
        assertThat(get(idApi, "/api/pets", token.scopes("pets/read")).statusCode())
                .isEqualTo(403);
        assertThat(get(idApi, "/api/admin", token.groups("admin")).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/me", "/api/pets", "/api/admin", "/api/nowhere", "/api"})
    void theApiAsksForAToken(String path) throws Exception {
        HttpResponse<String> answer = get(accessApi, path);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(challenge(answer)).isEqualTo("Bearer");
    }

    @Test
    void badTokensAreRefused() throws Exception {
        try (TestUserPool otherPool = TestUserPool.create()) {
            List<TokenBuilder> bad = List.of(
                    pool.accessToken().expiresAt(Instant.now()),
                    pool.accessToken().clientId("another"),
                    pool.accessToken().signedBy(otherPool),
                    otherPool.accessToken(),
                    pool.idToken());
            for (TokenBuilder token : bad) {
                assertRefused(get(accessApi, "/api/me", token));
            }
            assertRefused(get(idApi, "/api/me", pool.accessToken()));
        }
    }

    @Test
    void aTokenOfWhichOneCharacterWasChangedIsRefused() throws Exception {
        String token = pool.accessToken().sign();
        for (int position : new int[] {3, token.indexOf('.') + 20, token.length() - 30}) {
            char other = token.charAt(position) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, position) + other + token.substring(position + 1);

            assertRefused(send(accessApi, "/api/me", "Authorization", "Bearer " + changed));
        }
    }

    @Test
    void theApiGivesThePetsToTheirScopeOnly() throws Exception {
        HttpResponse<String> refused = get(accessApi, "/api/pets", pool.accessToken());
        HttpResponse<String> pets =
                get(accessApi, "/api/pets", pool.accessToken().scopes("openid", "pets/read"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(challenge(refused)).contains("error=\"insufficient_scope\"", "scope=\"pets/read\"");
        assertThat(pets.statusCode()).isEqualTo(200);
        assertThat(pets.body())
                .isEqualTo("[{\"name\":\"Rex\",\"species\":\"dog\"},{\"name\":\"Mia\",\"species\":\"cat\"}]");
    }

    @Test
    void theApiLetsAdminsOnlyIntoTheirPart() throws Exception {
        HttpResponse<String> refused =
                get(accessApi, "/api/admin", pool.accessToken().groups("vets"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(challenge(refused)).contains("error=\"insufficient_scope\"").doesNotContain("scope=\"");
        assertThat(get(accessApi, "/api/admin", pool.accessToken().groups("admin"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theApiSaysWhenToTryAgainWhileTheKeysCannotBeHad() throws Exception {
        try (TestUserPool otherPool = TestUserPool.create();
                ServletApi api = ServletApi.start(Map.of(
                        "PORT",
                        "0",
                        "COGNITO_ISSUER",
                        otherPool.issuer(),
                        "COGNITO_CLIENT_IDS",
                        otherPool.clientId(),
                        "COGNITO_TOKEN_USE",
                        "access"))) {
            otherPool.answerKeysWith(500, "");

            HttpResponse<String> answer = get(api, "/api/me", otherPool.accessToken());

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After"))
                    .get()
                    .asString()
                    .matches("[1-9][0-9]?");
        }
    }

    @Test
    void theApiTakesTheKeysFromWhereItIsTold() throws Exception {
        String issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";
        try (ServletApi api = ServletApi.start(Map.of(
                "PORT",
                "0",
                "COGNITO_ISSUER",
                issuer,
                "COGNITO_JWKS_URI",
                pool.jwksUri().toString(),
                "COGNITO_CLIENT_IDS",
                "another, " + pool.clientId(),
                "COGNITO_TOKEN_USE",
                "access"))) {
            assertThat(get(api, "/api/me", pool.accessToken().issuer(issuer)).statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nowhere", "/public/nowhere"})
    void theApiSaysNothingOfItselfWhereThereIsNothing(String path) throws Exception {
        HttpResponse<String> answer = send(accessApi, path, "Accept", "text/html");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Server")).isEmpty();
        assertThat(answer.body()).isEqualTo("{\"title\":\"Not Found\",\"status\":404}");
    }

    private static HttpResponse<String> get(ServletApi api, String path) throws IOException, InterruptedException {
        return send(api, path, "Accept", "*/*");
    }

    private static HttpResponse<String> get(ServletApi api, String path, TokenBuilder token)
            throws IOException, InterruptedException {
        return send(api, path, "Authorization", "Bearer " + token.sign());
    }

    private static HttpResponse<String> send(ServletApi api, String path, String header, String value)
            throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + api.port() + path);
        return CLIENT.send(HttpRequest.newBuilder(address).header(header, value).build(), BodyHandlers.ofString());
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(challenge(answer)).startsWith("Bearer error=\"invalid_token\"");
    }

    private static String challenge(HttpResponse<String> answer) {
        return answer.headers().firstValue("WWW-Authenticate").orElse("none");
    }
}

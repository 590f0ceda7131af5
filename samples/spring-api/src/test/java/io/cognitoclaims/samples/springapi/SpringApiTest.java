package io.cognitoclaims.samples.springapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SpringApiTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final TestUserPool OTHER_POOL = TestUserPool.create();
    private static ApiClient api;

    @BeforeAll
    static void start() {
        api = ApiClient.startFor(POOL);
    }

    @AfterAll
    static void stop() {
        api.close();
        POOL.close();
        OTHER_POOL.close();
    }

    static Stream<Arguments> badTokens() {
        String good = POOL.accessToken().sign();
        int place = good.length() - 20;
        String changed = good.substring(0, place) + (good.charAt(place) == 'A' ? 'B' : 'A') + good.substring(place + 1);
        return Stream.of(
                Arguments.of("one character changed", changed),
                Arguments.of(
                        "expired",
                        POOL.accessToken()
                                .expiresAt(Instant.now().minusSeconds(1))
                                .sign()),
                Arguments.of("of another pool", OTHER_POOL.accessToken().sign()),
                Arguments.of(
                        "signed by another pool",
                        POOL.accessToken().signedBy(OTHER_POOL).sign()),
                Arguments.of("of the other use", POOL.idToken().sign()),
                Arguments.of(
                        "of another client",
                        POOL.accessToken().clientId("another").sign()),
                Arguments.of(
                        "with a forged kid",
                        POOL.accessToken().header("kid", "forged").sign()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void aBadTokenIsRefused(String name, String token) throws Exception {
        HttpResponse<String> answer = api.get("/api/me", token);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(challengeOf(answer)).startsWith("Bearer error=\"invalid_token\"");
    }

    @Test
    void theApiAsksForATokenAndStartsNoSession() throws Exception {
        HttpResponse<String> answer = api.get("/api/me");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(challengeOf(answer)).startsWith("Bearer").doesNotContain("error");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void theApiGreetsEverybody() throws Exception {
        HttpResponse<String> answer = api.get("/public/hello");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"message\":\"Hello! No token is needed here.\"}");
    }

    @Test
    void theApiAnswersErrorsWithTheirStatusAndGuardsTheErrorPage() throws Exception {
        assertThat(api.get("/public/nothing").statusCode()).isEqualTo(404);
        assertThat(api.get("/public/nothing", POOL.accessToken().sign()).statusCode())
                .isEqualTo(404);
        assertThat(api.get("/api/nothing").statusCode()).isEqualTo(401);
        assertThat(api.get("/api/nothing", POOL.accessToken().sign()).statusCode())
                .isEqualTo(404);
        assertThat(api.get("/error").statusCode()).isEqualTo(401);
    }

    @Test
    void theApiSaysWhatItKnowsOfAUser() throws Exception {
        String token = POOL.accessToken()
                .subject("somebody")
                .username("Some Body")
                .groups("admin", "staff")
                .claim("pet_preference", "dogs")
                .sign();

        assertThat(api.get("/api/me", token).body()).isEqualTo("""
                {"subject":"somebody","username":"Some Body","tokenUse":"access",\
                "groups":["admin","staff"],"petPreference":"dogs"}""");
    }

    @Test
    void theApiSaysWhatItKnowsOfAProgram() throws Exception {
        String token = POOL.machineToken().clientId(POOL.clientId()).sign();

        assertThat(api.get("/api/me", token).body()).isEqualTo("""
                {"subject":"%s","username":null,"tokenUse":"access","groups":[],"petPreference":null}""".formatted(POOL.clientId()));
    }

    @Test
    void theApiShowsThePetsForTheScope() throws Exception {
        assertThat(api.get("/api/pets", POOL.machineToken().sign()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void theApiShowsNoPetsWithoutTheScope() throws Exception {
        assertForbidden(api.get(
                "/api/pets", POOL.accessToken().scopes("openid", "pets/write").sign()));
    }

    @Test
    void theApiLetsAnAdministratorIn() throws Exception {
        assertThat(api.get("/api/admin", POOL.accessToken().groups("admin").sign())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theApiTakesNobodyElseForAnAdministrator() throws Exception {
        assertForbidden(api.get("/api/admin", POOL.accessToken().groups("staff").sign()));
        assertForbidden(api.get("/api/admin", POOL.accessToken().scopes("admin").sign()));
    }

    @Test
    void theApiSaysWhenToTryAgainWhileTheKeysCannotBeHad() throws Exception {
        try (TestUserPool down = TestUserPool.create();
                ApiClient apiOfDown = ApiClient.startFor(down)) {
            down.answerKeysWith(503, "");

            HttpResponse<String> answer =
                    apiOfDown.get("/api/me", down.accessToken().sign());

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        }
    }

    @Test
    void theApiTakesIdTokensWhereItIsToldSo() throws Exception {
        try (ApiClient apiOfIdTokens = ApiClient.startFor(POOL, "COGNITO_TOKEN_USE=id")) {
            String token = POOL.idToken()
                    .subject("somebody")
                    .claim("pet_preference", "cats")
                    .sign();

            assertThat(apiOfIdTokens.get("/api/me", token).body()).isEqualTo("""
                    {"subject":"somebody","username":"test-user","tokenUse":"id","groups":[],"petPreference":"cats"}""");
            assertThat(apiOfIdTokens.get("/api/me", POOL.accessToken().sign()).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void theApiTakesTheKeysFromElsewhereWhereItIsToldSo() throws Exception {
        String issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool";
        try (ApiClient apiOfIssuer = ApiClient.start(
                "COGNITO_ISSUER=" + issuer,
                "COGNITO_JWKS_URI=" + POOL.jwksUri(),
                "COGNITO_TOKEN_USE=access",
                "COGNITO_CLIENT_IDS=another," + POOL.clientId())) {
            assertThat(apiOfIssuer
                            .get("/api/me", POOL.accessToken().issuer(issuer).sign())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static void assertForbidden(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(challengeOf(answer)).startsWith("Bearer error=\"insufficient_scope\"");
    }

    private static String challengeOf(HttpResponse<String> answer) {
        return answer.headers().firstValue("WWW-Authenticate").orElse("none");
    }
}

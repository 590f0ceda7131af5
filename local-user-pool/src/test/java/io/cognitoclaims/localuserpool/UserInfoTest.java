package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.Browser.parameters;
import static io.cognitoclaims.localuserpool.RunningPool.CLIENT;
import static io.cognitoclaims.localuserpool.RunningPool.basic;
import static io.cognitoclaims.localuserpool.RunningPool.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class UserInfoTest {
    private static RunningPool pool;

    @BeforeAll
    static void start() {
        pool = RunningPool.start();
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @Test
    void userInfoGivesAllAttributesAsStrings() {
        HttpResponse<String> response = userInfo("Bearer " + token(pool.signIn("test-user", "openid"), "access_token"));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\"email\":\"test-user@amazon.com\",\"email_verified\":\"true\","
                        + "\"sub\":\"472ff4cd-9b09-46b5-8680-e8c5d6025d38\",\"username\":\"test-user\"}");
    }

    @Test
    void userInfoStillAcceptsAnAccessTokenAfterARefresh() {
        JsonNode tokens = pool.signIn("test-user");
        pool.tokens(parameters("grant_type", "refresh_token", "refresh_token", token(tokens, "refresh_token")));

        assertThat(userInfo("Bearer " + token(tokens, "access_token")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void userInfoRefusesTheTokenOfARevokedSignIn() {
        JsonNode tokens = pool.signIn("test-user");
        pool.browser()
                .post(
                        "/oauth2/revoke",
                        parameters("token", token(tokens, "refresh_token")),
                        "Authorization",
                        basic(CLIENT, "local-secret"));

        isInvalidToken(userInfo("Bearer " + token(tokens, "access_token")));
    }

    @Test
    void userInfoRefusesTokensWithoutOpenid() {
        isInvalidToken(userInfo("Bearer " + token(pool.signIn("test-user", "pets/read"), "access_token")));
        isInvalidToken(userInfo("Bearer " + token(json(pool.machineToken()), "access_token")));
    }

    @Test
    void userInfoRefusesIdTokensAndChangedTokens() {
        JsonNode tokens = pool.signIn("test-user");
        String accessToken = token(tokens, "access_token");

        isInvalidToken(userInfo("Bearer " + token(tokens, "id_token")));
        isInvalidToken(userInfo("Bearer " + accessToken.replaceFirst("\\.eyJ", ".eyK")));
        isInvalidToken(userInfo("Bearer nonsense"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic eDp5", "Bearer", ""})
    void userInfoRefusesARequestWithoutABearerToken(String header) {
        HttpResponse<String> response = userInfo(header);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("WWW-Authenticate"))
                .hasValue("error=\"invalid_request\", error_description=\"Bad OAuth2 request at UserInfo Endpoint\"");
    }

    private static void isInvalidToken(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("error=\"invalid_token\""));
    }

    private static HttpResponse<String> userInfo(String header) {
        return pool.browser().get("/oauth2/userInfo", "Authorization", header);
    }

    private static String token(JsonNode tokens, String name) {
        return tokens.path(name).stringValue();
    }
}

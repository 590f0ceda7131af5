package io.cognitoclaims.samples.authorizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.testing.TestUserPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Simple answers for HTTP APIs. */
class HttpApiTest {
    private static TestUserPool pool;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        pool = TestUserPool.create();
        gateway = new Gateway(new PetAuthorizer(Gateway.settings(pool)));
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET /api/me,    openid,    keepers, true",
        "GET /api/pets,  pets/read, keepers, true",
        "GET /api/pets,  pets,      admin,   false",
        "GET /api/admin, openid,    admin,   true",
        "GET /api/admin, pets/read, keepers, false",
        "POST /api/pets, pets/read, admin,   false",
        "$default,       pets/read, admin,   false",
        "'',             pets/read, admin,   false",
    })
    void theAuthorizerDecidesByRouteScopeAndGroup(String route, String scope, String group, boolean authorized) {
        String token = pool.accessToken().scopes(scope).groups(group).sign();

        JsonNode answer = gateway.ask(Gateway.httpEventOf(route, "Bearer " + token));

        assertThat(answer.path("isAuthorized").isBoolean()).isTrue();
        assertThat(answer.path("isAuthorized").booleanValue()).isEqualTo(authorized);
    }

    @Test
    void theAuthorizerHandsThePreferenceToTheBackend() {
        String token = pool.accessToken()
                .subject("somebody")
                .claim("pet_preference", "cats")
                .sign();

        JsonNode context = gateway.ask(Gateway.httpEventOf("GET /api/me", "Bearer " + token))
                .path("context");

        assertThat(context).hasSize(2);
        assertThat(context.path("sub").textValue()).isEqualTo("somebody");
        assertThat(context.path("pet_preference").textValue()).isEqualTo("cats");
    }

    @Test
    void theAuthorizerHandsNothingOfARefusedCallerToTheBackend() {
        String token = pool.accessToken().claim("pet_preference", "cats").sign();

        assertThat(gateway.ask(Gateway.httpEventOf("GET /api/admin", "Bearer " + token))
                        .path("context"))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aBadTokenIsRefused(BadHeader bad) {
        JsonNode answer = gateway.ask(Gateway.httpEventOf("GET /api/me", bad.header(pool)));

        assertThat(answer.path("isAuthorized").asBoolean(true)).isFalse();
        assertThat(answer.path("context")).isEmpty();
    }

    @Test
    void theAuthorizerFailsWhenNobodyCanTell() {
        try (TestUserPool dark = TestUserPool.create()) {
            dark.answerKeysWith(503, "");
            Gateway cold = new Gateway(new PetAuthorizer(Gateway.settings(dark)));
            String token = dark.accessToken().sign();

            assertThatThrownBy(() -> cold.ask(Gateway.httpEventOf("GET /api/me", "Bearer " + token)))
                    .isInstanceOf(VerificationUnavailableException.class);
        }
    }
}

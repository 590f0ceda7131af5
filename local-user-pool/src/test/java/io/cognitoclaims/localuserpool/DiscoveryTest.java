package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.RunningPool.json;
import static io.cognitoclaims.localuserpool.RunningPool.names;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class DiscoveryTest {
    private static RunningPool pool;

    @BeforeAll
    static void start() {
        // The keys, too, are those of a pool without settings.
        pool = RunningPool.start("--user-pool.keys-file=");
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @Test
    void theDiscoveryDocumentHasTheMembersThatCognitoHas() {
        JsonNode document = json(pool.browser().get(pool.issuer() + "/.well-known/openid-configuration"));

        assertThat(names(document))
                .containsExactly(
                        "authorization_endpoint",
                        "end_session_endpoint",
                        "id_token_signing_alg_values_supported",
                        "issuer",
                        "jwks_uri",
                        "response_types_supported",
                        "revocation_endpoint",
                        "scopes_supported",
                        "subject_types_supported",
                        "token_endpoint",
                        "token_endpoint_auth_methods_supported",
                        "userinfo_endpoint");
        assertThat(document.path("issuer").stringValue())
                .isEqualTo(pool.domain() + "/us-east-1_LocalPool")
                .matches("http://localhost:[1-9][0-9]*/us-east-1_LocalPool");
        assertThat(document.path("jwks_uri").stringValue()).isEqualTo(pool.issuer() + "/.well-known/jwks.json");
        assertThat(document.path("token_endpoint").stringValue()).isEqualTo(pool.domain() + "/oauth2/token");
    }

    @Test
    void theKeyEndpointServesTwoKeysInCognitosForm() {
        JsonNode keys = json(pool.browser().get(pool.issuer() + "/.well-known/jwks.json"))
                .path("keys");

        assertThat(keys).hasSize(2);
        assertThat(keys.path(0).path("kid")).isNotEqualTo(keys.path(1).path("kid"));
        assertThat(keys).allSatisfy(key -> {
            assertThat(key.propertyNames()).containsExactly("alg", "e", "kid", "kty", "n", "use");
            assertThat(key.path("kid").stringValue()).hasSize(44).endsWith("=");
            byte[] modulus = Base64.getUrlDecoder().decode(key.path("n").stringValue());
            assertThat(modulus).hasSize(256);
            assertThat(new BigInteger(1, modulus).bitLength()).isEqualTo(2048);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /us-east-1_LocalPool/.well-known/openid_configuration",
        "GET, /us-east-1_OtherPool/.well-known/jwks.json",
        "POST, /us-east-1_LocalPool/.well-known/jwks.json",
        "POST, /oauth2/authorize",
        "GET, /oauth2/jwks",
        "POST, /oauth2/introspect",
        "GET, /.well-known/oauth-authorization-server",
        "GET, /"
    })
    void anUnknownPathOrAWrongMethodIsABadRequest(String method, String path) {
        Browser browser = pool.browser();

        HttpResponse<String> response = browser.send(browser.request(path).method(method, BodyPublishers.noBody()));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .isEqualTo(
                        "{\"code\":\"BadRequest\",\"message\":\"The server did not understand the operation that was requested.\",\"type\":\"client\"}");
    }
}

package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.RunningPool.CLIENT;
import static io.cognitoclaims.localuserpool.RunningPool.MACHINE;
import static io.cognitoclaims.localuserpool.RunningPool.claims;
import static io.cognitoclaims.localuserpool.RunningPool.decode;
import static io.cognitoclaims.localuserpool.RunningPool.json;
import static io.cognitoclaims.localuserpool.RunningPool.names;
import static io.cognitoclaims.localuserpool.RunningPool.payload;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TokenShapeTest {
    private static RunningPool pool;
    private static JsonNode tokens;

    @BeforeAll
    static void start() {
        pool = RunningPool.start();
        tokens = pool.signIn("test-user");
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @ParameterizedTest
    @CsvSource({"id_token, 0", "access_token, 1"})
    void eachKindOfTokenIsSignedWithAPublishedKeyOfItsOwn(String name, int key) throws Exception {
        JWKSet keys = JWKSet.parse(
                pool.browser().get(pool.issuer() + "/.well-known/jwks.json").body());
        SignedJWT token = SignedJWT.parse(tokens.path(name).stringValue());
        JWK published = keys.getKeyByKeyId(token.getHeader().getKeyID());

        assertThat(published).isEqualTo(keys.getKeys().get(key));
        assertThat(token.verify(new RSASSAVerifier(published.toRSAKey()))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"id_token", "access_token"})
    void tokensHaveKidAndAlgInTheHeaderAndEscapedSlashesInThePayload(String name) {
        String header = decode(tokens.path(name).stringValue().split("\\.", -1)[0]);

        assertThat(header).matches("\\{\"kid\":\"[A-Za-z0-9+/]{43}=\",\"alg\":\"RS256\"}");
        assertThat(payload(tokens, name)).contains("\"iss\":\"http:\\/\\/localhost:");
    }

    @Test
    void theIdTokenDescribesTheUser() {
        JsonNode claims = claims(tokens, "id_token");

        assertThat(names(claims))
                .containsExactly(
                        "at_hash",
                        "aud",
                        "auth_time",
                        "cognito:groups",
                        "cognito:username",
                        "email",
                        "email_verified",
                        "event_id",
                        "exp",
                        "iat",
                        "iss",
                        "jti",
                        "nonce",
                        "origin_jti",
                        "sub",
                        "token_use");
        assertThat(claims.path("aud").stringValue()).isEqualTo(CLIENT);
        assertThat(claims.path("token_use").stringValue()).isEqualTo("id");
        assertThat(claims.path("iss").stringValue()).isEqualTo(pool.issuer());
        assertThat(claims.path("cognito:groups").toString()).isEqualTo("[\"admin\"]");
        assertThat(claims.path("cognito:username").stringValue()).isEqualTo("test-user");
        assertThat(claims.path("email").stringValue()).isEqualTo("test-user@amazon.com");
        assertThat(claims.path("email_verified").booleanValue()).isTrue();
        assertThat(claims.path("nonce").stringValue()).isEqualTo("n-1");
        assertThat(claims.path("exp").longValue() - claims.path("iat").longValue())
                .isEqualTo(3600);
    }

    @Test
    void theAccessTokenDescribesTheSession() {
        JsonNode claims = claims(tokens, "access_token");

        assertThat(names(claims))
                .containsExactly(
                        "auth_time",
                        "client_id",
                        "cognito:groups",
                        "event_id",
                        "exp",
                        "iat",
                        "iss",
                        "jti",
                        "origin_jti",
                        "scope",
                        "sub",
                        "token_use",
                        "username",
                        "version");
        assertThat(claims.path("client_id").stringValue()).isEqualTo(CLIENT);
        assertThat(claims.path("token_use").stringValue()).isEqualTo("access");
        assertThat(claims.path("scope").stringValue()).isEqualTo("openid email pets/read");
        assertThat(claims.path("username").stringValue()).isEqualTo("test-user");
        assertThat(claims.path("version").isInt()).isTrue();
        assertThat(claims.path("version").intValue()).isEqualTo(2);
    }

    @Test
    void theIdTokenAndTheAccessTokenOfASignInBelongTogether() throws Exception {
        JsonNode id = claims(tokens, "id_token");
        JsonNode access = claims(tokens, "access_token");

        for (String same : new String[] {"sub", "iss", "auth_time", "iat", "exp", "event_id", "origin_jti"}) {
            assertThat(id.path(same)).as(same).isEqualTo(access.path(same));
        }
        assertThat(id.path("jti")).isNotEqualTo(access.path("jti"));
        byte[] hash = MessageDigest.getInstance("SHA-256")
                .digest(tokens.path("access_token").stringValue().getBytes(US_ASCII));
        assertThat(id.path("at_hash").stringValue())
                .isEqualTo(Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16)));
    }

    @Test
    void tokensOfAUserWithoutGroupsHaveNoGroups() {
        JsonNode other = pool.signIn("test-user-2");

        assertThat(claims(other, "id_token").has("cognito:groups")).isFalse();
        assertThat(claims(other, "access_token").has("cognito:groups")).isFalse();
        assertThat(claims(other, "id_token").path("email").stringValue()).isEqualTo("test-user@example.com");
        assertThat(claims(other, "id_token").path("sub"))
                .isNotEqualTo(claims(tokens, "id_token").path("sub"));
    }

    @Test
    void theAccessTokenHasTheScopesThatWereAskedFor() {
        JsonNode some = pool.signIn("test-user", "pets/read", "openid");

        assertThat(claims(some, "access_token").path("scope").stringValue()).isEqualTo("openid pets/read");
        assertThat(claims(some, "id_token").has("scope")).isFalse();
    }

    @Test
    void aMachinesTokenNamesTheClient() {
        JsonNode claims = claims(json(pool.machineToken()), "access_token");

        assertThat(names(claims))
                .containsExactly(
                        "auth_time", "client_id", "exp", "iat", "iss", "jti", "scope", "sub", "token_use", "version");
        assertThat(claims.path("sub").stringValue()).isEqualTo(MACHINE);
        assertThat(claims.path("client_id").stringValue()).isEqualTo(MACHINE);
    }

    @Test
    void anIdTokenLivesAsLongAsConfigured() {
        try (RunningPool other = RunningPool.start("--user-pool.token-validity=5m")) {
            JsonNode short5 = other.signIn("test-user");

            assertThat(short5.path("expires_in").intValue()).isEqualTo(300);
            JsonNode claims = claims(short5, "id_token");
            assertThat(claims.path("exp").longValue() - claims.path("iat").longValue())
                    .isEqualTo(300);
        }
    }
}

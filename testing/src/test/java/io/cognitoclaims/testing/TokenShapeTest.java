package io.cognitoclaims.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TokenShapeTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.999Z");
    private static final long NOW_SECONDS = 1_795_342_530L;
    private static final TestUserPool POOL = TestUserPool.create(TestClock.at(NOW));

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    static List<Function<TestUserPool, TokenBuilder>> kinds() {
        return List.of(TestUserPool::accessToken, TestUserPool::idToken, TestUserPool::machineToken);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aTokenVerifiesWithTheServedKeySet(Function<TestUserPool, TokenBuilder> kind) throws Exception {
        SignedToken token = SignedToken.of(kind.apply(POOL).sign());

        assertThat(token.verifiesAgainst(Loopback.get(POOL.jwksUri()).body())).isTrue();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aTokenIsThreePartsOfBase64UrlWithoutPadding(Function<TestUserPool, TokenBuilder> kind) {
        assertThat(kind.apply(POOL).sign()).matches("eyJ[\\w-]+\\.eyJ[\\w-]+\\.[\\w-]{342}");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aTokenHasAHeaderOfKidAndAlgorithmInThisOrder(Function<TestUserPool, TokenBuilder> kind) {
        SignedToken token = SignedToken.of(kind.apply(POOL).sign());

        assertThat(names(token.header())).containsExactly("kid", "alg");
        assertThat(token.header().required("alg").textValue()).isEqualTo("RS256");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aTokenStartsAtTheClocksTimeAndLastsOneHour(Function<TestUserPool, TokenBuilder> kind) {
        String payload = SignedToken.of(kind.apply(POOL).sign()).payloadText();

        assertThat(payload)
                .contains("\"auth_time\":" + NOW_SECONDS + ",")
                .contains("\"iat\":" + NOW_SECONDS + ",")
                .contains("\"exp\":" + (NOW_SECONDS + 3600) + ",");
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aPayloadHasEscapedSlashesAndNoBlanksBetweenMembers(Function<TestUserPool, TokenBuilder> kind) {
        String payload = SignedToken.of(kind.apply(POOL).sign()).payloadText();

        assertThat(payload)
                .contains("\"iss\":\"http:\\/\\/localhost:"
                        + URI.create(POOL.issuer()).getPort() + "\\/us-east-1_TestPool\"")
                .doesNotContainPattern("[^\\\\]/")
                .doesNotContain(": ", ", ");
    }

    @Test
    void anAccessTokenHasTheClaimsOfTheCodeFlow() {
        JsonNode claims = SignedToken.of(POOL.accessToken().sign()).claims();

        assertThat(names(claims))
                .containsExactlyInAnyOrder(
                        "sub",
                        "iss",
                        "client_id",
                        "origin_jti",
                        "event_id",
                        "token_use",
                        "scope",
                        "auth_time",
                        "exp",
                        "iat",
                        "jti",
                        "username",
                        "version");
        assertThat(claims.required("token_use").textValue()).isEqualTo("access");
        assertThat(claims.required("client_id").textValue()).isEqualTo(POOL.clientId());
        assertThat(claims.required("scope").textValue()).isEqualTo("openid email");
        assertThat(claims.required("username").textValue()).isEqualTo("test-user");
        assertThat(claims.required("version").isInt()).isTrue();
        assertThat(claims.required("version").intValue()).isEqualTo(2);
    }

    @Test
    void anIdTokenHasTheClientAsItsAudienceAndABooleanForTheVerifiedAddress() {
        JsonNode claims = SignedToken.of(POOL.idToken().sign()).claims();

        assertThat(names(claims))
                .containsExactlyInAnyOrder(
                        "sub",
                        "iss",
                        "aud",
                        "cognito:username",
                        "email",
                        "email_verified",
                        "token_use",
                        "auth_time",
                        "iat",
                        "exp",
                        "jti",
                        "origin_jti",
                        "event_id");
        assertThat(claims.required("token_use").textValue()).isEqualTo("id");
        assertThat(claims.required("aud").textValue()).isEqualTo(POOL.clientId());
        assertThat(claims.required("email_verified").isBoolean()).isTrue();
        assertThat(claims.required("cognito:username").textValue()).isEqualTo("test-user");
    }

    @Test
    void aMachineTokenHasTheClientAsItsSubjectAndNoUser() {
        JsonNode claims = SignedToken.of(POOL.machineToken().sign()).claims();

        assertThat(names(claims))
                .containsExactlyInAnyOrder(
                        "sub", "iss", "client_id", "token_use", "scope", "auth_time", "exp", "iat", "jti", "version");
        assertThat(claims.required("sub").textValue()).isEqualTo(POOL.clientId());
        assertThat(claims.required("client_id").textValue()).isEqualTo(POOL.clientId());
        assertThat(claims.required("token_use").textValue()).isEqualTo("access");
    }

    @Test
    void theTokensOfAPoolAreOfOneSignInAndEachHasAnIdOfItsOwn() {
        JsonNode access = SignedToken.of(POOL.accessToken().sign()).claims();
        JsonNode id = SignedToken.of(POOL.idToken().sign()).claims();

        assertThat(access.required("sub")).isEqualTo(id.required("sub"));
        assertThat(access.required("origin_jti")).isEqualTo(id.required("origin_jti"));
        assertThat(access.required("event_id")).isEqualTo(id.required("event_id"));
        assertThat(access.required("jti")).isNotEqualTo(id.required("jti"));
    }

    @Test
    void idTokensAndAccessTokensHaveDifferentKeys() {
        assertThat(SignedToken.of(POOL.accessToken().sign()).kid()).isEqualTo(POOL.accessKeyId());
        assertThat(SignedToken.of(POOL.machineToken().sign()).kid()).isEqualTo(POOL.accessKeyId());
        assertThat(SignedToken.of(POOL.idToken().sign()).kid()).isEqualTo(POOL.idKeyId());
        assertThat(POOL.idKeyId()).isNotEqualTo(POOL.accessKeyId());
        assertThat(SignedToken.of(POOL.accessToken().sign()).verifiesWith(POOL.accessKey()))
                .isTrue();
        assertThat(SignedToken.of(POOL.idToken().sign()).verifiesWith(POOL.accessKey()))
                .isFalse();
    }

    @Test
    void theClientIdIsOfCognitosForm() {
        assertThat(POOL.clientId()).matches("[a-z0-9]{26}");
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}

package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(WebStack.class)
class TypedPrincipalTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static RunningApi api;

    @Parameter
    WebStack stack;

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        api = stack.startFor(POOL, Greeter.class);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        api.close();
    }

    @AfterAll
    static void closePools() {
        POOL.close();
    }

    @Test
    void aControllerThatAsksForAnAccessTokenGetsIt() throws Exception {
        String token = POOL.accessToken().subject("somebody").sign();

        assertThat(api.get("/access", token).body()).isEqualTo("somebody by " + POOL.clientId());
    }

    @Test
    void anAnnotationOfTheApplicationFindsTheToken() throws Exception {
        assertThat(api.get("/any", POOL.accessToken().sign()).body()).isEqualTo("AccessToken");
    }

    @Test
    void aControllerThatAsksForTheOtherKindGetsNull() throws Exception {
        assertThat(api.get("/id", POOL.accessToken().sign()).body()).isEqualTo("none");
    }

    @Test
    void aControllerThatInsistsOnTheOtherKindGetsAnError() throws Exception {
        assertThat(api.get("/id-or-error", POOL.accessToken().sign()).statusCode())
                .isEqualTo(500);
    }

    @Test
    void anExpressionOfAParameterIsLeftToSpringSecurity() throws Exception {
        String token = POOL.accessToken().subject("somebody").sign();

        assertThat(api.get("/expression", token).body()).isEqualTo("somebody");
    }

    @Test
    void thePrincipalIsAJwtAsSpringSecurityMakesIt() throws Exception {
        Instant issued = Instant.parse("2026-01-02T03:04:05Z");
        Instant expires = Instant.parse("2096-01-02T03:04:05Z");
        String token = POOL.accessToken()
                .issuedAt(issued)
                .expiresAt(expires)
                .claim("aud", POOL.clientId())
                .sign();

        assertThat(api.get("/jwt", token).body())
                .isEqualTo("CognitoJwt " + issued + " " + expires + " access [" + POOL.clientId() + "]");
    }

    @Test
    void thePrincipalIsThereAlsoIfTheTokenSaysThatItWasIssuedAfterItsEnd() throws Exception {
        Instant expires = Instant.parse("2096-01-02T03:04:05Z");
        String token = POOL.accessToken()
                .issuedAt(expires.plusSeconds(1))
                .expiresAt(expires)
                .sign();

        assertThat(api.get("/jwt", token).body()).startsWith("CognitoJwt null " + expires);
    }

    @Test
    void theSubjectNamesThePrincipal() throws Exception {
        String token = POOL.accessToken().subject("somebody").sign();

        assertThat(api.get("/name", token).body()).isEqualTo("somebody");
    }

    @Test
    void theCallerHasAuthoritiesOfGroupsScopesAndTheBearerFactor() throws Exception {
        String token = POOL.accessToken()
                .groups("admin", "two words")
                .scopes("openid", "pets/read")
                .sign();

        assertThat(api.get("/authorities", token).body())
                .isEqualTo("FACTOR_BEARER ROLE_admin ROLE_two words SCOPE_openid SCOPE_pets/read");
    }

    @Test
    void theAuthenticationAsTextShowsNothingOfTheToken() throws Exception {
        String token = POOL.accessToken().subject("somebody").sign();

        assertThat(api.get("/authentication", token).body())
                .contains("Principal=AccessToken[not shown]")
                .doesNotContain("somebody", token);
    }
}

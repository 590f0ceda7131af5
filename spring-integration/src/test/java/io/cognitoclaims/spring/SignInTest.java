package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.spring.SignInServer.Visitor;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A session after {@code oauth2Login} at a user pool, beside an API with bearer tokens of the same pool. */
@ParameterizedClass
@EnumSource(WebStack.class)
@ExtendWith(OutputCaptureExtension.class)
class SignInTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final TestUserPool OTHER_POOL = TestUserPool.create();
    private static final String[] GOLD = {
        "cognito-claims.authorities.claims[0].name=tier", "cognito-claims.authorities.claims[0].prefix=TIER_"
    };

    private static SignInServer server;
    private static SignInServer otherServer;
    private static RunningApi api;

    @Parameter
    WebStack stack;

    @BeforeAll
    static void startServers() throws Exception {
        server = SignInServer.startFor(POOL);
        otherServer = SignInServer.startFor(OTHER_POOL);
    }

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        api = stack.startFor(
                POOL,
                SignInApplication.class,
                together(GOLD, server.registration("pool"), otherServer.registration("elsewhere")));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        api.close();
    }

    @AfterAll
    static void closeServers() {
        server.close();
        otherServer.close();
        POOL.close();
        OTHER_POOL.close();
    }

    @Test
    void theGroupsAndClaimsOfASignedInUserBecomeAuthoritiesAsWithABearerToken() throws Exception {
        Visitor user = signIn(POOL.idToken().groups("admin").claim("tier", "gold"));
        String bearer = POOL.accessToken().groups("admin").claim("tier", "gold").sign();

        assertThat(user.outcome()).isEqualTo("302 /");
        assertThat(user.body("/authorities").split(" "))
                .contains("ROLE_admin", "TIER_gold", "OIDC_USER")
                .doesNotContain("FACTOR_BEARER", "SCOPE_openid");
        assertThat(api.get("/api/authorities", bearer).body().split(" ")).contains("ROLE_admin", "TIER_gold");
    }

    @Test
    void everyReaderFindsTheTokenOfTheSession() throws Exception {
        Visitor dog = signIn(POOL.idToken().groups("admin").claim("pet", "dog"));
        Visitor cat = signIn(POOL.idToken().claim("pet", "cat"));

        assertThat(dog.body("/id")).isEqualTo("somebody test-user@example.com");
        assertThat(dog.body("/any")).isEqualTo("IdToken");
        assertThat(dog.body("/claim")).isEqualTo("dog");
        assertThat(dog.body("/current")).isEqualTo("IdToken dog");
        assertThat(dog.body("/rule")).isEqualTo("let in");
        assertThat(dog.body("/expression")).isEqualTo("let in");
        assertThat(dog.body("/user")).isEqualTo("somebody dog rex@example.com true IdToken[not shown]");
        assertThat(cat.body("/claim")).isEqualTo("cat");
        assertThat(cat.body("/rule")).isEqualTo("403");
        assertThat(cat.body("/expression")).isEqualTo("403");
    }

    @Test
    void theApiTakesABearerTokenAndNoSession() throws Exception {
        Visitor user = signIn(POOL.idToken().claim("pet", "dog"));
        String bearer = POOL.accessToken().claim("pet", "dog").sign();

        assertThat(api.get("/api/claim", bearer).body()).isEqualTo("dog");
        assertThat(api.get("/api/rule", bearer).body()).isEqualTo("let in");
        assertThat(user.body("/api/claim")).isEqualTo("401");
        assertThat(api.get("/claim", bearer).statusCode()).isNotEqualTo(200);
    }

    /** What the token endpoint may send instead of a good ID token. */
    static Stream<Named<UnaryOperator<TokenBuilder>>> badTokens() {
        return Stream.of(
                Named.of("expired", token -> token.expiresAt(Instant.now().minusSeconds(1))),
                Named.of("of another client", token -> token.clientId("another0client")),
                Named.of("an access token", token -> token.claim("token_use", "access")),
                Named.of("of another pool", token -> token.issuer(OTHER_POOL.issuer())),
                Named.of("signed by another pool", token -> token.signedBy(OTHER_POOL)),
                Named.of("with groups of another type", token -> token.claim("cognito:groups", "admin")));
    }

    @ParameterizedTest
    @MethodSource("badTokens")
    void aBadIdTokenFailsTheSignIn(UnaryOperator<TokenBuilder> bad, CapturedOutput output) throws Exception {
        Visitor user = signIn(bad.apply(POOL.idToken()));

        assertThat(user.outcome()).isEqualTo("401 invalid_id_token: The sign-in failed: the ID token is not valid.");
        assertThat(user.get("/claim").statusCode()).isEqualTo(302);
        assertThat(output.toString()).doesNotContain(server.idToken());
    }

    @Test
    void aTokenWithAnotherNonceFailsTheSignIn() throws Exception {
        Visitor user = server.signIn(api, "pool", nonce -> POOL.idToken().claim("nonce", nonce + "x"));

        assertThat(user.outcome()).startsWith("401 invalid_nonce");
    }

    @Test
    void aRefreshDoesNotChangeTheTokenOfTheSession() throws Exception {
        Visitor user = signIn(POOL.idToken().claim("pet", "dog"));

        server.issue(POOL.idToken().claim("pet", "cat"));
        int before = server.refreshes();
        assertThat(user.body("/refreshed")).isEqualTo("somebody");

        assertThat(server.refreshes()).isEqualTo(before + 1);
        assertThat(user.body("/claim")).isEqualTo("dog");
    }

    @Test
    void aStoredSessionIsReadAsItWas() throws Exception {
        Visitor user = signIn(POOL.idToken().groups("admin").claim("pet", "dog"));

        assertThat(user.body("/stored")).isEqualTo("somebody dog ROLE_admin");
    }

    @Test
    void aUserOfAnotherProviderRemainsWhatSpringSecurityMakesOfIt() throws Exception {
        Visitor user = otherServer.signIn(api, "elsewhere", OTHER_POOL.idToken().groups("admin"));

        assertThat(user.outcome()).isEqualTo("302 /");
        assertThat(user.body("/authorities").split(" ")).contains("OIDC_USER").doesNotContain("ROLE_admin");
        assertThat(user.body("/any")).isEqualTo("none");
    }

    private static Visitor signIn(TokenBuilder token) throws Exception {
        return server.signIn(api, "pool", token);
    }

    private static String[] together(String[] some, String... others) {
        return Stream.of(some, others).flatMap(Arrays::stream).toArray(String[]::new);
    }

    private static String[] together(String[] some, String[] others, String[] more) {
        return together(together(some, others), more);
    }
}

package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Which tokens the properties let through. */
@ParameterizedClass
@EnumSource(WebStack.class)
@Tag("slow")
class AcceptedTokensTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final TestUserPool SECOND = TestUserPool.create();

    @Parameter
    private WebStack stack;

    @AfterAll
    static void closePools() {
        POOL.close();
        SECOND.close();
    }

    @Test
    void tokensOfEveryNamedPoolAndOfItsClientsOnlyAreAccepted() throws Exception {
        try (RunningApi api = stack.start(
                Greeter.class,
                "cognito-claims.user-pools[0].issuer=" + POOL.issuer(),
                "cognito-claims.user-pools[0].client-ids=web,mobile",
                "cognito-claims.user-pools[1].issuer=" + SECOND.issuer(),
                "cognito-claims.user-pools[1].client-ids=partner")) {
            assertThat(status(api, POOL.accessToken().clientId("web").sign())).isEqualTo(200);
            assertThat(status(api, POOL.accessToken().clientId("mobile").sign()))
                    .isEqualTo(200);
            assertThat(status(api, SECOND.accessToken().clientId("partner").sign()))
                    .isEqualTo(200);
            assertThat(status(api, SECOND.accessToken().clientId("web").sign())).isEqualTo(401);
            assertThat(status(api, POOL.accessToken().clientId("partner").sign()))
                    .isEqualTo(401);
        }
    }

    @Test
    void onlyIdTokensAreAcceptedWhereTheyAreAskedFor() throws Exception {
        try (RunningApi api = stack.startFor(POOL, Greeter.class, "cognito-claims.token-use=id")) {
            String id = POOL.idToken()
                    .groups("admin")
                    .claim("email", "who@example.com")
                    .sign();

            assertThat(api.get("/id", id).body()).isEqualTo("who@example.com");
            assertThat(api.get("/access", id).body()).isEqualTo("none");
            assertThat(api.get("/authorities", id).body()).isEqualTo("FACTOR_BEARER ROLE_admin");
            assertThat(status(api, POOL.accessToken().sign())).isEqualTo(401);
            assertThat(status(api, POOL.idToken().clientId("another").sign())).isEqualTo(401);
        }
    }

    @Test
    void onlyTokensBoundToANamedResourceAreAccepted() throws Exception {
        try (RunningApi api = stack.startFor(
                POOL, Greeter.class, "cognito-claims.resources=https://pets.example,https://pets.test")) {
            assertThat(status(
                            api,
                            POOL.accessToken().claim("aud", "https://pets.test").sign()))
                    .isEqualTo(200);
            assertThat(status(
                            api,
                            POOL.accessToken()
                                    .claim("aud", "https://other.example")
                                    .sign()))
                    .isEqualTo(401);
            assertThat(status(api, POOL.accessToken().sign())).isEqualTo(401);
        }
    }

    @Test
    void aTokenMayBeJustExpiredWhereTheClocksMayDiffer() throws Exception {
        try (RunningApi api = stack.startFor(POOL, Greeter.class, "cognito-claims.clock-skew=2m")) {
            Instant now = Instant.now();

            assertThat(status(
                            api,
                            POOL.accessToken().expiresAt(now.minusSeconds(60)).sign()))
                    .isEqualTo(200);
            assertThat(status(
                            api,
                            POOL.accessToken().expiresAt(now.minusSeconds(180)).sign()))
                    .isEqualTo(401);
        }
    }

    @Test
    void tokensAreVerifiedWithKeysFromTheAddressOfTheSettings() throws Exception {
        try (RunningApi api = stack.start(
                Greeter.class,
                "cognito-claims.user-pools[0].id=us-east-1_TestPool",
                "cognito-claims.user-pools[0].jwks-uri=" + POOL.jwksUri(),
                "cognito-claims.user-pools[0].client-ids=" + POOL.clientId(),
                "cognito-claims.user-pools[0].replica-regions=us-west-2",
                "cognito-claims.token-cache.enabled=false")) {
            assertThat(status(api, ofIssuer("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool")))
                    .isEqualTo(200);
            assertThat(status(api, ofIssuer("https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_TestPool")))
                    .isEqualTo(200);
            assertThat(status(api, ofIssuer("https://cognito-idp.us-west-2.amazonaws.com/us-east-1_TestPool")))
                    .isEqualTo(200);
            assertThat(status(api, ofIssuer("https://cognito-idp.eu-west-1.amazonaws.com/us-east-1_TestPool")))
                    .isEqualTo(401);
        }
    }

    @Test
    void scopesBecomeAuthoritiesWithoutTheResourceServerThatIsNamed() throws Exception {
        try (RunningApi api = stack.startFor(
                POOL, Greeter.class, "cognito-claims.authorities.strip-resource-server=https://pets.example")) {
            String token = POOL.accessToken()
                    .scopes(
                            "https://pets.example/read",
                            "https://pets.example/",
                            "https://pets.example/other/read",
                            "bills/read",
                            "openid",
                            "pets/read")
                    .sign();

            assertThat(api.get("/authorities", token).body())
                    .isEqualTo("FACTOR_BEARER SCOPE_bills/read SCOPE_https://pets.example/"
                            + " SCOPE_https://pets.example/other/read SCOPE_openid"
                            + " SCOPE_pets/read SCOPE_read");
        }
    }

    @Test
    void authoritiesHaveThePrefixesThatAreGiven() throws Exception {
        try (RunningApi api = stack.startFor(
                POOL,
                Greeter.class,
                "cognito-claims.authorities.group-prefix=GROUP_",
                "cognito-claims.authorities.scope-prefix=")) {
            String token =
                    POOL.accessToken().groups("admin").scopes("pets/read").sign();

            assertThat(api.get("/authorities", token).body()).isEqualTo("FACTOR_BEARER GROUP_admin pets/read");
        }
    }

    private static String ofIssuer(String issuer) {
        return POOL.accessToken().issuer(issuer).sign();
    }

    private static int status(RunningApi api, String token) throws Exception {
        return api.get("/hello", token).statusCode();
    }
}

package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** What the application tells clients of its user pool (RFC 8414). */
@ParameterizedClass
@EnumSource(WebStack.class)
@Tag("slow")
class AuthorizationServerMetadataTest {
    private static final String PATH = "/.well-known/oauth-authorization-server";
    private static final String RESOURCE = "cognito-claims.resource-metadata.resource=https://api.example.com/mcp";
    private static final String ENABLED = "cognito-claims.authorization-server-metadata.enabled=true";
    private static final String DOMAIN = "cognito-claims.authorization-server-metadata.domain=https://pets.example.com";
    private static final String OPEN = "cognito-claims.authorization-server-metadata.open-registration=true";
    private static final TestUserPool POOL = TestUserPool.create();

    @Parameter
    private WebStack stack;

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void theDocumentSaysWhatThePoolsOwnLeavesOutAndNothingElse() throws Exception {
        try (RunningApi api = stack.startFor(POOL, Greeter.class, RESOURCE, ENABLED, DOMAIN)) {
            HttpResponse<String> answer = api.sendAs("GET", PATH, "X-Forwarded-Host", "evil.example");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("""
                    {"issuer":"https://api.example.com",\
                    "authorization_endpoint":"https://pets.example.com/oauth2/authorize",\
                    "token_endpoint":"https://pets.example.com/oauth2/token",\
                    "revocation_endpoint":"https://pets.example.com/oauth2/revoke",\
                    "jwks_uri":"%s/.well-known/jwks.json",\
                    "response_types_supported":["code"],\
                    "response_modes_supported":["query"],\
                    "grant_types_supported":["authorization_code","refresh_token"],\
                    "token_endpoint_auth_methods_supported":["none","client_secret_basic","client_secret_post"],\
                    "code_challenge_methods_supported":["S256"]}""".formatted(POOL.issuer()));
            assertThat(answer.headers().allValues("Access-Control-Allow-Origin"))
                    .containsExactly("*");
            assertThat(answer.headers().allValues("Cache-Control")).containsExactly("max-age=3600");
            assertThat(api.sendAs("HEAD", PATH).statusCode()).isEqualTo(200);
            assertThat(api.sendAs("OPTIONS", PATH).headers().firstValue("Access-Control-Allow-Headers"))
                    .hasValue("*");
            assertThat(api.get("/.well-known/oauth-protected-resource/mcp").body())
                    .contains("\"authorization_servers\":[\"https://api.example.com\"]");
            assertThat(api.get("/.well-known/openid-configuration").statusCode())
                    .isEqualTo(401);
            assertThat(api.get(
                                    "/hello",
                                    POOL.accessToken()
                                            .claim("iss", "https://api.example.com")
                                            .sign())
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void thereIsNoneUnlessItIsSwitchedOn() throws Exception {
        try (RunningApi api = stack.startFor(POOL, Greeter.class, RESOURCE, DOMAIN)) {
            assertThat(api.get(PATH).statusCode()).isEqualTo(401);
            assertThat(api.get("/.well-known/oauth-protected-resource/mcp").body())
                    .contains("\"authorization_servers\":[\"" + POOL.issuer() + "\"]");
        }
    }

    @Test
    void theRegistrationEndpointIsNamedOnlyWhenItIsSaidToBeOpen() throws Exception {
        try (RunningApi api = stack.startFor(POOL, Greeter.class, RESOURCE, ENABLED, DOMAIN, OPEN)) {
            assertThat(api.get(PATH).body())
                    .endsWith(",\"registration_endpoint\":\"https://pets.example.com/oauth2/register\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'',                   https://pets.example.com,  authorization-server-metadata.enabled: there is no resource",
        "https://a.example/mcp, '',                       authorization-server-metadata.domain: is missing",
        "https://a.example/mcp, https://pets.example.com/, authorization-server-metadata.domain: it is no https origin",
        "https://a.example/mcp, https://a.example,        authorization-server-metadata.domain: it is the origin of the API",
        "https://a.example/mcp, https://a@b.example,       authorization-server-metadata.domain: it is no https origin"
    })
    void theStartFailsIfASettingIsMissingOrWrong(String resource, String domain, String problem) {
        String[] settings = Stream.of(
                        ENABLED,
                        resource.isEmpty() ? "" : "cognito-claims.resource-metadata.resource=" + resource,
                        domain.isEmpty() ? "" : "cognito-claims.authorization-server-metadata.domain=" + domain)
                .filter(setting -> !setting.isEmpty())
                .toArray(String[]::new);

        assertThatThrownBy(() -> stack.startFor(POOL, Greeter.class, settings).close())
                .hasStackTraceContaining("cognito-claims." + problem);
    }

    @Test
    void anyClientIsAcceptedWithARequiredResourceOnly() throws Exception {
        String[] anyClient = {
            "cognito-claims.user-pools[0].issuer=" + POOL.issuer(), "cognito-claims.user-pools[0].any-client=true"
        };
        String another = POOL.accessToken()
                .claim("client_id", "another")
                .claim("aud", "https://api.example.com/mcp")
                .sign();

        assertThatThrownBy(() -> stack.start(Greeter.class, anyClient).close())
                .hasStackTraceContaining("cognito-claims.user-pools[0].any-client: nothing else is required");
        assertThatThrownBy(() -> stack.startFor(POOL, Greeter.class, anyClient[1], "cognito-claims.resources=x")
                        .close())
                .hasStackTraceContaining("cognito-claims.user-pools[0]: both client-ids and any-client");
        try (RunningApi api = stack.start(
                Greeter.class, anyClient[0], anyClient[1], "cognito-claims.resources=https://api.example.com/mcp")) {
            assertThat(api.get("/hello", another).statusCode()).isEqualTo(200);
            assertThat(api.get("/hello", POOL.accessToken().sign()).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void anOwnVerifierThatLetsEverybodyInIsRefusedBesideOpenRegistration() {
        assertThatThrownBy(() -> stack.start(Everybody.class, RESOURCE, ENABLED, DOMAIN, OPEN)
                        .close())
                .hasStackTraceContaining("authorization-server-metadata.open-registration: everybody may register");
    }

    @Import(Greeter.class)
    static class Everybody {
        @Bean
        CognitoVerifier<AccessToken> verifier() {
            return CognitoVerifier.accessTokensForAnyClient(UserPool.fromIssuer(POOL.issuer()))
                    .build();
        }
    }
}

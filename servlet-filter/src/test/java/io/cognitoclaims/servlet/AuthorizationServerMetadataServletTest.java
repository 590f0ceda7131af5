package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static io.cognitoclaims.servlet.Wire.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.servlet.Wire.Answer;
import io.cognitoclaims.testing.TestUserPool;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationServerMetadataServletTest {
    private static final UserPool POOL = UserPool.of("us-east-1_EXAMPLE");
    private static final URI ORIGIN = URI.create("https://api.example.com");
    private static final URI RESOURCE = URI.create("https://api.example.com/mcp");
    private static final URI DOMAIN = URI.create("https://pets.auth.us-east-1.amazoncognito.com");

    private static AuthorizationServerMetadataServlet server() {
        return AuthorizationServerMetadataServlet.create(ORIGIN, POOL, DOMAIN);
    }

    private static ProtectedResourceMetadataServlet resource(AuthorizationServerMetadataServlet server) {
        return ProtectedResourceMetadataServlet.create(RESOURCE, server, Set.of());
    }

    @ParameterizedTest
    @EnumSource
    void theDocumentIsOpenAndSaysWhatThePoolsOwnLeavesOutAndNothingElse(Container container) throws Exception {
        AuthorizationServerMetadataServlet described = server();
        ProtectedResourceMetadataServlet metadata = resource(described);
        try (TestUserPool pool = TestUserPool.create();
                TestServer server = container.start((classes, context) -> {
                    filter(
                            context,
                            "/*",
                            CognitoFilter.builder(accessTokens(pool).build())
                                    .resourceMetadata(metadata)
                                    .build());
                    context.addServlet("metadata", metadata).addMapping(metadata.path());
                    context.addServlet("server", described).addMapping(described.path());
                    servlet(context, "/", TestServlets::whoAmI);
                })) {
            Wire wire = server.wire();
            Answer answer = wire.get("/.well-known/oauth-authorization-server", "X-Forwarded-Host: evil.example");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).containsExactly("application/json");
            assertThat(answer.header("Access-Control-Allow-Origin")).containsExactly("*");
            assertThat(answer.header("Cache-Control")).containsExactly("max-age=3600");
            assertThat(answer.body()).isEqualTo("""
                    {"issuer":"https://api.example.com",\
                    "authorization_endpoint":"https://pets.auth.us-east-1.amazoncognito.com/oauth2/authorize",\
                    "token_endpoint":"https://pets.auth.us-east-1.amazoncognito.com/oauth2/token",\
                    "revocation_endpoint":"https://pets.auth.us-east-1.amazoncognito.com/oauth2/revoke",\
                    "jwks_uri":"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE/.well-known/jwks.json",\
                    "response_types_supported":["code"],\
                    "response_modes_supported":["query"],\
                    "grant_types_supported":["authorization_code","refresh_token"],\
                    "token_endpoint_auth_methods_supported":["none","client_secret_basic","client_secret_post"],\
                    "code_challenge_methods_supported":["S256"]}""");
            assertThat(wire.get(metadata.path()).body())
                    .contains("\"authorization_servers\":[\"https://api.example.com\"]");
            assertThat(wire.send("HEAD", described.path()).status()).isEqualTo(200);
            assertThat(wire.send("OPTIONS", described.path()).header("Access-Control-Allow-Methods"))
                    .containsExactly("GET");
            assertThat(wire.send("POST", described.path()).status()).isEqualTo(405);
            assertThat(wire.get("/.well-known/openid-configuration").status()).isEqualTo(401);
            assertThat(wire.get(
                                    "/",
                                    bearer(pool.accessToken()
                                            .claim("iss", ORIGIN.toString())
                                            .sign()))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void theRegistrationEndpointIsNamedOnlyWhenItIsSaidToBeOpen() throws Exception {
        AuthorizationServerMetadataServlet open = server().withOpenRegistration();
        try (TestServer server = JettyServer.start(
                (classes, context) -> context.addServlet("server", open).addMapping(open.path()))) {
            assertThat(server.wire().get(open.path()).body())
                    .endsWith("\"code_challenge_methods_supported\":[\"S256\"],\"registration_endpoint\":"
                            + "\"https://pets.auth.us-east-1.amazoncognito.com/oauth2/register\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example.com/",
                "https://api.example.com/mcp",
                "https://user@api.example.com",
                "https://api.example.com?a",
                "ftp://api.example.com",
                "api.example.com",
                "urn:x"
            })
    void anAddressThatIsNoOriginIsRefused(URI address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuthorizationServerMetadataServlet.create(address, POOL, DOMAIN))
                .withMessageStartingWith("origin: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AuthorizationServerMetadataServlet.create(ORIGIN, POOL, address))
                .withMessageStartingWith("domain: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example.com.evil/mcp",
                "http://api.example.com/mcp",
                "https://api.example.com:8443/mcp"
            })
    void aResourceOfAnotherOriginIsRefused(URI resource) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProtectedResourceMetadataServlet.create(resource, server(), Set.of()))
                .withMessageStartingWith("resource: must have the origin https://api.example.com ");
    }

    @Test
    void anyClientWithOpenRegistrationNeedsARequiredResourceOrScope() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> withOpenRegistration(CognitoVerifier.accessTokensForAnyClient(POOL)))
                .withMessageStartingWith("resourceMetadata: everybody may register a client");
        assertThat(withOpenRegistration(
                        CognitoVerifier.accessTokensForAnyClient(POOL).requireAnyResource(RESOURCE.toString())))
                .isNotNull();
        assertThat(withOpenRegistration(
                        CognitoVerifier.accessTokensForAnyClient(POOL).requireAnyScope("a", "b")))
                .isNotNull();
        assertThat(withOpenRegistration(CognitoVerifier.accessTokens(POOL, Set.of("web"))))
                .isNotNull();
    }

    private static CognitoFilter withOpenRegistration(CognitoVerifierBuilder<?> verifier) {
        return CognitoFilter.builder(verifier.build())
                .resourceMetadata(resource(server().withOpenRegistration()))
                .build();
    }
}

package io.cognitoclaims.samples.mcpserverspring;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.samples.petclaims.PetPreference;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The running server, asked over HTTP, and by the client of the MCP library. */
class SpringPetServerTest {
    private static final String RESOURCE = "https://api.example.com/mcp";
    private static final String READ = RESOURCE + "/read";
    private static final String WALK = RESOURCE + "/walk";
    private static final String DOMAIN = "https://pets.auth.us-east-1.amazoncognito.com";
    private static final String METADATA =
            "resource_metadata=\"https://api.example.com/.well-known/oauth-protected-resource/mcp\"";

    private static TestUserPool pool;
    private static ConfigurableApplicationContext server;
    private static McpCalls calls;

    @BeforeAll
    static void start() {
        pool = TestUserPool.create();
        server = SpringApplication.run(
                SpringPetServer.class,
                "--COGNITO_ISSUER=" + pool.issuer(),
                "--COGNITO_CLIENT_IDS=" + pool.clientId(),
                "--COGNITO_DOMAIN=" + DOMAIN,
                "--MCP_RESOURCE=" + RESOURCE,
                "--PORT=0");
        calls = new McpCalls(SpringPetServer.portOf(server));
    }

    @AfterAll
    static void stop() {
        server.close();
        pool.close();
    }

    private static TokenBuilder good() {
        return pool.accessToken().claim("aud", RESOURCE).scopes(READ);
    }

    @Test
    void clientsFindTheAuthorizationServer() throws Exception {
        assertThat(calls.get("/.well-known/oauth-protected-resource/mcp").body())
                .contains(
                        "\"resource\":\"" + RESOURCE + "\"",
                        "\"authorization_servers\":[\"https://api.example.com\"]",
                        "\"scopes_supported\":[\"" + READ + "\",\"" + WALK + "\"]");
        assertThat(calls.get("/.well-known/oauth-authorization-server").body())
                .contains(
                        "\"issuer\":\"https://api.example.com\"",
                        "\"authorization_endpoint\":\"" + DOMAIN + "/oauth2/authorize\"",
                        "\"jwks_uri\":\"" + pool.issuer() + "/.well-known/jwks.json\"",
                        "\"code_challenge_methods_supported\":[\"S256\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/openid-configuration", "/sse", "/"})
    void nothingElseIsOpen(String path) throws Exception {
        assertThat(calls.get(path).statusCode()).isEqualTo(401);
    }

    @Test
    void aRequestWithoutATokenIsToldWhereAndWhatToAskFor() throws Exception {
        HttpResponse<String> refused = calls.tool("pet", null);

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(McpCalls.challengeOf(refused))
                .startsWith("Bearer ")
                .contains(METADATA, "scope=\"" + READ + "\"")
                .doesNotContain("error");
    }

    @Test
    void aTokenThatIsBoundToAnotherResourceIsRefused() throws Exception {
        HttpResponse<String> refused =
                calls.tool("pet", good().claim("aud", RESOURCE + "/").sign());

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(McpCalls.challengeOf(refused))
                .contains("error=\"invalid_token\"", METADATA, "scope=\"" + READ + "\"");
    }

    @Test
    void theToolReadsThePetOfTheCaller() {
        String dogs = good().claim(PET_PREFERENCE, PetPreference.DOGS).sign();

        assertThat(callAsClient("pet", dogs)).isEqualTo("You like dogs.");
        assertThat(callAsClient("pet", good().sign())).isEqualTo("You like no pet.");
    }

    @Test
    void theClientOfTheMcpLibraryFindsBothTools() {
        try (McpSyncClient client = client(good().sign())) {
            client.initialize();

            assertThat(client.listTools().tools()).extracting(Tool::name).containsExactlyInAnyOrder("pet", "walk");
        }
    }

    @Test
    void aCallThatNeedsAFurtherScopeIsAnsweredWithAllScopesToAskFor() throws Exception {
        HttpResponse<String> refused = calls.tool("walk", good().sign());

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(McpCalls.challengeOf(refused))
                .startsWith("Bearer ")
                .contains("error=\"insufficient_scope\"", METADATA, "scope=\"" + READ + " " + WALK + "\"");
        assertThat(callAsClient("walk", good().scopes(READ, WALK).sign())).isEqualTo("We had a walk.");
    }

    @Test
    void aClientThatRegisteredItselfIsTakenOnlyWhereEverybodyMayRegister() throws Exception {
        String registered = good().clientId("registered").sign();
        assertThat(calls.tool("pet", registered).statusCode()).isEqualTo(401);
        assertThat(calls.get("/.well-known/oauth-authorization-server").body()).doesNotContain("registration_endpoint");

        try (ConfigurableApplicationContext open = SpringApplication.run(SpringPetServer.class, open())) {
            McpCalls callsOfOpen = new McpCalls(SpringPetServer.portOf(open));

            assertThat(callsOfOpen
                            .get("/.well-known/oauth-authorization-server")
                            .body())
                    .contains("\"registration_endpoint\":\"" + DOMAIN + "/oauth2/register\"");
            assertThat(callsOfOpen.tool("pet", registered).statusCode()).isEqualTo(200);
            HttpResponse<String> asked = callsOfOpen.tool("pet", null);
            assertThat(asked.statusCode()).isEqualTo(401);
            assertThat(McpCalls.challengeOf(asked)).contains(METADATA).doesNotContain("scope=");
            HttpResponse<String> refused = callsOfOpen.tool("walk", registered);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(McpCalls.challengeOf(refused)).contains("scope=\"" + READ + " " + WALK + "\"");
            for (TokenBuilder other : List.of(
                    good().claim("aud", RESOURCE + "/other"),
                    pool.accessToken().scopes(READ),
                    pool.accessToken().claim("aud", RESOURCE))) {
                assertThat(callsOfOpen
                                .tool("pet", other.clientId("registered").sign())
                                .statusCode())
                        .isIn(401, 403);
            }
        }
    }

    @Test
    void openRegistrationBesideClientIdsEndsTheStart() {
        assertThatThrownBy(() -> SpringApplication.run(SpringPetServer.class, open("--COGNITO_CLIENT_IDS=one"))
                        .close())
                .hasStackTraceContaining("both client-ids and any-client are given");
    }

    /** Spring Boot reads each as false. */
    @ParameterizedTest
    @ValueSource(strings = {"no", "off", "FALSE"})
    void registrationThatIsClosedInAnotherWordDemandsReadOfEveryCall(String closed) throws Exception {
        try (ConfigurableApplicationContext context = SpringApplication.run(
                SpringPetServer.class,
                "--COGNITO_ISSUER=" + pool.issuer(),
                "--COGNITO_CLIENT_IDS=" + pool.clientId(),
                "--COGNITO_OPEN_REGISTRATION=" + closed,
                "--COGNITO_DOMAIN=" + DOMAIN,
                "--MCP_RESOURCE=" + RESOURCE,
                "--PORT=0")) {
            HttpResponse<String> asked = new McpCalls(SpringPetServer.portOf(context)).tool("pet", null);

            assertThat(McpCalls.challengeOf(asked)).contains(METADATA, "scope=\"" + READ + "\"");
        }
    }

    private static String[] open(String... more) {
        return Stream.concat(
                        Stream.of(
                                "--COGNITO_ISSUER=" + pool.issuer(),
                                "--COGNITO_OPEN_REGISTRATION=true",
                                "--COGNITO_DOMAIN=" + DOMAIN,
                                "--MCP_RESOURCE=" + RESOURCE,
                                "--PORT=0"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    private static String callAsClient(String tool, String token) {
        try (McpSyncClient client = client(token)) {
            client.initialize();
            return ((TextContent) client.callTool(CallToolRequest.builder(tool).build())
                            .content()
                            .get(0))
                    .text();
        }
    }

    private static McpSyncClient client(String token) {
        return McpClient.sync(HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + calls.port())
                        .endpoint("/mcp")
                        .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer " + token))
                        .build())
                .build();
    }
}

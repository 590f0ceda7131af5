package io.cognitoclaims.samples.mcpserver;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.samples.petclaims.PetPreference;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The running server, asked over HTTP, and by the client of the MCP library. */
class PetServerTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String RESOURCE = "https://api.example.com/mcp";
    private static final String READ = RESOURCE + "/read";
    private static final String WALK = RESOURCE + "/walk";
    private static final String DOMAIN = "https://pets.auth.us-east-1.amazoncognito.com";
    private static final String METADATA =
            "resource_metadata=\"https://api.example.com/.well-known/oauth-protected-resource/mcp\"";

    private static TestUserPool pool;
    private static TestUserPool otherPool;
    private static PetServer server;

    @BeforeAll
    static void start() throws Exception {
        pool = TestUserPool.create();
        otherPool = TestUserPool.create();
        server = PetServer.start(Map.of(
                "COGNITO_ISSUER",
                pool.issuer(),
                "COGNITO_CLIENT_IDS",
                pool.clientId(),
                "COGNITO_DOMAIN",
                DOMAIN,
                "MCP_RESOURCE",
                RESOURCE,
                "PORT",
                "0"));
    }

    @AfterAll
    static void stop() {
        server.close();
        otherPool.close();
        pool.close();
    }

    private static TokenBuilder good() {
        return pool.accessToken().claim("aud", RESOURCE).scopes(READ);
    }

    @Test
    void clientsFindTheAuthorizationServer() throws Exception {
        assertThat(get("/.well-known/oauth-protected-resource/mcp").body())
                .isEqualTo("{\"resource\":\"" + RESOURCE + "\",\"authorization_servers\":[\"https://api.example.com\"],"
                        + "\"scopes_supported\":[\"" + READ + "\",\"" + WALK
                        + "\"],\"bearer_methods_supported\":[\"header\"]}");
        assertThat(get("/.well-known/oauth-authorization-server").body())
                .startsWith("{\"issuer\":\"https://api.example.com\",\"authorization_endpoint\":\"" + DOMAIN
                        + "/oauth2/authorize\"")
                .contains(
                        "\"jwks_uri\":\"" + pool.issuer() + "/.well-known/jwks.json\"",
                        "\"code_challenge_methods_supported\":[\"S256\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/.well-known/oauth-protected-resource", "/.well-known/openid-configuration", "/register", "/"})
    void nothingElseIsOpen(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(401);
    }

    @Test
    void aRequestWithoutATokenIsToldWhereAndWhatToAskFor() throws Exception {
        HttpResponse<String> refused = post("tools/list", null);

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(challengeOf(refused))
                .startsWith("Bearer ")
                .contains(METADATA, "scope=\"" + READ + "\"")
                .doesNotContain("error");
    }

    @Test
    void theToolReadsThePetOfTheCaller() throws Exception {
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
        HttpResponse<String> refused = post("walk", good().sign());

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(challengeOf(refused))
                .startsWith("Bearer ")
                .contains("error=\"insufficient_scope\"", METADATA, "scope=\"" + READ + " " + WALK + "\"");
        assertThat(callAsClient("walk", good().scopes(READ, WALK).sign())).isEqualTo("We had a walk.");
    }

    @Test
    void aTokenWithoutTheScopeOfEveryCallIsRefused() throws Exception {
        HttpResponse<String> refused = post("pet", good().scopes(WALK).sign());

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(challengeOf(refused)).contains("error=\"insufficient_scope\"", READ);
    }

    enum Slip {
        ANOTHER_RESOURCE {
            @Override
            String token() {
                return good().claim("aud", "https://api.example.com/other").sign();
            }
        },
        A_SLASH_AT_THE_END {
            @Override
            String token() {
                return good().claim("aud", RESOURCE + "/").sign();
            }
        },
        NO_RESOURCE {
            @Override
            String token() {
                return good().without("aud").sign();
            }
        },
        AN_ID_TOKEN {
            @Override
            String token() {
                return pool.idToken().sign();
            }
        },
        AN_UNKNOWN_CLIENT {
            @Override
            String token() {
                return good().clientId("another0client").sign();
            }
        },
        THE_ISSUER_OF_THE_DOCUMENT {
            @Override
            String token() {
                return good().issuer("https://api.example.com").sign();
            }
        },
        A_FORGED_SIGNATURE {
            @Override
            String token() {
                return good().signedBy(otherPool).sign();
            }
        },
        A_CHANGED_PAYLOAD {
            @Override
            String token() {
                String[] mine = good().sign().split("\\.", -1);
                String[] others = good().scopes(READ, WALK).sign().split("\\.", -1);
                return mine[0] + "." + others[1] + "." + mine[2];
            }
        };

        abstract String token();
    }

    @ParameterizedTest
    @EnumSource
    void aTokenThatIsNotForThisServerIsRefused(Slip slip) throws Exception {
        assertThat(post("pet", good().sign()).statusCode()).isEqualTo(200);

        HttpResponse<String> refused = post("pet", slip.token());

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(challengeOf(refused)).contains("error=\"invalid_token\"", METADATA, "scope=\"" + READ + "\"");
    }

    @Test
    void aClientThatRegisteredItselfIsTakenOnlyWhereEverybodyMayRegister() throws Exception {
        String registered = good().clientId("registered").sign();
        assertThat(post("pet", registered).statusCode()).isEqualTo(401);
        assertThat(get("/.well-known/oauth-authorization-server").body()).doesNotContain("registration_endpoint");

        try (PetServer open = PetServer.start(Map.of(
                "COGNITO_ISSUER",
                pool.issuer(),
                "COGNITO_OPEN_REGISTRATION",
                "true",
                "COGNITO_DOMAIN",
                DOMAIN,
                "MCP_RESOURCE",
                RESOURCE,
                "PORT",
                "0"))) {
            assertThat(get(open, "/.well-known/oauth-authorization-server").body())
                    .contains("\"registration_endpoint\":\"" + DOMAIN + "/oauth2/register\"");
            assertThat(post(open, "pet", registered).statusCode()).isEqualTo(200);
            HttpResponse<String> asked = post(open, "pet", null);
            assertThat(asked.statusCode()).isEqualTo(401);
            assertThat(challengeOf(asked)).contains(METADATA).doesNotContain("scope=");
            HttpResponse<String> refused = post(open, "walk", registered);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(challengeOf(refused)).contains("scope=\"" + READ + " " + WALK + "\"");
            for (TokenBuilder other : List.of(
                    good().claim("aud", RESOURCE + "/other"),
                    pool.accessToken().scopes(READ),
                    pool.accessToken().claim("aud", RESOURCE))) {
                assertThat(post(open, "pet", other.clientId("registered").sign())
                                .statusCode())
                        .isIn(401, 403);
            }
        }
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
        return McpClient.sync(HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + server.port())
                        .endpoint("/mcp")
                        .addHttpRequestCustomizer((request, method, address, body, context) ->
                                request.setHeader("Authorization", "Bearer " + token))
                        .build())
                .build();
    }

    /** Calls a tool, or lists them all. */
    private static HttpResponse<String> post(String tool, @Nullable String token) throws Exception {
        return post(server, tool, token);
    }

    private static HttpResponse<String> post(PetServer asked, String tool, @Nullable String token) throws Exception {
        String call = tool.equals("tools/list")
                ? "\"method\":\"tools/list\""
                : "\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool + "\",\"arguments\":{}}";
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(asked, "/mcp"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1," + call + "}"));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return get(server, path);
    }

    private static HttpResponse<String> get(PetServer asked, String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri(asked, path)).build(), BodyHandlers.ofString());
    }

    private static URI uri(PetServer asked, String path) {
        return URI.create("http://127.0.0.1:" + asked.port() + path);
    }

    private static String challengeOf(HttpResponse<?> answer) {
        return answer.headers().firstValue("WWW-Authenticate").orElse("none");
    }
}

package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.Wire.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The {@code web.xml} of {@code docs/servlet.md} and {@code docs/mcp.md}, word for word, with keys that come from where AWS has them. */
class DocumentedWebXmlTest {
    private static final Path PAGE = Path.of("../docs/servlet.md");
    private static final Path MCP_PAGE = Path.of("../docs/mcp.md");
    private static final Pattern BLOCK = Pattern.compile("```xml\n(<filter>.*?)```", Pattern.DOTALL);
    private static final String KEY_HOST = "cognito-idp.us-east-1.amazonaws.com";
    private static final String ISSUER = "https://" + KEY_HOST + "/us-east-1_EXAMPLE";

    private final TestUserPool pool = TestUserPool.create();

    @TempDir
    private Path directory;

    @TempDir
    private Path keyStore;

    private StandInForHost keyEndpoint;

    @BeforeEach
    void start() throws Exception {
        keyEndpoint = StandInForHost.start(KEY_HOST, "/us-east-1_EXAMPLE/.well-known/jwks.json", pool.jwks(), keyStore);
    }

    @AfterEach
    void stop() {
        keyEndpoint.close();
        pool.close();
    }

    @ParameterizedTest
    @EnumSource
    void theDocumentedWebXmlGuardsEverythingButWhatItOpens(Container container) throws Exception {
        deploy(blockOf(PAGE));
        try (TestServer server = container.start(directory)) {
            Wire wire = server.wire();
            String token = token("alice");

            assertThat(wire.get("/api/me").status()).isEqualTo(401);
            assertThat(wire.get("/api/me", bearer("garbage")).status()).isEqualTo(401);
            assertThat(wire.get("/api/me", bearer(token)).body()).startsWith("[REQUEST principal=alice ");
            assertThat(wire.get("/health").status()).isEqualTo(200);
            assertThat(wire.get("//health").status()).isIn(400, 401);
            assertThat(wire.get("/health;x=1").status()).isIn(400, 401);
            assertThat(wire.get("/%68ealth").status()).isIn(400, 401);
            assertThat(wire.get("/admin/me", bearer(token)).status()).isEqualTo(403);
            assertThat(wire.get("/admin/me", bearer(token("bob", "admin"))).status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theDocumentedWebXmlOfAnMcpServerLeadsClientsToTheUserPool(Container container) throws Exception {
        deploy(blockOf(MCP_PAGE));
        try (TestServer server = container.start(directory)) {
            Wire wire = server.wire();
            String metadata = "/.well-known/oauth-protected-resource/mcp";

            assertThat(wire.get("/mcp").header("WWW-Authenticate"))
                    .containsExactly("Bearer resource_metadata=\"https://api.example.com" + metadata + "\"");
            assertThat(wire.get(metadata).body()).contains("\"authorization_servers\":[\"https://api.example.com\"]");
            assertThat(wire.get("/.well-known/oauth-authorization-server").body())
                    .contains("\"issuer\":\"https://api.example.com\"", "\"jwks_uri\":\"" + ISSUER);
            assertThat(wire.get("/mcp", bearer(boundTo("https://api.example.com/mcp")))
                            .body())
                    .startsWith("[REQUEST principal=alice ");
            assertThat(wire.get("/mcp", bearer(boundTo("https://api.example.com/mcp/")))
                            .status())
                    .isEqualTo(401);
            assertThat(wire.get("/mcp", bearer(token("alice"))).status()).isEqualTo(401);
        }
    }

    private String boundTo(String resource) {
        return pool.accessToken()
                .issuer(ISSUER)
                .clientId("55pb79dl8gm0i1ho9hdre91r3k")
                .subject("alice")
                .claim("aud", resource)
                .sign();
    }

    private String token(String subject, String... groups) {
        return pool.accessToken()
                .issuer(ISSUER)
                .clientId("55pb79dl8gm0i1ho9hdre91r3k")
                .subject(subject)
                .groups(groups)
                .sign();
    }

    private static String blockOf(Path page) throws Exception {
        return BLOCK.matcher(Files.readString(page))
                .results()
                .map((MatchResult block) -> block.group(1))
                .findFirst()
                .orElseThrow();
    }

    private void deploy(String declarations) throws Exception {
        Files.createDirectories(directory.resolve("WEB-INF"));
        Files.writeString(directory.resolve("WEB-INF/web.xml"), """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                  <!-- Logback would stop logging for all tests when the application stops. -->
                  <context-param>
                    <param-name>logbackDisableServletContainerInitializer</param-name>
                    <param-value>true</param-value>
                  </context-param>
                """ + declarations + """
                  <servlet>
                    <servlet-name>who</servlet-name>
                    <servlet-class>io.cognitoclaims.servlet.WhoAmI</servlet-class>
                    <async-supported>true</async-supported>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>who</servlet-name>
                    <url-pattern>/*</url-pattern>
                  </servlet-mapping>
                </web-app>
                """);
    }
}

package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.Wire.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.ServletException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Web applications without a line of code of their own for their guard. */
class WebXmlTest {
    private static final String RESOURCE = "https://api.example.com/pets";
    private static final String METADATA = "/.well-known/oauth-protected-resource/pets";

    private final TestUserPool pool = TestUserPool.create();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        pool.close();
    }

    @ParameterizedTest
    @EnumSource
    void aWebApplicationIsGuardedAsItsWebXmlSays(Container container) throws Exception {
        write(whole(Map.ofEntries(
                Map.entry("issuer", pool.issuer()),
                Map.entry("jwksUri", pool.jwksUri().toString()),
                Map.entry("clientIds", "another, " + pool.clientId()),
                Map.entry("tokenUse", "access"),
                Map.entry("open", "/public " + METADATA),
                Map.entry("realm", "pets"),
                Map.entry("tokenSources", "authorization, cookie:access_token"),
                Map.entry("trustedOrigins", "https://app.example.com"),
                Map.entry("resourceMetadata", "https://api.example.com" + METADATA),
                Map.entry("allowPreflight", "true"),
                Map.entry("fetchKeysAsync", "true"))));
        String token = pool.accessToken().subject("alice").sign();
        String admin = pool.accessToken().groups("admin").sign();
        try (TestServer server = container.start(directory)) {
            Wire wire = server.wire();
            assertThat(wire.get("/me", bearer(token)).body()).startsWith("[REQUEST principal=alice ");
            assertThat(wire.get("/me", "Cookie: access_token=" + token).status())
                    .isEqualTo(200);
            assertThat(wire.send("POST", "/me", "Cookie: access_token=" + token, "Origin: https://app.example.com")
                            .status())
                    .as("the servlet has no POST")
                    .isEqualTo(405);
            assertThat(wire.send("POST", "/me", "Cookie: access_token=" + token, "Origin: https://example.com")
                            .status())
                    .isEqualTo(403);
            assertThat(wire.get("/me").header("WWW-Authenticate"))
                    .containsExactly(
                            "Bearer realm=\"pets\", resource_metadata=\"https://api.example.com" + METADATA + "\"");
            assertThat(wire.send("OPTIONS", "/me", "Origin: https://a.example", "Access-Control-Request-Method: GET")
                            .status())
                    .isEqualTo(200);
            assertThat(wire.send("OPTIONS", "/me", "Origin: https://a.example").status())
                    .isEqualTo(401);
            assertThat(wire.get("/public").body()).startsWith("[REQUEST principal=none ");
            assertThat(wire.get("/admin", bearer(token)).status()).isEqualTo(403);
            assertThat(wire.get("/admin", bearer(admin)).status()).isEqualTo(200);
            assertThat(wire.get("/me", bearer(pool.idToken().sign())).status()).isEqualTo(401);
            assertThat(wire.get(METADATA).body())
                    .isEqualTo("{\"resource\":\"" + RESOURCE + "\",\"authorization_servers\":[\"" + pool.issuer()
                            + "\"],\"scopes_supported\":[\"pets/read\",\"pets/write\"],"
                            + "\"bearer_methods_supported\":[\"header\"]}");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWebApplicationDescribesItsUserPoolAsItsWebXmlSays(Container container) throws Exception {
        String server = "/.well-known/oauth-authorization-server";
        write(filter(
                        "cognito",
                        WebXmlCognitoFilter.class,
                        Map.of(
                                "issuer",
                                pool.issuer(),
                                "client-ids",
                                pool.clientId(),
                                "resources",
                                RESOURCE,
                                "open",
                                METADATA + ", " + server,
                                "resource-metadata",
                                "https://api.example.com" + METADATA),
                        "/*")
                + servlet(
                        "resource",
                        WebXmlProtectedResourceMetadataServlet.class,
                        Map.of(
                                "resource",
                                RESOURCE,
                                "authorization-server",
                                "https://api.example.com",
                                "scopes",
                                "pets/read"),
                        METADATA)
                + servlet(
                        "server",
                        WebXmlAuthorizationServerMetadataServlet.class,
                        Map.of(
                                "origin",
                                "https://api.example.com",
                                "domain",
                                "https://pets.auth.us-east-1.amazoncognito.com",
                                "issuer",
                                pool.issuer()),
                        server));
        try (TestServer running = container.start(directory)) {
            Wire wire = running.wire();
            assertThat(wire.get(METADATA).body())
                    .isEqualTo("{\"resource\":\"" + RESOURCE
                            + "\",\"authorization_servers\":[\"https://api.example.com\"],"
                            + "\"scopes_supported\":[\"pets/read\"],\"bearer_methods_supported\":[\"header\"]}");
            assertThat(wire.get(server).header("Access-Control-Allow-Origin")).containsExactly("*");
            assertThat(wire.get(server).body())
                    .startsWith("{\"issuer\":\"https://api.example.com\",\"authorization_endpoint\":"
                            + "\"https://pets.auth.us-east-1.amazoncognito.com/oauth2/authorize\"")
                    .contains("\"jwks_uri\":\"" + pool.issuer() + "/.well-known/jwks.json\"")
                    .doesNotContain("registration_endpoint")
                    .endsWith("\"code_challenge_methods_supported\":[\"S256\"]}");
            assertThat(wire.send("OPTIONS", server).header("Access-Control-Allow-Methods"))
                    .containsExactly("GET");
            assertThat(wire.send("POST", server).status()).isEqualTo(405);
            assertThat(wire.get("/me").header("WWW-Authenticate"))
                    .containsExactly("Bearer resource_metadata=\"https://api.example.com" + METADATA + "\"");
            assertThat(wire.get("/me", bearer(boundTo(RESOURCE))).status()).isEqualTo(200);
            assertThat(wire.get("/me", bearer(boundTo(RESOURCE + "/"))).status())
                    .isEqualTo(401);
            assertThat(wire.get("/me", bearer(pool.accessToken().sign())).status())
                    .isEqualTo(401);
        }
    }

    private String boundTo(String resource) {
        return pool.accessToken().claim("aud", resource).sign();
    }

    @ParameterizedTest
    @EnumSource
    void aDocumentWithWrongSettingsIsNotServed(Container container) throws Exception {
        String path = "/.well-known/oauth-authorization-server";
        write(servlet(
                "server",
                WebXmlAuthorizationServerMetadataServlet.class,
                Map.of("origin", "https://api.example.com/", "domain", "https://a.example", "issuer", pool.issuer()),
                path));

        if (container == Container.JETTY) {
            assertThatThrownBy(() -> container.start(directory).close())
                    .isInstanceOfAny(IllegalStateException.class, ServletException.class);
        } else {
            try (TestServer server = container.start(directory)) {
                assertThat(server.wire().get(path).status()).isEqualTo(500);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWebApplicationIsGuardedByAnAnnotationToo(Container container) throws Exception {
        write("");
        Path classes = directory.resolve("WEB-INF/classes/io/cognitoclaims/servlet");
        Files.createDirectories(classes);
        try (InputStream annotated = AnnotatedFilter.class.getResourceAsStream("AnnotatedFilter.class")) {
            assertThat(annotated).isNotNull();
            Files.copy(annotated, classes.resolve("AnnotatedFilter.class"));
        }
        try (TestServer server = container.start(directory)) {
            assertThat(server.wire().get("/me").status()).isEqualTo(401);
            assertThat(server.wire().get("/public").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWebApplicationDoesNotStartWithWrongSettings(Container container) throws Exception {
        write(whole(Map.of("issuer", pool.issuer())));

        assertThatThrownBy(() -> container.start(directory).close())
                .isInstanceOfAny(IllegalStateException.class, ServletException.class);
    }

    /** A mapping that names no dispatcher is for {@code REQUEST} only. */
    @ParameterizedTest
    @EnumSource
    void aWebApplicationKeepsItsGuardsWhileTheFirstTokenWaitsForKeys(Container container) throws Exception {
        String settings =
                parameters(Map.of("issuer", pool.issuer(), "client-ids", pool.clientId(), "fetch-keys-async", "true"));
        write(onlyForRequests("cognito", WebXmlCognitoFilter.class, settings, "/*")
                + onlyForRequests(
                        "admin", WebXmlRequireFilter.class, parameters(Map.of("any-group", "admin")), "/admin"));
        String user = pool.accessToken().subject("alice").sign();
        String admin = pool.accessToken().subject("bob").groups("admin").sign();
        for (String[] first :
                new String[][] {{"/admin", user, "403"}, {"/admin", admin, "200"}, {"/me", user, "200"}}) {
            try (TestServer server = container.start(directory)) {
                assertThat(server.wire().get(first[0], bearer(first[1])).status() + "")
                        .isEqualTo(first[2]);
            }
        }
    }

    /** The container asks for what they say before the filters, and not again in an asynchronous dispatch. */
    @ParameterizedTest
    @EnumSource
    void aWebApplicationKeepsItsConstraintsWhileTheFirstTokenWaitsForKeys(Container container) throws Exception {
        write(
                filter(
                                "cognito",
                                WebXmlCognitoFilter.class,
                                Map.of("issuer", pool.issuer(), "clientIds", pool.clientId(), "fetchKeysAsync", "true"),
                                "/*")
                        + "<security-constraint><web-resource-collection><web-resource-name>none</web-resource-name>"
                        + "<url-pattern>/admin</url-pattern></web-resource-collection><auth-constraint/></security-constraint>");
        String admin = pool.accessToken().groups("admin").sign();
        for (String path : List.of("/admin", "/me")) {
            try (TestServer server = container.start(directory)) {
                assertThat(server.wire().get(path, bearer(admin)).status()).isEqualTo(path.equals("/me") ? 200 : 403);
            }
        }
    }

    private static String onlyForRequests(String name, Class<?> type, String parameters, String pattern) {
        return "<filter><filter-name>%s</filter-name><filter-class>%s</filter-class>".formatted(name, type.getName())
                + "<async-supported>true</async-supported>" + parameters + "</filter>"
                + "<filter-mapping><filter-name>%s</filter-name><url-pattern>%s</url-pattern></filter-mapping>"
                        .formatted(name, pattern);
    }

    private static String whole(Map<String, String> settings) {
        return filter("cognito", WebXmlCognitoFilter.class, settings, "/*")
                + filter("admin", WebXmlRequireFilter.class, Map.of("groups", "admin"), "/admin")
                + servlet(
                        "metadata",
                        WebXmlProtectedResourceMetadataServlet.class,
                        Map.of(
                                "resource",
                                RESOURCE,
                                "issuer",
                                settings.getOrDefault("issuer", "https://example.com/a"),
                                "scopes",
                                "pets/write pets/read"),
                        METADATA);
    }

    private static String servlet(String name, Class<?> type, Map<String, String> settings, String pattern) {
        return "<servlet><servlet-name>%s</servlet-name><servlet-class>%s</servlet-class>"
                        .formatted(name, type.getName())
                + parameters(settings) + "<load-on-startup>1</load-on-startup></servlet>"
                + "<servlet-mapping><servlet-name>%s</servlet-name><url-pattern>%s</url-pattern></servlet-mapping>"
                        .formatted(name, pattern);
    }

    private static String filter(String name, Class<?> type, Map<String, String> settings, String pattern) {
        return "<filter><filter-name>%s</filter-name><filter-class>%s</filter-class>".formatted(name, type.getName())
                + "<async-supported>true</async-supported>" + parameters(settings) + "</filter>"
                + "<filter-mapping><filter-name>%s</filter-name><url-pattern>%s</url-pattern>".formatted(name, pattern)
                + "<dispatcher>REQUEST</dispatcher><dispatcher>FORWARD</dispatcher><dispatcher>INCLUDE</dispatcher>"
                + "<dispatcher>ERROR</dispatcher><dispatcher>ASYNC</dispatcher></filter-mapping>";
    }

    private static String parameters(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> "<init-param><param-name>%s</param-name><param-value>%s</param-value></init-param>"
                        .formatted(setting.getKey(), setting.getValue()))
                .collect(Collectors.joining());
    }

    private void write(String declarations) throws Exception {
        Files.createDirectories(directory.resolve("WEB-INF"));
        Files.writeString(directory.resolve("WEB-INF/web.xml"), """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <!-- Logback would stop logging for all tests when the application stops. -->
              <context-param>
                <param-name>logbackDisableServletContainerInitializer</param-name>
                <param-value>true</param-value>
              </context-param>
              %s
              <servlet>
                <servlet-name>who</servlet-name>
                <servlet-class>io.cognitoclaims.servlet.WhoAmI</servlet-class>
                <async-supported>true</async-supported>
              </servlet>
              <servlet-mapping>
                <servlet-name>who</servlet-name>
                <url-pattern>/me</url-pattern>
                <url-pattern>/admin</url-pattern>
                <url-pattern>/public</url-pattern>
              </servlet-mapping>
            </web-app>
            """.formatted(declarations));
    }
}

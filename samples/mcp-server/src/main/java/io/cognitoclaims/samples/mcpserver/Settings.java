package io.cognitoclaims.samples.mcpserver;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.servlet.AuthorizationServerMetadataServlet;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The settings of the server, as the README names them.
 *
 * @param origin of the resource
 */
record Settings(
        URI resource, URI origin, CognitoVerifier<?> verifier, AuthorizationServerMetadataServlet server, int port) {
    private static final Map<String, String> DEFAULTS =
            Map.of("MCP_RESOURCE", "http://localhost:8083/mcp", "PORT", "8083");

    /** @throws IllegalArgumentException if one is missing or wrong; the message names it */
    static Settings from(Map<String, String> environment) {
        URI resource = read("MCP_RESOURCE", environment, Settings::address);
        URI origin = URI.create(resource.getScheme() + "://" + resource.getAuthority());
        UserPool pool = read("COGNITO_ISSUER", environment, UserPool::fromIssuer);
        CognitoVerifier<?> verifier = read(
                "COGNITO_CLIENT_IDS",
                environment,
                ids -> CognitoVerifier.accessTokens(pool, Set.of(ids.split("\\s*,\\s*", -1)))
                        .requireAnyResource(resource.toString())
                        .requireScopes(resource + "/read")
                        .build());
        AuthorizationServerMetadataServlet server = read(
                "COGNITO_DOMAIN",
                environment,
                domain -> AuthorizationServerMetadataServlet.create(origin, pool, URI.create(domain)));
        return new Settings(resource, origin, verifier, server, read("PORT", environment, Settings::port));
    }

    /** The MCP servlet is mapped to its path. */
    private static URI address(String text) {
        if (!text.matches("https?://[A-Za-z0-9.:-]+(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException("must be a URL with a path, such as https://api.example.com/mcp");
        }
        return URI.create(text);
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new IllegalArgumentException("must be a number from 0 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static <T> T read(String name, Map<String, String> environment, Function<String, T> reading) {
        String value = environment.getOrDefault(name, DEFAULTS.getOrDefault(name, ""));
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + ": must be set");
        }
        try {
            return reading.apply(value.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }
}

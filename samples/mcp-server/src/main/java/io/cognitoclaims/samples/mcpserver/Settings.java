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
            Map.of("COGNITO_OPEN_REGISTRATION", "false", "MCP_RESOURCE", "http://localhost:8083/mcp", "PORT", "8083");

    /** @throws IllegalArgumentException if one is missing or wrong; the message names it */
    static Settings from(Map<String, String> environment) {
        URI resource = read("MCP_RESOURCE", environment, Settings::address);
        URI origin = URI.create(resource.getScheme() + "://" + resource.getAuthority());
        UserPool pool = read("COGNITO_ISSUER", environment, UserPool::fromIssuer);
        boolean open = read("COGNITO_OPEN_REGISTRATION", environment, Settings::flag);
        CognitoVerifier<?> verifier =
                open ? ofAnyClient(pool, resource, environment) : ofClients(pool, resource, environment);
        AuthorizationServerMetadataServlet server = read(
                "COGNITO_DOMAIN",
                environment,
                domain -> AuthorizationServerMetadataServlet.create(origin, pool, URI.create(domain)));
        return new Settings(
                resource,
                origin,
                verifier,
                open ? server.withOpenRegistration() : server,
                read("PORT", environment, Settings::port));
    }

    private static CognitoVerifier<?> ofClients(UserPool pool, URI resource, Map<String, String> environment) {
        return read(
                "COGNITO_CLIENT_IDS",
                environment,
                ids -> CognitoVerifier.accessTokens(pool, Set.of(ids.split("\\s*,\\s*", -1)))
                        .requireAnyResource(resource.toString())
                        .requireScopes(resource + "/read")
                        .build());
    }

    /** A client registers for the scopes that a 401 names, and could not get more. So none are named, and it asks for all. */
    private static CognitoVerifier<?> ofAnyClient(UserPool pool, URI resource, Map<String, String> environment) {
        if (!environment.getOrDefault("COGNITO_CLIENT_IDS", "").isBlank()) {
            throw new IllegalArgumentException(
                    "COGNITO_CLIENT_IDS: must not be set beside COGNITO_OPEN_REGISTRATION=true, which takes any client");
        }
        return CognitoVerifier.accessTokensForAnyClient(pool)
                .requireAnyResource(resource.toString())
                .build();
    }

    private static boolean flag(String text) {
        if (!Set.of("true", "false").contains(text)) {
            throw new IllegalArgumentException("must be true or false");
        }
        return Boolean.parseBoolean(text);
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

package io.cognitoclaims.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.spring.CognitoClaimsProperties.AuthorizationServerMetadata;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.boot.json.JsonWriter;

/**
 * What the application tells clients about itself (<a href="https://www.rfc-editor.org/rfc/rfc9728#section-2">RFC 9728,
 * section 2</a>) and, if it is told to, about its user pool (<a href="https://www.rfc-editor.org/rfc/rfc8414">RFC 8414</a>),
 * for both web stacks. Both documents are made of settings, except that the identifier may be left to the request.
 *
 * @param identifier the application's identifier; null if it is the URL of the request
 * @param authorizationServers the issuers of tokens, one for each user pool; or the application's origin, if it describes
 *     its user pool
 * @param userPool the description of the user pool; null if there is none
 */
record ProtectedResource(
        @Nullable URI identifier,
        List<String> authorizationServers,
        List<String> scopes,
        @Nullable String userPool) {
    static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
    static final String AUTHORIZATION_SERVER = "/.well-known/oauth-authorization-server";

    private static final String PROPERTY = CognitoClaimsProperties.PREFIX + ".resource-metadata.resource";
    private static final String SERVER = CognitoClaimsProperties.PREFIX + ".authorization-server-metadata";

    static ProtectedResource of(CognitoClaimsProperties properties, List<CognitoVerifier<?>> verifiers) {
        URI given = properties.resourceMetadata().resource();
        URI identifier = given == null ? onlyOneOf(properties.resources()) : requireUrl(given);
        List<String> issuers = verifiers.stream()
                .flatMap(verifier -> verifier.pools().stream())
                .map(accepted -> accepted.pool().issuer())
                .distinct()
                .toList();
        List<String> scopes =
                properties.resourceMetadata().scopes().stream().sorted().toList();
        if (identifier != null && pathOf(identifier).isEmpty()) {
            LoggerFactory.getLogger(ProtectedResource.class)
                    .warn(
                            "The resource {} has no path. Some MCP clients add a slash to it, and the user pool then refuses"
                                    + " the sign-in. Use a resource with a path, such as {}/mcp.",
                            identifier,
                            originOf(identifier));
        }
        AuthorizationServerMetadata server = properties.authorizationServerMetadata();
        if (!server.enabled()) {
            return new ProtectedResource(identifier, issuers, scopes, null);
        }
        if (identifier == null) {
            throw new WrongSettingException(
                    SERVER + ".enabled",
                    "there is no resource whose origin the document could name",
                    "Write the address that clients know this API by as " + PROPERTY
                            + ", such as https://api.example.com/mcp.");
        }
        if (issuers.size() != 1) {
            throw new WrongSettingException(
                    SERVER + ".enabled",
                    "the document describes one user pool, and the application accepts tokens of " + issuers.size(),
                    "Leave it out, so that clients look for the documents of the user pools.");
        }
        if (server.openRegistration() && verifiers.stream().anyMatch(ProtectedResource::letsEverybodyIn)) {
            throw new WrongSettingException(
                    SERVER + ".open-registration",
                    "everybody may register a client, and a verifier accepts any client without requiring a resource or"
                            + " a scope",
                    "Require a resource with requireAnyResource, or scopes with requireScopes.");
        }
        String origin = originOf(identifier);
        return new ProtectedResource(
                identifier,
                List.of(origin),
                scopes,
                describe(origin, issuers.get(0), requireDomain(server, origin), server));
    }

    /**
     * {@return the document at this path; null if there is none}
     *
     * @param path the path of the request within the application
     * @param asked gives the URL of the request, without a query; called only if the document names it
     */
    byte @Nullable [] documentAt(String path, String contextPath, Supplier<String> asked) {
        if (userPool != null && path.equals(AUTHORIZATION_SERVER)) {
            return userPool.getBytes(UTF_8);
        }
        if (!isBelow(path) || (identifier != null && !path.equals(pathWithin(contextPath)))) {
            return null;
        }
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("resource", identifier == null ? asked.get().replace(WELL_KNOWN, "") : identifier.toString());
        members.put("authorization_servers", authorizationServers);
        if (!scopes.isEmpty()) {
            members.put("scopes_supported", scopes);
        }
        members.put("bearer_methods_supported", List.of("header"));
        return JsonWriter.standard().write(members).toByteArray();
    }

    /** {@return whether such a path is for documents of this kind only} */
    static boolean isBelow(String path) {
        return (path + "/").startsWith(WELL_KNOWN + "/");
    }

    /** A document that names the host of a request is of use to the client of that request only. */
    String cacheControl() {
        return identifier == null ? "no-store" : "max-age=3600";
    }

    /**
     * {@return where clients find the document: {@code asked}, or below the origin of the identifier (<a
     * href="https://www.rfc-editor.org/rfc/rfc9728#section-3.1">RFC 9728, section 3.1</a>)}
     *
     * @param asked the URL of the document on the host of this request
     * @param contextPath the application's context path, outside of which it cannot answer
     */
    String metadataAddress(String asked, String contextPath) {
        if (identifier == null) {
            return asked;
        }
        String query = identifier.getRawQuery() == null ? "" : "?" + identifier.getRawQuery();
        return originOf(identifier) + contextPathBefore(identifier, contextPath) + pathWithin(contextPath) + query;
    }

    private String pathWithin(String contextPath) {
        URI known = requireNonNull(identifier);
        return WELL_KNOWN
                + pathOf(known).substring(contextPathBefore(known, contextPath).length());
    }

    private static String contextPathBefore(URI identifier, String contextPath) {
        return (pathOf(identifier) + "/").startsWith(contextPath + "/") ? contextPath : "";
    }

    private static String pathOf(URI identifier) {
        return identifier.getRawPath().equals("/") ? "" : identifier.getRawPath();
    }

    private static String originOf(URI identifier) {
        return identifier.getScheme() + "://" + identifier.getRawAuthority();
    }

    private static boolean letsEverybodyIn(CognitoVerifier<?> verifier) {
        return verifier.requiredResources().isEmpty()
                && verifier.requiredScopes().isEmpty()
                && verifier.pools().stream().anyMatch(pool -> pool.clients().isAny());
    }

    /** Exactly what MCP clients need: what Cognito's own document has beside it would make some of them fail. */
    private static String describe(String origin, String issuer, String domain, AuthorizationServerMetadata settings) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("issuer", origin);
        members.put("authorization_endpoint", domain + "/oauth2/authorize");
        members.put("token_endpoint", domain + "/oauth2/token");
        members.put("revocation_endpoint", domain + "/oauth2/revoke");
        members.put("jwks_uri", issuer + "/.well-known/jwks.json");
        members.put("response_types_supported", List.of("code"));
        members.put("response_modes_supported", List.of("query"));
        members.put("grant_types_supported", List.of("authorization_code", "refresh_token"));
        members.put(
                "token_endpoint_auth_methods_supported", List.of("none", "client_secret_basic", "client_secret_post"));
        members.put("code_challenge_methods_supported", List.of("S256"));
        if (settings.openRegistration()) {
            members.put("registration_endpoint", domain + "/oauth2/register");
        }
        return JsonWriter.standard().write(members).toJsonString();
    }

    private static String requireDomain(AuthorizationServerMetadata settings, String origin) {
        URI domain = settings.domain();
        if (domain == null) {
            throw wrongDomain("is missing");
        } else if (!isUrl(domain) || !domain.toString().matches("https?://[^/?#@]+")) {
            throw wrongDomain("it is no https origin (http is for development) without a path and a slash at its end");
        } else if (domain.toString().equals(origin)) {
            throw wrongDomain("it is the origin of the API, and not that at which users sign in");
        }
        return domain.toString();
    }

    private static WrongSettingException wrongDomain(String problem) {
        return new WrongSettingException(
                SERVER + ".domain",
                problem,
                "Write the origin of the user pool's domain, such as https://pets.auth.us-east-1.amazoncognito.com.");
    }

    /** Tokens may be bound to an identifier that is not a URL, which the document cannot name. */
    private static @Nullable URI onlyOneOf(Set<String> identifiers) {
        if (identifiers.size() != 1) {
            return null;
        }
        try {
            URI identifier = new URI(identifiers.iterator().next());
            return isUrl(identifier) ? identifier : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static URI requireUrl(URI identifier) {
        if (!isUrl(identifier)) {
            throw new WrongSettingException(
                    PROPERTY,
                    "it is no https address (http is for development) without a fragment",
                    "Write the address that clients know this API by, such as https://api.example.com/pets.");
        }
        return identifier;
    }

    /** {@code http} is for development. */
    private static boolean isUrl(URI identifier) {
        return ("https".equalsIgnoreCase(identifier.getScheme()) || "http".equalsIgnoreCase(identifier.getScheme()))
                && identifier.getHost() != null
                && identifier.getFragment() == null;
    }
}

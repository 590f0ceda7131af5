package io.cognitoclaims.servlet;

import io.cognitoclaims.core.UserPool;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A servlet that tells clients, such as MCP clients, which user pool issues the tokens for an API. It serves the metadata
 * of <a href="https://www.rfc-editor.org/rfc/rfc9728">RFC 9728</a>.
 *
 * <pre>{@code
 * ProtectedResourceMetadataServlet metadata = ProtectedResourceMetadataServlet.create(
 *         URI.create("https://api.example.com/pets"), List.of(pool), Set.of("pets/read", "pets/write"));
 * context.addServlet("metadata", metadata).addMapping(metadata.path());
 * context.addFilter("cognito", CognitoFilter.builder(verifier).resourceMetadata(metadata).build());
 * }</pre>
 *
 * <p>It names the pools' issuers as {@code authorization_servers}, the scopes, and the header as the only way to send a
 * token. It states nothing else, because Cognito binds tokens to no certificate or key. The document is public, may be
 * cached for an hour, and can be read by scripts of any origin. Immutable and safe for use by many threads. In a {@code
 * web.xml} use {@link WebXmlProtectedResourceMetadataServlet}.
 */
public final class ProtectedResourceMetadataServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private final URI resource;
    private final String document;
    private final @Nullable AuthorizationServerMetadataServlet server;

    private ProtectedResourceMetadataServlet(
            URI resource, String document, @Nullable AuthorizationServerMetadataServlet server) {
        this.resource = resource;
        this.document = document;
        this.server = server;
    }

    /**
     * {@return a servlet for the metadata of an API}
     *
     * @param resource the API's URL as clients know it, {@code https}, or {@code http} for development; without query and
     *     fragment, and with only letters, digits, {@code -._~} and {@code /} in its path. If access tokens are bound to a
     *     resource ({@code aud}), this is the value
     * @param pools the pools whose tokens the API accepts; at least one. The {@link UserPool#issuer()} of each is published
     * @param scopes the scopes that clients may request; if empty, the metadata names no scopes
     * @throws IllegalArgumentException if one of them is not of that form
     */
    public static ProtectedResourceMetadataServlet create(URI resource, List<UserPool> pools, Set<String> scopes) {
        PublicDocument.requireAddress("resource", resource);
        if (pools.isEmpty()) {
            throw new IllegalArgumentException("pools: must name at least one");
        }
        List<String> issuers = pools.stream().map(UserPool::issuer).distinct().toList();
        return create(resource, issuers, scopes, null);
    }

    /**
     * {@return a servlet for the metadata of an API that describes its user pool itself} {@code authorization_servers} names
     * the origin of that description instead of the pool's issuer.
     *
     * @param resource as above, with a path; this is the identifier of a resource server of the pool too
     * @param scopes the scopes that clients may request; if empty, the metadata names no scopes
     * @throws IllegalArgumentException if one of them is not of that form, or the resource has another origin
     */
    public static ProtectedResourceMetadataServlet create(
            URI resource, AuthorizationServerMetadataServlet server, Set<String> scopes) {
        return create(resource, server.issuer(), scopes, server);
    }

    /** {@return the same, if the authorization server metadata of this origin is served by another object} */
    static ProtectedResourceMetadataServlet create(URI resource, URI server, Set<String> scopes) {
        PublicDocument.requireOrigin("authorizationServer", server);
        return create(resource, server.toString(), scopes, null);
    }

    private static ProtectedResourceMetadataServlet create(
            URI resource, String origin, Set<String> scopes, @Nullable AuthorizationServerMetadataServlet server) {
        PublicDocument.requireAddress("resource", resource);
        if (!(resource + "/").startsWith(origin + "/")) {
            throw new IllegalArgumentException("resource: must have the origin " + origin
                    + " of the authorization server metadata, was " + resource);
        }
        return create(resource, List.of(origin), scopes, server);
    }

    private static ProtectedResourceMetadataServlet create(
            URI resource,
            List<String> issuers,
            Set<String> scopes,
            @Nullable AuthorizationServerMetadataServlet server) {
        StringBuilder json = new StringBuilder("{\"resource\":\"").append(resource);
        json.append("\",\"authorization_servers\":").append(array(issuers));
        if (!scopes.isEmpty()) {
            Set<String> sorted = new TreeSet<>(RequireFilter.scopeNames(scopes.toArray(String[]::new)));
            json.append(",\"scopes_supported\":").append(array(sorted));
        }
        json.append(",\"bearer_methods_supported\":[\"header\"]}");
        return new ProtectedResourceMetadataServlet(resource, json.toString(), server);
    }

    /**
     * {@return the URL at which clients look for the metadata} It has {@code /.well-known/oauth-protected-resource} between
     * the host and the path of the resource (<a href="https://www.rfc-editor.org/rfc/rfc9728#section-3.1">RFC 9728, section
     * 3.1</a>).
     */
    public URI address() {
        return resource.resolve(path());
    }

    /**
     * {@return the path of that URL; map the servlet to it} Below a context path, clients cannot reach the servlet there.
     * Then let a proxy forward to it, or deploy the servlet in the root context.
     */
    public String path() {
        String path = resource.getPath();
        return WELL_KNOWN + (path.equals("/") ? "" : path);
    }

    Optional<AuthorizationServerMetadataServlet> server() {
        return Optional.ofNullable(server);
    }

    /** Some MCP clients add a slash to a resource without a path, and Cognito then does not know it. */
    @Override
    public void init() {
        if (resource.getPath().replace("/", "").isEmpty()) {
            LoggerFactory.getLogger(ProtectedResourceMetadataServlet.class)
                    .warn(
                            "The resource {} has no path. Some MCP clients add a slash to it, and the user pool then refuses"
                                    + " the sign-in. Use a resource with a path, such as {}/mcp.",
                            resource,
                            resource.resolve("/").toString().replaceFirst("/$", ""));
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        PublicDocument.send(document, response);
    }

    @Override
    protected void doOptions(HttpServletRequest request, HttpServletResponse response) {
        PublicDocument.answerPreflight(response);
    }

    /** None of these values can contain a quote or a backslash. */
    private static String array(Collection<String> values) {
        return values.stream().map(value -> "\"" + value + "\"").collect(Collectors.joining(",", "[", "]"));
    }
}

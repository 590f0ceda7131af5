package io.cognitoclaims.servlet;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.UserPool;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;

/**
 * A servlet that describes a user pool as clients of the Model Context Protocol expect it, at the API's own origin: the
 * metadata of <a href="https://www.rfc-editor.org/rfc/rfc8414">RFC 8414</a>. Cognito's own discovery document does not say
 * that the pool takes PKCE with {@code S256}, and some clients then refuse it.
 *
 * <pre>{@code
 * AuthorizationServerMetadataServlet server = AuthorizationServerMetadataServlet.create(
 *         URI.create("https://api.example.com"), pool, URI.create("https://pets.auth.us-east-1.amazoncognito.com"));
 * ProtectedResourceMetadataServlet metadata = ProtectedResourceMetadataServlet.create(
 *         URI.create("https://api.example.com/mcp"), server, Set.of("https://api.example.com/mcp/read"));
 * context.addServlet("server", server).addMapping(server.path());
 * context.addServlet("metadata", metadata).addMapping(metadata.path());
 * context.addFilter("cognito", CognitoFilter.builder(verifier).resourceMetadata(metadata).build());
 * }</pre>
 *
 * <p>The document is made of these settings alone: nothing is fetched, and nothing is forwarded to the pool. Its {@code
 * issuer} names the document for clients. Tokens still have the pool's issuer, and no other is accepted. For clients, adding
 * or removing the document is a change of the authorization server: they sign in again. The document is public, may be
 * cached for an hour, and can be read by scripts of any origin. Immutable and safe for use by many threads. In a {@code
 * web.xml} use {@link WebXmlAuthorizationServerMetadataServlet}.
 */
public final class AuthorizationServerMetadataServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final String PATH = "/.well-known/oauth-authorization-server";

    private final String issuer;
    private final String members;
    private final URI domain;
    private final boolean isRegistrationOpen;

    private AuthorizationServerMetadataServlet(String issuer, String members, URI domain, boolean isRegistrationOpen) {
        this.issuer = issuer;
        this.members = members;
        this.domain = domain;
        this.isRegistrationOpen = isRegistrationOpen;
    }

    /**
     * {@return a servlet for the metadata of a user pool}
     *
     * @param origin the origin of the API as clients know it, such as {@code https://api.example.com}; {@code https}, or
     *     {@code http} for development; without a path, and without a slash at its end
     * @param pool the pool at which clients sign in
     * @param domain the origin of the pool's domain, such as {@code https://pets.auth.us-east-1.amazoncognito.com}, or of
     *     its custom domain; in the same form
     * @throws IllegalArgumentException if one of them is not of that form, or both are the same
     */
    public static AuthorizationServerMetadataServlet create(URI origin, UserPool pool, URI domain) {
        PublicDocument.requireOrigin("origin", origin);
        PublicDocument.requireOrigin("domain", domain);
        if (domain.equals(origin)) {
            throw new IllegalArgumentException(
                    "domain: must be the origin at which users sign in, not that of the API, was " + domain);
        }
        String members =
                """
                {"issuer":"%1$s",\
                "authorization_endpoint":"%2$s/oauth2/authorize",\
                "token_endpoint":"%2$s/oauth2/token",\
                "revocation_endpoint":"%2$s/oauth2/revoke",\
                "jwks_uri":"%3$s/.well-known/jwks.json",\
                "response_types_supported":["code"],\
                "response_modes_supported":["query"],\
                "grant_types_supported":["authorization_code","refresh_token"],\
                "token_endpoint_auth_methods_supported":["none","client_secret_basic","client_secret_post"],\
                "code_challenge_methods_supported":["S256"]""".formatted(origin, domain, requireNonNull(pool, "pool").issuer());
        return new AuthorizationServerMetadataServlet(origin.toString(), members, domain, false);
    }

    /**
     * {@return the same, with the pool's {@code registration_endpoint}} For pools at which everybody may register a client
     * (<a href="https://www.rfc-editor.org/rfc/rfc7591">RFC 7591</a>). Anybody can then get a token of the pool, so the
     * verifier must require a resource or scopes. By default, the endpoint is not named.
     */
    public AuthorizationServerMetadataServlet withOpenRegistration() {
        return new AuthorizationServerMetadataServlet(issuer, members, domain, true);
    }

    /** {@return the path of the document, which is fixed; map the servlet to it, in the root context} */
    public String path() {
        return PATH;
    }

    String issuer() {
        return issuer;
    }

    boolean isRegistrationOpen() {
        return isRegistrationOpen;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String registration = isRegistrationOpen ? ",\"registration_endpoint\":\"" + domain + "/oauth2/register\"" : "";
        PublicDocument.send(members + registration + "}", response);
    }

    @Override
    protected void doOptions(HttpServletRequest request, HttpServletResponse response) {
        PublicDocument.answerPreflight(response);
    }
}

package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoVerifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.server.resource.OAuth2ProtectedResourceMetadata;

/**
 * The metadata of the application (<a href="https://www.rfc-editor.org/rfc/rfc9728#section-2">RFC 9728, section 2</a>), for
 * both web stacks.
 *
 * @param identifier the application's identifier; null if it is the URL of the request
 * @param issuers the issuers of tokens, one for each user pool
 */
record ProtectedResource(@Nullable URI identifier, List<String> issuers, List<String> scopes) {
    static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private static final String PROPERTY = CognitoClaimsProperties.PREFIX + ".resource-metadata.resource";

    static ProtectedResource of(CognitoClaimsProperties properties, Stream<CognitoVerifier<?>> verifiers) {
        URI given = properties.resourceMetadata().resource();
        return new ProtectedResource(
                given == null ? onlyOneOf(properties.resources()) : requireUrl(given),
                verifiers
                        .flatMap(verifier -> verifier.pools().stream())
                        .map(accepted -> accepted.pool().issuer())
                        .distinct()
                        .toList(),
                properties.resourceMetadata().scopes().stream().sorted().toList());
    }

    void describe(OAuth2ProtectedResourceMetadata.Builder document) {
        if (identifier != null) {
            document.resource(identifier.toString());
        }
        issuers.forEach(document::authorizationServer);
        scopes.forEach(document::scope);
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
        String path = identifier.getRawPath().equals("/") ? "" : identifier.getRawPath();
        String before = (path + "/").startsWith(contextPath + "/") ? contextPath : "";
        String query = identifier.getRawQuery() == null ? "" : "?" + identifier.getRawQuery();
        return identifier.getScheme() + "://" + identifier.getRawAuthority() + before + WELL_KNOWN
                + path.substring(before.length()) + query;
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
                    "it is no https address without a fragment",
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

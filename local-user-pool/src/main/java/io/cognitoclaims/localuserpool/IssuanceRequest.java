package io.cognitoclaims.localuserpool;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;

/**
 * Why tokens are issued, and to whom.
 *
 * @param source the end of the event's {@code triggerSource}
 * @param user as of now; null for {@code client_credentials}
 * @param signIn null for {@code client_credentials}
 * @param hosted whether the user signed in at the domain, not by {@code InitiateAuth}; so for machines
 * @param originJti the same in all tokens that come of one sign-in
 * @param nonce what the client sent to the authorization endpoint, in the first tokens only
 * @param resource the API that the client sent to the authorization endpoint
 */
record IssuanceRequest(
        String source,
        String clientId,
        @Nullable User user,
        @Nullable SignIn signIn,
        Set<String> scopes,
        boolean hosted,
        @Nullable String originJti,
        @Nullable String nonce,
        @Nullable String resource,
        Map<String, String> clientMetadata) {
    static final String REFRESH = "RefreshTokens";

    static IssuanceRequest ofMachine(String clientId, Set<String> scopes, Map<String, String> clientMetadata) {
        return new IssuanceRequest(
                "ClientCredentials", clientId, null, null, scopes, true, null, null, null, clientMetadata);
    }

    static IssuanceRequest ofUser(String source, User user, OAuth2Authorization signIn, Set<String> scopes) {
        OAuth2AuthorizationRequest request = signIn.getAttribute(OAuth2AuthorizationRequest.class.getName());
        return new IssuanceRequest(
                source,
                signIn.getRegisteredClientId(),
                user,
                SignIn.of(signIn),
                scopes,
                request != null,
                signIn.getId(),
                signIn.getAccessToken() == null ? parameter(request, "nonce") : null,
                parameter(request, "resource"),
                Map.of());
    }

    private static @Nullable String parameter(@Nullable OAuth2AuthorizationRequest request, String name) {
        return request == null
                ? null
                : (String) request.getAdditionalParameters().get(name);
    }
}

package io.cognitoclaims.localuserpool;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.localuserpool.UserPoolSettings.User;
import java.security.Principal;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;

/**
 * Why tokens are issued, and to whom.
 *
 * @param source the end of the event's {@code triggerSource}
 * @param signIn null for {@code client_credentials}
 * @param hosted whether the user signed in at the domain, not by {@code InitiateAuth}; so for machines
 * @param originJti the same in all tokens that come of one sign-in
 * @param nonce what the client sent to the authorization endpoint, in the first tokens only
 * @param resource the API that the client sent to the authorization endpoint
 */
record IssuanceRequest(
        String source,
        String clientId,
        @Nullable SignIn signIn,
        Set<String> scopes,
        boolean hosted,
        @Nullable String originJti,
        @Nullable String nonce,
        @Nullable String resource,
        Map<String, String> clientMetadata) {
    static final String REFRESH = "RefreshTokens";

    static IssuanceRequest ofMachine(String clientId, Set<String> scopes, Map<String, String> clientMetadata) {
        return new IssuanceRequest("ClientCredentials", clientId, null, scopes, true, null, null, null, clientMetadata);
    }

    static IssuanceRequest ofUser(String source, OAuth2Authorization signIn, Set<String> scopes) {
        Authentication user = requireNonNull(signIn.getAttribute(Principal.class.getName()));
        OAuth2AuthorizationRequest request = signIn.getAttribute(OAuth2AuthorizationRequest.class.getName());
        return new IssuanceRequest(
                source,
                signIn.getRegisteredClientId(),
                SignIn.of(user),
                scopes,
                request != null,
                signIn.getId(),
                signIn.getAccessToken() == null ? parameter(request, "nonce") : null,
                parameter(request, "resource"),
                Map.of());
    }

    @Nullable
    User user() {
        return signIn == null ? null : signIn.user();
    }

    private static @Nullable String parameter(@Nullable OAuth2AuthorizationRequest request, String name) {
        return request == null
                ? null
                : (String) request.getAdditionalParameters().get(name);
    }
}

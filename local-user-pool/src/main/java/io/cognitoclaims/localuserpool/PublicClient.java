package io.cognitoclaims.localuserpool;

import static java.util.Objects.requireNonNull;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2ClientAuthenticationConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.PublicClientAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/**
 * Lets clients without a secret call the token and revocation endpoints with their {@code client_id} alone, also to
 * refresh and to revoke, and without a code verifier if they sent no challenge. Spring Authorization Server wants PKCE of
 * them and gives them no refresh; Cognito does not.
 */
final class PublicClient implements AuthenticationProvider {
    private final RegisteredClientRepository clients;
    private final SignIns signIns;
    private final PublicClientAuthenticationProvider pkce;

    PublicClient(RegisteredClientRepository clients, SignIns signIns) {
        this.clients = clients;
        this.signIns = signIns;
        this.pkce = new PublicClientAuthenticationProvider(clients, signIns);
    }

    OAuth2ClientAuthenticationConfigurer configure(OAuth2ClientAuthenticationConfigurer client) {
        return client.authenticationConverters(converters -> converters.add(0, PublicClient::convert))
                .authenticationProviders(providers -> providers.add(0, this));
    }

    private static @Nullable Authentication convert(HttpServletRequest request) {
        String clientId = request.getParameter("client_id");
        boolean secret =
                request.getHeader(HttpHeaders.AUTHORIZATION) != null || request.getParameter("client_secret") != null;
        if (clientId == null || clientId.isBlank() || secret) {
            return null;
        }
        Map<String, Object> parameters = new HashMap<>();
        for (String name : new String[] {"grant_type", "code", "code_verifier"}) {
            parameters.put(name, request.getParameter(name));
        }
        return new OAuth2ClientAuthenticationToken(clientId, ClientAuthenticationMethod.NONE, null, parameters);
    }

    @Override
    public @Nullable Authentication authenticate(Authentication attempt) {
        OAuth2ClientAuthenticationToken caller = (OAuth2ClientAuthenticationToken) attempt;
        if (!ClientAuthenticationMethod.NONE.equals(caller.getClientAuthenticationMethod())) {
            return null;
        }
        RegisteredClient client = clients.findByClientId(caller.getName());
        if (client == null || !client.getClientAuthenticationMethods().contains(ClientAuthenticationMethod.NONE)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT);
        }
        return isPkce(caller)
                ? pkce.authenticate(caller)
                : new OAuth2ClientAuthenticationToken(client, ClientAuthenticationMethod.NONE, null);
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OAuth2ClientAuthenticationToken.class.isAssignableFrom(authentication);
    }

    private boolean isPkce(OAuth2ClientAuthenticationToken caller) {
        Map<String, Object> parameters = caller.getAdditionalParameters();
        if (!"authorization_code".equals(parameters.get("grant_type"))
                || !(parameters.get("code") instanceof String code)) {
            return false;
        }
        OAuth2Authorization signIn = signIns.findByToken(code, SignIns.CODE);
        if (signIn == null || parameters.get("code_verifier") != null) {
            return true;
        }
        OAuth2AuthorizationRequest request =
                requireNonNull(signIn.getAttribute(OAuth2AuthorizationRequest.class.getName()));
        return request.getAdditionalParameters().containsKey("code_challenge");
    }
}

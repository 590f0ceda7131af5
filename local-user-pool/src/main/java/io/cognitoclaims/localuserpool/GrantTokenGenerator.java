package io.cognitoclaims.localuserpool;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.localuserpool.TokenIssuer.IssuedTokens;
import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2RefreshTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gives Spring Authorization Server's grants the pool's tokens. It asks for one at a time, for the access token first;
 * all of one answer are made then.
 */
@Component
final class GrantTokenGenerator implements OAuth2TokenGenerator<OAuth2Token> {
    private static final String ISSUED = IssuedTokens.class.getName();

    private final Clients clients;
    private final Users users;
    private final TokenIssuer tokens;
    private final SignIns signIns;
    private final JsonMapper json;

    GrantTokenGenerator(Clients clients, Users users, TokenIssuer tokens, SignIns signIns, JsonMapper json) {
        this.clients = clients;
        this.users = users;
        this.tokens = tokens;
        this.signIns = signIns;
        this.json = json;
    }

    @Override
    public OAuth2Token generate(OAuth2TokenContext context) {
        if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            return accessToken(context);
        }
        return OAuth2TokenType.REFRESH_TOKEN.equals(context.getTokenType()) ? refreshToken(context) : idToken();
    }

    private OAuth2AccessToken accessToken(OAuth2TokenContext context) {
        if (context.getAuthorizationGrant() instanceof OAuth2AuthorizationCodeAuthenticationToken grant) {
            // Before the trigger runs, so that a code is good for one attempt, whatever comes of it.
            retire(grant.getCode(), Duration.ZERO);
        }
        try {
            IssuedTokens issued = tokens.issue(issuance(context));
            RequestContextHolder.currentRequestAttributes()
                    .setAttribute(ISSUED, issued, RequestAttributes.SCOPE_REQUEST);
            return issued.bearer();
        } catch (TriggerFailedException e) {
            throw new OAuth2AuthenticationException("internal_error");
        }
    }

    private static Jwt idToken() {
        IssuedTokens issued = (IssuedTokens) requireNonNull(
                RequestContextHolder.currentRequestAttributes().getAttribute(ISSUED, RequestAttributes.SCOPE_REQUEST));
        // Header and claims are asked for, and read by nobody.
        return new Jwt(
                requireNonNull(issued.idToken()),
                issued.at(),
                issued.expiresAt(),
                Map.of("alg", "RS256"),
                Map.of("token_use", "id"));
    }

    /** {@return the refresh token of a new sign-in, or the next one of a rotation, which lives no longer than the first} */
    private OAuth2RefreshToken refreshToken(OAuth2TokenContext context) {
        if (!(context.getAuthorizationGrant() instanceof OAuth2RefreshTokenAuthenticationToken refresh)) {
            return tokens.newRefreshToken();
        }
        retire(refresh.getRefreshToken(), client(context).retryGracePeriod());
        OAuth2Authorization signIn = requireNonNull(context.getAuthorization());
        return tokens.newRefreshToken(requireNonNull(
                requireNonNull(signIn.getRefreshToken()).getToken().getExpiresAt()));
    }

    private void retire(String token, Duration grace) {
        if (!signIns.retire(token, grace)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        }
    }

    private IssuanceRequest issuance(OAuth2TokenContext context) {
        if (context.getAuthorizationGrant() instanceof OAuth2ClientCredentialsAuthenticationToken machine) {
            return IssuanceRequest.ofMachine(client(context).id(), scopes(context), clientMetadata(machine));
        }
        boolean refresh = context.getAuthorizationGrant() instanceof OAuth2RefreshTokenAuthenticationToken;
        OAuth2Authorization signIn = requireNonNull(context.getAuthorization());
        return IssuanceRequest.ofUser(
                refresh ? IssuanceRequest.REFRESH : "HostedAuth", user(signIn), signIn, scopes(context));
    }

    private User user(OAuth2Authorization signIn) {
        try {
            return users.requireUsable(SignIn.of(signIn));
        } catch (ApiException e) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        }
    }

    /** {@return the granted scopes in the client's order} A machine that asks for none gets all, as in Cognito. */
    private Set<String> scopes(OAuth2TokenContext context) {
        Set<String> granted = context.getAuthorizedScopes();
        Set<String> scopes = new LinkedHashSet<>(client(context).scopes());
        if (!granted.isEmpty()) {
            scopes.retainAll(granted);
            scopes.addAll(granted);
        }
        return scopes;
    }

    private Client client(OAuth2TokenContext context) {
        return clients.find(context.getRegisteredClient().getClientId())
                .orElseThrow(() -> new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT));
    }

    /** {@return what the caller wants the trigger to know} */
    private Map<String, String> clientMetadata(OAuth2ClientCredentialsAuthenticationToken request) {
        if (!(request.getAdditionalParameters().get("aws_client_metadata") instanceof String metadata)) {
            return Map.of();
        }
        try {
            JsonNode object = json.readTree(metadata);
            if (object.isObject() && object.valueStream().allMatch(JsonNode::isString)) {
                Map<String, String> values = new LinkedHashMap<>();
                object.forEachEntry((name, value) -> values.put(name, value.stringValue()));
                return values;
            }
        } catch (JacksonException notJson) {
            // Refused like any other text that is not an object of strings.
        }
        throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
    }
}

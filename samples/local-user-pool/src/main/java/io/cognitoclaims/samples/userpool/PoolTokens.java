package io.cognitoclaims.samples.userpool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.cognitoclaims.samples.userpool.PreTokenGeneration.Occasion;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Makes the tokens of the pool. The trigger runs when the access token is made, which comes first in every grant. */
@Component
final class PoolTokens implements OAuth2TokenGenerator<OAuth2Token> {
    private static final String ISSUE = TokenIssue.class.getName();

    private final UserPoolSettings settings;
    private final PoolAddress address;
    private final PoolKeys keys;
    private final PreTokenGeneration trigger;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    // Cognito escapes slashes in payloads, so that clients which compare text are found out.
    private final JsonMapper json =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES).build();

    PoolTokens(UserPoolSettings settings, PoolAddress address, PoolKeys keys, PreTokenGeneration trigger, Clock clock) {
        this.settings = settings;
        this.address = address;
        this.keys = keys;
        this.trigger = trigger;
        this.clock = clock;
    }

    @Override
    public OAuth2Token generate(OAuth2TokenContext context) {
        if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            return accessToken(context);
        }
        return OAuth2TokenType.REFRESH_TOKEN.equals(context.getTokenType()) ? refreshToken() : idToken(context);
    }

    private OAuth2AccessToken accessToken(OAuth2TokenContext context) {
        TokenIssue issue = begin(context);
        // Both tokens of one answer are made within one request.
        RequestContextHolder.currentRequestAttributes().setAttribute(ISSUE, issue, RequestAttributes.SCOPE_REQUEST);
        String token = keys.accessTokens().sign(json.writeValueAsBytes(issue.accessTokenClaims()));
        return new OAuth2AccessToken(TokenType.BEARER, token, issue.at(), issue.expiresAt());
    }

    private Jwt idToken(OAuth2TokenContext context) {
        TokenIssue issue = (TokenIssue) requireNonNull(
                RequestContextHolder.currentRequestAttributes().getAttribute(ISSUE, RequestAttributes.SCOPE_REQUEST));
        String accessToken = requireNonNull(
                        requireNonNull(context.getAuthorization()).getAccessToken())
                .getToken()
                .getTokenValue();
        Map<String, Object> claims = issue.idTokenClaims(requireNonNull(issue.signIn()), accessToken);
        String token = keys.idTokens().sign(json.writeValueAsBytes(claims));
        return new Jwt(token, issue.at(), issue.expiresAt(), Map.of("alg", "RS256"), claims);
    }

    /** Five parts like the encrypted JWT that Cognito gives, so that it isn't mistaken for a signed one. */
    private OAuth2RefreshToken refreshToken() {
        String header = "{\"cty\":\"JWT\",\"enc\":\"A256GCM\",\"alg\":\"RSA-OAEP\"}";
        String token =
                String.join(".", base64(header.getBytes(UTF_8)), random(256), random(12), random(512), random(16));
        return new OAuth2RefreshToken(token, clock.instant(), clock.instant().plus(settings.refreshTokenValidity()));
    }

    private String random(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return base64(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private TokenIssue begin(OAuth2TokenContext context) {
        RegisteredClient client = context.getRegisteredClient();
        OAuth2Authorization authorization = context.getAuthorization();
        Authentication principal = requireNonNull(context.getPrincipal());
        SignIn signIn = principal.getPrincipal() instanceof SignIn user ? user : null;
        Set<String> scopes = scopes(context);
        TokenOverrides overrides = trigger.run(new Occasion(
                source(context),
                client.getClientId(),
                signIn == null ? null : signIn.user(),
                scopes,
                clientMetadata(context)));
        Instant now = clock.instant();
        return new TokenIssue(
                address.issuer(),
                client.getClientId(),
                now,
                now.plus(settings.tokenValidity()),
                scopes,
                signIn,
                authorization == null ? null : authorization.getId(),
                nonce(context),
                overrides);
    }

    /** {@return the granted scopes in the client's order} A machine that asks for none gets all, as in Cognito. */
    private Set<String> scopes(OAuth2TokenContext context) {
        Set<String> granted = context.getAuthorizedScopes();
        Set<String> scopes = new LinkedHashSet<>(
                settings.client(context.getRegisteredClient().getClientId())
                        .orElseThrow()
                        .scopes());
        if (!granted.isEmpty()) {
            scopes.retainAll(granted);
        }
        return scopes;
    }

    private static String source(OAuth2TokenContext context) {
        AuthorizationGrantType grant = context.getAuthorizationGrantType();
        if (AuthorizationGrantType.CLIENT_CREDENTIALS.equals(grant)) {
            return "ClientCredentials";
        }
        return AuthorizationGrantType.REFRESH_TOKEN.equals(grant) ? "RefreshTokens" : "HostedAuth";
    }

    private static @Nullable String nonce(OAuth2TokenContext context) {
        OAuth2Authorization authorization = context.getAuthorization();
        if (authorization == null
                || !AuthorizationGrantType.AUTHORIZATION_CODE.equals(context.getAuthorizationGrantType())) {
            return null;
        }
        OAuth2AuthorizationRequest request =
                requireNonNull(authorization.getAttribute(OAuth2AuthorizationRequest.class.getName()));
        return request.getAdditionalParameters().get("nonce") instanceof String nonce ? nonce : null;
    }

    /** {@return what the caller of {@code client_credentials} wants the trigger to know} */
    private Map<String, String> clientMetadata(OAuth2TokenContext context) {
        if (!(context.getAuthorizationGrant() instanceof OAuth2ClientCredentialsAuthenticationToken request)
                || !(request.getAdditionalParameters().get("aws_client_metadata") instanceof String metadata)) {
            return Map.of();
        }
        try {
            return json.readValue(metadata, new TypeReference<Map<String, String>>() {});
        } catch (JacksonException e) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
    }
}

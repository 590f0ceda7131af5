package io.cognitoclaims.localuserpool;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.localuserpool.TokenIssuer.IssuedTokens;
import io.cognitoclaims.localuserpool.UserPoolSettings.AuthFlow;
import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import io.cognitoclaims.localuserpool.UserPoolSettings.User;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The part of the user pools API that apps call without AWS credentials, in its JSON protocol: {@code InitiateAuth} with
 * {@code USER_PASSWORD_AUTH} and {@code REFRESH_TOKEN_AUTH}, {@code GetTokensFromRefreshToken}, {@code RevokeToken} and
 * {@code GetUser}. See <a href=
 * "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html">InitiateAuth</a>.
 */
@RestController
final class IdentityProviderApi {
    private static final String SERVICE = "AWSCognitoIdentityProviderService.";
    private static final String USER_SCOPE = "aws.cognito.signin.user.admin";
    private static final int MOST_BYTES = 64 * 1024;

    private final UserPoolSettings settings;
    private final PasswordSignIn passwords;
    private final TokenIssuer tokens;
    private final SignIns signIns;
    private final JsonMapper json;

    IdentityProviderApi(
            UserPoolSettings settings, PasswordSignIn passwords, TokenIssuer tokens, SignIns signIns, JsonMapper json) {
        this.settings = settings;
        this.passwords = passwords;
        this.tokens = tokens;
        this.signIns = signIns;
        this.json = json;
    }

    @PostMapping(path = "/", headers = "X-Amz-Target")
    ResponseEntity<byte[]> call(@RequestHeader("X-Amz-Target") String target, HttpServletRequest request)
            throws IOException {
        try {
            return answer(ResponseEntity.ok(), call(target, parameters(request)));
        } catch (ApiException e) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("__type", e.type());
            error.put("message", String.valueOf(e.getMessage()));
            return answer(ResponseEntity.badRequest().header("x-amzn-ErrorType", e.type() + ":"), error);
        }
    }

    private Map<String, Object> call(String target, JsonNode parameters) throws ApiException {
        return switch (target) {
            case SERVICE + "InitiateAuth" -> initiateAuth(parameters);
            case SERVICE + "GetTokensFromRefreshToken" -> tokensFromRefreshToken(parameters);
            case SERVICE + "RevokeToken" -> revokeToken(parameters);
            case SERVICE + "GetUser" -> user(parameters);
            default -> throw new ApiException("UnknownOperationException", "The stand-in has no such operation.");
        };
    }

    private Map<String, Object> initiateAuth(JsonNode request) throws ApiException {
        Client client = client(request);
        JsonNode parameters = request.path("AuthParameters");
        String flow = text(request, "AuthFlow");
        return switch (flow) {
            case "USER_PASSWORD_AUTH" -> {
                requireFlow(client, AuthFlow.ALLOW_USER_PASSWORD_AUTH, flow);
                yield passwordAuth(client, parameters);
            }
            case "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN" -> {
                requireFlow(client, AuthFlow.ALLOW_REFRESH_TOKEN_AUTH, flow);
                OAuth2Authorization signIn = signIn(client, text(parameters, "REFRESH_TOKEN"));
                User user = SignIn.of(requireNonNull(signIn.getAttribute(Principal.class.getName())))
                        .user();
                SecretHash.require(client, parameters, List.of(user.username(), user.sub(), user.email()));
                IssuedTokens issued = issue(IssuanceRequest.REFRESH, signIn);
                keep(refreshed(signIn, issued));
                yield result(issued, null);
            }
            default -> throw ApiException.invalidParameter("The stand-in has no such AuthFlow.");
        };
    }

    private Map<String, Object> passwordAuth(Client client, JsonNode parameters) throws ApiException {
        String username = text(parameters, "USERNAME");
        String password = text(parameters, "PASSWORD");
        SecretHash.require(client, parameters, List.of(username));
        OAuth2Authorization signIn = signIns.begin(client, authenticate(username, password), Set.of(USER_SCOPE))
                .build();
        IssuedTokens issued = issue("Authentication", signIn);
        OAuth2RefreshToken refreshToken = tokens.newRefreshToken();
        signIns.add(OAuth2Authorization.from(signIn)
                .accessToken(issued.bearer())
                .refreshToken(refreshToken)
                .build());
        return result(issued, refreshToken.getTokenValue());
    }

    private Authentication authenticate(String username, String password) throws ApiException {
        try {
            return passwords.authenticate(UsernamePasswordAuthenticationToken.unauthenticated(username, password));
        } catch (BadCredentialsException e) {
            throw ApiException.notAuthorized("Incorrect username or password.");
        }
    }

    private Map<String, Object> tokensFromRefreshToken(JsonNode request) throws ApiException {
        Client client = client(request);
        SecretHash.requireSecret(client, request);
        String token = text(request, "RefreshToken");
        OAuth2Authorization signIn = signIn(client, token);
        IssuedTokens issued = issue("Authentication", signIn);
        if (!client.refreshTokenRotation()) {
            keep(refreshed(signIn, issued));
            return result(issued, null);
        }
        if (!signIns.retire(token, client.retryGracePeriod())) {
            throw new ApiException("RefreshTokenReuseException", "Refresh token has been used before.");
        }
        OAuth2RefreshToken next = tokens.newRefreshToken(requireNonNull(
                requireNonNull(signIn.getRefreshToken()).getToken().getExpiresAt()));
        keep(refreshed(signIn, issued).refreshToken(next));
        return result(issued, next.getTokenValue());
    }

    private static OAuth2Authorization.Builder refreshed(OAuth2Authorization signIn, IssuedTokens issued) {
        return OAuth2Authorization.from(signIn).accessToken(issued.bearer());
    }

    private void keep(OAuth2Authorization.Builder refreshed) throws ApiException {
        if (!signIns.update(refreshed.build())) {
            throw ApiException.notAuthorized("Refresh Token has been revoked");
        }
    }

    private Map<String, Object> revokeToken(JsonNode request) throws ApiException {
        Client client = client(request);
        SecretHash.requireSecret(client, request);
        String token = text(request, "Token");
        if (token.chars().filter(character -> character == '.').count() == 2) {
            throw new ApiException("UnsupportedTokenTypeException", "Only refresh tokens can be revoked.");
        }
        OAuth2Authorization signIn = signIns.findByToken(token, OAuth2TokenType.REFRESH_TOKEN);
        if (signIn != null && signIn.getRegisteredClientId().equals(client.id())) {
            signIns.remove(signIn);
        }
        return Map.of();
    }

    private Map<String, Object> user(JsonNode request) throws ApiException {
        JsonNode claims = tokens.live(text(request, "AccessToken"))
                .orElseThrow(() -> ApiException.notAuthorized("Invalid Access Token"));
        if (!List.of(claims.path("scope").asString().split(" ", -1)).contains(USER_SCOPE)) {
            throw ApiException.notAuthorized("Access Token does not have required scopes");
        }
        User user = settings.userBySub(claims.path("sub").asString())
                .orElseThrow(() -> ApiException.notAuthorized("Invalid Access Token"));
        Map<String, String> attributes = new LinkedHashMap<>(Map.of("sub", user.sub()));
        attributes.putAll(user.values());
        return Map.of(
                "Username",
                user.username(),
                "UserAttributes",
                attributes.entrySet().stream()
                        .map(attribute -> Map.of("Name", attribute.getKey(), "Value", attribute.getValue()))
                        .toList());
    }

    private Client client(JsonNode request) throws ApiException {
        String id = text(request, "ClientId");
        return settings.client(id)
                .orElseThrow(() ->
                        new ApiException("ResourceNotFoundException", "User pool client " + id + " does not exist."));
    }

    private OAuth2Authorization signIn(Client client, String refreshToken) throws ApiException {
        OAuth2Authorization signIn = signIns.findByToken(refreshToken, OAuth2TokenType.REFRESH_TOKEN);
        if (signIn == null || !signIn.getRegisteredClientId().equals(client.id())) {
            throw ApiException.notAuthorized("Invalid Refresh Token");
        }
        return signIn;
    }

    private IssuedTokens issue(String source, OAuth2Authorization signIn) throws ApiException {
        try {
            return tokens.issue(IssuanceRequest.ofUser(source, signIn, signIn.getAuthorizedScopes()));
        } catch (TriggerFailedException e) {
            throw new ApiException(e.kind().type(), String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Object> result(IssuedTokens issued, @Nullable String refreshToken) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("AccessToken", issued.accessToken());
        result.put("ExpiresIn", issued.expiresIn());
        result.put("IdToken", requireNonNull(issued.idToken()));
        if (refreshToken != null) {
            result.put("RefreshToken", refreshToken);
        }
        result.put("TokenType", "Bearer");
        return Map.of("AuthenticationResult", result, "ChallengeParameters", Map.of());
    }

    private static void requireFlow(Client client, AuthFlow flow, String name) throws ApiException {
        if (!client.authFlows().contains(flow)) {
            throw ApiException.invalidParameter(name + " flow not enabled for this client");
        }
    }

    private static String text(JsonNode parameters, String name) throws ApiException {
        return parameters
                .path(name)
                .stringValueOpt()
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> ApiException.invalidParameter("Missing required parameter " + name));
    }

    private JsonNode parameters(HttpServletRequest request) throws ApiException, IOException {
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        try {
            return json.readTree(body.length > MOST_BYTES ? new byte[0] : body);
        } catch (JacksonException e) {
            throw new ApiException("SerializationException", "The request is not JSON, or too large.");
        }
    }

    private ResponseEntity<byte[]> answer(ResponseEntity.BodyBuilder response, Map<String, Object> body) {
        return response.header("Content-Type", "application/x-amz-json-1.1")
                .header("x-amzn-RequestId", UUID.randomUUID().toString())
                .body(json.writeValueAsBytes(body));
    }
}

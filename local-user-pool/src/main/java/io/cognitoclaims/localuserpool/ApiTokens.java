package io.cognitoclaims.localuserpool;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.localuserpool.TokenIssuer.IssuedTokens;
import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** The tokens that the user pools API gives, refreshes, revokes and takes. */
@Component
final class ApiTokens {
    private static final String USER_SCOPE = "aws.cognito.signin.user.admin";

    private final Users users;
    private final TokenIssuer tokens;
    private final SignIns signIns;
    private final Clock clock;

    ApiTokens(Users users, TokenIssuer tokens, SignIns signIns, Clock clock) {
        this.users = users;
        this.tokens = tokens;
        this.signIns = signIns;
        this.clock = clock;
    }

    /** {@return the answer to a user who has proved everything} */
    Map<String, Object> signIn(Client client, User user, String source) throws ApiException {
        OAuth2Authorization signIn = signIns.begin(client, SignIn.of(user, clock.instant()), Set.of(USER_SCOPE))
                .build();
        try {
            IssuedTokens issued = issue(source, user, signIn);
            // The trigger may have taken its time.
            users.requireUsable(SignIn.of(signIn));
            OAuth2RefreshToken refreshToken = tokens.newRefreshToken();
            boolean kept = signIns.add(OAuth2Authorization.from(signIn)
                    .accessToken(issued.bearer())
                    .refreshToken(refreshToken)
                    .build());
            if (!kept) {
                throw ApiException.notAuthorized("The user was signed out meanwhile.");
            }
            return result(issued, refreshToken.getTokenValue());
        } finally {
            signIns.giveUp(signIn);
        }
    }

    Map<String, Object> refresh(Client client, ApiRequest parameters) throws ApiException {
        OAuth2Authorization signIn = ofRefreshToken(client, parameters.text("REFRESH_TOKEN"));
        User user = users.requireUsable(SignIn.of(signIn));
        List<String> names = List.of(user.username(), user.sub(), user.email().orElse(user.sub()));
        ApiClients.requireHash(client, parameters.textOr("SECRET_HASH", ""), names);
        IssuedTokens issued = issue(IssuanceRequest.REFRESH, user, signIn);
        keep(refreshed(signIn, issued));
        return result(issued, null);
    }

    /** {@return new tokens, and a new refresh token if the client has rotation} */
    Map<String, Object> rotate(Client client, String refreshToken) throws ApiException {
        OAuth2Authorization signIn = ofRefreshToken(client, refreshToken);
        IssuedTokens issued = issue("Authentication", users.requireUsable(SignIn.of(signIn)), signIn);
        if (!client.refreshTokenRotation()) {
            keep(refreshed(signIn, issued));
            return result(issued, null);
        }
        if (!signIns.retire(refreshToken, client.retryGracePeriod())) {
            throw ended(refreshToken);
        }
        OAuth2RefreshToken next = tokens.newRefreshToken(requireNonNull(
                requireNonNull(signIn.getRefreshToken()).getToken().getExpiresAt()));
        keep(refreshed(signIn, issued).refreshToken(next));
        return result(issued, next.getTokenValue());
    }

    void revoke(Client client, String refreshToken) throws ApiException {
        if (refreshToken.chars().filter(character -> character == '.').count() == 2) {
            throw new ApiException("UnsupportedTokenTypeException", "Only refresh tokens can be revoked.");
        }
        OAuth2Authorization signIn = signIns.findByToken(refreshToken, OAuth2TokenType.REFRESH_TOKEN);
        if (signIn != null && signIn.getRegisteredClientId().equals(client.id())) {
            signIns.remove(signIn);
        }
    }

    /** {@return the user whose access token it is, if it is one for the API and the user may use it} */
    User owner(String accessToken) throws ApiException {
        JsonNode claims =
                tokens.signed(accessToken).orElseThrow(() -> ApiException.notAuthorized("Invalid Access Token"));
        if (tokens.hasExpired(claims)) {
            throw ApiException.notAuthorized("Access Token has expired");
        }
        if (!List.of(claims.path("scope").asString("").split(" ", -1)).contains(USER_SCOPE)) {
            throw ApiException.notAuthorized("Access Token does not have required scopes");
        }
        User user = users.bySub(claims.path("sub").asString("")).orElseThrow(Users::unknown);
        user.requireUsable();
        if (tokens.isRevoked(claims)) {
            throw ApiException.notAuthorized("Access Token has been revoked");
        }
        return user;
    }

    private OAuth2Authorization ofRefreshToken(Client client, String refreshToken) throws ApiException {
        OAuth2Authorization signIn = signIns.findByToken(refreshToken, OAuth2TokenType.REFRESH_TOKEN);
        if (signIn == null && tokens.isRefreshToken(refreshToken)) {
            throw ended(refreshToken);
        }
        if (signIn == null || !signIn.getRegisteredClientId().equals(client.id())) {
            throw ApiException.notAuthorized("Invalid Refresh Token");
        }
        return signIn;
    }

    private ApiException ended(String refreshToken) {
        return switch (signIns.endOf(refreshToken)) {
            case USED -> new ApiException("RefreshTokenReuseException", "Refresh token has been used before.");
            case EXPIRED -> ApiException.notAuthorized("Refresh Token has expired");
            case REVOKED -> ApiException.notAuthorized("Refresh Token has been revoked");
        };
    }

    private IssuedTokens issue(String source, User user, OAuth2Authorization signIn) throws ApiException {
        try {
            return tokens.issue(IssuanceRequest.ofUser(source, user, signIn, signIn.getAuthorizedScopes()));
        } catch (TriggerFailedException e) {
            throw new ApiException(e.kind().type(), String.valueOf(e.getMessage()));
        }
    }

    private static OAuth2Authorization.Builder refreshed(OAuth2Authorization signIn, IssuedTokens issued) {
        return OAuth2Authorization.from(signIn).accessToken(issued.bearer());
    }

    private void keep(OAuth2Authorization.Builder refreshed) throws ApiException {
        if (!signIns.update(refreshed.build())) {
            throw ApiException.notAuthorized("Refresh Token has been revoked");
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
}

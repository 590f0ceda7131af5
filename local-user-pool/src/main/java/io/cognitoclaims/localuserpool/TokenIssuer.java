package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.localuserpool.Users.Roles;
import io.cognitoclaims.testing.TriggerResult;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AccessToken.TokenType;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.stereotype.Component;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Issues the tokens of the pool, and recognises them. Safe for use by many threads. */
@Component
final class TokenIssuer {
    private final UserPoolSettings settings;
    private final Users users;
    private final PoolAddress address;
    private final PoolKeys keys;
    private final PreTokenGeneration trigger;
    private final SignIns signIns;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    // Cognito escapes slashes in payloads, so that clients which compare text are found out.
    private final JsonMapper json =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES).build();

    TokenIssuer(
            UserPoolSettings settings,
            Users users,
            PoolAddress address,
            PoolKeys keys,
            PreTokenGeneration trigger,
            SignIns signIns,
            Clock clock) {
        this.settings = settings;
        this.users = users;
        this.address = address;
        this.keys = keys;
        this.trigger = trigger;
        this.signIns = signIns;
        this.clock = clock;
    }

    /**
     * Runs the trigger and makes the tokens that it changed.
     *
     * @throws TriggerFailedException if the trigger fails, and so the sign-in
     */
    IssuedTokens issue(IssuanceRequest issuance) throws TriggerFailedException {
        TriggerResult result = trigger.run(issuance);
        Instant now = clock.instant();
        User user = issuance.user();
        TokenClaims claims = new TokenClaims(
                address.issuer(),
                issuance,
                now,
                now.plus(settings.tokenValidity()),
                user == null ? Roles.NONE : users.roles(user),
                result);
        String accessToken = keys.accessTokens().sign(json.writeValueAsBytes(claims.accessToken()));
        String idToken =
                user == null ? null : keys.idTokens().sign(json.writeValueAsBytes(claims.idToken(user, accessToken)));
        return new IssuedTokens(accessToken, idToken, claims.at(), claims.expiresAt());
    }

    OAuth2RefreshToken newRefreshToken() {
        return newRefreshToken(clock.instant().plus(settings.refreshTokenValidity()));
    }

    /** {@return a refresh token} It has five parts like the encrypted JWT of Cognito, so that it isn't taken for a signed one. */
    OAuth2RefreshToken newRefreshToken(Instant expiresAt) {
        String header = "{\"cty\":\"JWT\",\"enc\":\"A256GCM\",\"alg\":\"RSA-OAEP\"}";
        String token =
                String.join(".", base64(header.getBytes(UTF_8)), random(256), random(12), random(512), random(16));
        return new OAuth2RefreshToken(token, clock.instant(), expiresAt);
    }

    /** {@return the claims of an access token of a user that is neither expired nor revoked; empty for any other text} */
    Optional<JsonNode> live(String accessToken) {
        return unexpired(accessToken)
                .filter(claims -> signIns.findById(claims.path("origin_jti").asString("")) != null);
    }

    /** {@return the claims of an access token of this pool that has not expired, a machine's too; empty for any other text} */
    Optional<JsonNode> unexpired(String accessToken) {
        if (!keys.signedAccessToken(accessToken)) {
            return Optional.empty();
        }
        int start = accessToken.indexOf('.') + 1;
        String payload = accessToken.substring(start, accessToken.indexOf('.', start));
        JsonNode claims = json.readTree(Base64.getUrlDecoder().decode(payload));
        boolean expired = clock.instant().getEpochSecond() >= claims.path("exp").asLong(0);
        return expired ? Optional.empty() : Optional.of(claims);
    }

    private String random(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return base64(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * The tokens of one answer.
     *
     * @param idToken null for machines
     */
    record IssuedTokens(String accessToken, @Nullable String idToken, Instant at, Instant expiresAt) {
        OAuth2AccessToken bearer() {
            return new OAuth2AccessToken(TokenType.BEARER, accessToken, at, expiresAt);
        }

        long expiresIn() {
            return expiresAt.getEpochSecond() - at.getEpochSecond();
        }
    }
}

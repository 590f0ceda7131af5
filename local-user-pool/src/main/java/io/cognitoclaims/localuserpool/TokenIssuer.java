package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.localuserpool.Users.Roles;
import io.cognitoclaims.testing.TriggerResult;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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
    private final SecretKeySpec refreshTokenKey = new SecretKeySpec(randomBytes(32), "HmacSHA256");
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

    /**
     * {@return a refresh token} It has five parts like the encrypted JWT of Cognito, so that it isn't taken for a signed one, and
     * as there the last says that the others are this pool's.
     */
    OAuth2RefreshToken newRefreshToken(Instant expiresAt) {
        String header = "{\"cty\":\"JWT\",\"enc\":\"A256GCM\",\"alg\":\"RSA-OAEP\"}";
        String parts = String.join(".", base64(header.getBytes(UTF_8)), random(256), random(12), random(512));
        return new OAuth2RefreshToken(parts + "." + tag(parts), clock.instant(), expiresAt);
    }

    /** {@return whether this pool has issued the refresh token since it started, whatever became of it} */
    boolean isRefreshToken(String token) {
        int end = token.lastIndexOf('.');
        return end >= 0
                && MessageDigest.isEqual(
                        tag(token.substring(0, end)).getBytes(UTF_8),
                        token.substring(end + 1).getBytes(UTF_8));
    }

    /** {@return the claims of an access token of a user that is neither expired nor revoked; empty for any other text} */
    Optional<JsonNode> live(String accessToken) {
        return unexpired(accessToken).filter(claims -> !isRevoked(claims));
    }

    /** {@return the claims of an access token of this pool that has not expired, a machine's too; empty for any other text} */
    Optional<JsonNode> unexpired(String accessToken) {
        return signed(accessToken).filter(claims -> !hasExpired(claims));
    }

    /** {@return the claims of an access token of this pool, whatever became of it; empty for any other text} */
    Optional<JsonNode> signed(String accessToken) {
        if (!keys.signedAccessToken(accessToken)) {
            return Optional.empty();
        }
        int start = accessToken.indexOf('.') + 1;
        String payload = accessToken.substring(start, accessToken.indexOf('.', start));
        return Optional.of(json.readTree(Base64.getUrlDecoder().decode(payload)));
    }

    boolean hasExpired(JsonNode claims) {
        return clock.instant().getEpochSecond() >= claims.path("exp").asLong(0);
    }

    /** {@return whether the sign-in of a user's token has ended} */
    boolean isRevoked(JsonNode claims) {
        return signIns.findById(claims.path("origin_jti").asString("")) == null;
    }

    private String tag(String parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(refreshTokenKey);
            return base64(Arrays.copyOf(mac.doFinal(parts.getBytes(UTF_8)), 16));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private byte[] randomBytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private String random(int size) {
        return base64(randomBytes(size));
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

package io.cognitoclaims.samples.userpool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cognitoclaims.samples.userpool.UserPoolSettings.Roles;
import io.cognitoclaims.samples.userpool.UserPoolSettings.User;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One issue of tokens: everything that the claims of its ID and access token are made of. See the guide on
 * <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html">
 * ID tokens</a> and <a href=
 * "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html">access
 * tokens</a>.
 *
 * @param signIn null for {@code client_credentials}
 * @param hosted whether the user signed in at the domain, not by {@code InitiateAuth}; so for machines
 * @param originJti the same in all tokens that come of one sign-in
 * @param nonce what the client sent to the authorization endpoint, in the first tokens only
 * @param resource the API that the client sent to the authorization endpoint
 */
record TokenIssue(
        String issuer,
        String clientId,
        Instant at,
        Instant expiresAt,
        Set<String> scopes,
        @Nullable SignIn signIn,
        Roles roles,
        boolean hosted,
        @Nullable String originJti,
        @Nullable String nonce,
        @Nullable String resource,
        TokenOverrides overrides) {

    Map<String, Object> accessTokenClaims() {
        Map<String, Object> claims = signIn == null ? new LinkedHashMap<>() : userClaims(signIn);
        claims.put("sub", signIn == null ? clientId : signIn.user().sub());
        addCommon(claims, "access");
        claims.put("client_id", clientId);
        if (hosted) {
            claims.put("version", 2);
        }
        if (resource != null) {
            claims.put("aud", resource);
        }
        if (signIn != null) {
            claims.put("username", signIn.user().username());
        }
        overrides.applyToAccessToken(claims, clientId);
        claims.put("scope", String.join(" ", overrides.applyToScopes(scopes)));
        return claims;
    }

    Map<String, Object> idTokenClaims(SignIn user, String accessToken) {
        Map<String, Object> claims = userClaims(user);
        addCommon(claims, "id");
        claims.put("aud", clientId);
        if (hosted) {
            claims.put("at_hash", leftHalfOfSha256(accessToken));
        }
        claims.put("cognito:username", user.user().username());
        if (nonce != null) {
            claims.put("nonce", nonce);
        }
        if (!roles.arns().isEmpty()) {
            claims.put("cognito:roles", roles.arns());
        }
        if (roles.preferred() != null) {
            claims.put("cognito:preferred_role", roles.preferred());
        }
        claims.putAll(UserAttributes.claims(UserAttributes.released(user.user(), scopes)));
        overrides.applyToIdToken(claims);
        return claims;
    }

    private Map<String, Object> userClaims(SignIn signIn) {
        User user = signIn.user();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", user.sub());
        claims.put("event_id", signIn.eventId());
        if (originJti != null) {
            claims.put("origin_jti", originJti);
        }
        if (!user.groups().isEmpty()) {
            claims.put("cognito:groups", user.groups());
        }
        return claims;
    }

    private void addCommon(Map<String, Object> claims, String use) {
        Instant signedIn = signIn == null ? at : signIn.at();
        claims.put("iss", issuer);
        claims.put("token_use", use);
        claims.put("auth_time", signedIn.getEpochSecond());
        claims.put("iat", at.getEpochSecond());
        claims.put("exp", expiresAt.getEpochSecond());
        claims.put("jti", UUID.randomUUID().toString());
    }

    private static String leftHalfOfSha256(String token) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(token.getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cognitoclaims.localuserpool.Users.Roles;
import io.cognitoclaims.testing.TriggerResult;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The claims of an ID token and an access token that are issued together. See the guide on
 * <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html">
 * ID tokens</a> and <a href=
 * "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html">access
 * tokens</a>.
 *
 * @param trigger what the trigger changes in them
 */
record TokenClaims(
        String issuer, IssuanceRequest issuance, Instant at, Instant expiresAt, Roles roles, TriggerResult trigger) {

    Map<String, Object> accessToken() {
        User user = issuance.user();
        Map<String, Object> claims = user == null ? new LinkedHashMap<>() : userClaims(user);
        claims.put("sub", user == null ? issuance.clientId() : user.sub());
        addCommon(claims, "access");
        claims.put("client_id", issuance.clientId());
        if (issuance.hosted()) {
            claims.put("version", 2);
        }
        if (issuance.resource() != null) {
            claims.put("aud", issuance.resource());
        }
        if (user != null) {
            claims.put("username", user.username());
        }
        claims.put("scope", String.join(" ", issuance.scopes()));
        return trigger.accessToken(claims);
    }

    Map<String, Object> idToken(User user, String accessToken) {
        Map<String, Object> claims = userClaims(user);
        addCommon(claims, "id");
        claims.put("aud", issuance.clientId());
        if (issuance.hosted()) {
            claims.put("at_hash", leftHalfOfSha256(accessToken));
        }
        claims.put("cognito:username", user.username());
        if (issuance.nonce() != null) {
            claims.put("nonce", issuance.nonce());
        }
        if (!roles.arns().isEmpty()) {
            claims.put("cognito:roles", roles.arns());
        }
        if (roles.preferred() != null) {
            claims.put("cognito:preferred_role", roles.preferred());
        }
        claims.putAll(UserAttributes.claims(UserAttributes.released(user, issuance.scopes())));
        return trigger.idToken(claims);
    }

    private Map<String, Object> userClaims(User user) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", user.sub());
        if (issuance.signIn() != null) {
            claims.put("event_id", issuance.signIn().eventId());
        }
        if (issuance.originJti() != null) {
            claims.put("origin_jti", issuance.originJti());
        }
        if (!user.groups().isEmpty()) {
            claims.put("cognito:groups", user.groups());
        }
        return claims;
    }

    private void addCommon(Map<String, Object> claims, String use) {
        SignIn signIn = issuance.signIn();
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

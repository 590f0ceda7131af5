package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cognitoclaims.localuserpool.UserPoolSettings.Roles;
import io.cognitoclaims.localuserpool.UserPoolSettings.User;
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
 * One issue of tokens: everything that the claims of its ID and access token are made of. See the guide on
 * <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html">
 * ID tokens</a> and <a href=
 * "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html">access
 * tokens</a>.
 *
 * @param trigger what the trigger changes in them
 */
record TokenIssue(String issuer, Occasion occasion, Instant at, Instant expiresAt, Roles roles, TriggerResult trigger) {

    Map<String, Object> accessTokenClaims() {
        SignIn signIn = occasion.signIn();
        Map<String, Object> claims = signIn == null ? new LinkedHashMap<>() : userClaims(signIn);
        claims.put("sub", signIn == null ? occasion.clientId() : signIn.user().sub());
        addCommon(claims, "access");
        claims.put("client_id", occasion.clientId());
        if (occasion.hosted()) {
            claims.put("version", 2);
        }
        if (occasion.resource() != null) {
            claims.put("aud", occasion.resource());
        }
        if (signIn != null) {
            claims.put("username", signIn.user().username());
        }
        claims.put("scope", String.join(" ", occasion.scopes()));
        return trigger.accessToken(claims);
    }

    Map<String, Object> idTokenClaims(SignIn user, String accessToken) {
        Map<String, Object> claims = userClaims(user);
        addCommon(claims, "id");
        claims.put("aud", occasion.clientId());
        if (occasion.hosted()) {
            claims.put("at_hash", leftHalfOfSha256(accessToken));
        }
        claims.put("cognito:username", user.user().username());
        if (occasion.nonce() != null) {
            claims.put("nonce", occasion.nonce());
        }
        if (!roles.arns().isEmpty()) {
            claims.put("cognito:roles", roles.arns());
        }
        if (roles.preferred() != null) {
            claims.put("cognito:preferred_role", roles.preferred());
        }
        claims.putAll(UserAttributes.claims(UserAttributes.released(user.user(), occasion.scopes())));
        return trigger.idToken(claims);
    }

    private Map<String, Object> userClaims(SignIn signIn) {
        User user = signIn.user();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", user.sub());
        claims.put("event_id", signIn.eventId());
        if (occasion.originJti() != null) {
            claims.put("origin_jti", occasion.originJti());
        }
        if (!user.groups().isEmpty()) {
            claims.put("cognito:groups", user.groups());
        }
        return claims;
    }

    private void addCommon(Map<String, Object> claims, String use) {
        SignIn signIn = occasion.signIn();
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

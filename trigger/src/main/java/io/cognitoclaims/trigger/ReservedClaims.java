package io.cognitoclaims.trigger;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The claims of a token that a trigger cannot change. Cognito ignores such a change silently, so it is refused here. See <a
 * href="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html">Pre token
 * generation Lambda trigger</a>, the table of claims.
 */
final class ReservedClaims {
    static final ReservedClaims ID_TOKEN =
            new ReservedClaims("ID token", Set.of("at_hash", "aud", "identities"), Map.of(), Map.of());
    static final ReservedClaims ACCESS_TOKEN = new ReservedClaims(
            "access token",
            Set.of("aud", "client_id", "device_key", "event_id", "username", "version"),
            Map.of("scope", "use addScope"),
            Map.of("scope", "use suppressScope"));

    private static final Set<String> IN_BOTH_TOKENS = Set.of(
            "acr",
            "amr",
            "auth_time",
            "azp",
            "exp",
            "iat",
            "iss",
            "jti",
            "nbf",
            "nonce",
            "origin_jti",
            "sub",
            "token_use");
    private static final Map<String, String> GROUPS_INSTEAD_OF_SETTING = Map.of(
            "cognito:groups", "use groups()",
            "cognito:preferred_role", "use groups().preferRole",
            "cognito:roles", "use groups().replaceRoles");
    private static final Map<String, String> GROUPS_INSTEAD_OF_SUPPRESSING = Map.of(
            "cognito:preferred_role", "suppress cognito:groups",
            "cognito:roles", "suppress cognito:groups");
    private static final Set<String> SIMPLE_IN_ID_TOKEN =
            Set.of("address", "email_verified", "phone_number_verified", "updated_at");

    private final String token;
    private final Set<String> own;
    private final Map<String, String> insteadOfSetting;
    private final Map<String, String> insteadOfSuppressing;

    private ReservedClaims(
            String token,
            Set<String> own,
            Map<String, String> insteadOfSetting,
            Map<String, String> insteadOfSuppressing) {
        this.token = token;
        this.own = own;
        this.insteadOfSetting = insteadOfSetting;
        this.insteadOfSuppressing = insteadOfSuppressing;
    }

    void requireSettable(String claim, Object json) {
        refuseWithAdvice(claim, "set", insteadOfSetting, GROUPS_INSTEAD_OF_SETTING);
        if (isCognitos(claim) || claim.startsWith("cognito:") || (this == ID_TOKEN && claim.startsWith("dev:"))) {
            throw refused(claim, "set", "Cognito ignores it");
        }
        boolean composed = json instanceof Map || json instanceof List;
        if (this == ID_TOKEN && composed && SIMPLE_IN_ID_TOKEN.contains(claim)) {
            throw refused(claim, "set to an array or object", "Cognito takes a simple value here");
        }
    }

    void requireSuppressible(String claim) {
        refuseWithAdvice(claim, "suppressed", insteadOfSuppressing, GROUPS_INSTEAD_OF_SUPPRESSING);
        boolean groups = claim.equals("cognito:groups");
        if (isCognitos(claim) || (claim.startsWith("cognito:") && !groups)) {
            throw refused(claim, "suppressed", "Cognito ignores it");
        }
    }

    private boolean isCognitos(String claim) {
        return IN_BOTH_TOKENS.contains(claim) || own.contains(claim);
    }

    private void refuseWithAdvice(
            String claim, String change, Map<String, String> ofThisToken, Map<String, String> ofBoth) {
        String advice = ofThisToken.getOrDefault(claim, ofBoth.getOrDefault(claim, ""));
        if (!advice.isEmpty()) {
            throw refused(claim, change, advice);
        }
    }

    private RefusedException refused(String claim, String change, String reason) {
        return new RefusedException("claim " + claim + ": can't be " + change + " in the " + token + ": " + reason);
    }
}

package io.cognitoclaims.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A token as it would be without the trigger, to which the changes that Cognito accepts are made. The rules are those of <a
 * href="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html">Pre token
 * generation Lambda trigger</a>, the table of claims.
 */
final class TokenDraft {
    private static final Set<String> FIXED = Set.of(
            "acr",
            "amr",
            "aud",
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
    private static final Set<String> FIXED_IN_ID_TOKEN = Set.of("at_hash", "identities");
    private static final Set<String> FIXED_IN_ACCESS_TOKEN =
            Set.of("client_id", "device_key", "event_id", "scope", "username", "version");
    private static final Set<String> SIMPLE_IN_ID_TOKEN =
            Set.of("address", "email_verified", "phone_number_verified", "updated_at");
    private static final String GROUPS = "cognito:groups";
    private static final String ROLES = "cognito:roles";
    private static final String PREFERRED_ROLE = "cognito:preferred_role";

    private final boolean idToken;
    private final String clientId;
    private final Map<String, Object> claims = new LinkedHashMap<>();
    private final Set<String> suppressed = new LinkedHashSet<>();

    private TokenDraft(boolean idToken, TestEvent event) {
        this.idToken = idToken;
        this.clientId = event.clientId();
    }

    /** {@return the ID token of the user, with all attributes} */
    static TokenDraft idToken(TestEvent event) {
        TokenDraft draft = new TokenDraft(true, event);
        event.userAttributes().forEach((name, value) -> draft.addAttribute((String) name, value));
        draft.claims.put("cognito:username", event.username());
        draft.claims.put("aud", event.clientId());
        draft.replaceGroups(event.userGroups(), event.userRoles(), event.preferredRole());
        return draft;
    }

    /** {@return the access token of the user or machine, without its scopes} */
    static TokenDraft accessToken(TestEvent event) {
        TokenDraft draft = new TokenDraft(false, event);
        draft.claims.put("client_id", event.clientId());
        if (event.isOfAMachine()) {
            draft.claims.put("sub", event.clientId());
        } else {
            draft.claims.put("username", event.username());
            draft.claims.put("sub", JsonTree.text(event.userAttributes().get("sub")));
            draft.replaceGroups(event.userGroups(), List.of(), "");
        }
        return draft;
    }

    /** {@return the ID or access token of the event with these claims and no others} */
    static TokenDraft of(boolean idToken, TestEvent event, Map<String, ?> claims) {
        TokenDraft draft = new TokenDraft(idToken, event);
        draft.claims.putAll(claims);
        return draft;
    }

    /** Replaces the groups, and in an ID token the roles; empty ones are left out. */
    void replaceGroups(List<String> groups, List<String> roles, String preferredRole) {
        replace(GROUPS, groups, groups.isEmpty());
        if (idToken) {
            replace(ROLES, roles, roles.isEmpty());
            replace(PREFERRED_ROLE, preferredRole, preferredRole.isEmpty());
        }
    }

    /** {@return whether Cognito accepts this claim; it silently leaves out the others} */
    boolean set(String claim, @Nullable Object value) {
        boolean ownAudience = !idToken && claim.equals("aud") && clientId.equals(value);
        boolean composed = value instanceof Map || value instanceof List;
        boolean taken = value != null
                && (ownAudience || !isFixed(claim))
                && !(idToken && claim.startsWith("dev:"))
                && !(idToken && composed && SIMPLE_IN_ID_TOKEN.contains(claim));
        if (taken) {
            claims.put(claim, value);
        }
        return taken;
    }

    /** {@return whether Cognito leaves this claim out} */
    boolean suppress(String claim) {
        boolean taken = claim.equals(GROUPS) || !isFixed(claim);
        if (taken) {
            claims.remove(claim);
            suppressed.add(claim);
        }
        if (claim.equals(GROUPS)) {
            claims.keySet().removeAll(List.of(ROLES, PREFERRED_ROLE));
        }
        return taken;
    }

    /** {@return all claims} */
    Map<String, Object> claims() {
        return claims;
    }

    @Nullable
    Object claim(String name) {
        return claims.get(name);
    }

    /** {@return the token, with these claims instead of its own} */
    TokenBuilder applyTo(TokenBuilder token) {
        TokenBuilder changed = token;
        for (Map.Entry<String, Object> claim : claims.entrySet()) {
            changed = changed.claim(claim.getKey(), claim.getValue());
        }
        for (String claim : suppressed) {
            changed = changed.without(claim);
        }
        return changed;
    }

    private void addAttribute(String name, @Nullable Object value) {
        if (name.equals("email_verified") || name.equals("phone_number_verified")) {
            claims.put(name, "true".equals(value));
        } else if (name.equals("identities")) {
            List<Object> identities = identities(JsonTree.text(value));
            replace(name, identities, identities.isEmpty());
        } else if (!name.startsWith("cognito:")) {
            replace(name, value, value == null);
        }
    }

    private static List<Object> identities(String attribute) {
        List<Object> identities = new ArrayList<>();
        for (Object identity : elements(attribute)) {
            if (identity instanceof Map<?, ?> members) {
                Map<String, @Nullable Object> inToken = JsonTree.copy(members);
                // A boolean and a number in the event, but strings in the token.
                inToken.computeIfPresent("primary", (name, value) -> String.valueOf(value));
                inToken.computeIfPresent("dateCreated", (name, value) -> String.valueOf(value));
                identities.add(inToken);
            }
        }
        return identities;
    }

    private static List<?> elements(String json) {
        try {
            return JsonReader.read(json) instanceof List<?> list ? list : List.of();
        } catch (IllegalArgumentException notJson) {
            return List.of();
        }
    }

    private boolean isFixed(String claim) {
        return FIXED.contains(claim)
                || claim.startsWith("cognito:")
                || (idToken ? FIXED_IN_ID_TOKEN : FIXED_IN_ACCESS_TOKEN).contains(claim);
    }

    private void replace(String claim, @Nullable Object value, boolean empty) {
        if (empty || value == null) {
            claims.remove(claim);
        } else {
            claims.put(claim, value);
        }
    }
}

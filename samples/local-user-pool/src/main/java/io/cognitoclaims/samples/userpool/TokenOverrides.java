package io.cognitoclaims.samples.userpool;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.cognitoclaims.samples.userpool.UserPoolSettings.TriggerVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What a trigger's response changes in the tokens of one issue. Immutable.
 *
 * <p>What a trigger may not change is left as it is, without a word, as Cognito does. See <a href=
 * "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html">Pre token
 * generation Lambda trigger</a>.
 */
final class TokenOverrides {
    static final TokenOverrides NONE =
            new TokenOverrides(ClaimChanges.NONE, ClaimChanges.NONE, Set.of(), Set.of(), null);

    private static final String GROUPS = "cognito:groups";
    private static final String ROLES = "cognito:roles";
    private static final String PREFERRED_ROLE = "cognito:preferred_role";

    private static final Set<String> FIXED = Set.of(
            "sub",
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
            "token_use",
            "aud");
    private static final Set<String> FIXED_IN_ID_TOKENS = Set.of("identities", "at_hash");
    private static final Set<String> FIXED_IN_ACCESS_TOKENS =
            Set.of("username", "client_id", "event_id", "device_key", "version", "scope");
    private static final Set<String> PLAIN_IN_ID_TOKENS =
            Set.of("phone_number_verified", "email_verified", "updated_at", "address");

    private final ClaimChanges idToken;
    private final ClaimChanges accessToken;
    private final Set<String> scopesToAdd;
    private final Set<String> scopesToSuppress;
    private final @Nullable Groups groups;

    private TokenOverrides(
            ClaimChanges idToken,
            ClaimChanges accessToken,
            Set<String> scopesToAdd,
            Set<String> scopesToSuppress,
            @Nullable Groups groups) {
        this.idToken = idToken;
        this.accessToken = accessToken;
        this.scopesToAdd = scopesToAdd;
        this.scopesToSuppress = scopesToSuppress;
        this.groups = groups;
    }

    /**
     * Reads the whole answer of a trigger, the event with its {@code response}.
     *
     * @throws IllegalArgumentException if it has another shape; the message names the member and no value
     */
    static TokenOverrides read(JsonNode answer, TriggerVersion version) {
        if (!answer.path("response").isObject()) {
            throw new IllegalArgumentException("response is not an object");
        }
        JsonNode response = answer.path("response");
        if (version == TriggerVersion.V1_0) {
            JsonNode details = object(response, "claimsOverrideDetails");
            return new TokenOverrides(
                    ClaimChanges.read(details).requireStrings(),
                    ClaimChanges.NONE,
                    Set.of(),
                    Set.of(),
                    Groups.read(details));
        }
        JsonNode details = object(response, "claimsAndScopeOverrideDetails");
        JsonNode access = object(details, "accessTokenGeneration");
        return new TokenOverrides(
                ClaimChanges.read(object(details, "idTokenGeneration")),
                ClaimChanges.read(access),
                requireNoBlanks(strings(access, "scopesToAdd")),
                Set.copyOf(strings(access, "scopesToSuppress")),
                Groups.read(details));
    }

    /** Changes the claims of an ID token in place. */
    void applyToIdToken(Map<String, Object> claims) {
        if (groups != null) {
            replace(claims, GROUPS, groups.groups());
            replace(claims, ROLES, groups.roles());
            replace(claims, PREFERRED_ROLE, groups.preferredRole());
        }
        idToken.add().forEach((name, value) -> {
            if (!isFixed(name, FIXED_IN_ID_TOKENS) && !(PLAIN_IN_ID_TOKENS.contains(name) && value.isContainer())) {
                claims.put(name, value);
            }
        });
        idToken.suppress().stream()
                .filter(name -> name.startsWith("dev:") || !isFixed(name, FIXED_IN_ID_TOKENS))
                .forEach(claims::remove);
        suppressGroups(claims, idToken);
    }

    /** Changes the claims of an access token, all but {@code scope}, in place. */
    void applyToAccessToken(Map<String, Object> claims, String clientId) {
        if (groups != null) {
            replace(claims, GROUPS, groups.groups());
        }
        accessToken.add().forEach((name, value) -> {
            boolean ownAudience = name.equals("aud") && value.isString() && clientId.equals(value.stringValue());
            if (ownAudience || !isFixed(name, FIXED_IN_ACCESS_TOKENS)) {
                claims.put(name, value);
            }
        });
        accessToken.suppress().stream()
                .filter(name -> !isFixed(name, FIXED_IN_ACCESS_TOKENS))
                .forEach(claims::remove);
        suppressGroups(claims, accessToken);
    }

    /** {@return the scopes of the access token, from those that were granted} */
    Set<String> applyToScopes(Set<String> granted) {
        Set<String> scopes = new LinkedHashSet<>(granted);
        scopes.addAll(scopesToAdd);
        scopes.removeAll(scopesToSuppress);
        return scopes;
    }

    private static boolean isFixed(String name, Set<String> fixedInThisToken) {
        return FIXED.contains(name)
                || fixedInThisToken.contains(name)
                || name.startsWith("cognito:")
                || name.startsWith("dev:");
    }

    private static void suppressGroups(Map<String, Object> claims, ClaimChanges changes) {
        if (changes.suppress().contains(GROUPS)) {
            claims.keySet().removeAll(List.of(GROUPS, ROLES, PREFERRED_ROLE));
        }
    }

    private static void replace(Map<String, Object> claims, String name, @Nullable Object value) {
        if (value == null || (value instanceof List<?> list && list.isEmpty())) {
            claims.remove(name);
        } else {
            claims.put(name, value);
        }
    }

    private static JsonNode object(JsonNode parent, String name) {
        JsonNode node = parent.path(name);
        // AWS's own samples write "no details" as an empty array too.
        if (node.isMissingNode() || node.isNull() || (node.isArray() && node.isEmpty())) {
            return MissingNode.getInstance();
        }
        if (!node.isObject()) {
            throw new IllegalArgumentException(name + " is not an object");
        }
        return node;
    }

    private static List<String> strings(JsonNode parent, String name) {
        JsonNode node = parent.path(name);
        List<String> strings = new ArrayList<>();
        if (!node.isMissingNode() && !node.isNull() && !node.isArray()) {
            throw new IllegalArgumentException(name + " is not an array of strings");
        }
        for (JsonNode element : node) {
            strings.add(element.stringValueOpt()
                    .orElseThrow(() -> new IllegalArgumentException(name + " is not an array of strings")));
        }
        return strings;
    }

    private static Set<String> requireNoBlanks(List<String> scopes) {
        if (scopes.stream().anyMatch(scope -> scope.isEmpty() || scope.contains(" "))) {
            throw new IllegalArgumentException("scopesToAdd has a scope that is empty or holds a blank");
        }
        return new LinkedHashSet<>(scopes);
    }

    private record ClaimChanges(Map<String, JsonNode> add, Set<String> suppress) {
        static final ClaimChanges NONE = new ClaimChanges(Map.of(), Set.of());

        static ClaimChanges read(JsonNode generation) {
            Map<String, JsonNode> add = new LinkedHashMap<>();
            object(generation, "claimsToAddOrOverride").properties().stream()
                    .filter(claim -> !claim.getValue().isNull())
                    .forEach(claim -> add.put(claim.getKey(), claim.getValue()));
            return new ClaimChanges(
                    add, strings(generation, "claimsToSuppress").stream().collect(toUnmodifiableSet()));
        }

        ClaimChanges requireStrings() {
            if (!add.values().stream().allMatch(JsonNode::isString)) {
                throw new IllegalArgumentException("claimsToAddOrOverride has a value that is not a string");
            }
            return this;
        }
    }

    private record Groups(
            List<String> groups,
            List<String> roles,
            @Nullable String preferredRole) {
        /** {@return the new groups, or null if the response leaves them alone} An empty object takes all away. */
        static @Nullable Groups read(JsonNode details) {
            if (!details.has("groupOverrideDetails")) {
                return null;
            }
            JsonNode groups = object(details, "groupOverrideDetails");
            Optional<String> role =
                    groups.path("preferredRole").stringValueOpt().filter(name -> !name.isEmpty());
            return new Groups(
                    strings(groups, "groupsToOverride"), strings(groups, "iamRolesToOverride"), role.orElse(null));
        }
    }
}

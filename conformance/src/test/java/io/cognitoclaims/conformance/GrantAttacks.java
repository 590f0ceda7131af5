package io.cognitoclaims.conformance;

import static io.cognitoclaims.conformance.Attack.tokenFor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Good tokens whose scopes and groups are nearly those that a path wants. */
final class GrantAttacks {
    /** Those below: none has a bracket in a string. */
    private static final String ARRAY_OF_STRINGS = "\\[(\"[^\\[\\]{}]*\")?\\]";

    private GrantAttacks() {}

    static Stream<Attack> of(Pools pools) {
        List<Attack> attacks = new ArrayList<>();
        for (String scope : List.of(
                "\"\"",
                "\" \"",
                "\"openid\"",
                "\"pets\"",
                "\"pets/\"",
                "\"pets/rea\"",
                "\"pets/readx\"",
                "\"xpets/read\"",
                "\"Pets/Read\"",
                "\"PETS/READ\"",
                "\"pets/read,openid\"",
                "\"openid,pets/read\"",
                "\"openid\\tpets/read\"",
                "\"openid\\npets/read\"",
                "\"openid\\u00a0pets/read\"",
                "\"openid+pets/read\"",
                "\"pets/read\\u0000\"",
                "\"pets%2fread\"",
                "\"pets\\\\read\"",
                "\"pets/*\"",
                "\"*\"",
                "\"SCOPE_pets/read\"",
                "[\"pets/read\"]",
                "[]",
                "{}",
                "{\"pets/read\":true}",
                "true",
                "1",
                "null")) {
            attacks.add(tokenFor(
                    "/api/pets",
                    "scope " + scope,
                    pools.token().claim("scope", scope).sign(),
                    scope.equals("null") || scope.startsWith("\"") ? 403 : 401));
        }
        for (String scope : List.of(
                "\"pets/read\"",
                "\"openid pets/read\"",
                "\"  pets/read  \"",
                "\"pets/read pets/read\"",
                "\"pets\\/read\"")) {
            attacks.add(tokenFor(
                    "/api/pets",
                    "scope " + scope,
                    pools.token().claim("scope", scope).sign(),
                    200));
        }
        for (String groups : List.of(
                "null",
                "\"admin\"",
                "\"[admin]\"",
                "\"[\\\"admin\\\"]\"",
                "\"admin,users\"",
                "true",
                "1",
                "{}",
                "{\"admin\":true}",
                "{\"0\":\"admin\"}",
                "[]",
                "[\"Admin\"]",
                "[\"ADMIN\"]",
                "[\"admin \"]",
                "[\" admin\"]",
                "[\"administrators\"]",
                "[\"adm\",\"in\"]",
                "[\"users,admin\"]",
                "[\"users admin\"]",
                "[[\"admin\"]]",
                "[{\"name\":\"admin\"}]",
                "[\"admin\",1]",
                "[\"admin\",null]",
                "[null]",
                "[true]",
                "[\"ROLE_admin\"]",
                "[\"admin\\u0000\"]",
                "[\"*\"]",
                "[\"\"]")) {
            Attack attack = tokenFor(
                    "/api/admin",
                    "cognito:groups " + groups,
                    pools.token().claim("cognito:groups", groups).sign(),
                    groups.equals("null") || groups.matches(ARRAY_OF_STRINGS) ? 403 : 401);
            // A group that begins with the prefix is the authority as it stands.
            attacks.add(
                    groups.equals("[\"ROLE_admin\"]")
                            ? attack.but(200, Server.SPRING_TOMCAT, Server.SPRING_NETTY)
                            : attack);
        }
        for (String groups : List.of("[\"admin\"]", "[\"users\",\"admin\"]", "[\"admin\",\"admin\"]")) {
            attacks.add(tokenFor(
                    "/api/admin",
                    "cognito:groups " + groups,
                    pools.token().claim("cognito:groups", groups).sign(),
                    200));
        }
        for (String claim : List.of(
                "groups",
                "roles",
                "cognito:roles",
                "cognito:preferred_role",
                "authorities",
                "scp",
                "permissions",
                "custom:groups")) {
            Token other = pools.token().without("cognito:groups").claim(claim, "[\"admin\",\"ROLE_admin\"]");
            attacks.add(tokenFor("/api/admin", "groups in " + claim, other.sign(), 403));
            Token scopes = pools.token().without("scope").claim(claim, "[\"pets/read\",\"SCOPE_pets/read\"]");
            attacks.add(tokenFor("/api/pets", "scopes in " + claim, scopes.sign(), 403));
        }
        attacks.add(tokenFor(
                "/api/admin",
                "a scope that is named as a group",
                pools.token()
                        .without("cognito:groups")
                        .claim("scope", "\"ROLE_admin admin\"")
                        .sign(),
                403));
        attacks.add(tokenFor(
                "/api/pets",
                "a group that is named as a scope",
                pools.token()
                        .without("scope")
                        .claim("cognito:groups", "[\"SCOPE_pets/read\",\"pets/read\"]")
                        .sign(),
                403));
        return attacks.stream();
    }
}

package io.cognitoclaims.conformance;

import static io.cognitoclaims.conformance.Attack.token;
import static io.cognitoclaims.conformance.Token.quoted;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Rightly signed tokens whose claims are of the wrong type, out of range, or not for this API. */
final class ClaimAttacks {
    /** Every JSON type, in forms that comparisons after a conversion would take. */
    private static final List<String> TYPES = List.of(
            "null", "true", "false", "0", "1", "-1", "1.5", "1e400", "\"\"", "\" \"", "\"x\"", "[]", "{}", "[null]");

    private ClaimAttacks() {}

    static Stream<Attack> types(Pools pools) {
        List<Attack> attacks = new ArrayList<>();
        for (String claim : List.of("iss", "token_use", "client_id")) {
            TYPES.forEach(json -> attacks.add(claim(pools, claim, json, 401)));
            attacks.add(claim(pools, claim, "[" + pools.token().claims().get(claim) + "]", 401));
            attacks.add(claim(pools, claim, "{\"0\":" + pools.token().claims().get(claim) + "}", 401));
        }
        for (String claim : List.of("sub", "aud")) {
            TYPES.stream()
                    .filter(json -> !(claim.equals("sub") && (json.equals("\"x\"") || json.equals("\" \""))))
                    .forEach(json -> attacks.add(claim(pools, claim, json, 401)));
        }
        for (String claim : List.of("exp", "nbf", "iat")) {
            for (String json : List.of(
                    "null",
                    "true",
                    "false",
                    "\"\"",
                    "\"1\"",
                    "[]",
                    "{}",
                    "[9999999999]",
                    "-1",
                    "1e400",
                    "-1e400",
                    "1e18",
                    "\"9999999999\"",
                    "\"2099-01-01T00:00:00Z\"",
                    "253402300800",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775808",
                    "18446744073709551616",
                    "9223372036854776",
                    "1e20",
                    "0.1e30",
                    "-0.5")) {
                attacks.add(claim(pools, claim, json, 401));
            }
        }
        addDocumented(attacks, pools);
        for (String claim : List.of(
                "version",
                "cognito:roles",
                "cognito:preferred_role",
                "cognito:username",
                "identities",
                "email",
                "email_verified",
                "phone_number_verified",
                "updated_at",
                "address",
                "nonce",
                "at_hash",
                "custom:a",
                "azp",
                "act",
                "may_act",
                "roles",
                "groups",
                "scp",
                "authorities",
                "permissions")) {
            TYPES.stream()
                    .filter(json -> !json.equals("1e400"))
                    .forEach(json -> attacks.add(claim(pools, claim, json, 200)));
        }
        TYPES.stream()
                .filter(json -> !json.equals("1e400"))
                .map(json -> claim(pools, "cnf", json, 200))
                .forEach(attacks::add);
        for (String claim : List.of("sub", "iss", "token_use", "client_id", "exp")) {
            attacks.add(token("no " + claim, pools.token().without(claim).sign(), 401));
        }
        for (String claim : List.of("iat", "auth_time", "jti", "username", "scope", "version", "cognito:groups")) {
            attacks.add(token("no " + claim, pools.token().without(claim).sign(), 200));
        }
        return attacks.stream();
    }

    /** What Cognito documents for access tokens is of the documented type, or absent. */
    private static void addDocumented(List<Attack> attacks, Pools pools) {
        for (String claim : List.of("username", "jti", "origin_jti", "event_id", "device_key", "acr", "scope")) {
            for (String json : TYPES) {
                boolean fits = json.equals("null") || json.startsWith("\"");
                attacks.add(claim(pools, claim, json, fits ? 200 : 401));
            }
        }
        for (String claim : List.of("amr", "cognito:groups")) {
            for (String json : TYPES) {
                boolean fits = json.equals("null") || json.equals("[]");
                attacks.add(claim(pools, claim, json, fits ? 200 : 401));
            }
        }
        for (String json : TYPES) {
            boolean fits = List.of("null", "0", "1", "1.5").contains(json);
            attacks.add(claim(pools, "auth_time", json, fits ? 200 : 401));
        }
    }

    static Stream<Attack> times(Pools pools) {
        long now = pools.now();
        Map<String, Integer> expiries = new LinkedHashMap<>();
        expiries.put("0", 401);
        expiries.put("-0", 401);
        expiries.put("1", 401);
        expiries.put("" + (now - 1), 401);
        expiries.put("" + now, 401);
        expiries.put(now + ".999", 401);
        expiries.put("" + (now + 1), 200);
        expiries.put((now + 1) + ".0", 200);
        expiries.put((now + 1) + "e0", 200);
        expiries.put("2e9", 200);
        expiries.put("253402300799", 200);
        expiries.put("253402300799.5", 401);
        expiries.put("" + (now + (1L << 32)), 200);
        expiries.put("" + (now + 3600) * 1000, 401);
        Map<String, Integer> beginnings = new LinkedHashMap<>();
        beginnings.put("0", 200);
        beginnings.put("" + (now - 1), 200);
        beginnings.put("" + now, 200);
        beginnings.put(now + ".5", 200);
        beginnings.put("" + (now + 1), 401);
        beginnings.put("" + now * 1000, 401);
        beginnings.put("253402300799", 401);
        Map<String, Integer> issued = new LinkedHashMap<>();
        issued.put("0", 200);
        issued.put("" + (now + 300), 200);
        issued.put("253402300799", 200);
        return Stream.of(rows(pools, "exp", expiries), rows(pools, "nbf", beginnings), rows(pools, "iat", issued))
                .flatMap(attacks -> attacks);
    }

    static Stream<Attack> issuers(Pools pools) {
        Stream<Attack> near = Stream.of(
                        Pools.HOME + "/",
                        Pools.HOME + " ",
                        " " + Pools.HOME,
                        Pools.HOME + "\\u0000",
                        Pools.HOME + "\\n",
                        Pools.HOME + "?",
                        Pools.HOME + "#",
                        Pools.HOME + "#x",
                        Pools.HOME + "/.",
                        Pools.HOME + "x",
                        Pools.HOME.replace("https", "http"),
                        Pools.HOME.replace("https", "HTTPS"),
                        Pools.HOME.replace("amazonaws", "AmazonAWS"),
                        Pools.HOME.replace("HomePool1", "homepool1"),
                        Pools.HOME.replace(".com", ".com."),
                        Pools.HOME.replace(".com", ".com:443"),
                        Pools.HOME.replace(".com", ".com/."),
                        Pools.HOME.replace(".com", ".com/"),
                        Pools.HOME.replace(".com", ".com.evil.example"),
                        Pools.HOME.replace("://", "://evil@"),
                        Pools.HOME.replace("://", "://evil.example#"),
                        Pools.HOME.replace("us-east-1.", "us-west-2."),
                        Pools.HOME.replace("cognito-idp", "cognito-idp-fips"),
                        Pools.HOME.replace("_", "%5F"),
                        Pools.HOME.replace("cognito", "c\\u043egnito"),
                        Pools.HOME.replace("o", "\\u00f8"),
                        Pools.HOME.substring(1),
                        Pools.HOME.substring(0, Pools.HOME.length() - 1),
                        "",
                        "null",
                        "https://",
                        Pools.HOME_ID,
                        "cognito-idp.us-east-1.amazonaws.com/" + Pools.HOME_ID,
                        Pools.HOME_UPDATED.replace("us-east-1.", "us-west-2."),
                        "https://cognito-idp.us-east-1.amazonaws.com/" + Pools.AWAY_ID,
                        "https://evil.example/" + Pools.HOME_ID,
                        Pools.HOME + "," + Pools.AWAY,
                        Pools.AWAY,
                        pools.endpoint.uri(Pools.DECOY).toString())
                .map(issuer -> token(
                        "iss " + issuer,
                        pools.token().claim("iss", quoted(issuer)).sign(),
                        401));
        return Stream.concat(
                near,
                Stream.of(
                        token(
                                "the updated issuer",
                                pools.token()
                                        .claim("iss", quoted(Pools.HOME_UPDATED))
                                        .sign(),
                                200),
                        token("the other pool", pools.foreignToken().sign(), 200),
                        token(
                                "the other pool for this client",
                                pools.foreignToken()
                                        .claim("client_id", quoted(Token.CLIENT))
                                        .sign(),
                                401),
                        token(
                                "this pool for the other's client",
                                pools.token()
                                        .claim("client_id", quoted(Pools.AWAY_CLIENT))
                                        .sign(),
                                401),
                        token(
                                "the other pool with this one's kid",
                                pools.foreignToken()
                                        .header("kid", quoted(Pools.ACCESS.kid()))
                                        .sign(),
                                401),
                        token(
                                "the other pool with this one's key",
                                pools.foreignToken().signedBy(Pools.ACCESS).sign(),
                                401)));
    }

    static Stream<Attack> audiences(Pools pools) {
        List<Attack> attacks = new ArrayList<>();
        for (String use :
                List.of("id", "Access", "ACCESS", "access ", " access", "access id", "refresh", "access\\u0000")) {
            attacks.add(claim(pools, "token_use", quoted(use), 401));
        }
        for (String client : List.of(
                Token.CLIENT + " ",
                " " + Token.CLIENT,
                Token.CLIENT.toUpperCase(java.util.Locale.ROOT),
                Token.CLIENT.substring(1),
                Token.CLIENT + "0",
                Token.CLIENT + "\\u0000",
                Token.CLIENT + "," + Pools.AWAY_CLIENT,
                "*",
                ".*",
                "null",
                Pools.AWAY_CLIENT)) {
            attacks.add(claim(pools, "client_id", quoted(client), 401));
        }
        for (String audience : List.of(
                "https://api.example",
                Pools.AWAY_CLIENT,
                Token.CLIENT + " ",
                "*",
                Token.CLIENT + "," + Pools.AWAY_CLIENT)) {
            attacks.add(claim(pools, "aud", quoted(audience), 401));
        }
        attacks.add(claim(pools, "aud", "[" + quoted(Token.CLIENT) + "]", 401));
        attacks.add(claim(pools, "aud", quoted(Token.CLIENT), 200));
        Token idToken = pools.token().claim("token_use", quoted("id")).claim("aud", quoted(Token.CLIENT));
        attacks.add(token("an ID token", idToken.without("client_id").sign(), 401));
        attacks.add(token("an ID token with client_id", idToken.sign(), 401));
        attacks.add(token(
                "aud and no client_id",
                pools.token()
                        .claim("aud", quoted(Token.CLIENT))
                        .without("client_id")
                        .sign(),
                401));
        attacks.add(token(
                "azp in place of client_id",
                pools.token()
                        .claim("azp", quoted(Token.CLIENT))
                        .without("client_id")
                        .sign(),
                401));
        return attacks.stream();
    }

    private static Stream<Attack> rows(Pools pools, String claim, Map<String, Integer> statuses) {
        return statuses.entrySet().stream().map(row -> claim(pools, claim, row.getKey(), row.getValue()));
    }

    private static Attack claim(Pools pools, String claim, String json, int status) {
        return token(claim + " is " + json, pools.token().claim(claim, json).sign(), status);
    }
}

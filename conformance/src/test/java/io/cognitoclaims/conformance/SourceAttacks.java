package io.cognitoclaims.conformance;

import static io.cognitoclaims.conformance.Attack.headers;
import static io.cognitoclaims.conformance.Attack.line;

import java.util.List;
import java.util.stream.Stream;

/** Tricks with tokens in cookies, headers and subprotocols, and requests that a page of another origin causes. */
final class SourceAttacks {
    /** No handler takes a {@code POST}. */
    private static final int LET_THROUGH = 405;

    private static final String AMPLIFY = "CognitoIdentityServiceProvider.";

    private SourceAttacks() {}

    static Stream<Attack> places(Pools pools) {
        String good = pools.token().sign();
        String mine = AMPLIFY + Token.CLIENT + ".";
        return Stream.concat(
                Stream.concat(
                        rows(
                                200,
                                good,
                                "X-Amzn-Oidc-AccessToken: <t>",
                                "Cookie: access_token=<t>",
                                "Cookie: access_token=; access_token=<t>",
                                "Cookie: a=b\r\nCookie: access_token=<t>",
                                "Cookie: " + mine + "alice.accessToken=<t>; " + mine + "LastAuthUser=alice",
                                "Cookie: " + mine + "a%40b.c.accessToken=<t>; " + mine + "LastAuthUser=a@b.c",
                                "Sec-WebSocket-Protocol: bearer, <t>"),
                        rows(
                                401,
                                good,
                                "X-Amzn-Oidc-Data: <t>",
                                "X-Amzn-Oidc-AccessToken:",
                                "Cookie: access_token=",
                                "Cookie: access_token=\"\"",
                                "Cookie: xaccess_token=<t>",
                                "Cookie: a=b, access_token=<t>",
                                "Cookie2: access_token=<t>",
                                "Cookie: " + AMPLIFY + "another.alice.accessToken=<t>",
                                "Cookie: " + mine + "alice.idToken=<t>",
                                "Cookie: " + mine + "alice.accessToken=<t>; " + mine + "LastAuthUser=bob",
                                "Sec-WebSocket-Protocol: Bearer, <t>",
                                "Sec-WebSocket-Protocol: <t>")),
                rows(
                        400,
                        good,
                        "X-Amzn-Oidc-AccessToken: Bearer <t>",
                        "X-Amzn-Oidc-AccessToken: <t>, <t>",
                        "X-Amzn-Oidc-AccessToken: <t>\r\nx-amzn-oidc-accesstoken: <t>",
                        "X-Amzn-Oidc-AccessToken: <t>\u00e9",
                        "Cookie: access_token=<t>; access_token=<t>",
                        "Cookie: access_token=<t>\r\nCookie: access_token=<t>",
                        "Cookie: access_token=\"<t>\"",
                        "Cookie: access_token=<t> x",
                        "Cookie: access_token=<t>%20",
                        "Cookie: access_token=<t>,x",
                        "Cookie: access_token=<t>\u00e9",
                        "Cookie: access_token=Bearer <t>",
                        "Cookie: access_token=<t>; " + mine + "alice.accessToken=<t>",
                        "Cookie: " + mine + "alice.accessToken=<t>; " + mine + "bob.accessToken=<t>",
                        "Authorization: Bearer <t>\r\nCookie: access_token=<t>",
                        "Authorization: Bearer <t>\r\nX-Amzn-Oidc-AccessToken: <t>",
                        "Cookie: access_token=<t>\r\nSec-WebSocket-Protocol: bearer, <t>",
                        "Sec-WebSocket-Protocol: bearer",
                        "Sec-WebSocket-Protocol: bearer, <t>, <t>",
                        "Sec-WebSocket-Protocol: bearer, <t>\r\nSec-WebSocket-Protocol: a",
                        "Sec-WebSocket-Protocol: bearer\r\nSec-WebSocket-Protocol: <t>"));
    }

    static Stream<Attack> sizes() {
        return Stream.of(
                headers("a cookie of 30,000 characters", "Cookie: access_token=" + "A".repeat(30_000), 401),
                // Tomcat counts them.
                headers("10,000 cookies", "Cookie: " + "a=;".repeat(10_000), 401)
                        .but(400, Server.TOMCAT, Server.SPRING_TOMCAT),
                headers("2,000 cookies of the name", "Cookie: " + "access_token=a;".repeat(2_000), 400));
    }

    static Stream<Attack> otherOrigins(Pools pools) {
        String good = pools.token().sign();
        List<String> tokens = List.of("Cookie: access_token=" + good, "X-Amzn-Oidc-AccessToken: " + good);
        Stream<Attack> forged = Stream.of(
                        "Sec-Fetch-Site: cross-site",
                        "Sec-Fetch-Site: same-site",
                        "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site",
                        "Sec-Fetch-Site: Same-Origin",
                        "Origin: https://evil.example",
                        "Origin: null",
                        "Origin: http://localhost.evil.example",
                        "Origin: http://localhost:81",
                        "Origin: http://localhost\r\nOrigin: https://evil.example")
                .flatMap(origin -> tokens.stream().map(token -> post(origin, token, good, 403)));
        Stream<Attack> served = Stream.of("Sec-Fetch-Site: same-origin", "Origin: http://localhost")
                .flatMap(origin -> tokens.stream().map(token -> post(origin, token, good, LET_THROUGH)));
        return Stream.of(
                        forged,
                        served,
                        Stream.of(
                                post("X: y", tokens.get(0), good, 403),
                                post("X: y", tokens.get(1), good, LET_THROUGH),
                                post(
                                        "Origin: https://evil.example",
                                        "Authorization: Bearer " + good,
                                        good,
                                        LET_THROUGH)))
                .flatMap(attacks -> attacks);
    }

    static Stream<Attack> queries(Pools pools) {
        String good = pools.token().sign();
        return Stream.of("access_token", "token", "authorization", "bearer")
                .map(name -> line("GET /api/me?" + name + "=" + good + " HTTP/1.1", "", 401)
                        .hiding(good));
    }

    private static Attack post(String origin, String token, String secret, int status) {
        Attack attack = line("POST /api/me HTTP/1.1", origin + "\r\n" + token + "\r\nContent-Length: 0\r\n", status)
                .hiding(secret);
        return new Attack(
                origin.replace("\r\n", " CRLF ") + " with " + token.substring(0, token.indexOf(' ')),
                attack.request(),
                secret,
                status,
                attack.exceptions(),
                attack.echoing());
    }

    private static Stream<Attack> rows(int status, String token, String... lines) {
        return Stream.of(lines)
                .map(line -> headers(line.replace("\r\n", " CRLF "), line.replace("<t>", token), status)
                        .hiding(token));
    }
}

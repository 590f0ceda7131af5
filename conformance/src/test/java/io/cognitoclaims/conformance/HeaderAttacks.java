package io.cognitoclaims.conformance;

import static io.cognitoclaims.conformance.Attack.headers;
import static io.cognitoclaims.conformance.Attack.line;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Tricks with the {@code Authorization} header, and tokens where none is looked for. */
final class HeaderAttacks {
    private HeaderAttacks() {}

    static Stream<Attack> authorization(Pools pools) {
        String good = pools.token().sign();
        List<Attack> attacks = new ArrayList<>();
        for (String line : List.of(
                "Authorization: Bearer <t>",
                "authorization: bearer <t>",
                "AUTHORIZATION: BEARER <t>",
                "Authorization:Bearer <t>",
                "Authorization: \t Bearer   <t> \t ",
                "Authorization: bEaReR <t>")) {
            attacks.add(value(line, good, 200));
        }
        for (String value : List.of(
                "Bearer",
                "Bearer ",
                "Bearer <t> <t>",
                "Bearer <t>,<t>",
                "Bearer <t>, Bearer <t>",
                "Bearer <t>;a=b",
                "Bearer <t>, Basic YTpi",
                "Bearer Bearer <t>",
                "Bearer \"<t>\"",
                "Bearer '<t>'",
                "Bearer (<t>)",
                "Bearer token=<t>",
                "Bearer =<t>",
                "Bearer =",
                "Bearer <t>=<t>",
                "Bearer <t>%20",
                "Bearer <t>\\",
                "Bearer\t<t>",
                "Bearer \t<t>",
                "Bearer <t>\tx",
                "Bearer,<t>",
                "Bearer:<t>",
                "Bearer=<t>",
                "Bearer;<t>",
                "Bearer/<t>",
                "Bearer\"<t>\"",
                "Bearer {<t>}",
                "Bearer <t>#",
                "Bearer <t>?a",
                "Bearer <t>&a",
                "Bearer <t>@")) {
            attacks.add(value("Authorization: " + value, good, 400));
        }
        for (String value : List.of(
                "Basic YTpi",
                "Basic <t>",
                "Digest username=\"a\"",
                "BearerX <t>",
                "Bearer-Token <t>",
                "Bearer1 <t>",
                "Bearer. <t>",
                "Bearer~ <t>",
                "DPoP <t>",
                "MAC <t>",
                "Token <t>",
                "JWT <t>",
                "<t>",
                "\"Bearer <t>\"",
                "",
                "Bear er <t>",
                "Beare <t>",
                "XBearer <t>",
                ",Bearer <t>",
                "=Bearer <t>",
                "Negotiate <t>",
                "none")) {
            attacks.add(value("Authorization: " + value, good, 401));
        }
        for (String two : List.of(
                "Authorization: Bearer <t>\r\nAuthorization: Bearer <t>",
                "Authorization: Bearer <t>\r\nauthorization: Basic YTpi",
                "Authorization: Basic YTpi\r\nAuthorization: Bearer <t>",
                "Authorization: Bearer <t>\r\nX: y\r\nAUTHORIZATION: Bearer x",
                "Authorization:\r\nAuthorization: Bearer <t>")) {
            attacks.add(value(two, good, 400));
        }
        return attacks.stream();
    }

    static Stream<Attack> brokenLines(Pools pools) {
        String good = pools.token().sign();
        return Stream.of(
                value("Authorization: Bearer <t>\0", good, 400),
                value("Authorization: Bearer \0<t>", good, 400),
                value("Authorization: Bea\0rer <t>", good, 400),
                value("Authorization\0: Bearer <t>", good, 400),
                value("Authorization : Bearer <t>", good, 400),
                value("Authorization: Bearer <t>\r\n <t>", good, 400),
                // A folded line may be read as one with a blank (RFC 9112, section 5.2).
                value("Authorization: Bearer\r\n <t>", good, 200).but(400, Server.JETTY),
                value("Authorization: Bearer\r\n\t<t>", good, 400).but(200, Server.SPRING_NETTY),
                value(" Authorization: Bearer <t>", good, 400),
                value("Authorization", good, 400),
                value(": Bearer <t>", good, 400),
                value("Authorization: Bearer <t>\rX: y", good, 400),
                value("Authorization: Bearer <t>\u000b", good, 400),
                value("Authorization: Bearer <t>\u007f", good, 400),
                value("Authorization: Bearer <t>\u00ff", good, 400),
                value("Authorization: Bearer \u00e9<t>", good, 400),
                value("Authorization: Bearer\u00a0<t>", good, 400),
                value("Authorization: Bearer <t>\u0085X-Injected: 1", good, 400),
                value("Authorization: Bearer <t>%0d%0aX-Injected:%201", good, 400),
                value("Authorization: \u00c2\u00a0Bearer <t>", good, 401),
                value("Authorization: \u00ef\u00bb\u00bfBearer <t>", good, 401));
    }

    static Stream<Attack> sizes(Pools pools) {
        String good = pools.token().sign();
        return Stream.of(
                headers("16,384 characters", "Authorization: Bearer " + "A".repeat(16_384), 401),
                headers("16,385 characters", "Authorization: Bearer " + "A".repeat(16_385), 401),
                headers("30,000 characters", "Authorization: Bearer " + "A".repeat(30_000), 401),
                headers("30,000 dots", "Authorization: Bearer " + ".".repeat(30_000), 401),
                headers("30,000 times =", "Authorization: Bearer " + "=".repeat(30_000), 400),
                headers("a token and 15,000 times =", "Authorization: Bearer A" + "=".repeat(15_000), 401),
                headers("30,000 blanks before", "Authorization: Bearer" + " ".repeat(30_000) + good, 200),
                headers(
                        "a header of 4,096 characters",
                        "Authorization: Bearer " + "A".repeat(4_096) + ".e30.AAAA",
                        401),
                headers(
                        "a header of 4,097 characters",
                        "Authorization: Bearer " + "A".repeat(4_097) + ".e30.AAAA",
                        401),
                headers("40,000 characters", "Authorization: Bearer " + "A".repeat(40_000), 431)
                        .but(400, Server.TOMCAT, Server.SPRING_TOMCAT));
    }

    static Stream<Attack> elsewhere(Pools pools) {
        String good = pools.token().sign();
        List<Attack> attacks = new ArrayList<>();
        for (String line : List.of(
                "Proxy-Authorization: Bearer <t>",
                "X-Authorization: Bearer <t>",
                "X-Access-Token: <t>",
                "X-Amzn-Oidc-Data: <t>",
                "X-Amzn-Oidc-AccessToken: <t>",
                "Cookie: access_token=<t>",
                "Cookie: Authorization=Bearer <t>",
                "X-Forwarded-User: alice",
                "X-Remote-User: alice",
                "X-Original-URL: /public/hello",
                "X-Rewrite-URL: /public/hello",
                "X-HTTP-Method-Override: OPTIONS",
                "X-Forwarded-Prefix: /public",
                "X-Forwarded-Path: /public/hello",
                "Forwarded: for=127.0.0.1",
                "X-Forwarded-For: 127.0.0.1",
                "Via: 1.1 localhost",
                "Sec-WebSocket-Protocol: Bearer, <t>",
                "Accept: text/event-stream",
                "Content-Type: application/json",
                "Accept: text/html",
                "Origin: http://localhost",
                "Authorization-Info: Bearer <t>",
                "WWW-Authenticate: Bearer <t>")) {
            attacks.add(value(line, good, 401));
        }
        attacks.add(
                line("GET /api/me?access_token=" + good + " HTTP/1.1", "", 401).hiding(good));
        attacks.add(line("GET /api/me?Authorization=Bearer%20" + good + " HTTP/1.1", "", 401)
                .hiding(good));
        attacks.add(line("GET /api/me;access_token=" + good + " HTTP/1.1", "", 401)
                .hiding(good)
                .but(400, Server.SPRING_NETTY, Server.SPRING_TOMCAT)
                .echoedBy(Server.SPRING_TOMCAT));
        String form = "access_token=" + good;
        attacks.add(new Attack(
                "a token in a form",
                "POST /api/me HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                        + "Content-Length: " + form.length() + "\r\n\r\n" + form,
                good,
                401,
                Map.of(),
                Set.of()));
        return attacks.stream();
    }

    private static Attack value(String line, String token, int status) {
        return headers(line.replace("\r\n", " CRLF "), line.replace("<t>", token), status)
                .hiding(token);
    }
}

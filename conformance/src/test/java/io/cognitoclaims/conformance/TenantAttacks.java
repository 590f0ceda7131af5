package io.cognitoclaims.conformance;

import static io.cognitoclaims.conformance.Tenants.ACME;
import static io.cognitoclaims.conformance.Tenants.ACME_HOST;
import static io.cognitoclaims.conformance.Tenants.ACME_UPDATED;
import static io.cognitoclaims.conformance.Tenants.GLOBEX;
import static io.cognitoclaims.conformance.Tenants.GLOBEX_HOST;
import static io.cognitoclaims.conformance.Token.quoted;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Tokens of one tenant at another, issuers that nobody has, and hosts that are no tenant's. */
final class TenantAttacks {
    /** Of the form of a Cognito issuer, so the application is asked about them. */
    static final List<String> MADE_UP = List.of(
            "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_MadeUp",
            "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_GlobexPool2",
            ACME.replace("us-east-1.", "us-west-2."),
            ACME.replace("AcmePool1", "acmepool1"),
            ACME.replace("AcmePool1", "AcmePool1x"),
            ACME.replace("us-east-1_", "eu-west-1_"));

    /** Of no such form; the application is not asked. */
    private static final List<String> ODD = List.of(
            ACME + "/",
            ACME + "//",
            ACME + " ",
            " " + ACME,
            ACME + "\\u0000",
            ACME + "\\n",
            ACME + "?",
            ACME + "?x=" + GLOBEX,
            ACME + "#",
            ACME + "/.",
            ACME + "/../us-east-1_GlobexPool2",
            ACME + "," + GLOBEX,
            ACME + " " + GLOBEX,
            ACME.toUpperCase(Locale.ROOT),
            ACME.replace("https", "HTTPS"),
            ACME.replace("https", "http"),
            ACME.replace("amazonaws.com", "amazonaws.COM"),
            ACME.replace(".com", ".com."),
            ACME.replace(".com", ".com:443"),
            ACME.replace(".com/", ".com//"),
            ACME.replace(".com", ".com.evil.example"),
            ACME.replace("://", "://evil@"),
            ACME.replace("://", "://acme:secret@"),
            ACME.replace(".com/", ".com@evil.example/"),
            ACME.replace("cognito-idp.", "cognito-idp.evil@"),
            ACME.replace("://", "://evil.example/"),
            ACME.replace("://", "://evil.example#"),
            ACME.replace("://", ":\\\\\\\\"),
            ACME.replace("_", "%5F"),
            ACME.replace("o", "\\u043e"),
            "https://cognito-idp.us-east-1.amazonaws.com/acme",
            "https://evil.example/us-east-1_AcmePool1",
            "http://localhost/us-east-1_AcmePool1",
            "us-east-1_AcmePool1",
            "acme",
            "",
            "x".repeat(4_000));

    private TenantAttacks() {}

    static Stream<Attack> tokens(Tenants tenants) {
        Token acme = tenants.acme();
        Token globex = tenants.globex();
        return Stream.of(
                at(ACME_HOST, "acme's at acme", acme, 200),
                at(GLOBEX_HOST, "globex's at globex", globex, 200),
                at(GLOBEX_HOST, "acme's at globex", acme, 401),
                at(ACME_HOST, "globex's at acme", globex, 401),
                at(GLOBEX_HOST, "acme's at globex again, now that it is cached", acme, 401),
                at(ACME_HOST, "acme's updated issuer at acme", acme.claim("iss", quoted(ACME_UPDATED)), 200),
                at(GLOBEX_HOST, "acme's updated issuer at globex", acme.claim("iss", quoted(ACME_UPDATED)), 401),
                at(GLOBEX_HOST, "acme's with globex as its tenant", acme.claim("tenant", quoted("globex")), 401),
                at(GLOBEX_HOST, "acme's with globex as its custom:tenant", tenant(acme, "custom:tenant"), 401),
                at(GLOBEX_HOST, "acme's with globex in its aud", acme.claim("aud", quoted("globex")), 401),
                at(ACME_HOST, "acme's with globex as its tenant, at acme", acme.claim("tenant", quoted("globex")), 200),
                at(GLOBEX_HOST, "globex's issuer, acme's key", globex.signedBy(Pools.ACCESS), 401),
                at(GLOBEX_HOST, "globex's issuer, acme's key and key id", keyOfAcme(globex), 401),
                at(ACME_HOST, "acme's issuer, globex's key and key id", keyOfGlobex(acme), 401),
                at(GLOBEX_HOST, "globex's issuer, nobody's key", globex.signedBy(Pools.STRANGER), 401),
                at(GLOBEX_HOST, "globex's, not signed", unsigned(globex), 401),
                at(ACME_HOST, "acme's ID token at acme", idToken(acme), 401),
                at(GLOBEX_HOST, "acme's ID token at globex", idToken(acme), 401),
                at(ACME_HOST, "acme's for another client", acme.claim("client_id", quoted("another")), 401),
                at(ACME_HOST, "acme's that has expired", acme.claim("exp", "1"), 401),
                at(GLOBEX_HOST, "two issuers", acme.claim("iss", "[" + quoted(ACME) + "," + quoted(GLOBEX) + "]"), 401),
                at(GLOBEX_HOST, "two members iss", acme.claim("x", "1,\"iss\":" + quoted(GLOBEX)), 401),
                at(ACME_HOST, "no issuer", acme.without("iss"), 401),
                at(ACME_HOST, "an issuer of null", acme.claim("iss", "null"), 401),
                at(ACME_HOST, "an issuer that is a number", acme.claim("iss", "7"), 401),
                at(ACME_HOST, "an issuer that is an object", acme.claim("iss", "{\"a\":" + quoted(ACME) + "}"), 401));
    }

    static Stream<Attack> issuers(Tenants tenants) {
        return Stream.concat(MADE_UP.stream(), ODD.stream())
                .map(issuer -> at(
                        ACME_HOST,
                        "iss " + (issuer.length() > 120 ? "of 4,000 characters" : issuer),
                        tenants.acme().claim("iss", quoted(issuer)),
                        401));
    }

    static Stream<Attack> hosts(Tenants tenants) {
        String acme = tenants.acme().sign();
        String globex = tenants.globex().sign();
        String bearer = "Authorization: Bearer " + acme;
        return Stream.of(
                host("ACME.Example.COM", acme, 200),
                host("acme.example.com:8443", acme, 200),
                host("acme", acme, 200),
                host("localhost", acme, 401),
                host("127.0.0.1", acme, 401),
                host("[::1]", acme, 401),
                host("nobody.example.com", acme, 401),
                host("acme2.example.com", acme, 401),
                host("www.acme.example.com", acme, 401),
                host("acme-example.com", acme, 401),
                host("xn--acme-.example.com", acme, 401).but(400, Server.TOMCAT, Server.SPRING_TOMCAT),
                lines("no host in HTTP/1.0", "GET /api/me HTTP/1.0\r\n" + bearer + "\r\nConnection: keep-alive", 401),
                lines("no host", "GET /api/me HTTP/1.1\r\n" + bearer, 400).but(401, Server.SPRING_NETTY),
                lines("an empty host", "GET /api/me HTTP/1.1\r\nHost:\r\n" + bearer, 401)
                        .but(400, Server.JETTY),
                lines("a host of a blank", "GET /api/me HTTP/1.1\r\nHost: \r\n" + bearer, 401)
                        .but(400, Server.JETTY),
                lines(
                                "two hosts",
                                "GET /api/me HTTP/1.1\r\nHost: " + GLOBEX_HOST + "\r\nHost: " + ACME_HOST + "\r\n"
                                        + bearer,
                                400)
                        .but(401, Server.SPRING_NETTY),
                host(GLOBEX_HOST + "," + ACME_HOST, acme, 400).but(401, Server.SPRING_NETTY),
                host(ACME_HOST + " " + GLOBEX_HOST, acme, 400).but(401, Server.SPRING_NETTY),
                host("acme@" + GLOBEX_HOST, acme, 400).but(401, Server.SPRING_NETTY),
                host(ACME_HOST + "@" + GLOBEX_HOST, acme, 400).but(401, Server.SPRING_NETTY),
                host("acme%2eexample.com", acme, 401).but(400, Server.TOMCAT, Server.SPRING_TOMCAT),
                host(ACME_HOST + "/" + GLOBEX_HOST, acme, 400).but(401, Server.SPRING_NETTY),
                host(ACME_HOST + ":x", acme, 400),
                host("acme\u0000.example.com", acme, 400),
                host("acme\t.example.com", acme, 400).but(401, Server.SPRING_NETTY),
                lines(
                                "another host in the target",
                                "GET http://" + GLOBEX_HOST + "/api/me HTTP/1.1\r\nHost: " + ACME_HOST + "\r\n"
                                        + bearer,
                                400)
                        // Netty goes by the header alone, and so does the application there.
                        .but(200, Server.SPRING_NETTY),
                lines(
                                "another host in the header",
                                "GET http://" + ACME_HOST + "/api/me HTTP/1.1\r\nHost: " + GLOBEX_HOST + "\r\n"
                                        + bearer,
                                400)
                        .but(401, Server.SPRING_NETTY),
                lines(
                        "the same host in both",
                        "GET http://" + ACME_HOST + "/api/me HTTP/1.1\r\nHost: " + ACME_HOST + "\r\n" + bearer,
                        200),
                pointing("X-Forwarded-Host: " + GLOBEX_HOST, globex),
                pointing("X-Host: " + GLOBEX_HOST, globex),
                pointing("X-Forwarded-Server: " + GLOBEX_HOST, globex),
                pointing("X-Original-Host: " + GLOBEX_HOST, globex),
                pointing("Forwarded: host=" + GLOBEX_HOST, globex),
                pointing("X-Tenant: globex", globex),
                pointing("Origin: https://" + GLOBEX_HOST, globex),
                pointing("Referer: https://" + GLOBEX_HOST + "/", globex),
                lines("no token at a tenant", "GET /api/me HTTP/1.1\r\nHost: " + ACME_HOST, 401),
                lines("no token at no tenant", "GET /api/me HTTP/1.1\r\nHost: nobody.example.com", 401),
                lines(
                        "two tokens, one for each tenant",
                        "GET /api/me HTTP/1.1\r\nHost: " + ACME_HOST + "\r\n" + bearer + "\r\nAuthorization: Bearer "
                                + globex,
                        400));
    }

    /** {@return a request with this token at the host of a tenant} */
    static Attack at(String host, String name, Token token, int status) {
        String text = token.sign();
        return new Attack(name, request(host, text), text, status, Map.of(), Set.of());
    }

    static String request(String host, String token) {
        return "GET /api/me HTTP/1.1\r\nHost: " + host + "\r\nAuthorization: Bearer " + token + "\r\n\r\n";
    }

    private static Attack host(String host, String token, int status) {
        return new Attack("host " + host, request(host, token), token, status, Map.of(), Set.of());
    }

    /** {@return a request to the first tenant with a token of the second one, and a header that points to that one} */
    private static Attack pointing(String header, String globex) {
        return lines(
                header,
                "GET /api/me HTTP/1.1\r\nHost: " + ACME_HOST + "\r\n" + header + "\r\nAuthorization: Bearer " + globex,
                401);
    }

    private static Attack lines(String name, String lines, int status) {
        return new Attack(name, lines + "\r\n\r\n", "", status, Map.of(), Set.of());
    }

    private static Token tenant(Token token, String claim) {
        return token.claim(claim, quoted("globex"));
    }

    private static Token keyOfAcme(Token token) {
        return token.signedBy(Pools.ACCESS).header("kid", quoted(Pools.ACCESS.kid()));
    }

    private static Token keyOfGlobex(Token token) {
        return token.signedBy(Pools.FOREIGN).header("kid", quoted(Pools.FOREIGN.kid()));
    }

    private static Token unsigned(Token token) {
        return token.header("alg", quoted("none")).signedBy(Pools.STRANGER);
    }

    private static Token idToken(Token token) {
        return token.claim("token_use", quoted("id"))
                .claim("aud", quoted(Token.CLIENT))
                .without("client_id")
                .signedBy(Pools.ID)
                .header("kid", quoted(Pools.ID.kid()));
    }
}

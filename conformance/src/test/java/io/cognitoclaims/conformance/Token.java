package io.cognitoclaims.conformance;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.Map;

/** A token before it is signed: the members of header and payload as they are written, right or wrong. */
record Token(Map<String, String> header, Map<String, String> claims, Signer signer) {
    static final String CLIENT = "homeclient0123456789abcdef";
    static final String SUBJECT = "0a1b2c3d-alice";

    /** {@return a good access token of an hour} */
    static Token access(String issuer, String client, Signer signer, long now) {
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("sub", quoted(SUBJECT));
        claims.put("iss", quoted(issuer));
        claims.put("version", "2");
        claims.put("client_id", quoted(client));
        claims.put("origin_jti", quoted("origin-0001"));
        claims.put("event_id", quoted("event-0001"));
        claims.put("token_use", quoted("access"));
        claims.put("scope", quoted("openid pets/read"));
        claims.put("auth_time", Long.toString(now));
        claims.put("exp", Long.toString(now + 3600));
        claims.put("iat", Long.toString(now));
        claims.put("jti", quoted("jti-0001"));
        claims.put("username", quoted("alice"));
        claims.put("cognito:groups", "[\"admin\"]");
        return new Token(Map.of(), claims, signer)
                .header("kid", quoted(signer.kid()))
                .header("alg", quoted("RS256"));
    }

    Token header(String name, String json) {
        return new Token(with(header, name, json), claims, signer);
    }

    Token withoutHeader(String name) {
        return new Token(without(header, name), claims, signer);
    }

    Token claim(String name, String json) {
        return new Token(header, with(claims, name, json), signer);
    }

    Token without(String claim) {
        return new Token(header, without(claims, claim), signer);
    }

    /** {@return this token signed by another key, whose id the header does not name} */
    Token signedBy(Signer other) {
        return new Token(header, claims, other);
    }

    String headerText() {
        return text(header);
    }

    String payloadText() {
        return text(claims);
    }

    /** {@return what is signed} */
    String input() {
        return Signer.encode(headerText()) + "." + Signer.encode(payloadText());
    }

    /** {@return the token with this signature} */
    String withSignature(byte[] signature) {
        return input() + "." + Signer.encode(signature);
    }

    String sign() {
        return signer.sign(headerText(), payloadText());
    }

    static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private static String text(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> quoted(member.getKey()) + ":" + member.getValue())
                .collect(joining(",", "{", "}"));
    }

    private static Map<String, String> with(Map<String, String> members, String name, String json) {
        Map<String, String> copy = new LinkedHashMap<>(members);
        copy.put(name, json);
        return copy;
    }

    private static Map<String, String> without(Map<String, String> members, String name) {
        Map<String, String> copy = new LinkedHashMap<>(members);
        copy.remove(name);
        return copy;
    }
}

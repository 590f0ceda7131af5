package io.cognitoclaims.conformance;

import static io.cognitoclaims.conformance.Attack.token;
import static io.cognitoclaims.conformance.Token.quoted;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Algorithm confusion, keys that a token brings along, tricks with {@code kid} and other members of the header. */
final class KeyAttacks {
    private static final Signer KEY = Pools.ACCESS;

    private KeyAttacks() {}

    static Stream<Attack> algorithms(Pools pools) throws GeneralSecurityException {
        List<Attack> attacks = new ArrayList<>();
        Token good = pools.token();
        for (String alg : List.of(
                "none",
                "None",
                "NONE",
                "nOnE",
                "",
                " ",
                "rs256",
                "Rs256",
                "RS256 ",
                " RS256",
                "RS256\\u0000",
                "RS256\\r\\n",
                "RS256,none",
                "RS384",
                "RS512",
                "PS256",
                "PS384",
                "PS512",
                "ES256",
                "ES256K",
                "ES384",
                "ES512",
                "EdDSA",
                "Ed25519",
                "HS256",
                "HS384",
                "HS512",
                "RSA-OAEP",
                "RSA1_5",
                "dir",
                "A128KW",
                "PBES2-HS256+A128KW",
                "ECDH-ES",
                "SHA256withRSA",
                "RS256RS256",
                "\u0280S256")) {
            Token named = good.header("alg", quoted(alg));
            attacks.add(token("alg " + alg + ", rightly signed", named.sign(), 401));
            attacks.add(token("alg " + alg + ", no signature", named.input() + ".", 401));
        }
        for (String alg : List.of("null", "256", "true", "[\"RS256\"]", "{\"alg\":\"RS256\"}", "0.256e3")) {
            attacks.add(token("alg is " + alg, good.header("alg", alg).sign(), 401));
        }
        attacks.add(token("no alg", good.withoutHeader("alg").sign(), 401));
        attacks.add(token("alg escaped, which is the same name", escapedAlgorithm(good), 200));
        attacks.add(token("RS256 without a signature", good.input() + ".", 401));
        attacks.add(signed("RS384", "SHA384withRSA", good));
        attacks.add(signed("RS512", "SHA512withRSA", good));
        attacks.add(signed("RS1", "SHA1withRSA", good));
        attacks.add(
                token("MD5withRSA under RS256", good.withSignature(KEY.signature("MD5withRSA", good.input())), 401));
        attacks.add(token(
                "SHA512withRSA under RS256", good.withSignature(KEY.signature("SHA512withRSA", good.input())), 401));
        confusedKeys().forEach((name, secret) -> {
            for (String alg : List.of("HS256", "RS256", "hs256")) {
                Token named = good.header("alg", quoted(alg));
                attacks.add(token(alg + " with " + name, named.withSignature(hmac(secret, named.input())), 401));
            }
        });
        attacks.add(token("ES256 with a key of its own", ellipticCurve(good), 401));
        Token ecdsa = good.header("alg", quoted("ES256"));
        attacks.add(token("ES256 with zeros", ecdsa.withSignature(new byte[64]), 401));
        return attacks.stream();
    }

    static Stream<Attack> embeddedKeys(Pools pools) {
        Token forged = pools.token().signedBy(Pools.STRANGER);
        String uri = quoted(pools.endpoint.uri(Pools.DECOY).toString());
        String jwk = Pools.STRANGER.jwk();
        String der = quoted(
                Base64.getEncoder().encodeToString(Pools.STRANGER.publicKey().getEncoded()));
        Map<String, String> members = new LinkedHashMap<>();
        members.put("jku", uri);
        members.put("x5u", uri);
        members.put("jwk", jwk);
        members.put("jwks", "{\"keys\":[" + jwk + "]}");
        members.put("x5c", "[" + der + "]");
        members.put("x5t", quoted("AAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        members.put("x5t#S256", quoted("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));
        members.put("iss", uri);
        members.put("jwks_uri", uri);
        members.put("key", der);
        Stream<Attack> forgeries = members.entrySet().stream()
                .flatMap(member -> Stream.of(
                        token(
                                member.getKey() + ", with the pool's kid",
                                forged.header(member.getKey(), member.getValue())
                                        .sign(),
                                401),
                        token(
                                member.getKey() + ", with a kid of its own",
                                forged.header(member.getKey(), member.getValue())
                                        .header("kid", quoted(Pools.STRANGER.kid()))
                                        .sign(),
                                401),
                        token(
                                member.getKey() + ", without kid",
                                forged.header(member.getKey(), member.getValue())
                                        .withoutHeader("kid")
                                        .sign(),
                                401),
                        token(
                                member.getKey() + " is not looked at in a good token",
                                pools.token()
                                        .header(member.getKey(), member.getValue())
                                        .sign(),
                                200)));
        return Stream.concat(
                forgeries,
                Stream.of(
                        token(
                                "an issuer that is the key's address",
                                forged.claim("iss", uri).sign(),
                                401),
                        token("a claim jwks_uri", forged.claim("jwks_uri", uri).sign(), 401)));
    }

    static Stream<Attack> keyIds(Pools pools) {
        Token good = pools.token();
        String kid = KEY.kid();
        List<String> unknown = List.of(
                "other",
                kid + " ",
                " " + kid,
                kid.replace("=", ""),
                kid + "=",
                kid.replace('+', '-').replace('/', '_'),
                kid.toUpperCase(java.util.Locale.ROOT),
                kid.substring(1),
                kid + kid,
                kid + "\\u0000",
                "\\u0000" + kid,
                kid.replace("/", "%2F"),
                kid.replace("+", " "),
                "../../../../dev/null",
                "..\\\\..\\\\nul",
                "/proc/self/environ",
                "file:///etc/passwd",
                "' OR '1'='1",
                "'; DROP TABLE keys;--",
                "1 UNION SELECT 1",
                "*)(uid=*",
                "${jndi:ldap://localhost/a}",
                "{{7*7}}",
                "%00",
                "%0d%0aX-Injected: 1",
                "a\\r\\nX-Injected: 1",
                "a\\nSet-Cookie: a=b",
                "__proto__",
                "constructor",
                "null",
                "undefined",
                "null-kid",
                "$(reboot)",
                "|id",
                "<script>alert(1)</script>",
                "\\\" , realm=\\\"x",
                "\\uD83D\\uDC15",
                "\\u202e",
                "k".repeat(255),
                "k".repeat(256),
                Pools.STRANGER.kid(),
                Pools.FOREIGN.kid());
        Stream<Attack> names = unknown.stream()
                .map(name -> token(
                                "kid " + (name.length() > 60 ? name.length() + " characters" : name),
                                good.header("kid", quoted(name)).sign(),
                                401)
                        .hiding(name));
        Stream<Attack> wrong = Stream.of(
                        "null",
                        "1",
                        "true",
                        "\"\"",
                        "[]",
                        "{}",
                        "[" + quoted(kid) + "]",
                        quoted("k".repeat(257)),
                        quoted("k".repeat(3_000)))
                .map(json -> token(
                        "kid is " + (json.length() > 60 ? json.length() + " characters" : json),
                        good.header("kid", json).sign(),
                        401));
        return Stream.of(
                        names,
                        wrong,
                        Stream.of(
                                token("no kid", good.withoutHeader("kid").sign(), 401),
                                token("kid escaped, which is the same", escapedKeyId(good), 200),
                                token(
                                        "the pool's other kid",
                                        good.header("kid", quoted(Pools.ID.kid()))
                                                .sign(),
                                        401),
                                token(
                                        "the pool's other key",
                                        good.signedBy(Pools.ID).sign(),
                                        401),
                                token(
                                        "the pool's other key and kid",
                                        good.signedBy(Pools.ID)
                                                .header("kid", quoted(Pools.ID.kid()))
                                                .sign(),
                                        200),
                                token(
                                        "the other pool's key under this kid",
                                        good.signedBy(Pools.FOREIGN).sign(),
                                        401),
                                token(
                                        "the other pool's key and kid",
                                        good.signedBy(Pools.FOREIGN)
                                                .header("kid", quoted(Pools.FOREIGN.kid()))
                                                .sign(),
                                        401),
                                token(
                                        "nobody's key under this kid",
                                        good.signedBy(Pools.STRANGER).sign(),
                                        401)))
                .flatMap(attacks -> attacks);
    }

    static Stream<Attack> otherMembers(Pools pools) {
        Token good = pools.token();
        Stream<Attack> refused = Stream.of("crit", "b64", "zip", "enc")
                .flatMap(name -> Stream.of("[]", "[\"exp\"]", "null", "true", "false", "\"DEF\"", "{}", "1")
                        .map(json -> token(
                                name + " is " + json, good.header(name, json).sign(), 401)));
        Stream<Attack> kinds = Stream.of(
                        "\"at+jwt\"",
                        "\"application/at+jwt\"",
                        "\"logout+jwt\"",
                        "\"secevent+jwt\"",
                        "\"dpop+jwt\"",
                        "\"JOSE\"",
                        "\"JWE\"",
                        "\"JWT \"",
                        "\"\"",
                        "null",
                        "1",
                        "[\"JWT\"]",
                        "{}")
                .map(json -> token("typ is " + json, good.header("typ", json).sign(), 401));
        Stream<Attack> taken = Stream.of(
                token("typ JWT", good.header("typ", "\"JWT\"").sign(), 200),
                token("typ jwt", good.header("typ", "\"jwt\"").sign(), 200),
                token("cty", good.header("cty", "\"text/plain\"").sign(), 200),
                token(
                        "a member that nobody knows",
                        good.header("x", "{\"y\":[1]}").sign(),
                        200));
        return Stream.of(refused, kinds, taken).flatMap(attacks -> attacks);
    }

    /** {@return every encoding of the public key that somebody has taken for a secret} */
    private static Map<String, byte[]> confusedKeys() {
        byte[] der = KEY.publicKey().getEncoded();
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        String pem = "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----";
        byte[] modulus = KEY.publicKey().getModulus().toByteArray();
        Map<String, byte[]> keys = new LinkedHashMap<>();
        keys.put("PEM", pem.getBytes(US_ASCII));
        keys.put("PEM and a line end", (pem + "\n").getBytes(US_ASCII));
        keys.put("PEM with CRLF", pem.replace("\n", "\r\n").getBytes(US_ASCII));
        keys.put("PEM of PKCS#1", pem.replace("PUBLIC", "RSA PUBLIC").getBytes(US_ASCII));
        keys.put("base64 of DER", Base64.getEncoder().encode(der));
        keys.put("DER", der);
        keys.put("the modulus", modulus);
        keys.put("the modulus without sign", Signer.unsigned(KEY.publicKey().getModulus()));
        keys.put("the modulus as text", Signer.encode(modulus).getBytes(US_ASCII));
        keys.put("the JWK", KEY.jwk().getBytes(US_ASCII));
        keys.put("the key set", Pools.set(KEY.jwk(), Pools.ID.jwk()).getBytes(US_ASCII));
        keys.put("the kid", KEY.kid().getBytes(US_ASCII));
        keys.put("a NUL", new byte[1]);
        return keys;
    }

    private static byte[] hmac(byte[] secret, String input) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(input.getBytes(US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Attack signed(String alg, String algorithm, Token good) {
        Token named = good.header("alg", quoted(alg));
        return token(alg + ", signed so", named.withSignature(KEY.signature(algorithm, named.input())), 401);
    }

    private static String ellipticCurve(Token good) throws GeneralSecurityException {
        Token named = good.header("alg", quoted("ES256"));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initSign(KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate());
        signature.update(named.input().getBytes(UTF_8));
        return named.withSignature(signature.sign());
    }

    private static String escapedAlgorithm(Token good) {
        return KEY.sign(
                good.headerText().replace("\"alg\":\"RS256\"", "\"\\u0061lg\":\"\\u0052S256\""), good.payloadText());
    }

    private static String escapedKeyId(Token good) {
        return KEY.sign(good.headerText().replace("/", "\\/"), good.payloadText());
    }
}

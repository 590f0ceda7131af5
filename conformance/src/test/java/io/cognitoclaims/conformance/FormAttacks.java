package io.cognitoclaims.conformance;

import static io.cognitoclaims.conformance.Attack.token;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Compact form, base64url, JSON and UTF-8: texts that some parsers take and others do not. */
final class FormAttacks {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private FormAttacks() {}

    static Stream<Attack> compactForm(Pools pools) {
        Token token = pools.token();
        String good = token.sign();
        String header = Signer.encode(token.headerText());
        String payload = Signer.encode(token.payloadText());
        String signature = good.substring(good.lastIndexOf('.') + 1);
        return Stream.of(
                token("as it should be", good, 200),
                token("a dot", ".", 401),
                token("two dots", "..", 401),
                token("a thousand dots", ".".repeat(1_000), 401),
                token("a word", "token", 401),
                token("two parts", header + "." + payload, 401),
                token("no signature", header + "." + payload + ".", 401),
                token("no payload", header + ".." + signature, 401),
                token("no header", "." + payload + "." + signature, 401),
                token("a dot in front", "." + good, 401),
                token("a dot behind", good + ".", 401),
                token("four parts", good + "." + signature, 401),
                token("five parts", header + ".a.b.c.d", 401),
                token("six parts", header + ".a.b.c.d.e", 401),
                token("SD-JWT", good + "~", 401),
                token("SD-JWT with a disclosure", good + "~" + payload + "~", 401),
                token(
                        "a refresh token",
                        "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ.AA.AA.AA.AA",
                        401),
                token("an opaque token", "2YotnFZFEjr1zCsicMWpAA", 401),
                token("JWS JSON serialization", "{\"payload\":\"" + payload + "\"}", 400),
                token("parts in another order", payload + "." + header + "." + signature, 401),
                token("a signature of one byte", header + "." + payload + ".AA", 401),
                token("a signature of zeros", token.withSignature(new byte[256]), 401),
                token("a signature of ones", token.withSignature(ones(256)), 401),
                token("a signature with a zero in front", token.withSignature(shifted(token, 257)), 401),
                token("a signature and 256 bytes more", token.withSignature(shifted(token, 512)), 401),
                token(
                        "a changed payload",
                        header + "." + Signer.encode(token.payloadText() + " ") + "." + signature,
                        401),
                token(
                        "another token's signature",
                        token.claim("sub", "\"mallory\"").input() + "." + signature,
                        401));
    }

    static Stream<Attack> encodings(Pools pools) {
        String good = pools.token().sign();
        List<Attack> attacks = new ArrayList<>();
        for (String what : List.of("=", "==", "+", "/", "~")) {
            attacks.add(token(what + " behind", good + what, 401));
            attacks.add(
                    token(what + " inside", good.replaceFirst("\\.", what + "."), what.startsWith("=") ? 400 : 401));
        }
        for (int dot = good.indexOf('.'); dot > 0; dot = good.indexOf('.', dot + 1)) {
            addTwins(good, dot, attacks);
        }
        addTwins(good, good.length(), attacks);
        attacks.add(token("the other alphabet", good.replace('-', '+').replace('_', '/') + "+/", 401));
        attacks.add(token("one character too few", good.substring(0, good.length() - 1), 401));
        attacks.add(token("one character too many", good + "A", 401));
        return attacks.stream();
    }

    /** Other last characters of a part that lenient decoders take for the same bytes. */
    private static void addTwins(String good, int end, List<Attack> attacks) {
        int start = good.lastIndexOf('.', end - 1) + 1;
        int spareBits = switch ((end - start) % 4) {
            case 2 -> 4;
            case 3 -> 2;
            default -> 0;
        };
        int last = ALPHABET.indexOf(good.charAt(end - 1));
        for (int twin = last + 1; twin < last + (1 << spareBits); twin++) {
            String text = good.substring(0, end - 1) + ALPHABET.charAt(twin) + good.substring(end);
            attacks.add(token("spare bits before " + end + ": " + (twin - last), text, 401));
        }
    }

    static Stream<Attack> json(Pools pools) {
        List<Attack> attacks = new ArrayList<>();
        payloads().forEach((name, added) -> {
            attacks.add(payload(pools, name, pools.token().payloadText().replaceFirst("\\{", quoted("{" + added))));
            attacks.add(header(pools, name, pools.token().headerText().replaceFirst("\\{", quoted("{" + added))));
        });
        texts().forEach((name, form) -> {
            attacks.add(payload(pools, name, form.formatted(pools.token().payloadText())));
            attacks.add(header(pools, name, form.formatted(pools.token().headerText())));
        });
        String good = pools.token().payloadText();
        attacks.add(payload(pools, "sub twice", good.replaceFirst("}$", ",\"sub\":\"mallory\"}")));
        attacks.add(payload(pools, "sub twice, escaped", good.replaceFirst("}$", ",\"s\\\\u0075b\":\"mallory\"}")));
        attacks.add(
                payload(pools, "the same sub twice", good.replaceFirst("}$", ",\"sub\":\"" + Token.SUBJECT + "\"}")));
        attacks.add(payload(pools, "exp twice", good.replaceFirst("}$", ",\"exp\":99999999999}")));
        attacks.add(payload(pools, "iss twice", good.replaceFirst("}$", ",\"iss\":\"" + Pools.AWAY + "\"}")));
        attacks.add(header(pools, "alg twice", pools.token().headerText().replaceFirst("}$", ",\"alg\":\"none\"}")));
        attacks.add(header(pools, "kid twice", pools.token().headerText().replaceFirst("}$", ",\"kid\":\"x\"}")));
        return attacks.stream();
    }

    static Stream<Attack> goodJson(Pools pools) {
        String payload = pools.token().payloadText();
        return Stream.of(
                good(pools, "blanks", " \t\r\n" + payload.replace(",", " ,\n\t") + "\r\n "),
                good(pools, "escaped slashes", payload.replace("/", "\\/")),
                good(pools, "escaped letters", payload.replace("alice", "\\u0061lice")),
                good(pools, "another script", payload.replace("\"alice\"", "\"Zo\u00eb \u72d7 \\uD83D\\uDC15\"")),
                good(pools, "32 levels", with(payload, "[".repeat(31) + "]".repeat(31))),
                good(pools, "a large number", with(payload, "1e308")),
                good(pools, "400 digits", with(payload, "9".repeat(400))),
                good(pools, "an empty name", payload.replaceFirst("}$", ",\"\":1}")),
                good(pools, "__proto__", payload.replaceFirst("}$", ",\"__proto__\":{\"admin\":true}}")));
    }

    static Stream<Attack> charsets(Pools pools) {
        Token token = pools.token();
        List<Attack> attacks = new ArrayList<>();
        for (Charset charset : List.of(UTF_16, UTF_16LE, Charset.forName("UTF-32"))) {
            attacks.add(bytes(
                    "payload in " + charset,
                    token.headerText().getBytes(UTF_8),
                    token.payloadText().getBytes(charset)));
            attacks.add(bytes(
                    "header in " + charset,
                    token.headerText().getBytes(charset),
                    token.payloadText().getBytes(UTF_8)));
        }
        int[][] faults = {
            {0x80},
            {0xbf},
            {0xc0, 0xaf},
            {0xc1, 0x81},
            {0xe0, 0x80, 0xaf},
            {0xf0, 0x80, 0x80, 0xaf},
            {0xed, 0xa0, 0x80},
            {0xed, 0xbf, 0xbf},
            {0xf4, 0x90, 0x80, 0x80},
            {0xf8, 0x88, 0x80, 0x80, 0x80},
            {0xfe},
            {0xff},
            {0xc3},
            {0xe2, 0x82},
            {0xf0, 0x9f, 0x90},
            {0xef, 0xbb, 0xbf, 0xff},
            {0x00},
            {0x1f},
            {0x0a}
        };
        for (int[] fault : faults) {
            String text = new String(fault, 0, fault.length);
            byte[] payload =
                    token.payloadText().replace("alice", "al" + text + "ce").getBytes(ISO_8859_1);
            byte[] header = token.header("x", "\"" + text + "\"").headerText().getBytes(ISO_8859_1);
            String hex = java.util.Arrays.toString(fault);
            attacks.add(
                    bytes("bytes " + hex + " in the payload", token.headerText().getBytes(UTF_8), payload));
            attacks.add(bytes(
                    "bytes " + hex + " in the header",
                    header,
                    token.payloadText().getBytes(UTF_8)));
        }
        return attacks.stream();
    }

    /** What is put behind the opening brace. */
    private static Map<String, String> payloads() {
        return Map.ofEntries(
                Map.entry("a comment", "/**/"),
                Map.entry("a line's comment", "//\n"),
                Map.entry("a hash comment", "#\n"),
                Map.entry("a comma in front", ","),
                Map.entry("single quotes", "'a':1,"),
                Map.entry("a name without quotes", "a:1,"),
                Map.entry("a name that is a number", "1:1,"),
                Map.entry("NaN", "\"a\":NaN,"),
                Map.entry("Infinity", "\"a\":Infinity,"),
                Map.entry("a negative Infinity", "\"a\":-Infinity,"),
                Map.entry("True", "\"a\":True,"),
                Map.entry("undefined", "\"a\":undefined,"),
                Map.entry("no value", "\"a\":,"),
                Map.entry("no colon", "\"a\" 1,"),
                Map.entry("=", "\"a\"=1,"),
                Map.entry("a leading zero", "\"a\":01,"),
                Map.entry("a plus", "\"a\":+1,"),
                Map.entry("a dot in front", "\"a\":.5,"),
                Map.entry("a dot behind", "\"a\":5.,"),
                Map.entry("hexadecimal", "\"a\":0x10,"),
                Map.entry("half an exponent", "\"a\":1e,"),
                Map.entry("1e1000000000", "\"a\":1e1000000000,"),
                Map.entry("1e-1000000000", "\"a\":1e-1000000000,"),
                Map.entry("5,000 digits", "\"a\":" + "9".repeat(2_500) + ","),
                Map.entry("an unknown escape", "\"a\":\"\\x41\","),
                Map.entry("half an escape", "\"a\":\"\\u00\","),
                Map.entry("an unpaired surrogate", "\"a\":\"\\ud800\","),
                Map.entry("surrogates in the wrong order", "\"a\":\"\\udc00\\ud800\","),
                Map.entry("a surrogate as a name", "\"\\udfff\":1,"),
                Map.entry("a member twice", "\"a\":1,\"a\":1,"),
                Map.entry("a member twice, deep", "\"a\":[{\"b\":{\"c\":1,\"c\":2}}],"),
                Map.entry("33 levels", "\"a\":" + "[".repeat(32) + "]".repeat(32) + ","),
                Map.entry("1,000 levels", "\"a\":" + "[".repeat(1_000) + "]".repeat(1_000) + ","),
                Map.entry("brackets that do not match", "\"a\":[1},"),
                Map.entry("a semicolon", "\"a\":1;"),
                Map.entry("a trailing comma within", "\"a\":[1,],"),
                Map.entry("a tab in text", "\"a\":\"\t\","));
    }

    private static Map<String, String> texts() {
        return Map.ofEntries(
                Map.entry("another object behind", "%s{}"),
                Map.entry("itself behind", "%1$s%1$s"),
                Map.entry("a brace behind", "%s}"),
                Map.entry("a comma behind", "%s,"),
                Map.entry("a NUL behind", "%s\0"),
                Map.entry("a comment behind", "%s//"),
                Map.entry("a byte order mark", "\ufeff%s"),
                Map.entry("a no-break space", "\u00a0%s"),
                Map.entry("a form feed", "\f%s"),
                Map.entry("an array", "[%s]"),
                Map.entry("a prefix against XSSI", ")]}'\n%s"),
                Map.entry("nothing", "%.0s"),
                Map.entry("blanks", "%.0s  "),
                Map.entry("null", "%.0snull"),
                Map.entry("a number", "%.0s1"),
                Map.entry("text", "%.0s\"{}\""),
                Map.entry("an empty object", "%.0s{}"),
                Map.entry("an open brace", "%.0s{"),
                Map.entry("an open text", "%.0s{\"a"));
    }

    private static Attack payload(Pools pools, String name, String payload) {
        return token("payload: " + name, Pools.ACCESS.sign(pools.token().headerText(), payload), 401);
    }

    private static Attack header(Pools pools, String name, String header) {
        return token("header: " + name, Pools.ACCESS.sign(header, pools.token().payloadText()), 401);
    }

    private static Attack good(Pools pools, String name, String payload) {
        return token("good: " + name, Pools.ACCESS.sign(pools.token().headerText(), payload), 200);
    }

    private static Attack bytes(String name, byte[] header, byte[] payload) {
        return token(name, Pools.ACCESS.sign(header, payload), 401);
    }

    private static String with(String payload, String json) {
        return payload.substring(0, payload.length() - 1) + ",\"a\":" + json + "}";
    }

    private static String quoted(String replacement) {
        return java.util.regex.Matcher.quoteReplacement(replacement);
    }

    private static byte[] ones(int length) {
        byte[] ones = new byte[length];
        java.util.Arrays.fill(ones, (byte) 0xff);
        return ones;
    }

    private static byte[] shifted(Token token, int length) {
        byte[] signature = token.signer().signature("SHA256withRSA", token.input());
        byte[] longer = new byte[length];
        System.arraycopy(signature, 0, longer, length - signature.length, signature.length);
        return longer;
    }
}

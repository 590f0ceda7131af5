package io.cognitoclaims.conformance;

import static io.cognitoclaims.conformance.KeyEndpoint.answer;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * What a key endpoint can do wrong.
 *
 * @param known the status for a token whose key was fetched before
 * @param unknown the status for a token with another {@code kid}
 */
record KeyFault(String name, HttpHandler page, int known, int unknown) {
    private static final String GOOD = Pools.set(Pools.ACCESS.jwk(), Pools.ID.jwk());

    static Stream<KeyFault> all(KeyEndpoint endpoint) {
        return Stream.of(transport(endpoint), documents(), keys()).flatMap(faults -> faults);
    }

    private static Stream<KeyFault> transport(KeyEndpoint endpoint) {
        String decoy = endpoint.uri(Pools.DECOY).toString();
        Stream<KeyFault> redirects = Stream.of(301, 302, 303, 307, 308)
                .map(status -> outage(status + " to another key set", redirect(status, decoy)));
        Stream<KeyFault> statuses = Stream.of(201, 206, 400, 401, 403, 404, 429, 500, 502, 503)
                .map(status -> outage(status + " with a good body", answer(status, GOOD.getBytes(UTF_8))));
        return Stream.of(
                        redirects,
                        statuses,
                        Stream.of(
                                outage("204", answer(204, new byte[0])),
                                outage("no answer", endpoint.silent()),
                                outage(
                                        "half an answer",
                                        endpoint.stalled(GOOD.substring(0, 99).getBytes(UTF_8))),
                                outage("a cut connection", exchange -> {
                                    exchange.sendResponseHeaders(200, GOOD.length());
                                    exchange.getResponseBody()
                                            .write(GOOD.substring(0, 99).getBytes(UTF_8));
                                    // Else nothing is sent, and the JDK's client asks a second time.
                                    exchange.getResponseBody().flush();
                                    throw new IOException("cut");
                                }),
                                outage("gzip, unasked", exchange -> {
                                    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                                    KeyEndpoint.send(exchange, 200, gzip(GOOD));
                                }),
                                outage("an answer without an end", KeyEndpoint.endless()),
                                outage("one byte too many", body(GOOD + " ".repeat(262_145 - GOOD.length())))))
                .flatMap(faults -> faults);
    }

    private static Stream<KeyFault> documents() {
        return Stream.of(
                        "",
                        " ",
                        "null",
                        "[]",
                        "{}",
                        "<html><body>502</body></html>",
                        "{\"keys\":null}",
                        "{\"keys\":{}}",
                        "{\"keys\":[]}",
                        "{\"keys\":[null,1,\"x\",[]]}",
                        "{\"Keys\":[]}",
                        "[" + Pools.ACCESS.jwk() + "]",
                        Pools.ACCESS.jwk(),
                        GOOD + "x",
                        GOOD + GOOD,
                        "\ufeff" + GOOD,
                        GOOD.substring(0, GOOD.length() - 1),
                        "{\"keys\":[]," + GOOD.substring(1),
                        "/**/" + GOOD,
                        "[".repeat(10_000),
                        "{\"x\":" + "[".repeat(40) + "]".repeat(40) + "," + GOOD.substring(1),
                        "{\"code\":\"ResourceNotFoundException\",\"message\":\"User pool does not exist.\"}")
                .map(text -> outage("document " + text.substring(0, Math.min(40, text.length())), body(text)));
    }

    private static Stream<KeyFault> keys() {
        BigInteger modulus = Pools.ACCESS.publicKey().getModulus();
        String kid = Pools.ACCESS.kid();
        Stream<KeyFault> unusable = Stream.of(
                        Pools.ACCESS.jwk(",\"use\":\"enc\""),
                        Pools.ACCESS.jwk(",\"use\":null"),
                        Pools.ACCESS.jwk(",\"alg\":\"RS512\""),
                        Pools.ACCESS.jwk(",\"alg\":\"HS256\""),
                        Pools.ACCESS.jwk(",\"key_ops\":[\"sign\"]"),
                        Pools.ACCESS.jwk(",\"key_ops\":\"verify\""),
                        Pools.ACCESS.jwk(",\"d\":\"AQAB\""),
                        Pools.ACCESS.jwk().replace("RSA", "rsa"),
                        Pools.ACCESS.jwk().replace("\"kid\"", "\"id\""),
                        Signer.jwk("", modulus, BigInteger.valueOf(65_537), ""),
                        Signer.jwk(kid, modulus, BigInteger.ONE, ""),
                        Signer.jwk(kid, modulus, BigInteger.TWO, ""),
                        Signer.jwk(kid, modulus, BigInteger.ONE.shiftLeft(64).add(BigInteger.ONE), ""),
                        Signer.jwk(kid, BigInteger.ZERO, BigInteger.valueOf(65_537), ""),
                        Signer.jwk(kid, modulus.add(BigInteger.ONE), BigInteger.valueOf(65_537), ""),
                        Signer.jwk(kid, modulus.shiftLeft(4_000).setBit(0), BigInteger.valueOf(65_537), ""),
                        Signer.create(kid, 1_024).jwk(),
                        Signer.jwk(kid, modulus, BigInteger.ZERO, ""),
                        "{\"kid\":\"" + kid + "\",\"kty\":\"oct\",\"k\":\"AAAA\"}",
                        "{\"kid\":\"" + kid + "\",\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
                        "{\"kid\":\"" + kid + "\",\"kty\":\"RSA\"}",
                        Pools.ACCESS.jwk() + "," + Pools.STRANGER.jwk().replace(Pools.STRANGER.kid(), kid))
                .map(jwk -> outage("key " + jwk.substring(0, 40) + "…" + jwk.length(), body(Pools.set(jwk))));
        Stream<KeyFault> usable = Stream.of(
                good("odd keys beside the good ones", "{\"keys\":[{},null,{\"kty\":\"EC\"}," + GOOD.substring(9)),
                good("the same key twice", Pools.set(Pools.ACCESS.jwk(), Pools.ACCESS.jwk())),
                good("members that nobody knows", "{\"x\":1," + GOOD.substring(1)),
                good("blanks up to the bound", GOOD + " ".repeat(262_144 - GOOD.length())),
                new KeyFault("other good keys", body(Pools.set(Pools.STRANGER.jwk())), 401, 401),
                new KeyFault(
                        "another key under the same kid",
                        body(Pools.set(Pools.STRANGER.jwk().replace(Pools.STRANGER.kid(), kid))),
                        401,
                        401));
        KeyFault encoding = outage("UTF-16", answer(200, GOOD.getBytes(UTF_16)));
        return Stream.of(unusable, usable, Stream.of(encoding)).flatMap(faults -> faults);
    }

    @Override
    public String toString() {
        return name;
    }

    /** Known keys serve on; of the others nobody can tell. */
    private static KeyFault outage(String name, HttpHandler page) {
        return new KeyFault(name, page, 200, 503);
    }

    private static KeyFault good(String name, String document) {
        return new KeyFault(name, body(document), 200, 401);
    }

    private static HttpHandler body(String text) {
        return answer(200, text.getBytes(UTF_8));
    }

    private static HttpHandler redirect(int status, String location) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            KeyEndpoint.send(exchange, status, GOOD.getBytes(UTF_8));
        };
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}

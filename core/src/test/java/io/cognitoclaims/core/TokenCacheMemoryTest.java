package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the token cache says that its tokens take in memory, beside what they take. */
@Tag("slow")
class TokenCacheMemoryTest {
    private static final int BYTES = 10 << 20;
    private static final int CHARACTERS = 6_000;

    private final TestClock clock = TestClock.atNow();

    /** Claims of the most various forms; the number makes each token another. */
    static Stream<Arguments> shapes() {
        return Stream.of(
                shape("an access token", n -> """
                        "origin_jti":"%1$036d","event_id":"%1$036d","token_use":"access","scope":"openid profile email",\
                        "auth_time":1759345200,"iss":"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",\
                        "iat":1759345200,"version":2,"jti":"%1$036d","client_id":"55pb79dl8gm0i1ho9hdre91r3k",\
                        "username":"user %1$d","cognito:groups":["admins","dog-owners"]""".formatted(n)),
                shape("next to nothing", n -> "\"n\":" + n),
                shape("plain text", n -> "\"t\":\"" + "x".repeat(CHARACTERS) + n + "\""),
                shape("text of two bytes a character", n -> "\"t\":\"" + "\u4e16".repeat(CHARACTERS / 3) + n + "\""),
                shape("text with escapes", n -> "\"t\":\"" + "\\n".repeat(CHARACTERS / 2) + n + "\""),
                shape("groups", n -> "\"cognito:groups\":[" + many(300, i -> "\"group " + i + " " + n + "\"") + "]"),
                shape("short groups", n -> "\"cognito:groups\":[" + many(CHARACTERS / 4, i -> "\"g\"") + "]"),
                shape("empty strings", n -> "\"a\":[" + many(CHARACTERS / 3, i -> "\"\"") + "," + n + "]"),
                shape("empty objects", n -> "\"a\":[" + many(CHARACTERS / 3, i -> "{}") + "," + n + "]"),
                shape("empty arrays", n -> "\"a\":[" + many(CHARACTERS / 3, i -> "[]") + "," + n + "]"),
                shape("objects of one member", n -> "\"a\":[" + many(CHARACTERS / 7, i -> "{\"\":1}") + "," + n + "]"),
                shape("objects of nothing", n -> "\"a\":[" + many(CHARACTERS / 10, i -> "{\"\":null}") + "," + n + "]"),
                shape("arrays of one element", n -> "\"a\":[" + many(CHARACTERS / 4, i -> "[1]") + "," + n + "]"),
                shape(
                        "deep nests",
                        n -> "\"a\":[" + many(CHARACTERS / 90, i -> "{\"a\":[".repeat(14) + n + "]}".repeat(14)) + "]"),
                shape("many members", n -> "\"o\":{" + many(CHARACTERS / 10, i -> "\"" + i + "\":" + n) + "}"),
                shape("many claims", n -> many(CHARACTERS / 10, i -> "\"c" + i + "\":" + n)),
                shape("longs", n -> "\"a\":[" + many(CHARACTERS / 12, i -> "12345678" + i) + "," + n + "]"),
                shape("small numbers", n -> "\"a\":[" + many(CHARACTERS / 4, i -> "200") + "," + n + "]"),
                shape("fractions", n -> "\"a\":[" + many(CHARACTERS / 4, i -> "1.5") + "," + n + "]"),
                shape(
                        "numbers of 20 digits",
                        n -> "\"a\":[" + many(CHARACTERS / 21, i -> "9".repeat(20)) + "," + n + "]"),
                shape("numbers of 400 digits", n -> "\"a\":[" + many(15, i -> "9".repeat(400)) + "," + n + "]"),
                shape("exponents", n -> "\"a\":[" + many(CHARACTERS / 6, i -> "1e300") + "," + n + "]"),
                shape("words", n -> "\"a\":[" + many(CHARACTERS / 5, i -> "true") + "," + n + "]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shapes")
    void theTokenCacheSaysWithinAThirdWhatItsTokensTakeInMemory(String name, IntFunction<String> claims)
            throws Exception {
        TokenCache<AccessToken> cache = new TokenCache<>(4L * BYTES, clock);
        TrustedIssuer trust = trust();
        SigningKey key = key();
        long before = usedHeap();
        int n = 0;
        while (n % 64 != 0 || cache.weight() < BYTES) {
            n++;
            Json json = Json.read(("{\"sub\":\"" + n + "\",\"exp\":"
                            + clock.instant().plusSeconds(3600).getEpochSecond() + "," + claims.apply(n) + "}")
                    .getBytes(UTF_8));
            cache.put(
                    cache.digestOf("token " + n),
                    new TokenCache.Entry<>(
                            new AccessToken(json.object(), trust.accepted()), trust, "k", key, json.heapBytes()));
        }

        double used = usedHeap() - before;
        double said = cache.weight();

        assertThat(used / said).isCloseTo(1, within(0.33));
    }

    private static long usedHeap() throws InterruptedException {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(
                    used,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used;
    }

    private static TrustedIssuer trust() {
        return new TrustedIssuer(
                JwksCache.create().keysOf(new Issuer("i", URI.create("https://i.example"))),
                AcceptedPool.of(UserPool.of("us-east-1_EXAMPLE"), AcceptedClients.any()));
    }

    private static SigningKey key() {
        try (TestUserPool pool = TestUserPool.create()) {
            RSAPublicKey key = pool.accessKey();
            return new SigningKey(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()), Rs256.fastest());
        }
    }

    private static Arguments shape(String name, IntFunction<String> claims) {
        return arguments(name, claims);
    }

    private static String many(int count, IntFunction<String> element) {
        return IntStream.range(0, count).mapToObj(element).collect(Collectors.joining(","));
    }
}

package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.Validator;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Thousands of damaged tokens, judged by this verifier and by two others that were told to check the same things. What
 * both others refuse must be refused here; and what is refused here although a peer takes it must have one of the faults
 * that {@link #STRICTER} lists, found by other code than the verifier's.
 */
@Tag("slow")
class PeerComparisonTest {
    private static final TestClock CLOCK = TestClock.atNow();
    private static final TestUserPool POOL = TestUserPool.create(CLOCK);
    private static final CognitoVerifier<AccessToken> OURS = CognitoVerifier.accessTokens(
                    UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
            .clock(CLOCK)
            .withoutTokenCache()
            .build();
    private static final DefaultJWTProcessor<SecurityContext> NIMBUS = new DefaultJWTProcessor<>();
    private static final JsonMapper STRICT_JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    /** What is stricter here, each with the test that a token has the fault. */
    private static final Map<String, Predicate<Parts>> STRICTER = Map.of(
            "base64url with foreign characters, padding or set spare bits, or not three parts",
            parts -> !parts.isCanonical(),
            "JSON with a member twice, something behind it, invalid UTF-8, unpaired surrogates or lax grammar",
            parts -> parts.header() == null || parts.payload() == null,
            "a header with crit, b64, zip or enc, which are not understood here",
            parts -> parts.hasInHeader("crit", "b64", "zip", "enc"),
            "a typ of another kind of token, or none that is text",
            parts -> parts.hasInHeader("typ") && !parts.textInHeader("typ").equalsIgnoreCase("JWT"),
            "no kid that is text: the peers try every key",
            parts -> parts.textInHeader("kid").isEmpty(),
            "a time that is no number from 1970 to 9999",
            parts -> Stream.of("exp", "nbf", "iat").anyMatch(parts::hasOddTime),
            "a subject that is no text",
            parts -> parts.text("sub").isEmpty(),
            "a number out of all proportion",
            Parts::hasHugeNumber);

    private static JwtConsumer jose4j;

    @BeforeAll
    static void tellThePeersWhatToCheck() throws Exception {
        NIMBUS.setJWSKeySelector(
                new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, new ImmutableJWKSet<>(JWKSet.parse(POOL.jwks()))));
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(
                        new JWTClaimsSet.Builder()
                                .issuer(POOL.issuer())
                                .claim("client_id", POOL.clientId())
                                .claim("token_use", "access")
                                .build(),
                        Set.of("exp", "sub")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(CLOCK.instant());
                    }
                };
        claims.setMaxClockSkew(0);
        NIMBUS.setJWTClaimsSetVerifier(claims);
        jose4j = new JwtConsumerBuilder()
                .setVerificationKeyResolver(
                        new JwksVerificationKeyResolver(new JsonWebKeySet(POOL.jwks()).getJsonWebKeys()))
                .setExpectedIssuer(POOL.issuer())
                .setRequireExpirationTime()
                .setRequireSubject()
                .setSkipDefaultAudienceValidation()
                .setEvaluationTime(NumericDate.fromMilliseconds(CLOCK.millis()))
                .registerValidator(expecting("client_id", POOL.clientId()))
                .registerValidator(expecting("token_use", "access"))
                .build();
    }

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void allThreeVerifiersAcceptAGoodToken() {
        String good = POOL.accessToken().sign();

        assertThat(ours(good)).isNull();
        assertThat(nimbusAccepts(good)).isTrue();
        assertThat(jose4jAccepts(good)).isTrue();
    }

    /** The text of a signed token, damaged: next to nothing of this may pass anywhere. */
    @Test
    void damagedTextThatBothPeersRefuseIsRefused() {
        String good = POOL.accessToken().sign();
        Random random = new Random(7);
        for (int i = 0; i < 4_000; i++) {
            compare(damageText(good, random));
        }
    }

    /** Header and payload damaged first and then signed, so that all that is behind the signature is reached too. */
    @Test
    void damagedContentThatBothPeersRefuseIsRefusedAlthoughItsSignatureIsGood() {
        String[] good = POOL.accessToken()
                .header("typ", "JWT")
                .claim("nbf", CLOCK.instant().getEpochSecond() - 60)
                .claim("o", Map.of("ü", "é"))
                .sign()
                .split("\\.", -1);
        byte[] header = Base64.getUrlDecoder().decode(good[0]);
        byte[] payload = Base64.getUrlDecoder().decode(good[1]);
        Random random = new Random(8);
        Set<String> faults = new TreeSet<>();
        for (int i = 0; i < 4_000; i++) {
            boolean inHeader = random.nextInt(3) == 0;
            faults.addAll(compare(POOL.sign(
                    inHeader ? damageJson(header, random) : header, inHeader ? payload : damageJson(payload, random))));
        }

        assertThat(faults).as("the comparison reaches the differences").hasSizeGreaterThan(4);
    }

    /** {@return what is stricter here, if a peer takes what is refused here} */
    private static List<String> compare(String token) {
        Reason reason = ours(token);
        boolean peers = nimbusAccepts(token) || jose4jAccepts(token);
        if (reason == null) {
            assertThat(peers).as("accepted here alone: %s", token).isTrue();
        }
        if (reason == null || !peers) {
            return List.of();
        }
        Parts parts = Parts.of(token);
        List<String> faults = STRICTER.entrySet().stream()
                .filter(fault -> fault.getValue().test(parts))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(faults).as("refused here alone, %s: %s", reason, token).isNotEmpty();
        return faults;
    }

    private static @Nullable Reason ours(String token) {
        try {
            OURS.verify(token);
            return null;
        } catch (TokenRejectedException e) {
            return e.reason();
        }
    }

    private static boolean nimbusAccepts(String token) {
        try {
            NIMBUS.process(token, null);
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    private static boolean jose4jAccepts(String token) {
        try {
            jose4j.processToClaims(token);
            return true;
        } catch (InvalidJwtException | RuntimeException e) {
            return false;
        }
    }

    private static Validator expecting(String claim, String value) {
        return context -> value.equals(context.getJwtClaims().getClaimValue(claim)) ? null : "another value";
    }

    private static String damageText(String token, Random random) {
        String alphabet = "ABCXYZabcxyz0189-_.=+/ \n%é";
        StringBuilder text = new StringBuilder(token);
        int at = random.nextInt(4) == 0 ? text.length() - 1 : random.nextInt(text.length());
        switch (random.nextInt(4)) {
            case 0 -> text.deleteCharAt(at);
            case 1 -> text.insert(at + random.nextInt(2), alphabet.charAt(random.nextInt(alphabet.length())));
            case 2 ->
                text.insert(
                        random.nextBoolean() ? text.length() : 0, alphabet.charAt(random.nextInt(alphabet.length())));
            default -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static byte[] damageJson(byte[] json, Random random) {
        String[] tokens = {
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "null",
            "true",
            "-1",
            "1e400",
            "\\u0000",
            "\\ud800",
            "\u00c3",
            " ",
            "/**/",
            "\"alg\":\"none\",",
            "\"crit\":[\"b64\"],",
            "\"b64\":false,",
            "\"typ\":\"at+jwt\",",
            "\"kid\":1,",
            "\"exp\":0,",
            "\"exp\":\"9999999999\",",
            "\"iss\":\"x\",",
            "\"nbf\":null,",
            "\"sub\":7,",
            "\"zip\":\"DEF\","
        };
        String text = new String(json, ISO_8859_1);
        int at = random.nextInt(3) == 0 ? 1 : random.nextInt(text.length());
        int skip = random.nextInt(3) == 0 ? 1 + random.nextInt(Math.min(12, text.length() - at)) : random.nextInt(2);
        String insert = random.nextInt(5) == 0 ? "" : tokens[random.nextInt(tokens.length)];
        int end = Math.min(text.length(), at + (at == 1 ? 0 : skip));
        return (text.substring(0, at) + insert + text.substring(end)).getBytes(ISO_8859_1);
    }

    /** A token taken apart by other means than the verifier's; null is what can't be read strictly. */
    private record Parts(
            boolean isCanonical,
            @Nullable JsonNode header,
            @Nullable JsonNode payload) {
        static Parts of(String token) {
            String[] parts = token.split("\\.", -1);
            boolean canonical = parts.length == 3 && Stream.of(parts).allMatch(Parts::isCanonical);
            return canonical ? new Parts(true, json(parts[0]), json(parts[1])) : new Parts(false, null, null);
        }

        boolean hasInHeader(String... names) {
            return header != null && Stream.of(names).anyMatch(header::has);
        }

        String textInHeader(String name) {
            return header == null ? "" : header.path(name).asText("");
        }

        String text(String claim) {
            return payload != null && payload.path(claim).isTextual()
                    ? payload.path(claim).asText()
                    : "";
        }

        boolean hasOddTime(String claim) {
            if (payload == null || !payload.has(claim)) {
                return false;
            }
            JsonNode value = payload.path(claim);
            return !value.isNumber()
                    || value.decimalValue().signum() < 0
                    || value.decimalValue().compareTo(new BigDecimal("253402300799")) > 0;
        }

        boolean hasHugeNumber() {
            return payload != null && payload.toString().matches(".*[eE][+-]?[0-9]{3,}.*");
        }

        private static boolean isCanonical(String part) {
            try {
                byte[] bytes = Base64.getUrlDecoder().decode(part);
                return !part.isEmpty()
                        && Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(bytes)
                                .equals(part);
            } catch (IllegalArgumentException e) {
                return false;
            }
        }

        private static @Nullable JsonNode json(String part) {
            try {
                String text = UTF_8.newDecoder()
                        .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(part)))
                        .toString();
                JsonNode json = STRICT_JSON.readTree(text);
                return json.isObject() && UTF_8.newEncoder().canEncode(json.toString()) ? json : null;
            } catch (IOException e) {
                return null;
            }
        }
    }
}

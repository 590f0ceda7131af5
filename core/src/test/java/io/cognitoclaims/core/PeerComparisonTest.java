package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Base64;
import java.util.Date;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
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
import org.junit.jupiter.api.Test;

/**
 * Thousands of damaged tokens, judged by this verifier and by two others that were told to check the same things. What
 * both others refuse must be refused here; and what is refused here alone must be on the list of what is stricter here.
 */
class PeerComparisonTest {
    private static final TestClock CLOCK = TestClock.atNow();
    private static final TestUserPool POOL = TestUserPool.create(CLOCK);
    private static final CognitoVerifier<AccessToken> OURS = CognitoVerifier.accessTokens(
                    UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
            .clock(CLOCK)
            .withoutTokenCache()
            .build();
    private static final DefaultJWTProcessor<SecurityContext> NIMBUS = new DefaultJWTProcessor<>();
    private static JwtConsumer jose4j;

    /** What is refused here although a peer takes it, and why. */
    private static final Map<Reason, String> STRICTER = new EnumMap<>(Map.of(
            Reason.MALFORMED,
            "base64url with foreign characters, padding or set spare bits; JSON with a member twice, something behind it,"
                    + " invalid UTF-8, unpaired surrogates or lax grammar",
            Reason.UNSUPPORTED_ALGORITHM,
            "a payload or header that the peer reads leniently, so that it finds another alg than is written",
            Reason.UNSUPPORTED_HEADER,
            "crit, b64 and zip in any form; a typ of another kind of token",
            Reason.MISSING_KEY_ID,
            "a token without kid: the peers try every key",
            Reason.UNKNOWN_KEY,
            "a kid that a peer does not read as text, and then tries every key",
            Reason.INVALID_CLAIM,
            "times and ids of another type or range than Cognito documents"));

    @BeforeAll
    static void tellThePeersWhatToCheck() throws Exception {
        NIMBUS.setJWSKeySelector(
                new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, new ImmutableJWKSet<>(JWKSet.parse(POOL.jwks()))));
        DefaultJWTClaimsVerifier<SecurityContext> claims =
                new DefaultJWTClaimsVerifier<>(
                        new JWTClaimsSet.Builder()
                                .issuer(POOL.issuer().toString())
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
                .setExpectedIssuer(POOL.issuer().toString())
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
    void allThreeAcceptAGoodToken() {
        String good = POOL.accessToken().sign();

        assertThat(ours(good)).isNull();
        assertThat(nimbusAccepts(good)).isTrue();
        assertThat(jose4jAccepts(good)).isTrue();
    }

    /** The text of a signed token, damaged: next to nothing of this may pass anywhere. */
    @Test
    void refusesDamagedTextThatTheOthersRefuse() {
        String good = POOL.accessToken().sign();
        Random random = new Random(7);
        Map<Reason, Integer> alone = new TreeMap<>();
        for (int i = 0; i < 4_000; i++) {
            compare(damageText(good, random), alone);
        }

        assertThat(STRICTER.keySet()).containsAll(alone.keySet());
    }

    /** Header and payload damaged first and then signed, so that all that is behind the signature is reached too. */
    @Test
    void refusesDamagedContentThatTheOthersRefuseAlthoughItsSignatureIsGood() {
        String[] good = POOL.accessToken()
                .header("typ", "JWT")
                .claim("nbf", CLOCK.instant().getEpochSecond() - 60)
                .claim("o", Map.of("ü", "é"))
                .sign()
                .split("\\.", -1);
        byte[] header = Base64.getUrlDecoder().decode(good[0]);
        byte[] payload = Base64.getUrlDecoder().decode(good[1]);
        Random random = new Random(8);
        Map<Reason, Integer> alone = new TreeMap<>();
        for (int i = 0; i < 4_000; i++) {
            boolean inHeader = random.nextInt(3) == 0;
            compare(
                    POOL.sign(
                            inHeader ? damageJson(header, random) : header,
                            inHeader ? payload : damageJson(payload, random)),
                    alone);
        }

        assertThat(alone).as("the comparison reaches the differences").isNotEmpty();
        assertThat(STRICTER.keySet()).containsAll(alone.keySet());
    }

    private static void compare(String token, Map<Reason, Integer> alone) {
        Reason reason = ours(token);
        boolean nimbus = nimbusAccepts(token);
        boolean jose4j = jose4jAccepts(token);
        if (reason == null) {
            assertThat(nimbus || jose4j)
                    .as("accepted here alone: %s", decoded(token))
                    .isTrue();
        } else if (nimbus || jose4j) {
            alone.merge(reason, 1, Integer::sum);
        }
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

    private static String decoded(String token) {
        String[] parts = token.split("\\.", -1);
        return new String(Base64.getUrlDecoder().decode(parts[0]), UTF_8) + " "
                + new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
    }
}

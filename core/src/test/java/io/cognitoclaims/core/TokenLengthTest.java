package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.TokenRejectedException.Reason.TOO_LARGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Genuine tokens may be long: a user of a hundred groups with long names has one of some 18,000 characters. */
class TokenLengthTest {
    private static final TestUserPool POOL = TestUserPool.create();

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void aTokenHas16384CharactersAtMostByDefault() {
        CognitoVerifier<AccessToken> verifier = verifier(builder -> builder);

        assertThat(verifier.verify(upTo(16_384))).isNotNull();
        assertRejected(verifier, over(16_384), TOO_LARGE);
    }

    @Test
    void theMaximumLengthOfATokenIsWhatItWasSetTo() {
        CognitoVerifier<AccessToken> generous = verifier(builder -> builder.maxTokenLength(65_536));
        String hundredGroups = POOL.accessToken()
                .groups(IntStream.range(0, 100)
                        .mapToObj(i -> "%0128d".formatted(i))
                        .toArray(String[]::new))
                .sign();

        assertThat(hundredGroups.length()).isBetween(17_500, 19_000);
        assertThat(generous.verify(hundredGroups).groups()).hasSize(100);
        assertThat(generous.verify(upTo(65_536))).isNotNull();
        assertThat(generous.explain(upTo(65_536)).isAccepted()).isTrue();
        assertRejected(generous, over(65_536), TOO_LARGE);
        assertRejected(verifier(builder -> builder.maxTokenLength(4_096)), over(4_096), TOO_LARGE);
        assertThat(verifier(builder -> builder.maxTokenLength(4_096)).verify(upTo(4_096)))
                .isNotNull();
    }

    @Test
    void anExplanationSaysTheLengthOfATokenThatIsTooLong() {
        CognitoVerifier<AccessToken> verifier = verifier(builder -> builder);

        String tooLong = over(16_384);

        assertThat(verifier.explain(tooLong))
                .hasToString("FAIL  length: the token has " + tooLong.length()
                        + " characters, and 16384 are accepted: see maxTokenLength");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4_095, 65_537, Integer.MAX_VALUE})
    void aMaximumLengthOutsideOfItsRangeIsRefused(int characters) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> verifier(builder -> builder.maxTokenLength(characters)))
                .withMessage("maxTokenLength: must be from 4096 to 65536 characters, was " + characters);
    }

    /** {@return the longest token of at most so many characters} Base64 has not every length. */
    private static String upTo(int length) {
        return paddedUntil(length)[0];
    }

    /** {@return the shortest token of more characters} */
    private static String over(int length) {
        return paddedUntil(length)[1];
    }

    private static String[] paddedUntil(int length) {
        TokenBuilder token = POOL.accessToken();
        int padding = (length - token.claim("p", "").sign().length()) * 3 / 4 - 2;
        String[] pair = {"", token.claim("p", "x".repeat(padding)).sign()};
        while (pair[1].length() <= length) {
            pair[0] = pair[1];
            pair[1] = token.claim("p", "x".repeat(++padding)).sign();
        }
        assertThat(pair[0].length()).isBetween(length - 1, length);
        assertThat(pair[1].length()).isBetween(length + 1, length + 2);
        return pair;
    }

    private static CognitoVerifier<AccessToken> verifier(UnaryOperator<CognitoVerifierBuilder<AccessToken>> settings) {
        UserPool pool = UserPool.fromIssuer(POOL.issuer());
        JwksCache keys = JwksCache.create();
        keys.preload(pool, POOL.jwks());
        return settings.apply(CognitoVerifier.accessTokens(pool, Set.of(POOL.clientId()))
                        .keys(keys))
                .build();
    }
}

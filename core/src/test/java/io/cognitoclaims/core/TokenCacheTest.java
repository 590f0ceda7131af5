package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.EXPIRED;
import static io.cognitoclaims.core.TokenRejectedException.Reason.FAILED_CHECK;
import static io.cognitoclaims.core.TokenRejectedException.Reason.NOT_YET_VALID;
import static io.cognitoclaims.core.TokenRejectedException.Reason.REVOKED;
import static io.cognitoclaims.core.TokenRejectedException.Reason.SIGN_IN_TOO_OLD;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.cognitoclaims.core.VerificationListener.Verified;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCacheTest {
    private static final SigningKey KEY = key();
    private static final AcceptedPool ACCEPTED =
            AcceptedPool.of(UserPool.of("us-east-1_EXAMPLE"), AcceptedClients.any());

    private final TestClock clock = TestClock.at(Instant.parse("2026-11-22T12:00:00Z"));
    private final TestUserPool pool = TestUserPool.create(clock);
    private final List<Boolean> hits = new ArrayList<>();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void theTokenCacheRemembersAGoodTokenAndGivesTheSameObject() {
        CognitoVerifier<AccessToken> verifier = verifier(builder -> builder);
        String token = token();

        AccessToken first = verifier.verify(token);

        assertThat(verifier.verify(token)).isSameAs(first);
        assertThat(verifier.verifyAsync(token)).isCompletedWithValue(first);
        assertThat(hits).containsExactly(false, true, true);
    }

    @Test
    void aVerifierWithoutATokenCacheRemembersNoToken() {
        CognitoVerifier<AccessToken> verifier = verifier(CognitoVerifierBuilder::withoutTokenCache);
        String token = token();

        assertThat(verifier.verify(token)).isNotSameAs(verifier.verify(token));
        assertThat(hits).containsExactly(false, false);
    }

    @Test
    void aRememberedTokenWithAnotherSignatureIsRejected() {
        CognitoVerifier<AccessToken> verifier = verifier(builder -> builder);
        String token = token();
        verifier.verify(token);

        assertRejected(verifier, token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(342), BAD_SIGNATURE);
    }

    @Test
    void aRememberedTokenIsRejectedInTheVerySecondInWhichItExpires() {
        CognitoVerifier<AccessToken> verifier = verifier(builder -> builder);
        String token = token();
        verifier.verify(token);

        clock.advance(Duration.ofHours(1).minusMillis(1));
        assertThat(verifier.verify(token)).isNotNull();
        clock.advance(Duration.ofMillis(1));
        assertRejected(verifier, token, EXPIRED);
    }

    @Test
    void aRememberedTokenThatIsNotValidYetAfterTheClockWasSetBackIsRejected() {
        CognitoVerifier<AccessToken> verifier = verifier(builder -> builder);
        String token = pool.accessToken()
                .claim("nbf", clock.instant().getEpochSecond())
                .sign();
        verifier.verify(token);

        clock.advance(Duration.ofSeconds(-1));

        assertRejected(verifier, token, NOT_YET_VALID);
    }

    @Test
    void tokensOfAWithdrawnKeyAreForgotten() {
        CognitoVerifier<AccessToken> verifier = verifier(builder -> builder);
        String token = token();
        verifier.verify(token);
        pool.rotateKeys();
        pool.withdrawOldKeys();
        refreshKeys(verifier, token);

        assertRejected(verifier, token, UNKNOWN_KEY);
    }

    @Test
    void tokensOfReplacedKeyMaterialAreForgotten() {
        CognitoVerifier<AccessToken> verifier = verifier(builder -> builder);
        String token = token();
        verifier.verify(token);
        pool.replaceKeyMaterial();
        refreshKeys(verifier, token);

        assertRejected(verifier, token, BAD_SIGNATURE);
    }

    @Test
    void aTokenIsRememberedThroughARotationThatKeepsItsKey() {
        CognitoVerifier<AccessToken> verifier = verifier(builder -> builder);
        String token = token();
        AccessToken first = verifier.verify(token);
        pool.rotateKeys();
        refreshKeys(verifier, token);

        assertThat(verifier.verify(token)).isSameAs(first);
    }

    @Test
    void aRememberedTokenIsCheckedForRevocationAndByTheApplicationEveryTime() {
        Revocations revoked = Revocations.create(clock);
        boolean[] open = {true};
        CognitoVerifier<AccessToken> verifier =
                verifier(builder -> builder.revocations(revoked).require("open", token -> open[0]));
        String token = token();
        AccessToken first = verifier.verify(token);

        open[0] = false;
        assertRejected(verifier, token, FAILED_CHECK);
        open[0] = true;
        assertThat(verifier.verify(token)).isSameAs(first);
        revoked.revokeSignIn(first);
        assertRejected(verifier, token, REVOKED);
    }

    @Test
    void theAgeOfTheSignInOfARememberedTokenIsCheckedEveryTime() {
        CognitoVerifier<AccessToken> verifier = verifier(builder -> builder.maxSignInAge(Duration.ofMinutes(5)));
        String token = token();
        verifier.verify(token);
        clock.advance(Duration.ofMinutes(5).plusSeconds(1));

        assertRejected(verifier, token, SIGN_IN_TOO_OLD);
    }

    @Test
    void theTokenCacheHoldsNoMoreThanItsBoundUnderAMillionTokens() {
        TokenCache<AccessToken> cache = new TokenCache<>(1 << 20, clock);
        AccessToken token =
                new AccessToken(Map.of("sub", "s", "exp", clock.instant().getEpochSecond() + 60), ACCEPTED);
        for (int i = 0; i < 1_000_000; i++) {
            cache.put(cache.digestOf("token " + i), entry(token, 1000));
        }

        assertThat(cache.weight()).isBetween(1L << 19, 1L << 20);
    }

    @Test
    void tokensLeaveTheCacheWhenTheyExpire() {
        TokenCache<AccessToken> cache = new TokenCache<>(1 << 20, clock);
        AccessToken token =
                new AccessToken(Map.of("sub", "s", "exp", clock.instant().getEpochSecond() + 60), ACCEPTED);
        cache.put(cache.digestOf("token"), entry(token, 1000));

        clock.advance(Duration.ofSeconds(59));
        assertThat(cache.weight()).isEqualTo(HeapSize.TOKEN + 1000);
        clock.advance(Duration.ofSeconds(2));
        assertThat(cache.weight()).isZero();
    }

    @Test
    void aHeapDumpHoldsNoSignatureOfARememberedToken(@TempDir Path folder) throws Exception {
        CognitoVerifier<AccessToken> verifier = verifier(builder -> builder);
        String fingerprint = verifyAndForget(verifier);

        Path dump = folder.resolve("heap.hprof");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), true);

        assertThat(hits).containsExactly(false, true);
        // Turned round only now, so that the dump holds no copy of what is looked for.
        String signature = new StringBuilder(fingerprint).reverse().toString();
        assertThat(occurrences(dump, fingerprint))
                .as("the search finds what is there")
                .isPositive();
        assertThat(occurrences(dump, signature)).isZero();
    }

    private String verifyAndForget(CognitoVerifier<AccessToken> verifier) {
        String token = token();
        verifier.verify(token);
        verifier.verify(token);
        return new StringBuilder(token.substring(token.lastIndexOf('.') + 1))
                .reverse()
                .toString();
    }

    private static int occurrences(Path file, String text) throws Exception {
        String content = new String(Files.readAllBytes(file), ISO_8859_1);
        int count = 0;
        for (int at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + 1)) {
            count++;
        }
        return count;
    }

    private static SigningKey key() {
        try (TestUserPool pool = TestUserPool.create()) {
            RSAPublicKey key = pool.accessKey();
            return new SigningKey(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()), Rs256.fastest());
        }
    }

    private static TokenCache.Entry<AccessToken> entry(AccessToken token, int length) {
        IssuerKeys keys = JwksCache.create().keysOf(new Issuer("i", URI.create("https://i.example")));
        return new TokenCache.Entry<>(token, new TrustedIssuer(keys, ACCEPTED), "k", KEY, length);
    }

    private void refreshKeys(CognitoVerifier<AccessToken> verifier, String token) {
        clock.advance(Duration.ofMinutes(10));
        // Served by the old keys, as it starts the refresh.
        verifier.verify(token);
    }

    private String token() {
        return pool.accessToken().expiresAt(clock.instant().plusSeconds(3600)).sign();
    }

    private CognitoVerifier<AccessToken> verifier(UnaryOperator<CognitoVerifierBuilder<AccessToken>> settings) {
        VerificationListener listener = new VerificationListener() {
            @Override
            public void verified(Verified event) {
                hits.add(event.fromCache());
            }
        };
        JwksFetcher atOnce =
                uri -> CompletableFuture.completedFuture(pool.jwks().getBytes(UTF_8));
        return settings.apply(CognitoVerifier.accessTokens(UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                        .clock(clock)
                        .addListener(listener)
                        .keys(JwksCache.builder().clock(clock).fetcher(atOnce).build()))
                .build();
    }
}

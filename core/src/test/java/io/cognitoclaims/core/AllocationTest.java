package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cognitoclaims.testing.TestUserPool;
import java.lang.management.ManagementFactory;
import java.security.Security;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How much memory a verification of a token of some 1,100 characters allocates, which unlike its time is the same on
 * every machine. The bounds are a little above what was measured; {@code docs/performance.md} has the figures.
 */
class AllocationTest {
    /** For the optimizer, which must not find that nobody needs the token. */
    private static volatile @Nullable IdToken lastVerified;

    private static final int WARM_UP = 30_000;
    private static final int ROUNDS = 11;
    private static final int VERIFICATIONS = 1_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String TOKEN = POOL.idToken()
            .groups("admins", "dog-owners")
            .claim("pet_preference", "dogs")
            .sign();

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    @Tag("accelerated")
    void isSmallWithAmazonsProvider() {
        assertThat(bytesOf(verifier(JwksCache.create()).withoutTokenCache().build()))
                .isLessThan(4_500);
    }

    @Test
    void isTheSignaturesForTheMostPartWithTheProviderOfTheJdk() {
        JwksCache keys = JwksCache.builder()
                .signatureProvider(Security.getProvider("SunRsaSign"))
                .build();

        assertThat(bytesOf(verifier(keys).withoutTokenCache().build())).isLessThan(11_000);
    }

    @Test
    void isLittleMoreThanTheHashedTokenWhenItIsRemembered() {
        assertThat(bytesOf(verifier(JwksCache.create()).build())).isLessThan(1_400);
    }

    private static CognitoVerifierBuilder<IdToken> verifier(JwksCache keys) {
        UserPool pool = UserPool.fromIssuer(POOL.issuer());
        keys.preload(pool, POOL.jwks());
        return CognitoVerifier.idTokens(pool, Set.of(POOL.clientId())).keys(keys);
    }

    private static long bytesOf(CognitoVerifier<IdToken> verifier) {
        verify(verifier, WARM_UP);
        long[] rounds = LongStream.generate(() -> bytesOfOneRound(verifier))
                .limit(ROUNDS)
                .sorted()
                .toArray();
        assertThat(lastVerified).isNotNull();
        return rounds[ROUNDS / 2];
    }

    private static long bytesOfOneRound(CognitoVerifier<IdToken> verifier) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        verify(verifier, VERIFICATIONS);
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / VERIFICATIONS;
    }

    private static void verify(CognitoVerifier<IdToken> verifier, int times) {
        for (int i = 0; i < times; i++) {
            lastVerified = verifier.verify(TOKEN);
        }
    }
}

package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.cognitoclaims.testing.TestUserPool;
import java.lang.management.ManagementFactory;
import java.security.Security;
import java.security.Signature;
import java.util.Arrays;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How much memory a verification of a token of some 1,100 characters allocates, which unlike its time is the same on
 * every machine. The bounds are a little above what was measured; {@code docs/performance.md} has the figures.
 */
class AllocationTest {
    /** For the optimizer, which must not find that nobody needs the result. */
    private static volatile @Nullable Object lastResult;

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
    void aVerificationAllocatesLessThan4500BytesWithAmazonsProvider() throws Exception {
        assertThat(bytesOf(verifier(JwksCache.create()).withoutTokenCache().build()))
                .isLessThan(4_500);
    }

    @Test
    void aVerificationAllocatesLessThan11000BytesWithTheProviderOfTheJdk() throws Exception {
        Signature signature = Signature.getInstance("SHA256withRSA", "SunRsaSign");
        signature.initVerify(POOL.accessKey());
        String token = POOL.accessToken().claim("padding", "x".repeat(300)).sign();
        int end = token.lastIndexOf('.');
        byte[] input = token.substring(0, end).getBytes(ISO_8859_1);
        byte[] signed = Base64.getUrlDecoder().decode(token.substring(end + 1));
        JwksCache keys = JwksCache.builder()
                .signatureProvider(Security.getProvider("SunRsaSign"))
                .build();

        long ofAll = bytesOf(verifier(keys).withoutTokenCache().build());
        long ofTheSignature = bytesOf(() -> {
            signature.update(input);
            return signature.verify(signed);
        });

        assertThat(lastResult).isEqualTo(true);
        assertThat(ofAll).isLessThan(11_000).isLessThan(2 * ofTheSignature);
    }

    @Test
    void aVerificationOfARememberedTokenAllocatesLessThan1400Bytes() throws Exception {
        assertThat(bytesOf(verifier(JwksCache.create()).build())).isLessThan(1_400);
    }

    private static CognitoVerifierBuilder<IdToken> verifier(JwksCache keys) {
        UserPool pool = UserPool.fromIssuer(POOL.issuer());
        keys.preload(pool, POOL.jwks());
        return CognitoVerifier.idTokens(pool, Set.of(POOL.clientId())).keys(keys);
    }

    private static long bytesOf(CognitoVerifier<IdToken> verifier) throws Exception {
        return bytesOf(() -> verifier.verify(TOKEN));
    }

    private static long bytesOf(Callable<?> verification) throws Exception {
        repeat(verification, WARM_UP);
        long[] rounds = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            rounds[i] = bytesOfOneRound(verification);
        }
        Arrays.sort(rounds);
        assertThat(lastResult).isNotNull();
        return rounds[ROUNDS / 2];
    }

    private static long bytesOfOneRound(Callable<?> verification) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        repeat(verification, VERIFICATIONS);
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / VERIFICATIONS;
    }

    private static void repeat(Callable<?> verification, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            lastResult = verification.call();
        }
    }
}

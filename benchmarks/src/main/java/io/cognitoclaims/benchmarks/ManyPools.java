package io.cognitoclaims.benchmarks;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * One verifier for 1, 100 and 10,000 user pools, each with both of its issuers and two keys for either: the memory that a
 * pool takes, and the time of a verification when tokens of all pools come by turns. Without the token cache.
 */
public final class ManyPools {
    private static final int TOKENS = 1_000;
    private static final int VERIFICATIONS = 20_000;
    private static final int ROUNDS = 5;

    private ManyPools() {}

    /** Takes no arguments; prints a line for each number of pools. */
    public static void main(String[] arguments) {
        System.out.printf("%-10s %14s %16s%n", "pools", "bytes a pool", "us a verify");
        try (TestUserPool signer = TestUserPool.create()) {
            measure(signer, 1); // Loads classes, which is no pool's memory.
            for (int pools : new int[] {1, 100, 10_000}) {
                System.out.println(measure(signer, pools));
            }
        }
    }

    private static String measure(TestUserPool signer, int pools) {
        List<UserPool> all = IntStream.range(0, pools)
                .mapToObj(i -> UserPool.of("us-east-1_Pool" + i))
                .toList();
        List<String> tokens = IntStream.range(0, TOKENS)
                .mapToObj(i -> all.get((int) ((long) i * pools / TOKENS)))
                .map(pool -> signer.accessToken().issuer(pool.issuer()).sign())
                .toList();
        long before = Heap.used();
        CognitoVerifier<AccessToken> verifier = verifier(signer, all);
        long bytes = (Heap.used() - before) / pools;
        double[] micros = IntStream.range(0, ROUNDS)
                .mapToDouble(round -> microsOf(verifier, tokens))
                .sorted()
                .toArray();
        return String.format(Locale.ROOT, "%-10d %,14d %16.2f", pools, bytes, micros[ROUNDS / 2]);
    }

    private static CognitoVerifier<AccessToken> verifier(TestUserPool signer, List<UserPool> pools) {
        JwksCache keys = JwksCache.create();
        pools.forEach(pool -> keys.preload(pool, signer.jwks()));
        Set<String> clients = Set.of(signer.clientId());
        CognitoVerifierBuilder<AccessToken> builder =
                CognitoVerifier.accessTokens(pools.get(0), clients).keys(keys).withoutTokenCache();
        pools.stream().skip(1).forEach(pool -> builder.alsoFrom(pool, clients));
        return builder.build();
    }

    private static double microsOf(CognitoVerifier<AccessToken> verifier, List<String> tokens) {
        long start = System.nanoTime();
        for (int i = 0; i < VERIFICATIONS; i++) {
            verifier.verify(tokens.get(i % TOKENS));
        }
        return (System.nanoTime() - start) / 1e3 / VERIFICATIONS;
    }
}

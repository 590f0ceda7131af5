package io.cognitoclaims.benchmarks;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationListener;
import io.cognitoclaims.core.VerificationListener.Verified;
import io.cognitoclaims.testing.TestUserPool;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The token cache: the memory that an entry takes, and how many verifications it answers when the users of an API are as
 * unequal as those of most (Zipf's law: the n-th most busy user sends 1/n of what the first one sends).
 */
public final class TokenCacheLoad {
    private static final int REQUESTS = 200_000;
    private static final int MEASURED_ENTRIES = 2_000;

    private TokenCacheLoad() {}

    /** Takes no arguments; prints the memory, then a line for each number of users. */
    public static void main(String[] arguments) {
        try (TestUserPool pool = TestUserPool.create()) {
            System.out.printf(Locale.ROOT, "bytes an entry, of a token of %s%n", memory(pool));
            System.out.printf("%-10s %12s %12s%n", "users", "cache", "hit ratio");
            for (int users : new int[] {2_000, 10_000, 20_000}) {
                List<String> tokens = tokens(pool, users);
                for (long bytes : new long[] {1 << 20, 16 << 20}) {
                    System.out.printf(
                            Locale.ROOT,
                            "%-10d %9d MiB %11.1f%%%n",
                            users,
                            bytes >> 20,
                            100 * hitRatio(pool, tokens, bytes));
                }
            }
        }
    }

    private static String memory(TestUserPool pool) {
        List<String> tokens = tokens(pool, MEASURED_ENTRIES);
        CognitoVerifier<AccessToken> verifier = verifier(pool).build();
        verifier.verify(pool.accessToken().sign());
        long before = Heap.used();
        tokens.forEach(verifier::verify);
        long bytes = (Heap.used() - before) / MEASURED_ENTRIES;
        verifier.verify(tokens.get(0));
        return String.format(Locale.ROOT, "%d characters: %,d", tokens.get(0).length(), bytes);
    }

    private static double hitRatio(TestUserPool pool, List<String> tokens, long cacheBytes) {
        Counter counter = new Counter();
        CognitoVerifier<AccessToken> verifier =
                verifier(pool).tokenCacheBytes(cacheBytes).addListener(counter).build();
        double[] cumulative = cumulativeShares(tokens.size());
        Random random = new Random(1);
        for (int i = 0; i < REQUESTS; i++) {
            int found = Arrays.binarySearch(cumulative, random.nextDouble());
            verifier.verify(tokens.get(Math.min(found < 0 ? -found - 1 : found, tokens.size() - 1)));
        }
        return (double) counter.hits / REQUESTS;
    }

    private static double[] cumulativeShares(int users) {
        double[] shares =
                IntStream.rangeClosed(1, users).mapToDouble(n -> 1.0 / n).toArray();
        double all = IntStream.rangeClosed(1, users).mapToDouble(n -> 1.0 / n).sum();
        double sum = 0;
        for (int i = 0; i < users; i++) {
            sum += shares[i] / all;
            shares[i] = sum;
        }
        return shares;
    }

    private static CognitoVerifierBuilder<AccessToken> verifier(TestUserPool pool) {
        UserPool trusted = UserPool.fromIssuer(pool.issuer());
        JwksCache keys = JwksCache.create();
        keys.preload(trusted, pool.jwks());
        return CognitoVerifier.accessTokens(trusted, Set.of(pool.clientId())).keys(keys);
    }

    private static List<String> tokens(TestUserPool pool, int users) {
        return IntStream.range(0, users)
                .mapToObj(user -> pool.accessToken()
                        .subject("user-" + user)
                        .claim("pet_preference", "dogs")
                        .sign())
                .toList();
    }

    /** For one thread. */
    private static final class Counter implements VerificationListener {
        private int hits;

        @Override
        public void verified(Verified event) {
            hits += event.fromCache() ? 1 : 0;
        }
    }
}

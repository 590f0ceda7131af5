package io.cognitoclaims.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.UserPoolCache;
import io.cognitoclaims.testing.TestUserPool;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * User pools that are looked up, for 1 and 10,000 tenants with a pool each: the memory that a tenant takes after its first
 * verification, so with its signing keys, and the time of a verification when tokens of all tenants come by turns, without
 * and with the token cache. Look-ups and keys come from memory.
 */
public final class ManyTenants {
    private static final int TOKENS = 1_000;
    private static final int VERIFICATIONS = 20_000;
    private static final int ROUNDS = 5;

    /** A token, and the tenant whose token it must be. */
    private record Request(String token, String tenant) {}

    private ManyTenants() {}

    /** Takes no arguments; prints a line for each number of tenants. */
    public static void main(String[] arguments) {
        System.out.printf("%-10s %14s %16s %16s%n", "tenants", "bytes a tenant", "us a verify", "us if cached");
        try (TestUserPool signer = TestUserPool.create()) {
            measure(signer, 1); // Loads classes, which is no tenant's memory.
            for (int tenants : new int[] {1, 10_000}) {
                System.out.println(measure(signer, tenants));
            }
        }
    }

    private static String measure(TestUserPool signer, int tenants) {
        Map<String, String> poolIds = IntStream.range(0, tenants)
                .mapToObj(i -> "us-east-1_Pool" + i)
                .collect(Collectors.toMap(id -> UserPool.of(id).issuer(), id -> id));
        List<String> issuers = List.copyOf(poolIds.keySet());
        List<Request> first =
                issuers.stream().map(issuer -> request(signer, issuer, poolIds)).toList();
        List<Request> requests = IntStream.range(0, TOKENS)
                .mapToObj(i -> issuers.get((int) ((long) i * tenants / TOKENS)))
                .map(issuer -> request(signer, issuer, poolIds))
                .toList();
        long before = Heap.used();
        UserPoolCache pools = pools(signer, poolIds);
        CognitoVerifier<AccessToken> verifier =
                CognitoVerifier.accessTokens(pools).withoutTokenCache().build();
        first.forEach(request -> verifier.verify(request.token(), request.tenant()));
        long bytes = (Heap.used() - before) / tenants;
        CognitoVerifier<AccessToken> cached =
                CognitoVerifier.accessTokens(pools).build();
        return String.format(
                Locale.ROOT,
                "%-10d %,14d %16.2f %16.2f",
                tenants,
                bytes,
                microsOf(verifier, requests),
                microsOf(cached, requests));
    }

    private static Request request(TestUserPool signer, String issuer, Map<String, String> poolIds) {
        return new Request(signer.accessToken().issuer(issuer).sign(), Trial.requirePresent(poolIds.get(issuer)));
    }

    private static UserPoolCache pools(TestUserPool signer, Map<String, String> poolIds) {
        byte[] jwks = signer.jwks().getBytes(UTF_8);
        return UserPoolCache.asyncBuilder(issuer ->
                        CompletableFuture.completedFuture(Optional.ofNullable(poolIds.get(issuer))
                                .map(id -> AcceptedPool.of(UserPool.of(id), Set.of(signer.clientId()))
                                        .withTenant(id))))
                .maxNewLookupsPerSecond(10_000)
                .keys(JwksCache.builder()
                        .fetcher(uri -> CompletableFuture.completedFuture(jwks))
                        .build())
                .build();
    }

    private static double microsOf(CognitoVerifier<AccessToken> verifier, List<Request> requests) {
        double[] micros = IntStream.range(0, ROUNDS)
                .mapToDouble(round -> {
                    long start = System.nanoTime();
                    for (int i = 0; i < VERIFICATIONS; i++) {
                        Request request = requests.get(i % TOKENS);
                        verifier.verify(request.token(), request.tenant());
                    }
                    return (System.nanoTime() - start) / 1e3 / VERIFICATIONS;
                })
                .sorted()
                .toArray();
        return micros[ROUNDS / 2];
    }
}

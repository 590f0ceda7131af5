package io.cognitoclaims.conformance;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.UserPoolCache;
import io.cognitoclaims.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Two tenants with a user pool each, and the verifier that looks the pools up. The app clients of both pools have the same
 * id. A server under attack takes the tenant of a request from {@link #ofHost}.
 */
final class Tenants implements AutoCloseable {
    static final String ACME_HOST = "acme.example.com";
    static final String GLOBEX_HOST = "globex.example.com";

    static final String ACME = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AcmePool1";
    static final String ACME_UPDATED = "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_AcmePool1";
    static final String GLOBEX = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_GlobexPool2";

    private static final String ACME_KEYS = "/acme";
    private static final String GLOBEX_KEYS = "/globex";

    final TestClock clock = TestClock.at(Instant.parse("2026-11-22T12:00:00Z"));
    final CognitoVerifier<AccessToken> verifier;
    /** What the application was asked about, in that order. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    private final KeyEndpoint endpoint = KeyEndpoint.start();
    private final UserPoolCache pools;
    private final Map<String, AcceptedPool> stored = new ConcurrentHashMap<>();
    private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

    Tenants() {
        endpoint.serve(ACME_KEYS, 200, Pools.set(Pools.ACCESS.jwk(), Pools.ID.jwk()));
        endpoint.serve(GLOBEX_KEYS, 200, Pools.set(Pools.FOREIGN.jwk()));
        addAcme();
        stored.put(GLOBEX, pool("us-east-1_GlobexPool2", GLOBEX_KEYS, "globex"));
        JwksCache keys = JwksCache.builder()
                .clock(clock)
                .fetcher(endpoint.fetcher())
                .fetchTimeout(Duration.ofSeconds(30))
                .build();
        pools = UserPoolCache.asyncBuilder(this::find)
                .clock(clock)
                .keys(keys)
                .lookupTimeout(Duration.ofSeconds(30))
                .build();
        verifier = CognitoVerifier.accessTokens(pools).clock(clock).build();
    }

    /** {@return the tenant of a request to this host: the first label, if the host has one} */
    static Optional<String> ofHost(String host) {
        return Optional.of(host.toLowerCase(Locale.ROOT).split("\\.", 2)[0]);
    }

    void addAcme() {
        AcceptedPool acme = pool("us-east-1_AcmePool1", ACME_KEYS, "acme");
        stored.put(ACME, acme);
        stored.put(ACME_UPDATED, acme);
    }

    void removeAcme() {
        stored.remove(ACME);
        stored.remove(ACME_UPDATED);
    }

    void evictAcme() {
        pools.evict("acme");
    }

    /** Reads answers from now on, but holds them back. */
    void holdAnswers() {
        gate = new CompletableFuture<>();
    }

    /** Gives the answers that were held back, on other threads. */
    void releaseAnswers() {
        gate.complete(null);
    }

    /** {@return a good token of the first tenant} */
    Token acme() {
        return Token.access(ACME, Token.CLIENT, Pools.ACCESS, now());
    }

    /** {@return a good token of the second tenant} */
    Token globex() {
        return Token.access(GLOBEX, Token.CLIENT, Pools.FOREIGN, now());
    }

    @Override
    public void close() {
        endpoint.close();
    }

    private CompletableFuture<Optional<AcceptedPool>> find(String issuer) {
        CompletableFuture<Void> held = gate;
        Optional<AcceptedPool> read = Optional.ofNullable(stored.get(issuer));
        asked.add(issuer);
        return held.isDone() ? CompletableFuture.completedFuture(read) : held.thenApplyAsync(released -> read);
    }

    private AcceptedPool pool(String id, String keys, String tenant) {
        return AcceptedPool.of(UserPool.of(id).withJwksUri(endpoint.uri(keys)), Set.of(Token.CLIENT))
                .withTenant(tenant);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}

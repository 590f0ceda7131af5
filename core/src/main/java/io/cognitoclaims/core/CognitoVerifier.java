package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.VerificationListener.Rejected;
import io.cognitoclaims.core.VerificationListener.Unavailable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens of Amazon Cognito user pools. It checks that one of the configured pools signed the token, for one of the
 * configured app clients, that the token is of the required kind, and that it has not expired.
 *
 * <pre>{@code
 * CognitoVerifier<AccessToken> verifier =
 *         CognitoVerifier.accessTokens(UserPool.of("us-east-1_EXAMPLE"), Set.of("55pb79dl8gm0i1ho9hdre91r3k"))
 *                 .requireScopes("pets/read")
 *                 .build();
 * AccessToken token = verifier.verify(jwt);
 * PetPreference pet = token.get(PET_PREFERENCE).orElse(CATS);
 * }</pre>
 *
 * <p>Make one and use it for the life of the application. It is immutable and safe for use by many threads. The checks are
 * those of <a
 * href="https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html">Verifying
 * JSON web tokens</a>, the cheap ones first: length, form, header, issuer, key, signature, times, {@code token_use},
 * client, audience, and then what the builder requires. A revoked token is accepted until it expires, unless {@link
 * Revocations} or a {@link RevocationCheck} say that it was revoked.
 *
 * @param <T> {@link AccessToken} or {@link IdToken}
 */
public final class CognitoVerifier<T extends CognitoToken> {
    /** The checks of {@code exp} and {@code nbf}, which are the first two of {@link CognitoVerifierBuilder#checks}. */
    private static final int CHECKS_OF_ANY_KIND = 2;

    private final List<AcceptedPool> pools;
    private final @Nullable UserPoolCache lookedUpPools;
    private final TokenUse tokenUse;
    private final Set<String> requiredResources;
    private final Set<String> requiredScopes;
    private final JwksCache keys;
    private final @Nullable Revocations requiredRevocations;
    private final Verification.Rules<T> rules;

    CognitoVerifier(CognitoVerifierBuilder<T> builder) {
        this.pools = builder.pools();
        this.lookedUpPools = builder.lookedUpPools();
        this.tokenUse = builder.tokenUse();
        this.requiredResources = builder.requiredResources();
        this.requiredScopes = builder.requiredScopes();
        this.keys = builder.keysOrOwn();
        this.requiredRevocations = builder.requiredRevocations();
        this.rules = new Verification.Rules<>(builder, keys);
    }

    /**
     * {@return a builder of a verifier for access tokens} An API should accept these.
     *
     * @param clientIds the app clients whose tokens are accepted, at least one; see {@link AcceptedClients#of}
     */
    public static CognitoVerifierBuilder<AccessToken> accessTokens(UserPool pool, Set<String> clientIds) {
        return builder(TokenUse.ACCESS, AccessToken::new).alsoFrom(AcceptedPool.of(pool, clientIds));
    }

    /**
     * {@return a builder of a verifier for the access tokens of every app client of the pool} Any client of the pool can
     * then call the API, even one that is added later for another purpose.
     */
    public static CognitoVerifierBuilder<AccessToken> accessTokensForAnyClient(UserPool pool) {
        return builder(TokenUse.ACCESS, AccessToken::new).alsoFrom(AcceptedPool.of(pool, AcceptedClients.any()));
    }

    /** {@return a builder of a verifier for access tokens of pools that are looked up while the application runs} */
    public static CognitoVerifierBuilder<AccessToken> accessTokens(UserPoolCache pools) {
        return builder(TokenUse.ACCESS, AccessToken::new).alsoFrom(pools);
    }

    /**
     * {@return a builder of a verifier for ID tokens} ID tokens are meant for the app client itself. Use this only if the
     * application is that client.
     *
     * @param clientIds the app clients whose tokens are accepted, at least one; see {@link AcceptedClients#of}
     */
    public static CognitoVerifierBuilder<IdToken> idTokens(UserPool pool, Set<String> clientIds) {
        return builder(TokenUse.ID, IdToken::new).alsoFrom(AcceptedPool.of(pool, clientIds));
    }

    /** {@return a builder of a verifier for ID tokens of pools that are looked up while the application runs} */
    public static CognitoVerifierBuilder<IdToken> idTokens(UserPoolCache pools) {
        return builder(TokenUse.ID, IdToken::new).alsoFrom(pools);
    }

    /**
     * {@return a builder of a verifier for the given kind of token, for applications that read the kind from a setting}
     *
     * @throws IllegalArgumentException if there is no pool, or an issuer of two of them is the same
     * @see #accessTokens
     * @see #idTokens
     */
    public static CognitoVerifierBuilder<?> tokens(TokenUse use, Collection<AcceptedPool> pools) {
        CognitoVerifierBuilder<?> builder = builder(use);
        if (pools.isEmpty()) {
            throw new IllegalArgumentException("pools: must name the user pools whose tokens are accepted");
        }
        pools.forEach(builder::alsoFrom);
        return builder;
    }

    /** {@return a builder of a verifier for the given kind of token of pools that are looked up} */
    public static CognitoVerifierBuilder<?> tokens(TokenUse use, UserPoolCache pools) {
        return builder(use).alsoFrom(pools);
    }

    /**
     * {@return the token, verified} It waits only when the token's key is not known: for one fetch of keys, or for two if
     * the first one began before this call. A fetch takes {@link JwksCacheBuilder#fetchTimeout} at most. {@link JwksCache}
     * limits how many threads wait. If pools are looked up, it waits for a look-up too, as {@link UserPoolCache} describes.
     *
     * @param token the compact JWS, without {@code Bearer}
     * @throws TokenRejectedException if the token is bad
     * @throws VerificationUnavailableException if this cannot be decided now, or if the thread is interrupted while it
     *     waits
     */
    public T verify(String token) {
        return verify(new Verification<>(rules, token, null));
    }

    /**
     * Does the same as {@link #verify(String)}, and requires that the token's pool belongs to this tenant. A token of
     * another tenant is rejected as {@link TokenRejectedException.Reason#WRONG_TENANT}, with HTTP 401.
     *
     * @param tenant the name that {@link AcceptedPool#withTenant} gave, letter by letter. With a name that it does not take,
     *     such as an empty one, every token is rejected, and nothing is looked up or fetched
     */
    public T verify(String token, String tenant) {
        return verify(new Verification<>(rules, token, requireNonNull(tenant, "tenant")));
    }

    /**
     * {@return a future of the verified token} The method never blocks and never throws: every failure is in the future.
     * The future fails with {@link TokenRejectedException} or {@link VerificationUnavailableException}, not wrapped. If
     * keys have to be fetched or a pool has to be looked up, it completes on the thread that delivers them.
     */
    public CompletableFuture<T> verifyAsync(String token) {
        return verifyAsync(() -> new Verification<>(rules, token, null));
    }

    /** Does the same as {@link #verifyAsync(String)} with the rule of {@link #verify(String, String)}. */
    public CompletableFuture<T> verifyAsync(String token, String tenant) {
        return verifyAsync(() -> new Verification<>(rules, token, requireNonNull(tenant, "tenant")));
    }

    private T verify(Verification<T> verification) {
        try {
            T verified = verification.withoutWaiting();
            if (verified == null) {
                verification.await();
                verified = verification.afterWaiting();
            }
            return verified;
        } catch (VerificationException e) {
            throw reported(e);
        }
    }

    private CompletableFuture<T> verifyAsync(Supplier<Verification<T>> begun) {
        CompletableFuture<T> result = new CompletableFuture<>();
        endWith(result, () -> {
            Verification<T> verification = begun.get();
            T verified = verification.withoutWaiting();
            if (verified != null) {
                result.complete(verified);
                return;
            }
            // Also after a failed renewal, which a failing clock of the application can cause: the key is looked up in
            // any case.
            CompletableFuture<Void> unused = verification
                    .renewal()
                    .whenComplete(
                            (done, failure) -> endWith(result, () -> result.complete(verification.afterWaiting())));
        });
        return result;
    }

    /**
     * Fetches the keys of all issuers of all pools at the same time, so that the first token does not wait. Calling it is
     * optional. Keys that are held and not yet due are not fetched again. It does nothing for pools that are looked up.
     *
     * @throws VerificationUnavailableException if no issuer of a pool returns keys, and the pool has no older keys that may
     *     still be used; the verifier can be used all the same
     */
    public void warmUp() {
        List<List<IssuerKeys>> all =
                pools.stream().map(accepted -> keysOf(accepted.pool())).toList();
        Map<IssuerKeys, CompletableFuture<Void>> fetches = new LinkedHashMap<>();
        all.forEach(pool -> pool.forEach(issuer -> fetches.put(issuer, issuer.renewal())));
        fetches.forEach(IssuerKeys::await);
        for (List<IssuerKeys> pool : all) {
            if (pool.stream().noneMatch(IssuerKeys::mayServe)) {
                throw pool.get(0).unavailable();
            }
        }
    }

    /**
     * {@return each check with its outcome, for a developer who wants to know why a token is rejected} It fetches keys as
     * {@link #verify} does, but it uses no token cache and calls no listener. The application's checks run only if all
     * others passed. For a token of the other kind, only {@code exp} and {@code nbf} are checked in addition, because it
     * fails the rest in any case. The result holds nothing of the token's content. Even so, show it to developers only.
     */
    public Explanation explain(String token) {
        return explain(token, new Verification<>(rules, token, null), false);
    }

    /** Does the same as {@link #explain(String)} with the rule of {@link #verify(String, String)}. */
    public Explanation explain(String token, String tenant) {
        return explain(token, new Verification<>(rules, token, requireNonNull(tenant, "tenant")), true);
    }

    private Explanation explain(String token, Verification<T> verification, boolean withTenant) {
        ExplanationRecorder recorder = new ExplanationRecorder(tokenUse);
        if (!recorder.recordForm(token, rules.maxTokenLength, verification::parse)
                || recorder.record("iss", verification::awaitIssuer) == null
                || (withTenant && !recorder.recordTenant(verification::requireTenant))) {
            return recorder.toExplanation();
        }
        SigningKey key = recorder.record("kid", () -> obtainKey(verification));
        if (key == null) {
            return recorder.toExplanation();
        }
        T signed = recorder.recordSignature(
                verification.jws().signatureLength() == key.signatureLength(), () -> verification.checkSignature(key));
        if (signed != null) {
            long now = rules.clock.millis();
            List<Check<T>> possible =
                    recorder.recordUse(signed) ? rules.checks : rules.checks.subList(0, CHECKS_OF_ANY_KIND);
            possible.forEach(check -> recorder.record(check, signed, verification.issuer(), now));
            if (recorder.allPassed()) {
                rules.applicationChecks.forEach(check -> recorder.record(check, signed, verification.issuer(), now));
            }
        }
        return recorder.toExplanation();
    }

    /**
     * {@return the user pools that were given to the builder, in their order, with their app clients and tenants} The list
     * is unmodifiable. It is empty if all pools are looked up.
     */
    public List<AcceptedPool> pools() {
        return pools;
    }

    /** {@return the user pools that are looked up while the application runs; empty if none are} */
    public Optional<UserPoolCache> lookedUpPools() {
        return Optional.ofNullable(lookedUpPools);
    }

    /**
     * {@return whether no token can be judged at present, because the revocations are stale and the verifier was told {@link
     * Revocations.WhenStale#UNAVAILABLE}; for health checks} Tokens that are known to be revoked are rejected all the same.
     */
    public boolean lacksFreshRevocations() {
        return requiredRevocations != null && !requiredRevocations.isFresh();
    }

    /** {@return the kind of token that is accepted} */
    public TokenUse tokenUse() {
        return tokenUse;
    }

    /** {@return the resources of which an access token must be bound to one; empty if this is not required} */
    public Set<String> requiredResources() {
        return requiredResources;
    }

    /**
     * {@return the scopes with which a token passes, for challenges} They are all of {@link
     * CognitoVerifierBuilder#requireScopes}, and of each {@link CognitoVerifierBuilder#requireAnyScope} the first one, unless
     * another of it is already among them. The set is empty if no scope is required, and unmodifiable.
     */
    public Set<String> requiredScopes() {
        return requiredScopes;
    }

    /** {@return the cache of the keys that check signatures} */
    public JwksCache keys() {
        return keys;
    }

    private List<IssuerKeys> keysOf(UserPool pool) {
        return pool.issuers().stream().map(keys::keysOf).toList();
    }

    private SigningKey obtainKey(Verification<T> verification) {
        SigningKey key = verification.findKey();
        if (key != null) {
            return key;
        }
        verification.await();
        return verification.requireKey();
    }

    /** Runs the step; if it throws, the future fails with that exception. */
    private void endWith(CompletableFuture<T> result, Runnable step) {
        try {
            step.run();
        } catch (VerificationException e) {
            result.completeExceptionally(reported(e));
        } catch (Throwable e) {
            // An Error too: the code that waits for the future must get it.
            result.completeExceptionally(e);
        }
    }

    private VerificationException reported(VerificationException e) {
        rules.listeners.tell(told -> {
            if (e instanceof TokenRejectedException rejected) {
                told.rejected(new Rejected(rejected.reason()));
            } else if (e instanceof VerificationUnavailableException unavailable) {
                told.unavailable(new Unavailable(unavailable.missing()));
            }
        });
        return e;
    }

    private static CognitoVerifierBuilder<?> builder(TokenUse use) {
        return use == TokenUse.ACCESS ? builder(use, AccessToken::new) : builder(use, IdToken::new);
    }

    private static <K extends CognitoToken> CognitoVerifierBuilder<K> builder(
            TokenUse use, BiFunction<Map<String, @Nullable Object>, AcceptedPool, K> type) {
        return new CognitoVerifierBuilder<>(type, use);
    }
}

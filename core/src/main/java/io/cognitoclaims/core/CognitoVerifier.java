package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.TOO_LARGE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_ISSUER;
import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.TokenCache.Digest;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Verifies tokens of Amazon Cognito user pools: that one of the configured pools signed the token, for one of the
 * configured app clients, as the kind of token that was asked for, and that it has not expired.
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
 * <p>Make one for the life of the application; it is immutable and safe for use by many threads. The checks are those of
 * <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html">Verifying
 * JSON web tokens</a>, cheap ones first: length, form, header, issuer, key, signature, times, {@code token_use}, client,
 * audience, and then what the builder was told to require. A token that was revoked is good until it expires, unless a
 * {@link RevocationCheck} says otherwise.
 *
 * @param <T> {@link AccessToken} or {@link IdToken}
 */
public final class CognitoVerifier<T extends CognitoToken> {
    /** Times, which come first in {@link CognitoVerifierBuilder#checks}. */
    private static final int CHECKS_OF_ANY_KIND = 2;

    private final Map<String, Trust> trusted;
    private final Map<UserPool, AcceptedClients> pools;
    private final TokenUse tokenUse;
    private final Set<String> requiredResources;
    private final JwksCache keys;
    private final Clock clock;
    private final int maxTokenLength;
    private final Function<Map<String, @Nullable Object>, T> type;
    private final List<Check<T>> checks;
    private final List<Check<T>> ownChecks;
    private final List<Check<T>> recurringChecks;
    private final @Nullable TokenCache<T> cache;
    private final Listener listener;
    private final KnownHeaders headers = new KnownHeaders();

    CognitoVerifier(CognitoVerifierBuilder<T> builder) {
        this.pools = builder.pools();
        this.tokenUse = builder.tokenUse();
        this.requiredResources = builder.requiredResources();
        this.keys = builder.keysOrOwn();
        this.trusted = builder.trusted(keys);
        this.clock = builder.clock();
        this.maxTokenLength = builder.maxTokenLength();
        this.type = builder.type();
        this.checks = builder.checks();
        this.ownChecks = builder.ownChecks();
        this.recurringChecks = Stream.concat(checks.stream(), ownChecks.stream())
                .filter(Check::everyTime)
                .toList();
        this.cache = builder.tokenCache();
        this.listener = builder.listener();
    }

    /**
     * {@return a builder of a verifier for access tokens, which is what an API should ask for}
     *
     * @param clientIds the app clients whose tokens are accepted, one at least; as {@link AcceptedClients#of} takes them
     */
    public static CognitoVerifierBuilder<AccessToken> accessTokens(UserPool pool, Set<String> clientIds) {
        return accessTokensOf(pool, AcceptedClients.of(clientIds));
    }

    /**
     * {@return a builder of a verifier for the access tokens of every app client of the pool} Any client of the pool can
     * then call the API, also one that is added later for something else.
     */
    public static CognitoVerifierBuilder<AccessToken> accessTokensForAnyClient(UserPool pool) {
        return accessTokensOf(pool, AcceptedClients.any());
    }

    /**
     * {@return a builder of a verifier for ID tokens} They are meant for the app client itself; ask for them where the
     * application is that client.
     *
     * @param clientIds the app clients whose tokens are accepted, one at least; as {@link AcceptedClients#of} takes them
     */
    public static CognitoVerifierBuilder<IdToken> idTokens(UserPool pool, Set<String> clientIds) {
        return idTokensOf(pool, AcceptedClients.of(clientIds));
    }

    /**
     * {@return a builder of a verifier for either kind of token, where a setting says which}
     *
     * @see #accessTokens
     * @see #idTokens
     */
    public static CognitoVerifierBuilder<?> tokens(TokenUse use, UserPool pool, AcceptedClients clients) {
        return use == TokenUse.ACCESS ? accessTokensOf(pool, clients) : idTokensOf(pool, clients);
    }

    /**
     * {@return the token, verified} Waits only when the token's key is not known: for one fetch of keys, {@link
     * JwksCache.Builder#fetchTimeout} at most, or for two if the first one began before this call. {@link JwksCache} bounds
     * how many wait.
     *
     * @param token the compact JWS, without {@code Bearer}
     * @throws TokenRejectedException if the token is bad
     * @throws KeysUnavailableException if that can't be told now, also when the thread is interrupted as it waits
     */
    public T verify(String token) {
        try {
            Digest digest = digestOf(token);
            T known = fromCache(digest);
            if (known != null) {
                return known;
            }
            Candidate candidate = examine(token);
            return accept(candidate, obtainKey(candidate), digest);
        } catch (VerificationException e) {
            throw reported(e);
        }
    }

    /**
     * {@return the token, verified, later} Never blocks, and never throws: whatever goes wrong is in the future. It fails
     * with {@link TokenRejectedException} or {@link KeysUnavailableException}, itself and not wrapped. When keys have to
     * be fetched it completes on the thread that brings them.
     */
    public CompletableFuture<T> verifyAsync(String token) {
        CompletableFuture<T> result = new CompletableFuture<>();
        completing(result, () -> {
            Digest digest = digestOf(token);
            T known = fromCache(digest);
            if (known != null) {
                result.complete(known);
                return;
            }
            Candidate candidate = examine(token);
            SigningKey key = candidate.findKey();
            if (key != null) {
                result.complete(accept(candidate, key, digest));
                return;
            }
            CompletableFuture<Void> unused = candidate
                    .trust()
                    .keys()
                    .renewal(candidate.keyId(), candidate.jws().length())
                    // Also if the renewal failed, by the application's clock: the key is asked for in any case.
                    .whenComplete((done, failure) -> completing(
                            result, () -> result.complete(accept(candidate, candidate.requireKey(), digest))));
        });
        return result;
    }

    /**
     * Fetches the keys of each issuer of each pool, all at once, so that the first token need not wait. Optional. Keys that
     * are held and not due are not fetched again.
     *
     * @throws KeysUnavailableException if no issuer of a pool answers with keys, and there are none that may serve; the
     *     verifier is usable all the same
     */
    public void warmUp() {
        List<List<IssuerKeys>> all = pools.keySet().stream().map(this::keysOf).toList();
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
     * {@return each check with its outcome, for a developer who asks why a token is rejected} It fetches keys as {@link
     * #verify} does, but knows no cache and tells no listener. The application's own checks are made only if all others
     * passed, and of a token of the other kind only the times are checked besides: it fails the rest in any case. It says
     * nothing of the token's content; all the same, show it to developers only.
     */
    public Explanation explain(String token) {
        ExplanationRecorder recorder = new ExplanationRecorder(tokenUse);
        requireNonNull(token, "token");
        Candidate candidate = recorder.recordForm(token, maxTokenLength, () -> examine(token));
        SigningKey key = candidate == null ? null : recorder.record("kid", () -> obtainKey(candidate));
        if (candidate == null || key == null) {
            return recorder.toExplanation();
        }
        T typed = recorder.recordSignature(
                candidate.jws().signatureLength() == key.signatureLength(), () -> typed(candidate, key));
        if (typed != null) {
            long now = clock.millis();
            List<Check<T>> possible = recorder.recordUse(typed) ? checks : checks.subList(0, CHECKS_OF_ANY_KIND);
            possible.forEach(check -> recorder.record(check, typed, candidate.trust(), now));
            if (recorder.allPassed()) {
                ownChecks.forEach(check -> recorder.record(check, typed, candidate.trust(), now));
            }
        }
        return recorder.toExplanation();
    }

    /**
     * {@return the user pools whose tokens are accepted, in the order they were given, and of each the app clients}
     * Unmodifiable.
     */
    public Map<UserPool, AcceptedClients> pools() {
        return pools;
    }

    /** {@return the kind of token that is accepted} */
    public TokenUse tokenUse() {
        return tokenUse;
    }

    /** {@return the resources one of which an access token must be bound to; empty if that is not required} */
    public Set<String> requiredResources() {
        return requiredResources;
    }

    /** {@return the keys that are verified with} */
    public JwksCache keys() {
        return keys;
    }

    private @Nullable Digest digestOf(String token) {
        if (requireNonNull(token, "token").length() > maxTokenLength) {
            throw new TokenRejectedException(TOO_LARGE);
        }
        return cache == null ? null : cache.digestOf(token);
    }

    /** A token from the cache is good only as long as the key is trusted that verified it, and as the time allows. */
    private @Nullable T fromCache(@Nullable Digest digest) {
        if (cache == null || digest == null) {
            return null;
        }
        TokenCache.Entry<T> entry = cache.get(digest);
        if (entry == null || entry.trust().keys().find(entry.keyId()) != entry.key()) {
            return null;
        }
        T token = entry.token();
        run(recurringChecks, token, entry.trust(), clock.millis());
        listener.tell(told -> told.verified(true));
        return token;
    }

    /** What can be said before the key is known. The issuer picks the keys, so it is read before the signature. */
    private Candidate examine(String token) {
        CompactJws jws = CompactJws.parse(token, headers, maxTokenLength);
        Trust trust = jws.claims().get("iss") instanceof String issuer ? trusted.get(issuer) : null;
        if (trust == null) {
            throw new TokenRejectedException(WRONG_ISSUER);
        }
        return new Candidate(jws, trust);
    }

    private T accept(Candidate candidate, SigningKey key, @Nullable Digest digest) {
        T token = typed(candidate, key);
        long now = clock.millis();
        run(checks, token, candidate.trust(), now);
        run(ownChecks, token, candidate.trust(), now);
        if (cache != null && digest != null) {
            int claimsBytes = candidate.jws().heapBytes();
            cache.put(digest, new TokenCache.Entry<>(token, candidate.trust(), candidate.keyId(), key, claimsBytes));
        }
        listener.tell(told -> told.verified(false));
        return token;
    }

    /** The one place where a token comes into being: its signature holds. */
    private T typed(Candidate candidate, SigningKey key) {
        if (!candidate.jws().isSignedWith(key)) {
            throw new TokenRejectedException(BAD_SIGNATURE);
        }
        headers.remember(candidate.jws().header());
        return type.apply(candidate.jws().claims());
    }

    private List<IssuerKeys> keysOf(UserPool pool) {
        return pool.issuers().stream().map(keys::keysOf).toList();
    }

    private SigningKey obtainKey(Candidate candidate) {
        SigningKey key = candidate.findKey();
        if (key != null) {
            return key;
        }
        candidate.trust().keys().awaitRenewal(candidate.keyId());
        return candidate.requireKey();
    }

    private void completing(CompletableFuture<T> result, Runnable step) {
        try {
            step.run();
        } catch (VerificationException e) {
            result.completeExceptionally(reported(e));
        } catch (Throwable e) {
            // An Error too: whoever waits for the future must learn of it.
            result.completeExceptionally(e);
        }
    }

    private void run(List<Check<T>> checks, T token, Trust trust, long now) {
        for (Check<T> check : checks) {
            check.run(token, trust, now);
        }
    }

    private VerificationException reported(VerificationException e) {
        listener.tell(told -> {
            if (e instanceof TokenRejectedException rejected) {
                told.rejected(rejected.reason());
            } else {
                told.keysUnavailable();
            }
        });
        return e;
    }

    private static CognitoVerifierBuilder<AccessToken> accessTokensOf(UserPool pool, AcceptedClients clients) {
        return new CognitoVerifierBuilder<>(AccessToken::new, TokenUse.ACCESS).trust(pool, clients);
    }

    private static CognitoVerifierBuilder<IdToken> idTokensOf(UserPool pool, AcceptedClients clients) {
        return new CognitoVerifierBuilder<>(IdToken::new, TokenUse.ID).trust(pool, clients);
    }

    /** A token of a trusted issuer, before its signature is checked. */
    private record Candidate(CompactJws jws, Trust trust) {
        @Nullable
        SigningKey findKey() {
            return trust.keys().find(keyId());
        }

        SigningKey requireKey() {
            return trust.keys().require(keyId());
        }

        String keyId() {
            return jws.header().keyId();
        }
    }
}

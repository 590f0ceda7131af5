package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.TOO_LARGE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_ISSUER;

import io.cognitoclaims.core.TokenCache.Digest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
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
    private final Map<String, Trust> trusted;
    private final List<Issuer> firstIssuers;
    private final JwksCache keys;
    private final Clock clock;
    private final Function<Map<String, @Nullable Object>, T> type;
    private final List<Check<T>> checks;
    private final List<Check<T>> recurringChecks;
    private final @Nullable TokenCache<T> cache;
    private final Listener listener;

    CognitoVerifier(CognitoVerifierBuilder<T> builder) {
        this.trusted = builder.trusted();
        this.firstIssuers = builder.firstIssuers();
        this.keys = builder.keysOrOwn();
        this.clock = builder.clock();
        this.type = builder.type();
        this.checks = builder.checks();
        this.recurringChecks = checks.stream().filter(Check::everyTime).toList();
        this.cache = builder.tokenCache();
        this.listener = builder.listener();
    }

    /**
     * {@return a builder of a verifier for access tokens, which is what an API should ask for}
     *
     * @param clientIds the app clients whose tokens are accepted; not empty
     */
    public static CognitoVerifierBuilder<AccessToken> accessTokens(UserPool pool, Set<String> clientIds) {
        return accessTokensOf(pool, requireNotEmpty(clientIds));
    }

    /**
     * {@return a builder of a verifier for the access tokens of every app client of the pool} Any client of the pool can
     * then call the API, also one that is added later for something else.
     */
    public static CognitoVerifierBuilder<AccessToken> accessTokensForAnyClient(UserPool pool) {
        return accessTokensOf(pool, Set.of());
    }

    /**
     * {@return a builder of a verifier for ID tokens} They are meant for the app client itself; ask for them where the
     * application is that client.
     *
     * @param clientIds the app clients whose tokens are accepted; not empty
     */
    public static CognitoVerifierBuilder<IdToken> idTokens(UserPool pool, Set<String> clientIds) {
        return new CognitoVerifierBuilder<>(IdToken::new, "id", "aud").trust(pool, requireNotEmpty(clientIds));
    }

    /**
     * {@return the token, verified} Waits at most for one fetch of keys, {@link JwksCache.Builder#fetchTimeout}, and only
     * when the token's key is not known.
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
            SigningKey key = candidate.findKey();
            return accept(candidate, key != null ? key : await(candidate.obtainKey()), digest);
        } catch (VerificationException e) {
            throw reported(e);
        }
    }

    /**
     * {@return the token, verified, later} Never blocks. The future fails with {@link TokenRejectedException} or {@link
     * KeysUnavailableException}, itself and not wrapped. When keys have to be fetched it completes on a thread of the
     * {@link JwksFetcher}.
     */
    public CompletableFuture<T> verifyAsync(String token) {
        try {
            Digest digest = digestOf(token);
            T known = fromCache(digest);
            if (known != null) {
                return CompletableFuture.completedFuture(known);
            }
            Candidate candidate = examine(token);
            SigningKey key = candidate.findKey();
            return key != null
                    ? CompletableFuture.completedFuture(accept(candidate, key, digest))
                    : acceptLater(candidate, digest);
        } catch (VerificationException e) {
            return CompletableFuture.failedFuture(reported(e));
        }
    }

    /**
     * Fetches the keys of each pool's first issuer, so that the first token need not wait. Optional.
     *
     * @throws KeysUnavailableException if one can't be had; the verifier is usable all the same
     */
    public void warmUp() {
        firstIssuers.stream()
                .map(issuer -> keys.keysOf(issuer).warmUp())
                .toList()
                .forEach(CognitoVerifier::await);
    }

    /**
     * {@return each check with its outcome, for a developer who asks why a token is rejected} It fetches keys as {@link
     * #verify} does, but knows no cache and tells no listener. It says nothing of the token's content; all the same, show
     * it to developers only.
     */
    public Explanation explain(String token) {
        Explanation.Recorder recorder = new Explanation.Recorder();
        Candidate candidate = recorder.record("form, header and issuer", () -> examine(token));
        if (candidate == null) {
            return recorder.toExplanation();
        }
        SigningKey key = recorder.record("kid", () -> {
            SigningKey found = candidate.findKey();
            return found != null ? found : await(candidate.obtainKey());
        });
        if (key != null) {
            recorder.record("signature", () -> requireSignature(candidate, key));
        }
        T typed = recorder.record("claims", () -> type.apply(candidate.jws().claims()));
        if (typed != null) {
            long now = clock.millis();
            checks.forEach(check -> recorder.record(check.name(), () -> {
                check.run(typed, candidate.trust(), now);
                return true;
            }));
        }
        return recorder.toExplanation();
    }

    private @Nullable Digest digestOf(String token) {
        if (token.length() > CompactJws.MAX_LENGTH) {
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
        if (entry == null || keys.keysOf(entry.trust().issuer()).find(entry.keyId()) != entry.key()) {
            return null;
        }
        T token = entry.token();
        run(recurringChecks, token, entry.trust());
        listener.tell(told -> told.verified(token, true));
        return token;
    }

    /** What can be said before the key is known. The issuer picks the keys, so it is read before the signature. */
    private Candidate examine(String token) {
        CompactJws jws = CompactJws.parse(token);
        Trust trust = jws.claims().get("iss") instanceof String issuer ? trusted.get(issuer) : null;
        if (trust == null) {
            throw new TokenRejectedException(WRONG_ISSUER);
        }
        return new Candidate(jws, trust, keys.keysOf(trust.issuer()));
    }

    private T accept(Candidate candidate, SigningKey key, @Nullable Digest digest) {
        CompactJws jws = candidate.jws();
        requireSignature(candidate, key);
        T token = type.apply(jws.claims());
        run(checks, token, candidate.trust());
        if (cache != null && digest != null) {
            cache.put(digest, new TokenCache.Entry<>(token, candidate.trust(), jws.keyId(), key, jws.length()));
        }
        listener.tell(told -> told.verified(token, false));
        return token;
    }

    private CompletableFuture<T> acceptLater(Candidate candidate, @Nullable Digest digest) {
        CompletableFuture<T> result = new CompletableFuture<>();
        CompletableFuture<SigningKey> unused = candidate.obtainKey().whenComplete((key, failure) -> {
            try {
                if (failure != null) {
                    throw unwrapped(failure);
                }
                result.complete(accept(candidate, key, digest));
            } catch (RuntimeException e) {
                result.completeExceptionally(e instanceof VerificationException known ? reported(known) : e);
            }
        });
        return result;
    }

    private void run(List<Check<T>> checks, T token, Trust trust) {
        long now = clock.millis();
        for (Check<T> check : checks) {
            check.run(token, trust, now);
        }
    }

    private static boolean requireSignature(Candidate candidate, SigningKey key) {
        if (!candidate.jws().isSignedWith(key)) {
            throw new TokenRejectedException(BAD_SIGNATURE);
        }
        return true;
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

    /** The fetch that is waited for is shared: an interrupt ends the waiting, not the fetch. */
    private static <V> V await(CompletableFuture<V> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeysUnavailableException(Duration.ofSeconds(1));
        } catch (ExecutionException e) {
            throw unwrapped(e);
        }
    }

    private static RuntimeException unwrapped(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException || failure instanceof ExecutionException;
        Throwable cause = wrapped && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }

    private static CognitoVerifierBuilder<AccessToken> accessTokensOf(UserPool pool, Set<String> clientIds) {
        return new CognitoVerifierBuilder<>(AccessToken::new, "access", "client_id").trust(pool, clientIds);
    }

    static Set<String> requireNotEmpty(Set<String> clientIds) {
        if (clientIds.isEmpty() || clientIds.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("clientIds: must name the app clients whose tokens are accepted");
        }
        return Set.copyOf(clientIds);
    }

    /** A token of a trusted issuer, before its signature is checked. */
    private record Candidate(CompactJws jws, Trust trust, IssuerKeys keys) {
        @Nullable
        SigningKey findKey() {
            return keys.find(jws.keyId());
        }

        CompletableFuture<SigningKey> obtainKey() {
            return keys.obtain(jws.keyId());
        }
    }
}

package io.cognitoclaims.core;

import io.cognitoclaims.core.VerificationListener.Rejected;
import io.cognitoclaims.core.VerificationListener.Unavailable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

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

    private final Map<UserPool, AcceptedClients> pools;
    private final TokenUse tokenUse;
    private final Set<String> requiredResources;
    private final JwksCache keys;
    private final Verification.Rules<T> rules;

    CognitoVerifier(CognitoVerifierBuilder<T> builder) {
        this.pools = builder.pools();
        this.tokenUse = builder.tokenUse();
        this.requiredResources = builder.requiredResources();
        this.keys = builder.keysOrOwn();
        this.rules = new Verification.Rules<>(builder, keys);
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
     * JwksCacheBuilder#fetchTimeout} at most, or for two if the first one began before this call. {@link JwksCache} bounds
     * how many wait.
     *
     * @param token the compact JWS, without {@code Bearer}
     * @throws TokenRejectedException if the token is bad
     * @throws VerificationUnavailableException if that can't be told now, also when the thread is interrupted as it waits
     */
    public T verify(String token) {
        try {
            Verification<T> verification = new Verification<>(rules, token);
            T verified = verification.withoutWaiting();
            if (verified == null) {
                verification.awaitKey();
                verified = verification.afterWaiting();
            }
            return verified;
        } catch (VerificationException e) {
            throw reported(e);
        }
    }

    /**
     * {@return the token, verified, later} Never blocks, and never throws: whatever goes wrong is in the future. It fails
     * with {@link TokenRejectedException} or {@link VerificationUnavailableException}, itself and not wrapped. When keys have to
     * be fetched it completes on the thread that brings them.
     */
    public CompletableFuture<T> verifyAsync(String token) {
        CompletableFuture<T> result = new CompletableFuture<>();
        endWith(result, () -> {
            Verification<T> verification = new Verification<>(rules, token);
            T verified = verification.withoutWaiting();
            if (verified != null) {
                result.complete(verified);
                return;
            }
            // Also if the renewal failed, by the application's clock: the key is asked for in any case.
            CompletableFuture<Void> unused = verification
                    .renewal()
                    .whenComplete(
                            (done, failure) -> endWith(result, () -> result.complete(verification.afterWaiting())));
        });
        return result;
    }

    /**
     * Fetches the keys of each issuer of each pool, all at once, so that the first token need not wait. Optional. Keys that
     * are held and not due are not fetched again.
     *
     * @throws VerificationUnavailableException if no issuer of a pool answers with keys, and there are none that may serve; the
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
        Verification<T> verification = new Verification<>(rules, token);
        boolean isOfTrustedIssuer = recorder.recordForm(token, rules.maxTokenLength, verification::parse);
        SigningKey key = isOfTrustedIssuer ? recorder.record("kid", () -> obtainKey(verification)) : null;
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

    private List<IssuerKeys> keysOf(UserPool pool) {
        return pool.issuers().stream().map(keys::keysOf).toList();
    }

    private SigningKey obtainKey(Verification<T> verification) {
        SigningKey key = verification.findKey();
        if (key != null) {
            return key;
        }
        verification.awaitKey();
        return verification.requireKey();
    }

    /** Makes the future end with what the step throws, if it throws. */
    private void endWith(CompletableFuture<T> result, Runnable step) {
        try {
            step.run();
        } catch (VerificationException e) {
            result.completeExceptionally(reported(e));
        } catch (Throwable e) {
            // An Error too: whoever waits for the future must learn of it.
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

    private static CognitoVerifierBuilder<AccessToken> accessTokensOf(UserPool pool, AcceptedClients clients) {
        return new CognitoVerifierBuilder<>(AccessToken::new, TokenUse.ACCESS).trust(pool, clients);
    }

    private static CognitoVerifierBuilder<IdToken> idTokensOf(UserPool pool, AcceptedClients clients) {
        return new CognitoVerifierBuilder<>(IdToken::new, TokenUse.ID).trust(pool, clients);
    }
}

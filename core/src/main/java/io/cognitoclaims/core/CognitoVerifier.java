package io.cognitoclaims.core;

import io.cognitoclaims.core.VerificationListener.Rejected;
import io.cognitoclaims.core.VerificationListener.Unavailable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

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
 * client, audience, and then what the builder requires. A revoked token is accepted until it expires, unless a {@link
 * RevocationCheck} says that it was revoked.
 *
 * @param <T> {@link AccessToken} or {@link IdToken}
 */
public final class CognitoVerifier<T extends CognitoToken> {
    /** The checks of {@code exp} and {@code nbf}, which are the first two of {@link CognitoVerifierBuilder#checks}. */
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
     * {@return a builder of a verifier for access tokens} An API should accept these.
     *
     * @param clientIds the app clients whose tokens are accepted, at least one; see {@link AcceptedClients#of}
     */
    public static CognitoVerifierBuilder<AccessToken> accessTokens(UserPool pool, Set<String> clientIds) {
        return accessTokensOf(pool, AcceptedClients.of(clientIds));
    }

    /**
     * {@return a builder of a verifier for the access tokens of every app client of the pool} Any client of the pool can
     * then call the API, even one that is added later for another purpose.
     */
    public static CognitoVerifierBuilder<AccessToken> accessTokensForAnyClient(UserPool pool) {
        return accessTokensOf(pool, AcceptedClients.any());
    }

    /**
     * {@return a builder of a verifier for ID tokens} ID tokens are meant for the app client itself. Use this only if the
     * application is that client.
     *
     * @param clientIds the app clients whose tokens are accepted, at least one; see {@link AcceptedClients#of}
     */
    public static CognitoVerifierBuilder<IdToken> idTokens(UserPool pool, Set<String> clientIds) {
        return idTokensOf(pool, AcceptedClients.of(clientIds));
    }

    /**
     * {@return a builder of a verifier for the given kind of token, for applications that read the kind from a setting}
     *
     * @see #accessTokens
     * @see #idTokens
     */
    public static CognitoVerifierBuilder<?> tokens(TokenUse use, UserPool pool, AcceptedClients clients) {
        return use == TokenUse.ACCESS ? accessTokensOf(pool, clients) : idTokensOf(pool, clients);
    }

    /**
     * {@return the token, verified} It waits only when the token's key is not known: for one fetch of keys, or for two if
     * the first one began before this call. A fetch takes {@link JwksCacheBuilder#fetchTimeout} at most. {@link JwksCache}
     * limits how many threads wait.
     *
     * @param token the compact JWS, without {@code Bearer}
     * @throws TokenRejectedException if the token is bad
     * @throws VerificationUnavailableException if this cannot be decided now, or if the thread is interrupted while it
     *     waits
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
     * {@return a future of the verified token} The method never blocks and never throws: every failure is in the future.
     * The future fails with {@link TokenRejectedException} or {@link VerificationUnavailableException}, not wrapped. If
     * keys have to be fetched, it completes on the thread that delivers them.
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
     * optional. Keys that are held and not yet due are not fetched again.
     *
     * @throws VerificationUnavailableException if no issuer of a pool returns keys, and the pool has no older keys that may
     *     still be used; the verifier can be used all the same
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
     * {@return each check with its outcome, for a developer who wants to know why a token is rejected} It fetches keys as
     * {@link #verify} does, but it uses no token cache and calls no listener. The application's checks run only if all
     * others passed. For a token of the other kind, only {@code exp} and {@code nbf} are checked in addition, because it
     * fails the rest in any case. The result holds nothing of the token's content. Even so, show it to developers only.
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
     * {@return the user pools whose tokens are accepted, in the order in which they were given, each with its app clients}
     * The map is unmodifiable.
     */
    public Map<UserPool, AcceptedClients> pools() {
        return pools;
    }

    /** {@return the kind of token that is accepted} */
    public TokenUse tokenUse() {
        return tokenUse;
    }

    /** {@return the resources of which an access token must be bound to one; empty if this is not required} */
    public Set<String> requiredResources() {
        return requiredResources;
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
        verification.awaitKey();
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

    private static CognitoVerifierBuilder<AccessToken> accessTokensOf(UserPool pool, AcceptedClients clients) {
        return new CognitoVerifierBuilder<>(AccessToken::new, TokenUse.ACCESS).trust(pool, clients);
    }

    private static CognitoVerifierBuilder<IdToken> idTokensOf(UserPool pool, AcceptedClients clients) {
        return new CognitoVerifierBuilder<>(IdToken::new, TokenUse.ID).trust(pool, clients);
    }
}

package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.TOO_LARGE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_ISSUER;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_TENANT;
import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.TokenCache.Digest;
import io.cognitoclaims.core.VerificationListener.StaleRevocationsUsed;
import io.cognitoclaims.core.VerificationListener.Verified;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One verification of one token; the methods follow its steps. {@link CognitoVerifier} decides whether it waits for a key,
 * and on which thread.
 */
final class Verification<T extends CognitoToken> {
    private static final Verified VERIFIED = new Verified(false);
    private static final Verified VERIFIED_FROM_CACHE = new Verified(true);

    private final Rules<T> rules;
    private final String text;
    private final @Nullable String tenant;
    private @Nullable Digest digest;
    private @Nullable CompactJws jws;
    private @Nullable TrustedIssuer issuer;

    /** @param tenant the only tenant whose tokens are accepted; null if any tenant's are */
    Verification(Rules<T> rules, String text, @Nullable String tenant) {
        this.rules = rules;
        this.text = requireNonNull(text, "token");
        this.tenant = tenant;
    }

    /** {@return the verified token; null if its issuer or its key is not known} */
    @Nullable
    T withoutWaiting() {
        if (text.length() > rules.maxTokenLength) {
            throw new TokenRejectedException(TOO_LARGE);
        }
        if (tenant != null && !AcceptedPool.isTenant(tenant)) {
            throw new TokenRejectedException(WRONG_TENANT);
        }
        T known = fromCache();
        if (known != null) {
            return known;
        }
        parse();
        TrustedIssuer trusted = rules.issuers.find(issuerName());
        if (trusted == null) {
            return null;
        }
        trust(trusted);
        SigningKey key = findKey();
        return key == null ? null : accept(key);
    }

    /** Waits for what is missing: a look-up of the issuer's pool, a fetch of its keys, or one after the other. */
    void await() {
        if (issuer == null) {
            trust(rules.issuers.await(issuerName()));
            if (findKey() != null) {
                return;
            }
        }
        issuer().keys().awaitRenewal(keyId());
    }

    /** {@return a future of what {@link #await} waits for} */
    CompletableFuture<Void> renewal() {
        if (issuer != null) {
            return issuer.keys().renewal(keyId(), text.length());
        }
        return rules.issuers.answer(issuerName(), text.length()).thenCompose(done -> {
            requireIssuer();
            return findKey() != null ? done() : issuer().keys().renewal(keyId(), text.length());
        });
    }

    /** {@return the verified token} Call it after the wait. */
    T afterWaiting() {
        if (issuer == null) {
            requireIssuer();
        }
        return accept(requireKey());
    }

    /** Parses the token, which needs no key. */
    void parse() {
        jws = CompactJws.parse(text, rules.headers, rules.maxTokenLength);
    }

    /**
     * Finds the issuer, after a wait if one was needed. The issuer selects the keys, so it is read before the signature is
     * checked.
     */
    private void requireIssuer() {
        trust(rules.issuers.require(issuerName()));
    }

    /** Does the same as {@link #parse} and {@link #await} up to the tenant, without checking it. */
    TrustedIssuer awaitIssuer() {
        TrustedIssuer trusted = rules.issuers.await(issuerName());
        issuer = trusted;
        return trusted;
    }

    /** Checks the tenant of the issuer, if one is expected. */
    void requireTenant() {
        requireTenant(issuer());
    }

    @Nullable
    SigningKey findKey() {
        return issuer().keys().find(keyId());
    }

    SigningKey requireKey() {
        return issuer().keys().require(keyId());
    }

    /** {@return the token} This is the only place that creates a token: its signature is right. */
    T checkSignature(SigningKey key) {
        if (!jws().isSignedWith(key)) {
            throw new TokenRejectedException(BAD_SIGNATURE);
        }
        rules.headers.remember(jws().header());
        return rules.type.apply(jws().claims(), issuer().accepted());
    }

    CompactJws jws() {
        return requireNonNull(jws);
    }

    TrustedIssuer issuer() {
        return requireNonNull(issuer);
    }

    private T accept(SigningKey key) {
        T token = checkSignature(key);
        long now = rules.clock.millis();
        run(rules.checks, token, issuer(), now);
        run(rules.applicationChecks, token, issuer(), now);
        if (rules.cache != null && digest != null) {
            rules.cache.put(digest, new TokenCache.Entry<>(token, issuer(), keyId(), key, jws().heapBytes()));
        }
        rules.listeners.tell(told -> told.verified(VERIFIED));
        tellIfRevocationsAreStale();
        return token;
    }

    /** A token from the cache is good only while the key that verified it is trusted, and while its times allow. */
    private @Nullable T fromCache() {
        if (rules.cache == null) {
            return null;
        }
        digest = rules.cache.digestOf(text);
        TokenCache.Entry<T> entry = rules.cache.get(digest);
        if (entry == null
                || rules.issuers.current(entry.issuer().keys().issuer()) != entry.issuer()
                || entry.issuer().keys().find(entry.keyId()) != entry.key()) {
            return null;
        }
        T token = entry.token();
        requireTenant(entry.issuer());
        run(rules.recheckedOnHit, token, entry.issuer(), rules.clock.millis());
        rules.listeners.tell(told -> told.verified(VERIFIED_FROM_CACHE));
        tellIfRevocationsAreStale();
        return token;
    }

    private void tellIfRevocationsAreStale() {
        Revocations used = rules.revocationsOfAnyAge;
        if (used != null && !used.isFresh()) {
            StaleRevocationsUsed event = new StaleRevocationsUsed(used.age());
            rules.listeners.tell(told -> told.staleRevocationsUsed(event));
        }
    }

    private void trust(TrustedIssuer trusted) {
        requireTenant(trusted);
        issuer = trusted;
    }

    private void requireTenant(TrustedIssuer trusted) {
        if (tenant != null && !trusted.accepted().isOfTenant(tenant)) {
            throw new TokenRejectedException(WRONG_TENANT);
        }
    }

    private String issuerName() {
        if (jws().claims().get("iss") instanceof String value) {
            return value;
        }
        throw new TokenRejectedException(WRONG_ISSUER);
    }

    private static CompletableFuture<Void> done() {
        return CompletableFuture.completedFuture(null);
    }

    private String keyId() {
        return jws().header().keyId();
    }

    private void run(List<Check<T>> checks, T token, TrustedIssuer issuer, long now) {
        for (Check<T> check : checks) {
            check.run(token, issuer, now);
        }
    }

    /**
     * What a verifier accepts; the same for every token. Immutable; the objects that it refers to are safe for use by many
     * threads.
     */
    static final class Rules<T extends CognitoToken> {
        final TrustedIssuers issuers;
        final int maxTokenLength;
        final BiFunction<Map<String, @Nullable Object>, AcceptedPool, T> type;
        final List<Check<T>> checks;
        final List<Check<T>> applicationChecks;
        final List<Check<T>> recheckedOnHit;
        final @Nullable Revocations revocationsOfAnyAge;
        final @Nullable TokenCache<T> cache;
        final Clock clock;
        final Listeners listeners;
        final HeaderCache headers = new HeaderCache();

        Rules(CognitoVerifierBuilder<T> builder, JwksCache keys) {
            this.issuers = builder.issuers(keys);
            this.maxTokenLength = builder.maxTokenLength();
            this.type = builder.type();
            this.checks = builder.checks();
            this.applicationChecks = builder.applicationChecks();
            this.recheckedOnHit = Stream.concat(checks.stream(), applicationChecks.stream())
                    .filter(Check::isRecheckedOnHit)
                    .toList();
            this.revocationsOfAnyAge = builder.revocationsOfAnyAge();
            this.cache = builder.tokenCache();
            this.clock = builder.clock();
            this.listeners = builder.listeners();
        }
    }
}

package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.TOO_LARGE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_ISSUER;
import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.TokenCache.Digest;
import io.cognitoclaims.core.VerificationListener.Verified;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one token, in the order of its steps. Whether it waits for a key, and on which thread, is up to the
 * {@link CognitoVerifier}.
 */
final class Verification<T extends CognitoToken> {
    private static final Verified VERIFIED = new Verified(false);
    private static final Verified VERIFIED_FROM_CACHE = new Verified(true);

    private final Rules<T> rules;
    private final String text;
    private @Nullable Digest digest;
    private @Nullable CompactJws jws;
    private @Nullable TrustedIssuer issuer;

    Verification(Rules<T> rules, String text) {
        this.rules = rules;
        this.text = requireNonNull(text, "token");
    }

    /** {@return the verified token; null if its key is not known} */
    @Nullable
    T withoutWaiting() {
        if (text.length() > rules.maxTokenLength) {
            throw new TokenRejectedException(TOO_LARGE);
        }
        T known = fromCache();
        if (known != null) {
            return known;
        }
        parse();
        SigningKey key = findKey();
        return key == null ? null : accept(key);
    }

    /** Fetches the key if nobody else does, and waits for it. */
    void awaitKey() {
        issuer().keys().awaitRenewal(keyId());
    }

    /** {@return the end of the fetch of the key} */
    CompletableFuture<Void> renewal() {
        return issuer().keys().renewal(keyId(), text.length());
    }

    /** {@return the verified token} To be asked after the wait for its key. */
    T afterWaiting() {
        return accept(requireKey());
    }

    /** Reads what can be said before the key is known. The issuer picks the keys, so it is read before the signature. */
    void parse() {
        CompactJws parsed = CompactJws.parse(text, rules.headers, rules.maxTokenLength);
        TrustedIssuer trusted = parsed.claims().get("iss") instanceof String value ? rules.issuers.get(value) : null;
        if (trusted == null) {
            throw new TokenRejectedException(WRONG_ISSUER);
        }
        jws = parsed;
        issuer = trusted;
    }

    @Nullable
    SigningKey findKey() {
        return issuer().keys().find(keyId());
    }

    SigningKey requireKey() {
        return issuer().keys().require(keyId());
    }

    /** {@return the token} The one place where one comes into being: its signature holds. */
    T checkSignature(SigningKey key) {
        if (!jws().isSignedWith(key)) {
            throw new TokenRejectedException(BAD_SIGNATURE);
        }
        rules.headers.remember(jws().header());
        return rules.type.apply(jws().claims());
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
        return token;
    }

    /** A token from the cache is good only as long as the key is trusted that verified it, and as the time allows. */
    private @Nullable T fromCache() {
        if (rules.cache == null) {
            return null;
        }
        digest = rules.cache.digestOf(text);
        TokenCache.Entry<T> entry = rules.cache.get(digest);
        if (entry == null || entry.issuer().keys().find(entry.keyId()) != entry.key()) {
            return null;
        }
        T token = entry.token();
        run(rules.recheckedOnHit, token, entry.issuer(), rules.clock.millis());
        rules.listeners.tell(told -> told.verified(VERIFIED_FROM_CACHE));
        return token;
    }

    private String keyId() {
        return jws().header().keyId();
    }

    private void run(List<Check<T>> checks, T token, TrustedIssuer issuer, long now) {
        for (Check<T> check : checks) {
            check.run(token, issuer, now);
        }
    }

    /** What a verifier accepts, the same for every token. Immutable; what it refers to is safe for use by many threads. */
    static final class Rules<T extends CognitoToken> {
        final Map<String, TrustedIssuer> issuers;
        final int maxTokenLength;
        final Function<Map<String, @Nullable Object>, T> type;
        final List<Check<T>> checks;
        final List<Check<T>> applicationChecks;
        final List<Check<T>> recheckedOnHit;
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
            this.cache = builder.tokenCache();
            this.clock = builder.clock();
            this.listeners = builder.listeners();
        }
    }
}

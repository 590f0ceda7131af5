package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * A cache of verified tokens, which keeps them until they expire. The key is the SHA-256 of the whole token, so that no
 * token can be read from a heap dump. It holds only good tokens, so that nobody can fill it with bad ones.
 */
final class TokenCache<T extends CognitoToken> {
    private final ObjectPool<MessageDigest> digests = new ObjectPool<>(TokenCache::newDigest);
    private final Cache<Digest, Entry<T>> entries;

    TokenCache(long maxBytes, Clock clock) {
        this.entries = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .weigher((Digest digest, Entry<T> entry) -> HeapSize.TOKEN + entry.claimsBytes())
                .expireAfter(new ExpiryOfValue<Digest, Entry<T>>(
                        clock, entry -> entry.token().expiry() * 1000))
                .ticker(() -> clock.millis() * 1_000_000)
                .executor(Runnable::run)
                .build();
    }

    Digest digestOf(String token) {
        MessageDigest sha256 = digests.take();
        byte[] hash = sha256.digest(token.getBytes(ISO_8859_1));
        digests.giveBack(sha256);
        return Digest.of(hash);
    }

    @Nullable
    Entry<T> get(Digest digest) {
        return entries.getIfPresent(digest);
    }

    void put(Digest digest, Entry<T> entry) {
        entries.put(digest, entry);
    }

    /** {@return the total weight of the cached tokens} */
    long weight() {
        entries.cleanUp();
        return entries.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * A verified token, with the issuer and the key that it depends on.
     *
     * @param claimsBytes how much memory the claims take
     */
    record Entry<T extends CognitoToken>(
            T token, TrustedIssuer issuer, String keyId, SigningKey key, int claimsBytes) {}

    /** The 256 bits of a SHA-256. The two methods are for the start of a JVM, as those of {@link Issuer}. */
    record Digest(long a, long b, long c, long d) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Digest digest && a == digest.a && b == digest.b && c == digest.c && d == digest.d;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(a);
        }

        private static Digest of(byte[] hash) {
            return new Digest(
                    ByteLanes.at(hash, 0), ByteLanes.at(hash, 8), ByteLanes.at(hash, 16), ByteLanes.at(hash, 24));
        }
    }
}

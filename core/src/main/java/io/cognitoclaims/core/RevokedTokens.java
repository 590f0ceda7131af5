package io.cognitoclaims.core;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Revocations in memory: an entry leaves when the tokens that it is about have expired. Safe for use by many threads. It
 * knows what this process was told, so servers that share a load must each be told.
 */
public final class RevokedTokens implements RevocationCheck {
    private final Cache<String, Instant> expiries;
    private final Clock clock;

    private RevokedTokens(Clock clock) {
        this.clock = clock;
        this.expiries = Caffeine.newBuilder()
                .expireAfter(Expiry.creating((String id, Instant expiry) -> Duration.between(clock.instant(), expiry)))
                .ticker(() -> clock.millis() * 1_000_000)
                .executor(Runnable::run)
                .build();
    }

    /** {@return an empty list on the system's clock} */
    public static RevokedTokens create() {
        return create(Clock.systemUTC());
    }

    /** {@return an empty list} */
    public static RevokedTokens create(Clock clock) {
        return new RevokedTokens(clock);
    }

    /**
     * Revokes one token, or all tokens of one sign-in.
     *
     * @param id a {@code jti}, or an {@code origin_jti} for all tokens of its sign-in
     * @param expiry when the last of these tokens has expired; for an {@code origin_jti} that is now plus the life time
     *     that the app client has set for its tokens, a day at most
     */
    public void revoke(String id, Instant expiry) {
        if (expiry.isAfter(clock.instant())) {
            expiries.put(id, expiry);
        }
    }

    @Override
    public boolean isRevoked(CognitoToken token) {
        return token.tokenId().map(expiries::getIfPresent).isPresent()
                || token.originId().map(expiries::getIfPresent).isPresent();
    }

    /** {@return how many entries are held} */
    public long size() {
        expiries.cleanUp();
        return expiries.estimatedSize();
    }
}

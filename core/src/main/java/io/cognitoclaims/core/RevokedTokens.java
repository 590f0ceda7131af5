package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Instant;

/**
 * Revocations in memory: an entry leaves when the tokens that it is about have expired. Safe for use by many threads. It
 * knows what this process was told, so servers that share a load must each be told.
 */
public final class RevokedTokens implements RevocationCheck {
    /** No token is accepted that expires later; arithmetic ends somewhere beyond. */
    private static final Instant LATEST_EXPIRY = Instant.ofEpochSecond(CognitoToken.LAST_SECOND);

    private final Cache<String, Instant> ends;
    private final Clock clock;

    private RevokedTokens(Clock clock) {
        this.clock = clock;
        this.ends = Caffeine.newBuilder()
                .expireAfter(new UntilItsEnd<String, Instant>(clock, Instant::toEpochMilli))
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
     * Revokes one token, or all tokens of one sign-in, for five minutes longer than they live. What was revoked for longer
     * before stays so.
     *
     * @param id a {@code jti}, or an {@code origin_jti} for all tokens of its sign-in
     * @param expiry when the last of these tokens has expired; for an {@code origin_jti} that is now plus the life time
     *     that the app client has set for its tokens, a day at most
     */
    public void revoke(String id, Instant expiry) {
        Instant last = expiry.isAfter(LATEST_EXPIRY) ? LATEST_EXPIRY : expiry;
        // Verifiers may accept a token for so long after its expiry.
        Instant end = last.plus(CognitoVerifierBuilder.MAX_CLOCK_SKEW);
        if (end.isAfter(clock.instant())) {
            ends.asMap()
                    .merge(requireNonNull(id, "id"), end, (before, after) -> after.isAfter(before) ? after : before);
        }
    }

    @Override
    public boolean isRevoked(CognitoToken token) {
        return token.tokenId().map(ends::getIfPresent).isPresent()
                || token.originId().map(ends::getIfPresent).isPresent();
    }

    /** {@return how many entries are held} */
    public long size() {
        ends.cleanUp();
        return ends.estimatedSize();
    }
}

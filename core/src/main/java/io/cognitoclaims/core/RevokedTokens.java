package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Revocations in memory. Each lasts as long as the tokens that it is about can live, a day and five minutes at least, and
 * then leaves. Safe for use by many threads. It knows what this process was told, so servers that share a load must each be
 * told.
 *
 * <p>To revoke here stops no refresh: end the sign-in at Cognito too, by {@code RevokeToken} or {@code GlobalSignOut} (<a
 * href="https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html">Ending user sessions with token
 * revocation</a>).
 *
 * <p>A clock that is wrong or jumps, ahead or back, ends no revocation early: an entry leaves only when it is past its end by
 * the clock and has been held for its whole time by {@link System#nanoTime}, which does not jump.
 */
public final class RevokedTokens implements RevocationCheck {
    /** The longest life that an app client can set for its access and ID tokens. */
    private static final Duration LONGEST_TOKEN_LIFE = Duration.ofDays(1);

    private static final long PRUNING_INTERVAL_MILLIS = 60_000;

    private final Map<String, Entry> tokens = new ConcurrentHashMap<>();
    private final Map<String, Entry> signIns = new ConcurrentHashMap<>();
    private final AtomicLong nextPruning = new AtomicLong(PRUNING_INTERVAL_MILLIS);
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final long start;

    RevokedTokens(Clock clock, LongSupplier nanoTime) {
        this.clock = requireNonNull(clock, "clock");
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** {@return an empty list on the system's clock} */
    public static RevokedTokens create() {
        return create(Clock.systemUTC());
    }

    /**
     * {@return an empty list}
     *
     * @param clock the verifier's
     */
    public static RevokedTokens create(Clock clock) {
        return new RevokedTokens(clock, System::nanoTime);
    }

    /**
     * Revokes this one token until it expires. Other tokens of its sign-in, those of a refresh too, stay good; {@link
     * #revokeSignIn(CognitoToken)} revokes them all. The token may have expired already.
     *
     * @throws IllegalArgumentException if the token has no {@code jti} to know it by, as where the app client has token
     *     revocation off
     */
    public void revokeToken(CognitoToken token) {
        String id = requireId("jti", token.tokenId());
        long now = clock.millis();
        long expiry = TimeUnit.SECONDS.toMillis(token.expiry());
        add(tokens, id, Math.max(lifeOf(token), expiry - now), expiry);
    }

    /**
     * Revokes all tokens of this token's sign-in, those that a refresh made before and after it too. It lasts for a day, the
     * longest life of a token, and five minutes, the most that a verifier may allow for clocks; longer where the token itself
     * was issued for longer.
     *
     * @param token any token of the sign-in, access or ID
     * @throws IllegalArgumentException if the token has no {@code origin_jti}: a token of client credentials has none, and
     *     no token has one where the app client has token revocation off. Its siblings can't be told from others then;
     *     {@link #revokeToken} revokes the token itself, if it has a {@code jti}
     */
    public void revokeSignIn(CognitoToken token) {
        String id = requireId("origin_jti", token.originTokenId());
        long expiry = TimeUnit.SECONDS.toMillis(token.expiry());
        addSignIn(id, Math.max(lifeOf(token), expiry - clock.millis()));
    }

    /**
     * Revokes all tokens of a sign-in, as {@link #revokeSignIn(CognitoToken)} does, where only its id is at hand: on the
     * other servers that share the load, or in what handles a message. It lasts for a day and five minutes.
     *
     * @param originJti the {@code origin_jti} that all tokens of the sign-in share; not a {@code jti}
     * @throws IllegalArgumentException if it is blank
     */
    public void revokeSignIn(String originJti) {
        if (requireNonNull(originJti, "originJti").isBlank()) {
            throw new IllegalArgumentException("originJti: must not be blank");
        }
        addSignIn(originJti, LONGEST_TOKEN_LIFE.toMillis());
    }

    @Override
    public boolean isRevoked(CognitoToken token) {
        return token.tokenId().filter(tokens::containsKey).isPresent()
                || token.originTokenId().filter(signIns::containsKey).isPresent();
    }

    /** {@return how many entries are held} */
    public long size() {
        prune(running());
        return (long) tokens.size() + signIns.size();
    }

    private void addSignIn(String id, long lifeMillis) {
        add(signIns, id, lifeMillis, clock.millis() + lifeMillis);
    }

    /** What was revoked for longer before stays so. */
    private void add(Map<String, Entry> entries, String id, long lifeMillis, long endMillis) {
        long skew = CognitoVerifierBuilder.MAX_CLOCK_SKEW.toMillis();
        long running = running();
        entries.merge(id, new Entry(running + lifeMillis + skew, endMillis + skew), Entry::longer);
        long due = nextPruning.get();
        if (running >= due && nextPruning.compareAndSet(due, running + PRUNING_INTERVAL_MILLIS)) {
            prune(running);
        }
    }

    private void prune(long running) {
        long now = clock.millis();
        tokens.values().removeIf(entry -> entry.isOver(running, now));
        signIns.values().removeIf(entry -> entry.isOver(running, now));
    }

    /** {@return the milliseconds since this list was made, however the clock was set meanwhile} */
    private long running() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - start);
    }

    /** {@return how long the token was issued for, a day at least: by the token alone, as the clock may be wrong} */
    private static long lifeOf(CognitoToken token) {
        long issued = token.issuedAt()
                .map(iat -> Duration.between(iat, token.expiresAt()).toMillis())
                .orElse(0L);
        return Math.max(issued, LONGEST_TOKEN_LIFE.toMillis());
    }

    private static String requireId(String claim, Optional<String> id) {
        return id.filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("token: has no " + claim + " to be revoked by"));
    }

    /**
     * @param heldUntil by {@link #running}
     * @param endMillis by the clock
     */
    private record Entry(long heldUntil, long endMillis) {
        Entry longer(Entry other) {
            return new Entry(Math.max(heldUntil, other.heldUntil), Math.max(endMillis, other.endMillis));
        }

        boolean isOver(long running, long now) {
            return running >= heldUntil && now >= endMillis;
        }
    }
}

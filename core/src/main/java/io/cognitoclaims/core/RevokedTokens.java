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
 * A list of revocations in memory. Each entry is kept for as long as its tokens can live, at least a day and five minutes,
 * and is then removed. Safe for use by many threads. The list belongs to one process: if several servers share a load, make
 * each revocation on each of them.
 *
 * <p>A revocation here does not stop refreshes. End the sign-in at Cognito too, with {@code RevokeToken} or {@code
 * GlobalSignOut} (<a href="https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html">Ending user
 * sessions with token revocation</a>).
 *
 * <p>A clock that is wrong or jumps, forward or back, does not end a revocation early. An entry is removed only when the
 * clock is past its end and {@link System#nanoTime}, which does not jump, shows that it was held for its whole time.
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
     * @param clock the verifier's clock
     */
    public static RevokedTokens create(Clock clock) {
        return new RevokedTokens(clock, System::nanoTime);
    }

    /**
     * Revokes this one token until it expires. Other tokens of its sign-in stay good, also those of a refresh; {@link
     * #revokeSignIn(CognitoToken)} revokes them all. The token may already have expired.
     *
     * @throws IllegalArgumentException if the token has no {@code jti}, which happens if token revocation is off for the
     *     app client
     */
    public void revokeToken(CognitoToken token) {
        String id = requireId("jti", token.tokenId());
        long now = clock.millis();
        long expiry = TimeUnit.SECONDS.toMillis(token.expiry());
        add(tokens, id, Math.max(lifeOf(token), expiry - now), expiry);
    }

    /**
     * Revokes all tokens of this token's sign-in, also those that a refresh made before and after it. The revocation lasts
     * for a day, the longest life of a token, and five minutes, the largest clock skew of a verifier. It lasts longer if
     * the token itself was issued for longer.
     *
     * @param token any token of the sign-in, access or ID
     * @throws IllegalArgumentException if the token has no {@code origin_jti}: a token of client credentials has none, and
     *     no token has one if token revocation is off for the app client. The other tokens of the sign-in are then unknown;
     *     {@link #revokeToken} revokes the token itself, if it has a {@code jti}
     */
    public void revokeSignIn(CognitoToken token) {
        String id = requireId("origin_jti", token.originTokenId());
        long expiry = TimeUnit.SECONDS.toMillis(token.expiry());
        addSignIn(id, Math.max(lifeOf(token), expiry - clock.millis()));
    }

    /**
     * Revokes all tokens of a sign-in, as {@link #revokeSignIn(CognitoToken)} does, when only its id is known: on the other
     * servers that share the load, or in a message handler. The revocation lasts for a day and five minutes.
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

    /** An earlier revocation that lasts longer is kept. */
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

    /** {@return the milliseconds since this list was created, whatever happened to the clock} */
    private long running() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - start);
    }

    /**
     * {@return how long the token was issued for, at least a day; computed from the token alone, because the clock may be
     * wrong}
     */
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

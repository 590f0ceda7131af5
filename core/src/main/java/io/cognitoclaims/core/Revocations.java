package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The revocations that verifiers check: of single tokens, of sign-ins, and of all that a user signed in to before an
 * instant. Give it to a verifier with {@link CognitoVerifierBuilder#revocations(Revocations)}. Many verifiers can share one.
 * Safe for use by many threads.
 *
 * <pre>{@code
 * Revocations revocations = Revocations.create();
 * CognitoVerifier<AccessToken> verifier =
 *         CognitoVerifier.accessTokens(pool, clientIds).revocations(revocations).build();
 * revocations.revokeSignIn(token);
 * }</pre>
 *
 * <p>All of them are held in memory. A check is a few look-ups in maps: it asks nobody and allocates nothing. A revocation
 * takes up to 150 bytes. It is kept for as long as a token that it concerns can live: 24 hours, five minutes for the clock
 * skew of a verifier, and up to a minute more. It lasts longer if the revoked token itself was issued for longer. Nothing
 * ends it early, also not a clock that is wrong or jumps.
 *
 * <p>{@link #create()} makes a list of this process alone. {@link #builder} makes one that shares its revocations with
 * other servers through a {@link RevocationStore}. One daemon thread reads the store. If the store cannot be read, nothing
 * that is known is forgotten, and each verifier does what it was told to: see {@link WhenStale}.
 *
 * <p>A revocation here does not stop refreshes. End the sign-in at Cognito too, with {@code RevokeToken} or {@code
 * GlobalSignOut} (<a href="https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html">Ending user
 * sessions with token revocation</a>).
 */
public final class Revocations implements AutoCloseable {
    private final RevocationMemory memory;
    private final Clock clock;
    private final @Nullable RevocationStore store;
    private final @Nullable RevocationFeed feed;

    Revocations(Clock clock, LongSupplier nanoTime) {
        this.memory = new RevocationMemory(requireNonNull(clock, "clock"), nanoTime);
        this.clock = clock;
        this.store = null;
        this.feed = null;
    }

    /** It does not start the feed. */
    Revocations(RevocationsBuilder builder, LongSupplier nanoTime) {
        this.clock = builder.clock();
        this.memory = new RevocationMemory(clock, nanoTime);
        this.store = builder.store();
        this.feed = new RevocationFeed(store, memory, clock, nanoTime, builder.maxAge());
    }

    /** {@return an empty list in memory, on the system's clock} */
    public static Revocations create() {
        return create(Clock.systemUTC());
    }

    /**
     * {@return an empty list in memory}
     *
     * @param clock the verifier's clock
     */
    public static Revocations create(Clock clock) {
        return new Revocations(clock, System::nanoTime);
    }

    /** {@return a builder of revocations that are shared through this store} */
    public static RevocationsBuilder builder(RevocationStore store) {
        return new RevocationsBuilder(store);
    }

    /**
     * Revokes this one token until it expires. Other tokens of its sign-in stay good, also those of a refresh; {@link
     * #revokeSignIn(CognitoToken)} revokes them all. The token may already have expired.
     *
     * <p>It holds in this process at once. With a store, the call waits until the store has confirmed it; the other servers
     * learn of it some milliseconds later. If the store does not confirm it, the call throws, and this process stores it
     * by itself as soon as the store takes it.
     *
     * @throws IllegalArgumentException if the token has no {@code jti}, which happens if token revocation is off for the
     *     app client; or if there is a store, and the token was issued for longer than a day, which Cognito never does
     * @throws RevocationNotStoredException if the store did not confirm it
     */
    public void revokeToken(CognitoToken token) {
        revoke(new Revocation.Token(requireId("jti", token.tokenId())), token);
    }

    /**
     * Revokes all tokens of this token's sign-in, also those that a refresh made before and after it. Otherwise the same as
     * {@link #revokeToken}.
     *
     * @param token any token of the sign-in, access or ID
     * @throws IllegalArgumentException if the token has no {@code origin_jti}: a token of client credentials has none, and
     *     no token has one if token revocation is off for the app client. The other tokens of the sign-in are then unknown;
     *     {@link #revokeToken} revokes the token itself, if it has a {@code jti}; {@link #revokeUser(CognitoToken)} revokes
     *     all tokens of the user
     * @throws RevocationNotStoredException if the store did not confirm it
     */
    public void revokeSignIn(CognitoToken token) {
        revoke(new Revocation.SignIn(requireId("origin_jti", token.originTokenId())), token);
    }

    /**
     * Revokes all tokens of a sign-in, as {@link #revokeSignIn(CognitoToken)} does, when only its id is known.
     *
     * @param originJti the {@code origin_jti} that all tokens of the sign-in share; not a {@code jti}
     * @throws IllegalArgumentException if it is blank, or longer than 256 characters
     * @throws RevocationNotStoredException if the store did not confirm it
     */
    public void revokeSignIn(String originJti) {
        revoke(new Revocation.SignIn(requireNonNull(originJti, "originJti")));
    }

    /**
     * Revokes all tokens of this token's user of which the user signed in before now, at any app client of the pool: those
     * whose {@code auth_time} is earlier, or whose {@code iat} is earlier if they have no {@code auth_time}. A refresh does
     * not help. A new sign-in does, from the next second on. It needs no {@code jti}. For a token of client credentials the
     * user is the client.
     *
     * @throws IllegalArgumentException if there is a store, and the token was issued for longer than a day
     * @throws RevocationNotStoredException if the store did not confirm it
     */
    public void revokeUser(CognitoToken token) {
        // The token itself is revoked, also if this machine's clock is behind Cognito's.
        long before = Math.max(clock.millis(), TimeUnit.SECONDS.toMillis(token.signInSeconds()) + 1);
        revoke(cutOff(token.userPool(), token.subject(), Instant.ofEpochMilli(before), true), token);
    }

    /**
     * Revokes all tokens of this user of which the user signed in before now, as {@link #revokeUser(CognitoToken)} does.
     *
     * @param subject the user's {@code sub}
     * @throws IllegalArgumentException if the subject is blank, or longer than 256 characters
     * @throws RevocationNotStoredException if the store did not confirm it
     */
    public void revokeUser(UserPool pool, String subject) {
        revoke(cutOff(pool, subject, clock.instant(), true));
    }

    /**
     * Revokes all tokens of this user of which the user signed in before an instant, such as the time of an event. If the
     * user was revoked before, the later of the instants counts.
     *
     * @param subject the user's {@code sub}
     * @param before by Cognito's clock; at most five minutes in the future by the clock here. Tokens carry whole seconds: a
     *     sign-in in the same second counts as earlier, unless the instant is the very start of the second
     * @throws IllegalArgumentException if the subject is blank, or longer than 256 characters, or the instant is later
     * @throws RevocationNotStoredException if the store did not confirm it
     */
    public void revokeUser(UserPool pool, String subject, Instant before) {
        Instant latest = clock.instant().plus(CognitoVerifierBuilder.MAX_CLOCK_SKEW);
        if (requireNonNull(before, "before").isAfter(latest)) {
            throw new IllegalArgumentException(
                    "before: must not be in the future, because new sign-ins would be refused until then; was "
                            + before);
        }
        revoke(cutOff(pool, subject, before, false));
    }

    /**
     * {@return whether this token was revoked, as far as it is known here} For tokens that were verified earlier, such as
     * those of open WebSocket connections. A verifier checks it by itself.
     */
    public boolean isRevoked(CognitoToken token) {
        return memory.isRevoked(token);
    }

    /** {@return how many revocations are held; for gauges} It looks at each of them, but at most once in a second. */
    public long size() {
        return memory.size();
    }

    /**
     * {@return whether all revocations are known that were in the store {@link RevocationsBuilder#maxAge} ago; always true
     * without a store} It is false until the store was read to its end for the first time, and after {@link #close}, in
     * the end.
     */
    public boolean isFresh() {
        return feed == null || feed.isFresh();
    }

    /**
     * {@return how long ago the store was last read to its end, or this object made if that has not happened; zero without
     * a store}
     */
    public Duration age() {
        return feed == null ? Duration.ZERO : feed.age();
    }

    /** {@return whether there is a store} */
    public boolean isShared() {
        return feed != null;
    }

    /**
     * Waits until the store was read to its end for the first time. An application that refuses tokens with stale
     * revocations calls it before it takes requests.
     *
     * @return whether that happened in time; always true without a store
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean awaitFirstRead(Duration atMost) throws InterruptedException {
        return feed == null || feed.awaitFirstRead(requireNonNull(atMost, "atMost"));
    }

    /** Stops reading, and closes the store. What is known stays known. Without a store it does nothing. */
    @Override
    public void close() {
        if (feed != null) {
            feed.close();
        }
    }

    void start() {
        if (feed != null) {
            feed.start();
        }
    }

    /** {@return what reads the store; null without one} */
    @Nullable
    RevocationFeed feed() {
        return feed;
    }

    /** {@return the exception of a verifier that needs fresh revocations} */
    VerificationUnavailableException unavailable() {
        return VerificationUnavailableException.revocations(age());
    }

    private void revoke(Revocation revocation) {
        revoke(revocation, RevocationMemory.LONGEST_TOKEN_LIFE.toMillis());
    }

    /** @param token a token of those that are revoked */
    private void revoke(Revocation revocation, CognitoToken token) {
        long left = TimeUnit.SECONDS.toMillis(token.expiry()) - clock.millis();
        // At least a day; computed from the token alone, because the clock may be wrong.
        long life = lifeOf(token);
        if (store != null && life > RevocationMemory.LONGEST_TOKEN_LIFE.toMillis()) {
            throw new IllegalArgumentException(
                    "token: was issued for longer than a day, and a store keeps revocations only for a day");
        }
        revoke(revocation, store == null ? Math.max(life, left) : life);
    }

    private void revoke(Revocation revocation, long lifeMillis) {
        // Here first: it holds in this process even if the store does not answer.
        memory.add(revocation, lifeMillis);
        if (store != null && feed != null) {
            try {
                store.append(revocation);
            } catch (IOException e) {
                feed.storeLater(revocation instanceof Revocation.User user ? user.asOfThen() : revocation);
                throw new RevocationNotStoredException(e);
            }
        }
    }

    private static Revocation cutOff(UserPool pool, String subject, Instant before, boolean isNow) {
        return new Revocation.User(
                requireNonNull(pool, "pool").id(), requireNonNull(subject, "subject"), before, isNow);
    }

    /** {@return how long the token was issued for, at least a day} */
    private static long lifeOf(CognitoToken token) {
        long issued = token.issuedAt()
                .map(iat -> Duration.between(iat, token.expiresAt()).toMillis())
                .orElse(0L);
        return Math.max(issued, RevocationMemory.LONGEST_TOKEN_LIFE.toMillis());
    }

    private static String requireId(String claim, Optional<String> id) {
        return id.filter(text -> !text.isBlank())
                .orElseThrow(() -> new IllegalArgumentException("token: has no " + claim + " to be revoked by"));
    }

    /**
     * What a verifier does with a token that is not known to be revoked while the revocations are not fresh: the store was
     * not read to its end for {@link RevocationsBuilder#maxAge}, or has not been read yet. A token that is known to be revoked
     * is always rejected.
     */
    public enum WhenStale {
        /**
         * Accept the token: a token that was revoked elsewhere in the meantime is accepted too. Listeners hear of it ({@link
         * VerificationListener#staleRevocationsUsed}), the log has one warning, and {@link Revocations#isFresh} tells health
         * checks.
         */
        ACCEPT,
        /**
         * Do not judge the token: {@link VerificationUnavailableException}, with HTTP 503, also until the store was read
         * for the first time.
         */
        UNAVAILABLE
    }
}

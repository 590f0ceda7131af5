package io.cognitoclaims.core;

import java.time.Duration;

/**
 * Hears what verifiers and key caches do, for metrics. Every method does nothing unless it is overridden. The methods are
 * called on the thread that verifies or that received the keys, by many threads at once, so they should only count and
 * return. The first exception of a listener is logged. Exceptions change nothing else.
 */
public interface VerificationListener {
    /** A token was verified. */
    default void verified(Verified event) {}

    /** A token was rejected. */
    default void rejected(Rejected event) {}

    /** It could not be decided whether a token is good. */
    default void unavailable(Unavailable event) {}

    /** The keys of an issuer were fetched, or the fetch failed. */
    default void keysFetched(KeysFetched event) {}

    /** A key was used although its set is older than {@link JwksCacheBuilder#maxAge}, because newer keys are unavailable. */
    default void staleKeyUsed(StaleKeyUsed event) {}

    /** A token was accepted although the revocations are stale ({@link Revocations.WhenStale#ACCEPT}). */
    default void staleRevocationsUsed(StaleRevocationsUsed event) {}

    /**
     * A token was verified.
     *
     * @param fromCache whether the token came from the cache of verified tokens
     */
    record Verified(boolean fromCache) {}

    /**
     * A token was rejected.
     *
     * @param reason why
     */
    record Rejected(TokenRejectedException.Reason reason) {}

    /**
     * It could not be decided whether a token is good.
     *
     * @param missing what was missing
     */
    record Unavailable(VerificationUnavailableException.Missing missing) {}

    /**
     * The keys of an issuer were fetched, or the fetch failed.
     *
     * @param issuer a value of {@code iss}
     * @param successful whether the keys were received
     * @param took how long the fetch took
     */
    record KeysFetched(String issuer, boolean successful, Duration took) {}

    /**
     * A key was used although its set is older than {@link JwksCacheBuilder#maxAge}.
     *
     * @param issuer a value of {@code iss}
     * @param age how old the key set is
     */
    record StaleKeyUsed(String issuer, Duration age) {}

    /**
     * A token was accepted although the revocations are stale.
     *
     * @param age {@link Revocations#age}
     */
    record StaleRevocationsUsed(Duration age) {}
}

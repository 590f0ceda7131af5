package io.cognitoclaims.core;

import java.time.Duration;

/**
 * Hears what verifiers and key caches do, for metrics. Every method does nothing unless it is overridden. They are called on
 * the thread that verifies or that received the keys, by many threads at once: count, and return. The first exception that a
 * listener throws is logged; none changes anything.
 */
public interface VerificationListener {
    /** A token was verified. */
    default void verified(Verified event) {}

    /** A token was rejected. */
    default void rejected(Rejected event) {}

    /** Whether a token is good could not be told. */
    default void unavailable(Unavailable event) {}

    /** The keys of an issuer were fetched, or could not be. */
    default void keysFetched(KeysFetched event) {}

    /** A key was used although its set is older than {@link JwksCacheBuilder#maxAge}, because newer keys are unavailable. */
    default void staleKeyUsed(StaleKeyUsed event) {}

    /**
     * A token was verified.
     *
     * @param fromCache whether the verified-token cache knew it
     */
    record Verified(boolean fromCache) {}

    /**
     * A token was rejected.
     *
     * @param reason why
     */
    record Rejected(TokenRejectedException.Reason reason) {}

    /**
     * Whether a token is good could not be told.
     *
     * @param missing what was missing
     */
    record Unavailable(VerificationUnavailableException.Missing missing) {}

    /**
     * The keys of an issuer were fetched, or could not be.
     *
     * @param issuer a value of {@code iss}
     * @param successful whether they came
     * @param took how long that took
     */
    record KeysFetched(String issuer, boolean successful, Duration took) {}

    /**
     * A key was used although its set is older than {@link JwksCacheBuilder#maxAge}.
     *
     * @param issuer a value of {@code iss}
     * @param age how old the key set is
     */
    record StaleKeyUsed(String issuer, Duration age) {}
}

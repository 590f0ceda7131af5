package io.cognitoclaims.core;

import java.time.Duration;

/**
 * Is told what verifiers and key caches do, for metrics. Every method does nothing unless overridden. They are called on
 * the thread that verifies or that received the keys, by many threads at once: count, and return. The first
 * exception that one throws is logged; none changes anything.
 */
public interface VerificationListener {
    /** A token was verified; {@code fromCache} if the verified-token cache knew it. */
    default void verified(boolean fromCache) {}

    /** A token was rejected. */
    default void rejected(TokenRejectedException.Reason reason) {}

    /** A token could not be judged, because its issuer's keys are unavailable. */
    default void keysUnavailable() {}

    /** The keys of {@code issuer}, a value of {@code iss}, were asked for, and came or did not come within {@code took}. */
    default void keysFetched(String issuer, boolean successful, Duration took) {}

    /**
     * A key served although its set is older than {@link JwksCache.Builder#maxAge}, because newer keys are unavailable.
     */
    default void staleKeyServed(String issuer, Duration age) {}
}

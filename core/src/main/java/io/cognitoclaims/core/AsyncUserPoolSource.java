package io.cognitoclaims.core;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Looks up the user pool of an issuer as {@link UserPoolSource} does, without blocking. It is called on the thread that
 * verifies, by several at once.
 */
@FunctionalInterface
public interface AsyncUserPoolSource {
    /**
     * {@return the pool that writes exactly this issuer; empty if the application knows none} An exception, null, and an
     * answer that takes longer than {@link UserPoolCacheBuilder#lookupTimeout} count as a failed look-up. The tokens of a pool
     * that {@linkplain UserPool#hasIssuer does not write this issuer} are rejected.
     *
     * @param issuer see {@link UserPoolSource#find}
     */
    CompletionStage<Optional<AcceptedPool>> find(String issuer);
}

package io.cognitoclaims.core;

import java.util.Optional;

/**
 * Looks up the user pool of an issuer, for example in the application's database. {@link UserPoolCache} asks it and
 * remembers the answers.
 *
 * <p>It is called by several threads at once, on threads of the cache and not on the thread of the request. A call that
 * takes longer than {@link UserPoolCacheBuilder#lookupTimeout} counts as failed, and its thread is interrupted.
 */
@FunctionalInterface
public interface UserPoolSource {
    /**
     * {@return the pool that writes exactly this issuer; empty if the application knows none} An exception and null count as
     * a failed look-up. The tokens of a pool that {@linkplain UserPool#hasIssuer does not write this issuer} are rejected.
     *
     * @param issuer the {@code iss} of a token that was not verified: it has the form of an issuer, and nothing else about
     *     it is certain. Compare it with what is stored; never make a pool out of it
     */
    Optional<AcceptedPool> find(String issuer) throws Exception;
}

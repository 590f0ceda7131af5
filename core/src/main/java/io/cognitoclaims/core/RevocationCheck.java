package io.cognitoclaims.core;

/**
 * Tells whether a token was revoked. Cognito does not notify resource servers: a revoked token is accepted until it expires
 * (<a href="https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html">Ending user sessions with
 * token revocation</a>), so an application that needs revocations keeps its own list: {@link Revocations}, or another one behind this interface.
 *
 * <p>It is called for every token that passed all other checks, also for one from the cache of verified tokens. It runs on
 * the thread that verifies, so answer from memory. Its exceptions reach the caller of the verifier.
 */
@FunctionalInterface
public interface RevocationCheck {
    /** {@return whether the token must no longer be accepted} */
    boolean isRevoked(CognitoToken token);
}

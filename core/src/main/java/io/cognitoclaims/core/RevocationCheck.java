package io.cognitoclaims.core;

/**
 * Tells whether a token was revoked. Cognito does not tell resource servers: a revoked token verifies until it expires
 * (<a href="https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html">Ending user sessions with
 * token revocation</a>), so an application that must know keeps a list of its own, for example {@link RevokedTokens}.
 *
 * <p>It is asked for every token that is otherwise good, also for one that the verified-token cache holds, on the thread
 * that verifies: answer from memory. What it throws reaches the caller of the verifier.
 */
@FunctionalInterface
public interface RevocationCheck {
    /** {@return whether the token must not be accepted any more} */
    boolean isRevoked(CognitoToken token);
}

package io.cognitoclaims.core;

/**
 * An issuer whose tokens are accepted.
 *
 * @param keys the keys that it signs with
 * @param accepted its pool, with the app clients whose tokens are accepted
 */
record TrustedIssuer(IssuerKeys keys, AcceptedPool accepted) {}

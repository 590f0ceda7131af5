package io.cognitoclaims.core;

/**
 * An issuer whose tokens are accepted.
 *
 * @param keys the keys that it signs with
 * @param clients the app clients whose tokens are accepted
 */
record TrustedIssuer(IssuerKeys keys, AcceptedClients clients) {}

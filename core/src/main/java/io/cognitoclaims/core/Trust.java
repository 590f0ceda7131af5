package io.cognitoclaims.core;

/**
 * What is trusted of one issuer.
 *
 * @param keys the keys that it signs with
 * @param clients the app clients whose tokens are accepted
 */
record Trust(IssuerKeys keys, AcceptedClients clients) {}

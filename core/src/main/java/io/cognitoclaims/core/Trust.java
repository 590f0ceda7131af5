package io.cognitoclaims.core;

import java.util.Set;

/**
 * What is trusted of one issuer.
 *
 * @param keys the keys that it signs with
 * @param clientIds the app clients whose tokens are accepted; empty for all of them
 */
record Trust(IssuerKeys keys, Set<String> clientIds) {
    boolean accepts(String clientId) {
        return clientIds.isEmpty() || clientIds.contains(clientId);
    }
}

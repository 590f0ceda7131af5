package io.cognitoclaims.core;

import java.util.Set;

/**
 * What is trusted of one issuer.
 *
 * @param issuer the issuer and where its keys are
 * @param clientIds the app clients whose tokens are accepted; empty for all of them
 */
record Trust(Issuer issuer, Set<String> clientIds) {
    boolean accepts(String clientId) {
        return clientIds.isEmpty() || clientIds.contains(clientId);
    }
}

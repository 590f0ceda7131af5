package io.cognitoclaims.samples.userpool;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/**
 * The two keys of a pool: one signs ID tokens, the other access tokens. New at each start.
 *
 * <p>They are made in the background, since that takes about as long as all else of a start; who needs one first waits.
 */
@Component
final class PoolKeys {
    private final CompletableFuture<SigningKey> idTokens = CompletableFuture.supplyAsync(SigningKey::create);
    private final CompletableFuture<SigningKey> accessTokens = CompletableFuture.supplyAsync(SigningKey::create);

    SigningKey idTokens() {
        return idTokens.join();
    }

    SigningKey accessTokens() {
        return accessTokens.join();
    }

    Map<String, List<Map<String, String>>> jwks() {
        return Map.of("keys", List.of(idTokens().jwk(), accessTokens().jwk()));
    }
}

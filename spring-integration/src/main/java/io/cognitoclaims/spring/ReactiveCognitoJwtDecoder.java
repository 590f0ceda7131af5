package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.VerificationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * Does the same as {@link CognitoJwtDecoder} without blocking, with the same outcomes. A token whose key is known is
 * verified on the thread that subscribes.
 */
final class ReactiveCognitoJwtDecoder implements ReactiveJwtDecoder {
    private final CognitoVerifier<?> verifier;
    private final PrincipalName name;
    private final @Nullable ExpectedTenant<ServerWebExchange> tenants;

    /** @param tenants null if tokens of any tenant are accepted */
    ReactiveCognitoJwtDecoder(
            CognitoVerifier<?> verifier, PrincipalName name, @Nullable ReactiveTenantResolver tenants) {
        this.verifier = verifier;
        this.name = name;
        this.tenants = tenants == null ? null : new ExpectedTenant<>(tenants::resolve);
    }

    @Override
    public Mono<Jwt> decode(String token) {
        return Mono.deferContextual(context -> verify(token, context))
                .<Jwt>map(verified -> new CognitoJwt(token, verified, name.in(verified)))
                .onErrorMap(VerificationException.class, CognitoJwtDecoder::refusal);
    }

    /**
     * One thread delivers the keys to all requests that wait for them. The rest of these requests must not run on it one
     * after the other. Cancelling stops the wait, not the fetch.
     */
    private Mono<? extends CognitoToken> verify(String token, ContextView context) {
        CompletableFuture<? extends CognitoToken> result = tenants == null
                ? verifier.verifyAsync(token)
                : verifier.verifyAsync(token, tenants.of(context.getOrDefault(ReactiveProblemFilter.EXCHANGE, null)));
        Mono<? extends CognitoToken> verified = Mono.fromFuture(result);
        return result.isDone() ? verified : verified.publishOn(Schedulers.parallel());
    }
}

package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.VerificationException;
import java.util.concurrent.CompletableFuture;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Does the same as {@link CognitoJwtDecoder} without blocking, with the same outcomes. A token whose key is known is
 * verified on the thread that subscribes.
 */
final class ReactiveCognitoJwtDecoder implements ReactiveJwtDecoder {
    private final CognitoVerifier<?> verifier;
    private final PrincipalName name;

    ReactiveCognitoJwtDecoder(CognitoVerifier<?> verifier, PrincipalName name) {
        this.verifier = verifier;
        this.name = name;
    }

    @Override
    public Mono<Jwt> decode(String token) {
        return Mono.defer(() -> verify(token))
                .<Jwt>map(verified -> new CognitoJwt(token, verified, name.in(verified)))
                .onErrorMap(VerificationException.class, CognitoJwtDecoder::refusal);
    }

    /**
     * One thread delivers the keys to all requests that wait for them. The rest of these requests must not run on it one
     * after the other. Cancelling stops the wait, not the fetch.
     */
    private Mono<? extends CognitoToken> verify(String token) {
        CompletableFuture<? extends CognitoToken> result = verifier.verifyAsync(token);
        Mono<? extends CognitoToken> verified = Mono.fromFuture(result);
        return result.isDone() ? verified : verified.publishOn(Schedulers.parallel());
    }
}

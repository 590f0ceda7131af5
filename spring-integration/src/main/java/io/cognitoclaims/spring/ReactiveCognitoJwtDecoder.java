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
 * Does without blocking what {@link CognitoJwtDecoder} does, with the same outcomes. A token whose key is known is
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
     * All who wait for keys are told by the one thread that brought them; the rest of their requests must not run there,
     * one after the other. Who cancels stops waiting, and does not stop the fetch.
     */
    private Mono<? extends CognitoToken> verify(String token) {
        CompletableFuture<? extends CognitoToken> result = verifier.verifyAsync(token);
        Mono<? extends CognitoToken> verified = Mono.fromFuture(result);
        return result.isDone() ? verified : verified.publishOn(Schedulers.parallel());
    }
}

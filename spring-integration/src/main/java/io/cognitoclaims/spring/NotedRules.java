package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoToken;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.core.Authentication;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The rules of filter chains on WebFlux, which tell the {@link ReactiveOperation} the scopes that they ask for. */
final class NotedRules implements ObjectPostProcessor<ReactiveAuthorizationManager<ServerWebExchange>> {
    private final ScopeAuthorities scopes;
    private final ObjectProvider<ObjectPostProcessor<ReactiveAuthorizationManager<ServerWebExchange>>> all;

    /** @param all also this one */
    NotedRules(
            ScopeAuthorities scopes,
            ObjectProvider<ObjectPostProcessor<ReactiveAuthorizationManager<ServerWebExchange>>> all) {
        this.scopes = scopes;
        this.all = all;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <O extends ReactiveAuthorizationManager<ServerWebExchange>> O postProcess(O rules) {
        List<ObjectPostProcessor<ReactiveAuthorizationManager<ServerWebExchange>>> others = all.orderedStream()
                .filter(other -> !(other instanceof NotedRules))
                .toList();
        ReactiveAuthorizationManager<ServerWebExchange> processed = rules;
        for (ObjectPostProcessor<ReactiveAuthorizationManager<ServerWebExchange>> other : others) {
            processed = other.postProcess(processed);
        }
        ReactiveAuthorizationManager<ServerWebExchange> decisive = processed;
        ReactiveAuthorizationManager<ServerWebExchange> noted = (caller, exchange) ->
                decisive.authorize(caller, exchange).flatMap(result -> noted(result, caller, exchange));
        return (O) noted;
    }

    private Mono<AuthorizationResult> noted(
            AuthorizationResult result, Mono<Authentication> caller, ServerWebExchange exchange) {
        ReactiveOperation operation = ReactiveOperation.of(exchange);
        if (operation == null || !(result instanceof AuthorityAuthorizationDecision decision)) {
            return Mono.just(result);
        }
        return caller.map(found -> Optional.ofNullable(CognitoJwt.tokenOf(found)))
                .defaultIfEmpty(Optional.empty())
                .map(found -> {
                    CognitoToken token = found.orElse(null);
                    operation.demand(scopes.askedBy(decision, token), token);
                    return result;
                });
    }
}

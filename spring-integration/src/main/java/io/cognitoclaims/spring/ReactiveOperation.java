package io.cognitoclaims.spring;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * What one exchange has been found to need, and how far its answer is, as {@link Operation} has it for servlets. It is kept
 * in an attribute, and is safe for use by many threads.
 */
final class ReactiveOperation {
    private static final String ATTRIBUTE = ReactiveOperation.class.getName();

    private final ServerHttpResponse response;
    private final Set<String> scopes = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.OPEN);
    private volatile boolean lacksScope;
    private volatile @Nullable String token;

    private ReactiveOperation(ServerHttpResponse response) {
        this.response = response;
    }

    /** {@return the operation of the exchange; a new one if no filter saw the exchange before} */
    static ReactiveOperation begun(ServerWebExchange exchange) {
        return (ReactiveOperation) exchange.getAttributes()
                .computeIfAbsent(ATTRIBUTE, unused -> new ReactiveOperation(exchange.getResponse()));
    }

    /** {@return the token that the filter read, not yet verified} */
    static Mono<String> tokenOf(ServerWebExchange exchange) {
        ReactiveOperation operation = of(exchange);
        return Mono.justOrEmpty(operation == null ? null : operation.token);
    }

    static @Nullable ReactiveOperation of(ServerWebExchange exchange) {
        return exchange.getAttribute(ATTRIBUTE);
    }

    /**
     * Records that the exchange of this context needs these scopes, and refuses it if the token lacks one. Outside of an
     * exchange, and once the answer has begun, the caller's exception is all there is.
     */
    static void demand(Set<String> scopes, @Nullable CognitoToken token, ContextView context) {
        if (context.getOrDefault(ReactiveProblemFilter.EXCHANGE, null) instanceof ServerWebExchange exchange) {
            ReactiveOperation operation = of(exchange);
            if (operation != null) {
                operation.demand(scopes, token);
                // Without a token, Spring Security asks for one.
                if (token != null && !has(scopes, token)) {
                    operation.refuse();
                }
            }
        }
    }

    static boolean has(Set<String> scopes, @Nullable CognitoToken token) {
        return token instanceof AccessToken access && access.scopes().containsAll(scopes);
    }

    /** @param read null if the request has none */
    void read(@Nullable String read) {
        token = read;
    }

    /** Records scopes that this exchange needs, whether the token has them or not. */
    void demand(Set<String> needed, @Nullable CognitoToken token) {
        scopes.addAll(needed);
        if (token instanceof AccessToken && !has(needed, token)) {
            lacksScope = true;
        }
    }

    /** {@return the scopes that were demanded, if the token lacks one; otherwise none} */
    Set<String> scopesToAskFor() {
        return lacksScope ? Set.copyOf(scopes) : Set.of();
    }

    /** {@return whether the application may write: false after a refusal took the place of its answer} */
    boolean begin() {
        return stage.compareAndSet(Stage.OPEN, Stage.BEGUN) || stage.get() == Stage.BEGUN;
    }

    boolean isRefused() {
        return stage.get().isRefused;
    }

    /** {@return whether the caller must write the refusal: true once, after a demand that was not met} */
    boolean beginRefusal() {
        return stage.compareAndSet(Stage.REFUSED, Stage.REFUSAL_BEGUN);
    }

    private void refuse() {
        if (!response.isCommitted()) {
            stage.compareAndSet(Stage.OPEN, Stage.REFUSED);
        }
    }

    private enum Stage {
        /** Nothing is written. */
        OPEN(false),
        /** The application's answer. */
        BEGUN(false),
        /** A refusal will be written in its place. */
        REFUSED(true),
        /** A refusal was written, or is being written. */
        REFUSAL_BEGUN(true);

        private final boolean isRefused;

        Stage(boolean isRefused) {
            this.isRefused = isRefused;
        }
    }
}

package io.cognitoclaims.spring.test;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.test.web.reactive.server.MockServerConfigurer;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClientConfigurer;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;

/**
 * The user of the requests of a {@code WebTestClient} without a server, in a {@code @WebFluxTest} or in a whole
 * application:
 *
 * <pre>{@code
 * client.mutateWith(mockCognitoUser().groups("admin").claim(PET_PREFERENCE, DOGS))
 *         .get().uri("/walks").exchange()
 *         .expectStatus().isOk();
 * }</pre>
 *
 * <p>A client of a running server sends a token as any client does: get one from the pool of {@link WithTestUserPool}.
 */
public final class WebTestClientCognitoUser extends CognitoUser<WebTestClientCognitoUser>
        implements WebTestClientConfigurer, MockServerConfigurer {
    private WebTestClientCognitoUser(UserToken token) {
        super(token);
    }

    /** {@return a user in no group, with no scopes} */
    public static WebTestClientCognitoUser mockCognitoUser() {
        return new WebTestClientCognitoUser(UserToken.PLAIN);
    }

    @Override
    public void beforeServerCreated(WebHttpHandlerBuilder server) {
        addTo(server, mistake -> {});
    }

    /** Before Spring Security's filter, which is already in the list. */
    private void addTo(WebHttpHandlerBuilder server, Consumer<IllegalStateException> mistakes) {
        server.filters(filters -> filters.add(0, (exchange, chain) -> withToken(exchange, chain, mistakes)));
    }

    /**
     * Adds the token to the requests. If the application cannot accept the user, the request throws an {@link
     * IllegalStateException}, instead of the answer 500 that the server would give.
     *
     * @throws IllegalStateException if the client is one of a running server
     */
    @Override
    public void afterConfigurerAdded(
            WebTestClient.Builder client,
            @Nullable WebHttpHandlerBuilder server,
            @Nullable ClientHttpConnector connector) {
        if (server == null) {
            throw new IllegalStateException(
                    "this client has a running server: give it a token with headers(headers -> headers.setBearerAuth(..))");
        }
        AtomicReference<@Nullable IllegalStateException> impossible = new AtomicReference<>();
        addTo(server, impossible::set);
        client.filter((request, next) -> next.exchange(request).flatMap(answer -> {
            IllegalStateException mistake = impossible.getAndSet(null);
            return mistake == null ? Mono.just(answer) : answer.releaseBody().then(Mono.error(mistake));
        }));
    }

    @Override
    WebTestClientCognitoUser of(UserToken token) {
        return new WebTestClientCognitoUser(token);
    }

    private Mono<Void> withToken(
            ServerWebExchange exchange, WebFilterChain chain, Consumer<IllegalStateException> mistakes) {
        return Mono.fromSupplier(() -> token().signFor(requireNonNull(
                        exchange.getApplicationContext(), "the client has no application context")))
                .doOnError(IllegalStateException.class, mistakes)
                .flatMap(token -> chain.filter(exchange.mutate()
                        .request(request -> request.headers(headers -> headers.setBearerAuth(token)))
                        .build()));
    }
}

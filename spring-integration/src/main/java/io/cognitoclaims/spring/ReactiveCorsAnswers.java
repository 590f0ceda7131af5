package io.cognitoclaims.spring;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsProcessor;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.reactive.DispatcherHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Does the same as {@link CorsAnswers} on servlets, with the configuration of WebFlux. */
final class ReactiveCorsAnswers implements WebFilter {
    private final @Nullable CorsWebFilter filter;
    private final ObjectProvider<CorsConfigurationSource> sources;
    private final ObjectProvider<DispatcherHandler> dispatchers;
    private final ObjectProvider<ManagementCors> management;
    private final CorsProcessor processor = new DefaultCorsProcessor();

    ReactiveCorsAnswers(
            @Nullable CorsWebFilter filter,
            ObjectProvider<CorsConfigurationSource> sources,
            ObjectProvider<DispatcherHandler> dispatchers,
            ObjectProvider<ManagementCors> management) {
        this.filter = filter;
        this.sources = sources;
        this.dispatchers = dispatchers;
        this.management = management;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        // Without an origin only that filter has something to do, and beans are looked up for each request below.
        if (filter == null && exchange.getRequest().getHeaders().getOrigin() == null) {
            return chain.filter(exchange);
        }
        ApplicationContext answering = exchange.getApplicationContext();
        ManagementCors cors = management.getIfAvailable();
        if (answering != null && cors != null && cors.isAbout(answering)) {
            return process(cors.configurationIn(answering), exchange, chain);
        }
        return filter == null ? answer(exchange, chain) : filter.filter(exchange, asked -> answer(asked, chain));
    }

    private Mono<Void> answer(ServerWebExchange exchange, WebFilterChain chain) {
        if (exchange.getRequest().getHeaders().getOrigin() == null) {
            return chain.filter(exchange);
        }
        CorsConfiguration configuration = sources.orderedStream()
                .flatMap(source -> Stream.ofNullable(source.getCorsConfiguration(exchange)))
                .findFirst()
                .orElse(null);
        return configuration == null ? askHandlers(exchange, chain) : process(configuration, exchange, chain);
    }

    private Mono<Void> process(
            @Nullable CorsConfiguration configuration, ServerWebExchange exchange, WebFilterChain chain) {
        return configuration == null || exchange.getRequest().getHeaders().getOrigin() == null
                ? chain.filter(exchange)
                : goOn(processor.process(configuration, exchange), exchange, chain);
    }

    private static Mono<Void> goOn(boolean isAllowed, ServerWebExchange exchange, WebFilterChain chain) {
        return isAllowed && !CorsUtils.isPreFlightRequest(exchange.getRequest())
                ? chain.filter(exchange)
                : exchange.getResponse().setComplete();
    }

    /**
     * Only the handlers of WebFlux know their configuration, and they show it only in what they write into the response.
     * They answer a preflight even if they have no configuration, so they are called with the request that follows it.
     */
    private Mono<Void> askHandlers(ServerWebExchange exchange, WebFilterChain chain) {
        DispatcherHandler dispatcher = dispatchers.getIfAvailable();
        if (dispatcher == null || dispatcher.getHandlerMappings() == null) {
            return chain.filter(exchange);
        }
        ScratchResponse answer = new ScratchResponse(exchange.getResponse());
        ServerWebExchange asked = exchange.mutate()
                .request(announced(exchange.getRequest()))
                .response(answer)
                .build();
        return Flux.fromIterable(dispatcher.getHandlerMappings())
                .concatMap(mapping -> mapping.getHandler(asked))
                .next()
                // Such as a method that no handler takes. The dispatcher asks again, and answers it.
                .onErrorResume(failure -> Mono.empty())
                .then(Mono.defer(() -> answer(answer, dispatcher, exchange, chain)));
    }

    private static ServerHttpRequest announced(ServerHttpRequest request) {
        HttpMethod method = request.getHeaders().getAccessControlRequestMethod();
        return CorsUtils.isPreFlightRequest(request) && method != null
                ? request.mutate().method(method).build()
                : request;
    }

    private static Mono<Void> answer(
            ScratchResponse answer, DispatcherHandler dispatcher, ServerWebExchange exchange, WebFilterChain chain) {
        boolean isRefused = HttpStatus.FORBIDDEN.equals(answer.getStatusCode());
        if (!isRefused && answer.getHeaders().getAccessControlAllowOrigin() == null) {
            return chain.filter(exchange);
        }
        if (CorsUtils.isPreFlightRequest(exchange.getRequest())) {
            return dispatcher.handlePreFlight(exchange);
        }
        exchange.getResponse().getHeaders().putAll(answer.getHeaders());
        if (isRefused) {
            exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
        }
        return goOn(!isRefused, exchange, chain);
    }

    /** Keeps to itself what is written into it, which is a status and headers. */
    private static final class ScratchResponse extends ServerHttpResponseDecorator {
        private final HttpHeaders headers = new HttpHeaders();
        private @Nullable HttpStatusCode status;

        ScratchResponse(ServerHttpResponse response) {
            super(response);
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public boolean setStatusCode(@Nullable HttpStatusCode status) {
            this.status = status;
            return true;
        }

        @Override
        public @Nullable HttpStatusCode getStatusCode() {
            return status;
        }
    }
}

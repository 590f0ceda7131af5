package io.cognitoclaims.spring;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authorization.AuthorizationWebFilter;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.adapter.DefaultServerWebExchange;
import org.springframework.web.server.i18n.FixedLocaleContextResolver;
import org.springframework.web.server.session.DefaultWebSessionManager;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Does the same as {@link UnguardedRequests} for WebFlux, whose chains show neither a pattern nor their name. */
final class UnguardedExchanges {
    private static final Logger LOG = LoggerFactory.getLogger(CognitoClaimsFilterChainAutoConfiguration.class);

    private UnguardedExchanges() {}

    /** @param chains by the names of their beans */
    static void warn(Map<String, SecurityWebFilterChain> chains, ApplicationContext context) {
        chains.forEach((name, chain) -> {
            if (!hasRules(chain)) {
                LOG.warn(
                        "Whatever the filter chain {} matches is open to everybody, without a token: it has no"
                                + " authorizeExchange.",
                        name);
            }
        });
        ServerWebExchange unlikely = unlikely(context);
        if (chains.values().stream().noneMatch(chain -> matches(chain, unlikely))) {
            LOG.warn(
                    "Whatever no filter chain matches is open to everybody, without a token. There are the chains {} only."
                            + " Add a SecurityWebFilterChain bean without a securityMatcher, which ends in"
                            + " anyExchange().authenticated().",
                    chains.keySet());
        }
    }

    private static boolean hasRules(SecurityWebFilterChain chain) {
        return Boolean.TRUE.equals(chain.getWebFilters()
                .any(AuthorizationWebFilter.class::isInstance)
                .block());
    }

    /** If an artificial request is not enough for a matcher, the matcher does not match everything. */
    private static boolean matches(SecurityWebFilterChain chain, ServerWebExchange unlikely) {
        return Boolean.TRUE.equals(Mono.defer(() -> chain.matches(unlikely))
                .doOnError(e -> LOG.debug("a filter chain can't be asked about a made-up request", e))
                .onErrorReturn(false)
                .block());
    }

    private static ServerWebExchange unlikely(ApplicationContext context) {
        return new DefaultServerWebExchange(
                new UnlikelyRequest(),
                new NoResponse(),
                new DefaultWebSessionManager(),
                ServerCodecConfigurer.create(),
                new FixedLocaleContextResolver(),
                context);
    }

    private static final class UnlikelyRequest extends AbstractServerHttpRequest {
        UnlikelyRequest() {
            super(
                    HttpMethod.GET,
                    URI.create("http://localhost" + UnguardedRequests.UNLIKELY_PATH),
                    "",
                    new HttpHeaders());
        }

        @Override
        public Flux<DataBuffer> getBody() {
            return Flux.empty();
        }

        @Override
        protected MultiValueMap<String, HttpCookie> initCookies() {
            return new LinkedMultiValueMap<>();
        }

        @Override
        protected @Nullable SslInfo initSslInfo() {
            return null;
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // Spring declares it so.
        public <T> T getNativeRequest() {
            throw new UnsupportedOperationException();
        }
    }

    /** Nobody answers. */
    private static final class NoResponse extends AbstractServerHttpResponse {
        NoResponse() {
            super(DefaultDataBufferFactory.sharedInstance);
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // Spring declares it so.
        public <T> T getNativeResponse() {
            throw new UnsupportedOperationException();
        }

        @Override
        protected Mono<Void> writeWithInternal(Publisher<? extends DataBuffer> body) {
            return Mono.empty();
        }

        @Override
        protected Mono<Void> writeAndFlushWithInternal(Publisher<? extends Publisher<? extends DataBuffer>> body) {
            return Mono.empty();
        }

        @Override
        protected void applyStatusCode() {}

        @Override
        protected void applyHeaders() {}

        @Override
        protected void applyCookies() {}
    }
}

package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.OAuth2ResourceServerSpec;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import reactor.core.publisher.Mono;

/**
 * Who reads the token in the default chain on WebFlux: the starter alone, because the firewall and Spring Security's own
 * reader look at each of its characters again; and Spring Security where the application may have changed the chain.
 */
class ReactiveTokenReaderTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String TOKEN = POOL.accessToken().subject("alice").sign();

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void theHeaderOfTheTokenIsReadOnce() throws Exception {
        try (RunningApi api = WebStack.NETTY.startFor(POOL, CountingApplication.class)) {
            CountingApplication.reads.set(0);

            assertThat(api.get("/access", TOKEN).body()).startsWith("alice");

            assertThat(CountingApplication.reads).hasValue(1);
        }
    }

    @Test
    void aTokenThatAFilterOfTheApplicationPutsIntoTheHeaderCounts() throws Exception {
        try (RunningApi api = WebStack.NETTY.startFor(POOL, FilteringApplication.class)) {
            assertThat(api.get("/access").body()).startsWith("alice");
        }
    }

    @Test
    void aReaderOfTheApplicationStays() throws Exception {
        try (RunningApi api = WebStack.NETTY.startFor(POOL, ReadingApplication.class)) {
            assertThat(api.get("/access").body()).startsWith("alice");
        }
    }

    @Import(Greeter.class)
    @Configuration(proxyBeanMethods = false)
    static class CountingApplication {
        private static final AtomicInteger reads = new AtomicInteger();

        @Bean
        ServerWebExchangeFirewall countingFirewall() {
            StrictServerWebExchangeFirewall firewall = new StrictServerWebExchangeFirewall();
            firewall.setAllowedHeaderValues(value -> {
                if (value != null && value.endsWith(TOKEN)) {
                    reads.incrementAndGet();
                }
                return true;
            });
            return firewall;
        }
    }

    @Import(Greeter.class)
    @Configuration(proxyBeanMethods = false)
    static class FilteringApplication {
        @Bean
        Customizer<ServerHttpSecurity> tokenOfAlice() {
            return http -> http.addFilterAt(
                    (exchange, chain) -> chain.filter(exchange.mutate()
                            .request(request -> request.headers(headers -> headers.setBearerAuth(TOKEN)))
                            .build()),
                    SecurityWebFiltersOrder.HTTP_BASIC);
        }
    }

    @Import(Greeter.class)
    @Configuration(proxyBeanMethods = false)
    static class ReadingApplication {
        @Bean
        Customizer<OAuth2ResourceServerSpec> readerOfAlice() {
            return server ->
                    server.bearerTokenConverter(exchange -> Mono.just(new BearerTokenAuthenticationToken(TOKEN)));
        }
    }
}

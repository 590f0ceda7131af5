package io.cognitoclaims.spring.test;

import io.cognitoclaims.core.JwksCache;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** An application whose keys can't be fetched from anywhere. */
@TestConfiguration(proxyBeanMethods = false)
class WithoutNetwork {
    @Bean
    Network network() {
        return new Network();
    }

    @Bean
    JwksCache keys(Network network) {
        return JwksCache.builder()
                .fetcher(address -> {
                    network.fetches.incrementAndGet();
                    return CompletableFuture.failedFuture(new UnsupportedOperationException("no network"));
                })
                .build();
    }

    static final class Network {
        private final AtomicInteger fetches = new AtomicInteger();

        int fetches() {
            return fetches.get();
        }
    }
}

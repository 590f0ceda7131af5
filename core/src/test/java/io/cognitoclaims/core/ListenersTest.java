package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.VerificationListener.KeysFetched;
import io.cognitoclaims.core.VerificationListener.Verified;
import io.cognitoclaims.testing.TestUserPool;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ListenersTest {
    private static final TestUserPool POOL = TestUserPool.create();

    private final Recorder first = new Recorder(new LinkedBlockingQueue<>());
    private final Recorder last = new Recorder(new LinkedBlockingQueue<>());

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void areAllToldAlsoIfOneOfThemFails() throws Exception {
        CognitoVerifier<AccessToken> verifier = verifier()
                .addListener(first)
                .addListener(new Faulty())
                .addListener(last)
                .build();
        assertThat(verifier.verify(POOL.accessToken().sign())).isNotNull();

        assertThat(Arrays.asList(first.next(), first.next())).containsExactlyInAnyOrder("keys fetched", "verified");
        assertThat(Arrays.asList(last.next(), last.next())).containsExactlyInAnyOrder("keys fetched", "verified");
    }

    @Test
    void ofAKeyCacheAddUpToo() throws Exception {
        JwksCache keys = JwksCache.builder()
                .fetcher(uri -> CompletableFuture.completedFuture(POOL.jwks().getBytes(UTF_8)))
                .addListener(first)
                .addListener(last)
                .build();
        assertThat(verifier().keys(keys).build().verify(POOL.accessToken().sign()))
                .isNotNull();

        assertThat(first.next()).isEqualTo("keys fetched");
        assertThat(last.next()).isEqualTo("keys fetched");
    }

    private static CognitoVerifierBuilder<AccessToken> verifier() {
        return CognitoVerifier.accessTokens(UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()));
    }

    private record Recorder(BlockingQueue<String> events) implements VerificationListener {
        /** Who waits for keys may go on before the listeners are told of them. */
        @Nullable
        String next() throws InterruptedException {
            return events.poll(60, TimeUnit.SECONDS);
        }

        @Override
        public void verified(Verified event) {
            events.add("verified");
        }

        @Override
        public void keysFetched(KeysFetched event) {
            events.add("keys fetched");
        }
    }

    private static final class Faulty implements VerificationListener {
        @Override
        public void verified(Verified event) {
            throw new IllegalStateException("a listener with a fault");
        }

        @Override
        public void keysFetched(KeysFetched event) {
            throw new IllegalStateException("a listener with a fault");
        }
    }
}

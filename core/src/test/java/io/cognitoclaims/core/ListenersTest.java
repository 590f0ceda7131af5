package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.core.VerificationListener.KeysFetched;
import io.cognitoclaims.core.VerificationListener.Rejected;
import io.cognitoclaims.core.VerificationListener.Unavailable;
import io.cognitoclaims.core.VerificationListener.Verified;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
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
    void allListenersAreToldEvenIfOneOfThemFails() throws Exception {
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
    void listenersOfAKeyCacheAddUp() throws Exception {
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

    @Test
    void aListenerIsToldWhyATokenIsRejectedByBothWaysOfVerifying() {
        JwksCache keys = JwksCache.create();
        keys.preload(UserPool.fromIssuer(POOL.issuer()), POOL.jwks());
        CognitoVerifier<AccessToken> verifier =
                verifier().keys(keys).addListener(first).build();
        String token = POOL.accessToken().clientId("someone-else").sign();

        assertThatExceptionOfType(TokenRejectedException.class).isThrownBy(() -> verifier.verify(token));
        assertThat(first.events()).containsExactly("rejected WRONG_CLIENT");

        assertThat(verifier.verifyAsync(token)).isCompletedExceptionally();
        assertThat(first.events()).containsExactly("rejected WRONG_CLIENT", "rejected WRONG_CLIENT");
    }

    @Test
    void aListenerIsToldWhatIsMissingByBothWaysOfVerifying() {
        CognitoVerifier<AccessToken> verifier = verifier()
                .keys(JwksCache.builder()
                        .fetcher(uri -> CompletableFuture.failedFuture(new IOException("down")))
                        .build())
                .addListener(first)
                .build();
        String token = POOL.accessToken().sign();

        assertThatExceptionOfType(VerificationUnavailableException.class).isThrownBy(() -> verifier.verify(token));
        assertThat(first.events()).containsExactly("unavailable KEYS");

        assertThat(verifier.verifyAsync(token)).isCompletedExceptionally();
        assertThat(first.events()).containsExactly("unavailable KEYS", "unavailable KEYS");
    }

    @Test
    void aListenerIsToldOfARejectionThatComesAfterAWaitForKeys() {
        CompletableFuture<byte[]> document = new CompletableFuture<>();
        CognitoVerifier<AccessToken> verifier = verifier()
                .keys(JwksCache.builder().fetcher(uri -> document).build())
                .addListener(first)
                .build();

        CompletableFuture<AccessToken> waiting =
                verifier.verifyAsync(POOL.accessToken().clientId("someone-else").sign());
        assertThat(waiting).isNotDone();
        assertThat(first.events()).isEmpty();
        document.complete(POOL.jwks().getBytes(UTF_8));

        assertThat(waiting).isCompletedExceptionally();
        assertThat(first.events()).containsExactly("rejected WRONG_CLIENT");
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
        public void rejected(Rejected event) {
            events.add("rejected " + event.reason());
        }

        @Override
        public void unavailable(Unavailable event) {
            events.add("unavailable " + event.missing());
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

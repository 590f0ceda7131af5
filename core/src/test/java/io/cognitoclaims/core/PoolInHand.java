package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.core.VerificationListener.KeysFetched;
import io.cognitoclaims.core.VerificationListener.StaleKeyUsed;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A pool whose clock and key endpoint are in the test's hand, and a verifier of its tokens. */
final class PoolInHand implements AutoCloseable {
    final TestClock clock = TestClock.at(Instant.parse("2026-11-22T12:00:00Z"));
    final TestUserPool pool = TestUserPool.create(clock);
    final Endpoint endpoint = new Endpoint();
    final Events events = new Events();
    final JwksCache keys = keys(events);
    final CognitoVerifier<AccessToken> verifier = verifier(keys);

    /** {@return a cache that asks the endpoint, and has patience with a slow machine} */
    JwksCache keys(VerificationListener listener) {
        return JwksCache.builder()
                .clock(clock)
                .fetcher(endpoint)
                .fetchTimeout(Duration.ofSeconds(30))
                .addListener(listener)
                .build();
    }

    CognitoVerifier<AccessToken> verifier(JwksCache keys) {
        return CognitoVerifier.accessTokens(UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                .clock(clock)
                .keys(keys)
                .withoutTokenCache()
                .build();
    }

    String token() {
        return pool.accessToken().sign();
    }

    String tokenOfKey(String keyId) {
        return pool.accessToken().header("kid", keyId).sign();
    }

    @Override
    public void close() {
        pool.close();
    }

    enum Fault {
        THROWS,
        THROWS_AN_ERROR,
        RETURNS_NOTHING,
        BRINGS_NOTHING
    }

    /** What a fetcher gives back that was written without care for null. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <V> V nothing() {
        return null;
    }

    /** It answers at once, on the caller's thread, unless it is held. */
    final class Endpoint implements JwksFetcher {
        private final List<String> asked = new ArrayList<>();
        private final CountDownLatch firstFetch = new CountDownLatch(1);
        private CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);
        private boolean holdsEach;
        private boolean failing;
        private @Nullable Fault fault;
        private volatile int fetches;

        @Override
        public synchronized CompletableFuture<byte[]> fetch(URI jwksUri) {
            asked.add(jwksUri.toString());
            fetches = asked.size();
            if (holdsEach) {
                gate = new CompletableFuture<>();
            }
            notifyAll();
            firstFetch.countDown();
            if (fault == Fault.THROWS) {
                throw new IllegalStateException("a fetcher with a fault");
            } else if (fault == Fault.THROWS_AN_ERROR) {
                throw new NoClassDefFoundError("a fetcher with a fault");
            } else if (fault == Fault.RETURNS_NOTHING) {
                return nothing();
            } else if (fault == Fault.BRINGS_NOTHING) {
                return CompletableFuture.completedFuture(nothing());
            }
            boolean fails = failing;
            // What it knew when it was asked, however late the answer comes.
            byte[] answer = pool.jwks().getBytes(UTF_8);
            return gate.thenApply(open -> {
                if (fails) {
                    throw new IllegalStateException("the endpoint is down");
                }
                return answer;
            });
        }

        List<String> asked() {
            return asked;
        }

        int fetches() {
            return fetches;
        }

        void hold() {
            gate = new CompletableFuture<>();
        }

        /** Each answer needs a release of its own. */
        void holdEach() {
            holdsEach = true;
        }

        void release() {
            CompletableFuture<Void> opened;
            synchronized (this) {
                opened = gate;
            }
            opened.complete(null);
        }

        void awaitFetch() throws InterruptedException {
            firstFetch.await();
        }

        /** Waits until it has been asked so often. */
        synchronized void awaitFetches(int count) throws InterruptedException {
            while (asked.size() < count) {
                wait();
            }
        }

        void fail() {
            failing = true;
        }

        void fault(Fault next) {
            fault = next;
        }

        void recover() {
            failing = false;
            fault = null;
        }
    }

    static final class Events implements VerificationListener {
        private final ConcurrentLinkedQueue<String> all = new ConcurrentLinkedQueue<>();
        private Runnable onFetch = () -> {};

        Collection<String> all() {
            return all;
        }

        void onFetch(Runnable action) {
            onFetch = action;
        }

        @Override
        public void keysFetched(KeysFetched event) {
            all.add("fetched " + event.successful());
            onFetch.run();
        }

        @Override
        public void staleKeyUsed(StaleKeyUsed event) {
            all.add("stale " + event.age());
        }
    }
}

package io.cognitoclaims.revocation.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.Revocation;
import io.cognitoclaims.core.RevocationStore;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.core.Revocations.WhenStale;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.core.VerificationUnavailableException.Missing;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One server of a fleet: its revocations, and two verifiers that use them. */
final class Member implements AutoCloseable {
    /** Short, so that tests see it pass. */
    static final Duration MAX_AGE = Duration.ofSeconds(1);

    final Revocations revocations;
    final CognitoVerifier<AccessToken> strict;
    final CognitoVerifier<AccessToken> lenient;
    private final TestUserPool pool;
    private final Watched store;

    private Member(TestUserPool pool, RevocationStore store, Clock clock) {
        this.pool = pool;
        this.store = new Watched(store);
        this.revocations =
                Revocations.builder(this.store).maxAge(MAX_AGE).clock(clock).start();
        this.strict = verifier(WhenStale.UNAVAILABLE);
        this.lenient = verifier(WhenStale.ACCEPT);
    }

    static Member of(TestUserPool pool, String address) {
        return of(pool, address, Clock.systemUTC());
    }

    static Member of(TestUserPool pool, String address, Clock clock) {
        return of(pool, store(address).clock(clock).build(), clock);
    }

    static Member of(TestUserPool pool, RevocationStore store, Clock clock) {
        return new Member(pool, store, clock);
    }

    static RedisRevocationStoreBuilder store(String address) {
        return RedisRevocationStore.builder(address).timeout(Duration.ofMillis(300));
    }

    Member ready() throws InterruptedException {
        assertThat(revocations.awaitFirstRead(Duration.ofSeconds(60))).isTrue();
        return this;
    }

    boolean refuses(String token) {
        try {
            lenient.verify(token);
            return false;
        } catch (TokenRejectedException e) {
            assertThat(e.reason()).isEqualTo(Reason.REVOKED);
            return true;
        }
    }

    /** Whether the verifier that needs fresh revocations judges tokens. */
    boolean judges(String goodToken) {
        try {
            strict.verify(goodToken);
            return true;
        } catch (VerificationUnavailableException e) {
            assertThat(e.missing()).isEqualTo(Missing.REVOCATIONS);
            return false;
        }
    }

    /** Signs the user out, as an application does: again until it is stored. */
    void revokeSignIn(String originJti) {
        Await.until("the revocation to be stored", () -> {
            try {
                revocations.revokeSignIn(originJti);
                return true;
            } catch (io.cognitoclaims.core.RevocationNotStoredException e) {
                return false;
            }
        });
    }

    /** Whether the store was used by a thread that verifies or does anything else but read and revoke. */
    boolean wasStoreUsedBy(Thread thread) {
        return store.users.contains(thread);
    }

    @Override
    public void close() {
        revocations.close();
    }

    private CognitoVerifier<AccessToken> verifier(WhenStale whenStale) {
        return CognitoVerifier.accessTokens(UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                .revocations(revocations, whenStale)
                .build();
    }

    private static final class Watched implements RevocationStore {
        private final RevocationStore target;
        private final Set<Thread> users = ConcurrentHashMap.newKeySet();

        Watched(RevocationStore target) {
            this.target = target;
        }

        @Override
        public void append(Revocation revocation) throws IOException {
            users.add(Thread.currentThread());
            target.append(revocation);
        }

        @Override
        public Batch read(String cursor, Duration maxWait) throws IOException {
            users.add(Thread.currentThread());
            return target.read(cursor, maxWait);
        }

        @Override
        public void close() {
            target.close();
        }
    }
}

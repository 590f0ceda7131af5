package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ThreadsTest {
    @Test
    void aVerifierThatFetchesNothingStartsNoThread() {
        try (TestUserPool pool = TestUserPool.create()) {
            String token = pool.accessToken().sign();
            verifyWithKeysBroughtAlong(pool, token);
            Set<Thread> before = threads();

            for (int round = 0; round < 10_000; round++) {
                verifyWithKeysBroughtAlong(pool, token);
            }

            assertThat(threads()).isSubsetOf(before);
        }
    }

    @Test
    void keysAreFetchedOnDaemonThreadsOnly() {
        Set<Thread> before = threads();
        try (TestUserPool pool = TestUserPool.create()) {
            verifier(pool, JwksCache.create()).verify(pool.accessToken().sign());

            Set<Thread> started = threads();
            started.removeAll(before);
            assertThat(started)
                    .anyMatch(thread -> thread.getName().startsWith("HttpClient"))
                    .allMatch(Thread::isDaemon);
        }
    }

    private static void verifyWithKeysBroughtAlong(TestUserPool pool, String token) {
        JwksCache keys = JwksCache.create();
        keys.preload(UserPool.fromIssuer(pool.issuer()), pool.jwks());
        assertThat(verifier(pool, keys).verify(token)).isNotNull();
    }

    private static CognitoVerifier<AccessToken> verifier(TestUserPool pool, JwksCache keys) {
        return CognitoVerifier.accessTokens(UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                .keys(keys)
                .build();
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .collect(Collectors.toSet());
    }
}

package io.cognitoclaims.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationListener;
import io.cognitoclaims.core.VerificationListener.Rejected;
import io.cognitoclaims.core.VerificationListener.Unavailable;
import io.cognitoclaims.testing.TestUserPool;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** The code of keys-and-outages.md. */
class KeysTest {
    @Test
    void aVerifierTakesATunedCache() {
        JwksCache keys = JwksCache.builder()
                .refreshAfter(Duration.ofMinutes(5))
                .staleLimit(Duration.ofHours(6))
                .fetchTimeout(Duration.ofSeconds(2))
                .build();

        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                        UserPool.of("us-east-1_EXAMPLE"), Set.of("55pb79dl8gm0i1ho9hdre91r3k"))
                .keys(keys)
                .build();

        assertThat(verifier).isNotNull();
    }

    @Test
    void aVerifierNeedsNoFetchWithKeysBroughtAlong() {
        try (TestUserPool testPool = TestUserPool.create()) {
            UserPool pool = UserPool.fromIssuer(testPool.issuer());
            Set<String> clientIds = Set.of(testPool.clientId());
            String jwks = testPool.jwks();

            JwksCache keys = JwksCache.create();
            keys.preload(pool, jwks);
            CognitoVerifier<AccessToken> verifier =
                    CognitoVerifier.accessTokens(pool, clientIds).keys(keys).build();

            assertThat(verifier.verify(testPool.accessToken().sign())).isNotNull();
            assertThat(testPool.keyFetches()).isZero();
        }
    }

    @Test
    void aPoolWithAnotherAddressOfItsKeysKeepsItsId() {
        UserPool pool = UserPool.of("us-east-1_EXAMPLE")
                .withJwksUri(URI.create("https://keys.example.com/us-east-1_EXAMPLE.json"));

        List<URI> asked = new ArrayList<>();
        try (TestUserPool signer = TestUserPool.create()) {
            JwksCache keys = JwksCache.builder()
                    .fetcher(address -> {
                        asked.add(address);
                        return CompletableFuture.completedFuture(signer.jwks().getBytes(UTF_8));
                    })
                    .build();
            CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(pool, Set.of(signer.clientId()))
                    .keys(keys)
                    .build();

            assertThat(verifier.verify(
                            signer.accessToken().issuer(pool.issuer()).sign()))
                    .isNotNull();
        }
        assertThat(asked).containsOnly(URI.create("https://keys.example.com/us-east-1_EXAMPLE.json"));
    }

    static final class Counts implements VerificationListener {
        final LongAdder rejected = new LongAdder();
        final LongAdder outages = new LongAdder();

        @Override
        public void rejected(Rejected event) {
            rejected.increment();
        }

        @Override
        public void unavailable(Unavailable event) {
            outages.increment();
        }
    }

    @Test
    void aListenerCountsARejection() {
        Counts counts = new Counts();
        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                        UserPool.of("us-east-1_EXAMPLE"), Set.of("55pb79dl8gm0i1ho9hdre91r3k"))
                .addListener(counts)
                .build();

        assertThat(verifier.verifyAsync("garbage")).isCompletedExceptionally();
        assertThat(counts.rejected.sum()).isEqualTo(1);
    }
}

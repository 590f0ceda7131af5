package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Runs with AmazonCorrettoCryptoProvider for Linux on x86-64 on the class path. */
@Tag("accelerated")
class AcceleratedSignaturesTest {
    private static final int THREADS = 4;

    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void amazonsProviderIsTakenWithoutBeingAskedFor() {
        assertThat(Rs256.fastest().toString()).startsWith("AmazonCorrettoCryptoProvider 2.");
    }

    @Test
    void aVerifierTellsGoodSignaturesFromBadOnesInFourThreadsAtOnce() throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                TestUserPool stranger = TestUserPool.create()) {
            CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                            UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                    .withoutTokenCache()
                    .build();
            String good = pool.accessToken().sign();
            String bad = pool.accessToken()
                    .signedBy(stranger)
                    .header("kid", pool.accessKeyId())
                    .sign();
            Callable<Void> mixed = () -> {
                for (int round = 0; round < 2_000; round++) {
                    assertThat(verifier.verify(good)).isNotNull();
                    assertRejected(verifier, bad, BAD_SIGNATURE);
                }
                return null;
            };

            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Future<Void>> runs = threads.invokeAll(
                    Stream.generate(() -> mixed).limit(THREADS).toList());
            threads.shutdown();

            for (Future<Void> run : runs) {
                assertThat(run.get()).isNull();
            }
        }
    }
}

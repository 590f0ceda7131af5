package io.cognitoclaims.alb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.cognitoclaims.core.VerificationException;
import io.cognitoclaims.testing.TestLoadBalancer;
import io.cognitoclaims.testing.TestUserPool;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;

/**
 * Whatever is sent or served, only the verifier's exceptions come out. With {@code -Pall} the inputs beside this class's
 * resources are run; {@code CONTRIBUTING.md} says how to look for new ones.
 */
@Tag("slow")
class OidcDataFuzzTest {
    private static final AtomicReference<Parts> PARTS = new AtomicReference<>();

    /** Any text as the value of the header. */
    @FuzzTest(maxDuration = "10m")
    void text(byte[] data) {
        rejectOrAccept(new String(data, UTF_8));
    }

    /** Any bytes as header and claims, rightly signed, so that all that is behind the signature is reached. */
    @FuzzTest(maxDuration = "10m")
    void content(FuzzedDataProvider data) {
        byte[] claims = data.consumeBytes(data.remainingBytes() / 2);
        rejectOrAccept(parts().loadBalancer.sign(data.consumeRemainingAsBytes(), claims));
    }

    /** Any bytes in place of a key. */
    @FuzzTest(maxDuration = "10m")
    void key(byte[] pem) {
        try {
            assertThat(Es256Key.parse(pem)).isNotNull();
        } catch (UnusableKeyException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static void rejectOrAccept(String data) {
        try {
            AlbIdentity accepted = parts().verifier.verify(data);
            assertThat(accepted.subject()).isNotEmpty();
            assertThat(accepted.email()).isNotNull();
        } catch (VerificationException e) {
            assertThat(e.getStackTrace()).isEmpty();
        }
    }

    private static Parts parts() {
        return PARTS.updateAndGet(made -> made == null ? Parts.make() : made);
    }

    private record Parts(TestLoadBalancer loadBalancer, AlbVerifier verifier) {
        static Parts make() {
            TestUserPool pool = TestUserPool.create();
            TestLoadBalancer loadBalancer = TestLoadBalancer.create(pool);
            return new Parts(loadBalancer, Verifiers.of(loadBalancer, pool));
        }
    }
}

package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.cognitoclaims.testing.TestUserPool;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;

/**
 * Whatever is sent, only the two exceptions of the verifier come out. With {@code -Pall} the inputs beside this class's
 * resources are run; {@code CONTRIBUTING.md} says how to look for new ones.
 */
@Tag("slow")
class HostileInputFuzzTest {
    private static final AtomicReference<TestUserPool> POOL = new AtomicReference<>();
    private static final AtomicReference<CognitoVerifier<AccessToken>> VERIFIER = new AtomicReference<>();

    /** Any text as a token. */
    @FuzzTest(maxDuration = "10m")
    void text(byte[] token) {
        rejectOrAccept(new String(token, UTF_8));
    }

    /** Any bytes as header and payload, rightly signed, so that all that is behind the signature is reached. */
    @FuzzTest(maxDuration = "10m")
    void content(FuzzedDataProvider data) {
        byte[] payload = data.consumeBytes(data.remainingBytes() / 2);
        byte[] header = data.consumeRemainingAsBytes();
        rejectOrAccept(pool().sign(header.length == 0 ? header().getBytes(UTF_8) : header, payload));
    }

    /** Any bytes as the payload behind a good header. */
    @FuzzTest(maxDuration = "10m")
    void payload(byte[] payload) {
        rejectOrAccept(pool().sign(header().getBytes(UTF_8), payload));
    }

    @FuzzTest(maxDuration = "10m")
    void json(byte[] document) {
        try {
            assertThat(Json.readObject(document)).isNotNull();
        } catch (MalformedJsonException e) {
            assertThat(e.getStackTrace()).isEmpty();
        }
    }

    @FuzzTest(maxDuration = "10m")
    void keySet(byte[] document) {
        try {
            assertThat(KeySet.parse(document, new KeyFetch.Moment(0, 0), KeySet.EMPTY, Rs256.fastest())
                            .keyIds())
                    .isNotEmpty();
        } catch (MalformedJsonException e) {
            assertThat(e.getStackTrace()).isEmpty();
        }
    }

    private static void rejectOrAccept(String token) {
        try {
            AccessToken accepted = verifier().verify(token);
            assertThat(accepted.subject()).isNotEmpty();
            assertThat(accepted.groups()).isNotNull();
            assertThat(accepted.scopes()).isNotNull();
        } catch (TokenRejectedException e) {
            assertThat(e.getStackTrace()).isEmpty();
        }
    }

    private static String header() {
        return "{\"kid\":\"" + pool().accessKeyId() + "\",\"alg\":\"RS256\"}";
    }

    private static TestUserPool pool() {
        return POOL.updateAndGet(made -> made == null ? TestUserPool.create() : made);
    }

    private static CognitoVerifier<AccessToken> verifier() {
        return VERIFIER.updateAndGet(made -> made == null ? newVerifier() : made);
    }

    private static CognitoVerifier<AccessToken> newVerifier() {
        UserPool trusted = UserPool.fromIssuer(pool().issuer());
        JwksCache keys = JwksCache.create();
        keys.preload(trusted, pool().jwks());
        return CognitoVerifier.accessTokens(trusted, Set.of(pool().clientId()))
                .keys(keys)
                .build();
    }
}

package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys that the application brings along serve, or it learns why they don't. */
class PreloadTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final UserPool TRUSTED = UserPool.of("us-east-1_EXAMPLE");
    private static final UserPool STRANGE = UserPool.of("us-east-1_STRANGE");

    private final JwksCache keys = JwksCache.builder()
            .fetcher(uri -> CompletableFuture.completedFuture(POOL.jwks().getBytes(UTF_8)))
            .build();

    @AfterAll
    static void close() {
        POOL.close();
    }

    static Stream<Arguments> otherFormsOfThePool() {
        URI mirror = URI.create("https://keys.example/us-east-1_EXAMPLE.json");
        UserPool replicated = TRUSTED.withReplicaRegions(Set.of("us-west-2"));
        return Stream.of(
                Arguments.of("another key address", TRUSTED, TRUSTED.withJwksUri(mirror)),
                Arguments.of("a key address of its own", TRUSTED.withJwksUri(mirror), TRUSTED),
                Arguments.of("a replica more", TRUSTED, replicated),
                Arguments.of("a replica less", replicated, TRUSTED),
                Arguments.of("one issuer alone", TRUSTED, UserPool.fromIssuer(TRUSTED.issuer())),
                Arguments.of("both issuers", UserPool.fromIssuer(TRUSTED.issuer()), TRUSTED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherFormsOfThePool")
    void keysForAnotherFormOfATrustedPoolAreRefused(String what, UserPool trusted, UserPool given) {
        verifierOf(trusted);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.preload(given, POOL.jwks()))
                .withMessageStartingWith("pool: no verifier of this cache trusts UserPool[us-east-1_EXAMPLE]");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("otherFormsOfThePool")
    void preloadedKeysLetNoVerifierBeBuiltForAnotherFormOfTheirPool(String what, UserPool trusted, UserPool given) {
        keys.preload(given, POOL.jwks());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> verifierOf(trusted))
                .withMessageStartingWith("keys: keys were preloaded for UserPool[us-east-1_EXAMPLE]");
    }

    @Test
    void keysMayBePreloadedForTheSamePoolBeforeAndAfterItsVerifierIsBuilt() {
        UserPool pool = TRUSTED.withReplicaRegions(Set.of("us-west-2", "eu-west-1"));
        UserPool same = TRUSTED.withReplicaRegions(Set.of("eu-west-1")).withReplicaRegions(Set.of("us-west-2"));

        List<String> tokens = pool.issuers().stream()
                .map(issuer ->
                        POOL.accessToken().issuer(issuer.value()).clientId("a").sign())
                .toList();
        JwksCache offline = JwksCache.builder()
                .fetcher(uri -> CompletableFuture.failedFuture(new IOException("no network")))
                .build();

        offline.preload(pool, POOL.jwks());
        CognitoVerifier<AccessToken> before = verifierOf(same, offline);
        assertThat(tokens)
                .hasSize(4)
                .allSatisfy(token -> assertThat(before.verify(token)).isNotNull());

        POOL.replaceKeyMaterial();
        String renewed =
                POOL.accessToken().issuer(TRUSTED.issuer()).clientId("a").sign();
        assertRejected(before, renewed, BAD_SIGNATURE);
        offline.preload(pool, POOL.jwks());
        assertThat(before.verify(renewed)).isNotNull();
        assertThat(offline.ages()).hasSize(4);
    }

    @Test
    void keysForAPoolThatNobodyTrustsAreRefused() {
        verifierOf(TRUSTED);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.preload(STRANGE, POOL.jwks()))
                .withMessageContaining("UserPool[us-east-1_STRANGE]");
        assertThat(keys.ages()).isEmpty();
    }

    @Test
    void theLogSaysOnceThatKeysWerePreloadedForAPoolThatNobodyTrusts() {
        try (Log log = Log.of(JwksCache.class)) {
            keys.preload(STRANGE, POOL.jwks());
            CognitoVerifier<AccessToken> verifier = verifierOf(TRUSTED);
            verifier.warmUp();
            verifier.warmUp();

            assertThat(log.events())
                    .map(ILoggingEvent::getFormattedMessage)
                    .containsOnlyOnce("Keys were preloaded for UserPool[us-east-1_STRANGE], which no verifier of this"
                            + " cache trusts");
        }
    }

    @Test
    void keysOfSeveralPoolsMayBePreloadedBeforeTheirVerifiersAreBuilt() {
        try (Log log = Log.of(JwksCache.class)) {
            keys.preload(TRUSTED, POOL.jwks());
            keys.preload(STRANGE, POOL.jwks());
            verifierOf(TRUSTED);
            verifierOf(STRANGE);
            verifierOf(UserPool.of("us-east-1_THIRD")).warmUp();

            assertThat(log.events()).isEmpty();
        }
    }

    @Test
    void aPreloadThatIsNoKeySetIsRefusedAndForgotten() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys.preload(TRUSTED.withReplicaRegions(Set.of("us-west-2")), "{}"))
                .withMessageStartingWith("jwks: ");

        assertThat(verifierOf(TRUSTED)).isNotNull();
    }

    private CognitoVerifier<AccessToken> verifierOf(UserPool pool) {
        return verifierOf(pool, keys);
    }

    private static CognitoVerifier<AccessToken> verifierOf(UserPool pool, JwksCache keys) {
        return CognitoVerifier.accessTokens(pool, Set.of("a")).keys(keys).build();
    }
}

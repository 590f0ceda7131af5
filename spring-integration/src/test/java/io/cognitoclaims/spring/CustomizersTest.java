package io.cognitoclaims.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** What an application adds to the verifier and the keys that its properties describe. */
@ExtendWith(OutputCaptureExtension.class)
class CustomizersTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String NO_EFFECT = "cognito-claims.user-pools does not say which tokens are accepted";

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(CognitoClaimsAutoConfiguration.class))
            .withPropertyValues(
                    "cognito-claims.user-pools[0].issuer=" + POOL.issuer(),
                    "cognito-claims.user-pools[0].client-ids=" + POOL.clientId());

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void aCustomizerRequiresMoreThanTheProperties() {
        String token = POOL.accessToken().scopes("openid").sign();

        runner.run(context -> assertThat(outcomeOf(context.getBean(CognitoVerifier.class), token))
                .isEqualTo("verified"));
        runner.withBean("scope", CognitoVerifierCustomizer.class, () -> verifier -> verifier.requireScopes("pets/read"))
                .run(context -> assertThat(outcomeOf(context.getBean(CognitoVerifier.class), token))
                        .isEqualTo(Reason.MISSING_SCOPE.name()));
        runner.withBean(
                        "check",
                        CognitoVerifierCustomizer.class,
                        () -> verifier -> verifier.require(
                                "email", candidate -> candidate.claims().containsKey("email")))
                .run(context -> assertThat(outcomeOf(context.getBean(CognitoVerifier.class), token))
                        .isEqualTo(Reason.FAILED_CHECK.name()));
    }

    @Test
    void aCustomizerGivesTheVerifierAnotherClock() {
        String expired =
                POOL.accessToken().expiresAt(Instant.now().minusSeconds(60)).sign();
        WebApplicationContextRunner lenient = runner.withPropertyValues("cognito-claims.clock-skew=5m");

        lenient.run(context -> assertThat(outcomeOf(context.getBean(CognitoVerifier.class), expired))
                .isEqualTo("verified"));
        lenient.withBean(CognitoVerifierCustomizer.class, () -> verifier -> verifier.clockSkew(Duration.ZERO))
                .run(context -> assertThat(outcomeOf(context.getBean(CognitoVerifier.class), expired))
                        .isEqualTo(Reason.EXPIRED.name()));

        Clock tomorrow = Clock.fixed(Instant.now().plusSeconds(86_400), ZoneOffset.UTC);

        runner.withBean(CognitoVerifierCustomizer.class, () -> verifier -> verifier.clock(tomorrow))
                .run(context -> assertThat(outcomeOf(
                                context.getBean(CognitoVerifier.class),
                                POOL.accessToken().sign()))
                        .isEqualTo(Reason.EXPIRED.name()));
    }

    @Test
    void aCustomizerGivesTheKeysAnotherFetcher() {
        List<URI> asked = new CopyOnWriteArrayList<>();

        runner.withBean(
                        JwksCacheCustomizer.class,
                        () -> keys -> keys.fetcher(address -> {
                            asked.add(address);
                            return CompletableFuture.completedFuture(POOL.jwks().getBytes(UTF_8));
                        }))
                .run(context -> {
                    assertThat(outcomeOf(
                                    context.getBean(CognitoVerifier.class),
                                    POOL.accessToken().sign()))
                            .isEqualTo("verified");
                    assertThat(asked).containsExactly(POOL.jwksUri());
                });
    }

    @Test
    void customizersAreCalledOnceInTheirOrder() {
        List<String> calls = new CopyOnWriteArrayList<>();

        runner.withBean("last", CognitoVerifierCustomizer.class, () -> verifier -> calls.add("last"))
                .withBean("first", First.class, () -> new First(calls))
                .run(context -> assertThat(calls).containsExactly("first", "last"));
    }

    @Test
    void aCustomizerEndsTheStartWithWhatItThrows() {
        runner.withBean(CognitoVerifierCustomizer.class, () -> verifier -> verifier.clockSkew(Duration.ofHours(1)))
                .run(context ->
                        assertThat(context).getFailure().rootCause().isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void theStartWarnsThatPoolsHaveNoEffectBesideAVerifierOfTheApplication(CapturedOutput output) {
        List<String> calls = new CopyOnWriteArrayList<>();
        WebApplicationContextRunner customized = runner.withBean(
                "customizer", CognitoVerifierCustomizer.class, () -> verifier -> calls.add("customizer"));
        customized.run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain(NO_EFFECT);
        assertThat(calls).hasSize(1);

        customized
                .withBean(CognitoVerifier.class, CustomizersTest::own)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).containsOnlyOnce(NO_EFFECT);
        assertThat(calls).as("not called again").hasSize(1);
    }

    @Test
    void aVerifierOfTheApplicationIsNoWarningWhereNoPropertyNamesAPool(CapturedOutput output) {
        new WebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CognitoClaimsAutoConfiguration.class))
                .withBean(CognitoVerifier.class, CustomizersTest::own)
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output).doesNotContain(NO_EFFECT);
    }

    private static CognitoVerifier<AccessToken> own() {
        return CognitoVerifier.accessTokens(UserPool.fromIssuer(POOL.issuer()), Set.of("web"))
                .keys(JwksCache.create())
                .build();
    }

    private static String outcomeOf(CognitoVerifier<?> verifier, String token) {
        try {
            verifier.verify(token);
            return "verified";
        } catch (TokenRejectedException e) {
            return e.reason().name();
        }
    }

    @Order(Ordered.HIGHEST_PRECEDENCE)
    private record First(List<String> calls) implements CognitoVerifierCustomizer {
        @Override
        public void customize(CognitoVerifierBuilder<?> verifier) {
            calls.add("first");
        }
    }
}

package io.cognitoclaims.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.JwksFetcher;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

class HealthTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String ORIGINAL = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";
    private static final String UPDATED = "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";
    private static final String OTHER = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE";
    private static final String OTHER_UPDATED = "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE";

    private final TestClock clock = TestClock.atNow();
    private final Endpoint endpoint = new Endpoint();
    private final JwksCache keys =
            JwksCache.builder().clock(clock).fetcher(endpoint).build();
    private final ApplicationContextRunner api = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    CognitoClaimsHealthAutoConfiguration.class,
                    CognitoClaimsAutoConfiguration.class,
                    HealthContributorAutoConfiguration.class,
                    HealthContributorRegistryAutoConfiguration.class))
            .withBean(JwksCache.class, () -> keys)
            .withPropertyValues(
                    "cognito-claims.user-pools[0].id=us-east-1_EXAMPLE",
                    "cognito-claims.user-pools[0].client-ids=" + POOL.clientId(),
                    "cognito-claims.user-pools[1].id=eu-west-1_EXAMPLE",
                    "cognito-claims.user-pools[1].client-ids=" + POOL.clientId());

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void healthIsUpBeforeTheFirstTokenAndFetchesNothing() {
        api.run(context -> {
            assertThat(health(context)).isEqualTo(expected(Status.UP, "UP", "UP", Map.of(), Set.of()));
            assertThat(endpoint.asked).isEmpty();
        });
    }

    @Test
    void healthTellsTheAgeOfTheKeysOfIssuersThatTokensNamed() {
        api.run(context -> {
            verify(context, ORIGINAL);
            clock.advance(Duration.ofMinutes(5).plusMillis(1));

            assertThat(health(context)).isEqualTo(expected(Status.UP, "UP", "UP", Map.of(ORIGINAL, "PT5M"), Set.of()));
            assertThat(endpoint.asked).hasSize(1);
        });
    }

    @Test
    void healthIsUpThroughAnOutageWhileKnownKeysServe() {
        api.run(context -> {
            verify(context, ORIGINAL);
            endpoint.stop(ORIGINAL, UPDATED, OTHER);
            clock.advance(Duration.ofMinutes(30));
            verify(context, ORIGINAL);
            clock.advance(Duration.ofHours(23));
            verify(context, ORIGINAL);

            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
        });
    }

    @Test
    void healthIsDownWhileNoPoolCanBeJudgedAndUpAgainWhenKeysMayBeAskedFor() {
        endpoint.stop(ORIGINAL, UPDATED, OTHER, OTHER_UPDATED);
        api.run(context -> {
            cannotVerify(context, ORIGINAL);
            cannotVerify(context, OTHER);
            assertThat(health(context))
                    .isEqualTo(expected(
                            Status.DOWN, "DOWN", "DOWN", Map.of(), Set.of(ORIGINAL, UPDATED, OTHER, OTHER_UPDATED)));

            clock.advance(Duration.ofSeconds(1));
            assertThat(health(context)).isEqualTo(expected(Status.UP, "UP", "UP", Map.of(), Set.of()));
            assertThat(endpoint.asked).hasSize(4);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {ORIGINAL, UPDATED})
    void healthIsUpAsLongAsOneOfTwoPoolsIsNotBroken(String named) {
        endpoint.stop(ORIGINAL, UPDATED);
        api.run(context -> {
            cannotVerify(context, named);
            assertThat(health(context))
                    .as("nothing fetched yet")
                    .isEqualTo(expected(Status.UP, "DOWN", "UP", Map.of(), Set.of(ORIGINAL, UPDATED)));

            verify(context, OTHER);
            assertThat(health(context))
                    .isEqualTo(expected(Status.UP, "DOWN", "UP", Map.of(OTHER, "PT0S"), Set.of(ORIGINAL, UPDATED)));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {ORIGINAL, UPDATED})
    void healthIsUpWhenATokenNamesTheIssuerThatTheOnlyPoolDoesNotUse(String unused) {
        String used = unused.equals(ORIGINAL) ? UPDATED : ORIGINAL;
        endpoint.stop(unused);
        onePool().run(context -> {
            cannotVerify(context, unused);

            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            assertThat(health(context).getDetails())
                    .containsEntry("keyAges", Map.of(used, "PT0S"))
                    .containsEntry("unavailable", Set.of(unused));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {ORIGINAL, UPDATED})
    void healthIsDownWhenTheOnlyIssuerThatAPoolUsesFails(String used) {
        endpoint.stop(ORIGINAL, UPDATED);
        endpoint.resume(used);
        onePool().run(context -> {
            context.getBean(CognitoVerifier.class).warmUp();
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            endpoint.stop(used);
            clock.advance(Duration.ofHours(24));
            cannotVerify(context, used);

            assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
            endpoint.resume(used);
            clock.advance(Duration.ofSeconds(1));
            verify(context, used);
            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
        });
    }

    @Test
    void aPoolThatOneOfTwoVerifiersCannotJudgeIsDownInTheDetails() {
        endpoint.stop(ORIGINAL, UPDATED);
        api.withBean("first", CognitoVerifier.class, () -> verifier(keys), bean -> bean.setPrimary(true))
                .withBean("second", CognitoVerifier.class, () -> verifier(JwksCache.create()))
                .run(context -> {
                    cannotVerify(context, ORIGINAL);

                    assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                    assertThat(health(context).getDetails())
                            .containsEntry("pools", Map.of("us-east-1_EXAMPLE", "DOWN"));
                });
    }

    @Test
    void theHealthContributorIsCalledCognitoClaims() {
        api.run(context -> assertThat(
                        context.getBean(HealthContributorRegistry.class).getContributor("cognitoClaims"))
                .isNotNull());
    }

    @Test
    void theHealthIndicatorIsLeftOutOnRequest() {
        api.withPropertyValues("management.health.cognito-claims.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("cognitoClaimsHealthIndicator"));
    }

    private static Health health(ApplicationContext context) {
        Health health = context.getBean("cognitoClaimsHealthIndicator", HealthIndicator.class)
                .health();
        assertThat(health).isNotNull();
        return health;
    }

    private CognitoVerifier<?> verifier(JwksCache keys) {
        return CognitoVerifier.accessTokens(UserPool.of("us-east-1_EXAMPLE"), Set.of(POOL.clientId()))
                .clock(clock)
                .keys(keys)
                .build();
    }

    private ApplicationContextRunner onePool() {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        CognitoClaimsHealthAutoConfiguration.class, CognitoClaimsAutoConfiguration.class))
                .withBean(JwksCache.class, () -> keys)
                .withPropertyValues(
                        "cognito-claims.user-pools[0].id=us-east-1_EXAMPLE",
                        "cognito-claims.user-pools[0].client-ids=" + POOL.clientId());
    }

    private static Health expected(
            Status status, String first, String second, Map<String, String> ages, Set<String> unavailable) {
        return Health.status(status)
                .withDetail("pools", Map.of("us-east-1_EXAMPLE", first, "eu-west-1_EXAMPLE", second))
                .withDetail("keyAges", ages)
                .withDetail("unavailable", unavailable)
                .withDetail("revocations", Map.of("fresh", true, "age", "PT0S", "facts", 0L))
                .build();
    }

    private void verify(ApplicationContext context, String issuer) {
        String token = POOL.accessToken()
                .issuer(issuer)
                .expiresAt(clock.instant().plusSeconds(600))
                .sign();
        assertThat(context.getBean(CognitoVerifier.class).verify(token)).isNotNull();
    }

    private void cannotVerify(ApplicationContext context, String issuer) {
        assertThatExceptionOfType(VerificationUnavailableException.class).isThrownBy(() -> verify(context, issuer));
    }

    private static final class Endpoint implements JwksFetcher {
        private final List<URI> asked = new ArrayList<>();
        private final Set<String> stopped = new HashSet<>();

        void stop(String... issuers) {
            stopped.addAll(Set.of(issuers));
        }

        void resume(String issuer) {
            stopped.remove(issuer);
        }

        @Override
        public CompletableFuture<byte[]> fetch(URI jwksUri) {
            asked.add(jwksUri);
            return stopped.stream().anyMatch(jwksUri.toString()::startsWith)
                    ? CompletableFuture.failedFuture(new IOException("down"))
                    : CompletableFuture.completedFuture(POOL.jwks().getBytes(UTF_8));
        }
    }
}

package io.cognitoclaims.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.JwksFetcher;
import io.cognitoclaims.core.KeysUnavailableException;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
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
    void isUpBeforeTheFirstTokenAndFetchesNothing() {
        api.run(context -> {
            assertThat(health(context)).isEqualTo(up(Map.of(), Set.of()));
            assertThat(endpoint.asked).isEmpty();
        });
    }

    @Test
    void tellsTheAgeOfTheKeysOfIssuersThatTokensNamed() {
        api.run(context -> {
            verify(context, ORIGINAL);
            clock.advance(Duration.ofMinutes(5).plusMillis(1));

            assertThat(health(context)).isEqualTo(up(Map.of(ORIGINAL, "PT5M"), Set.of()));
            assertThat(endpoint.asked).hasSize(1);
        });
    }

    @Test
    void isUpThroughAnOutageWhileKnownKeysServe() {
        api.run(context -> {
            verify(context, ORIGINAL);
            endpoint.isDown = true;
            clock.advance(Duration.ofMinutes(30));
            verify(context, ORIGINAL);
            clock.advance(Duration.ofHours(23));
            verify(context, ORIGINAL);

            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
        });
    }

    @Test
    void isDownWhileNoKeysServeAndUpAgainWhenTheyMayBeAskedFor() {
        endpoint.isDown = true;
        api.run(context -> {
            cannotVerify(context, ORIGINAL);
            assertThat(health(context))
                    .isEqualTo(Health.down()
                            .withDetail("keyAges", Map.of())
                            .withDetail("unavailable", Set.of(ORIGINAL))
                            .build());

            clock.advance(Duration.ofSeconds(1));
            assertThat(health(context)).isEqualTo(up(Map.of(), Set.of()));
            assertThat(endpoint.asked).hasSize(1);
        });
    }

    @Test
    void isUpWhenAForgedTokenNamesTheIssuerThatAPoolDoesNotUse() {
        endpoint.isDown = true;
        api.run(context -> {
            cannotVerify(context, UPDATED);

            assertThat(health(context)).isEqualTo(up(Map.of(), Set.of(UPDATED)));
        });
    }

    @Test
    void isUpWhileTheKeysOfOnePoolServe() {
        api.run(context -> {
            verify(context, ORIGINAL);
            endpoint.isDown = true;
            cannotVerify(context, OTHER);

            assertThat(health(context)).isEqualTo(up(Map.of(ORIGINAL, "PT0S"), Set.of(OTHER)));
        });
    }

    @Test
    void isCalledCognitoClaims() {
        api.run(context -> assertThat(
                        context.getBean(HealthContributorRegistry.class).getContributor("cognitoClaims"))
                .isNotNull());
    }

    @Test
    void isLeftOutOnRequest() {
        api.withPropertyValues("management.health.cognito-claims.enabled=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("cognitoClaimsHealthIndicator"));
    }

    private static Health health(ApplicationContext context) {
        Health health = context.getBean("cognitoClaimsHealthIndicator", HealthIndicator.class)
                .health();
        assertThat(health).isNotNull();
        return health;
    }

    private static Health up(Map<String, String> ages, Set<String> unavailable) {
        return Health.up()
                .withDetail("keyAges", ages)
                .withDetail("unavailable", unavailable)
                .build();
    }

    private static void verify(ApplicationContext context, String issuer) {
        assertThat(context.getBean(CognitoVerifier.class)
                        .verify(POOL.accessToken().issuer(issuer).sign()))
                .isNotNull();
    }

    private static void cannotVerify(ApplicationContext context, String issuer) {
        assertThatExceptionOfType(KeysUnavailableException.class).isThrownBy(() -> verify(context, issuer));
    }

    private static final class Endpoint implements JwksFetcher {
        private final List<URI> asked = new ArrayList<>();
        private boolean isDown;

        @Override
        public CompletableFuture<byte[]> fetch(URI jwksUri) {
            asked.add(jwksUri);
            return isDown
                    ? CompletableFuture.failedFuture(new IOException("down"))
                    : CompletableFuture.completedFuture(POOL.jwks().getBytes(UTF_8));
        }
    }
}

package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.JwksCacheBuilder;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationListener;
import io.cognitoclaims.core.VerificationListener.KeysFetched;
import io.cognitoclaims.core.VerificationListener.StaleKeyUsed;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

@ExtendWith(OutputCaptureExtension.class)
class MetersTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String ISSUER = POOL.issuer();

    private final ApplicationContextRunner api = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    CognitoClaimsMetricsAutoConfiguration.class,
                    CognitoClaimsAutoConfiguration.class,
                    MetricsAutoConfiguration.class,
                    CompositeMeterRegistryAutoConfiguration.class,
                    SimpleMetricsExportAutoConfiguration.class))
            .withUserConfiguration(OwnListener.class)
            .withPropertyValues(
                    "cognito-claims.user-pools[0].issuer=" + ISSUER,
                    "cognito-claims.user-pools[0].client-ids=" + POOL.clientId());

    @AfterEach
    void resume() {
        POOL.resumeKeys();
    }

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void metersCountVerifiedTokensAndThoseFromTheCacheApart() {
        String token = POOL.accessToken().sign();
        api.run(context -> {
            verify(context, token);
            verify(context, token);
            verify(context, token);

            assertThat(verifications(context, "verified", "none", "miss")).isEqualTo(1);
            assertThat(verifications(context, "verified", "none", "hit")).isEqualTo(2);
        });
    }

    @Test
    void metersCountRejectionsByReason() {
        String token = POOL.accessToken().clientId("another").sign();
        api.run(context -> {
            assertThatExceptionOfType(TokenRejectedException.class).isThrownBy(() -> verify(context, token));

            assertThat(verifications(context, "rejected", "wrong-client", "none"))
                    .isEqualTo(1);
            assertThat(verifications(context, "rejected", "expired", "none")).isZero();
        });
    }

    @Test
    void metersCountTokensThatCouldNotBeJudgedAndFetchesThatFailed() {
        POOL.answerKeysWith(503, "");
        api.run(context -> {
            assertThatExceptionOfType(VerificationUnavailableException.class)
                    .isThrownBy(() -> verify(context, POOL.accessToken().sign()));

            assertThat(verifications(context, "unavailable", "none", "none")).isEqualTo(1);
            assertThat(nextFetch(context)).isEqualTo("failed");
            assertThat(fetches(context, "failure")).isEqualTo(1);
            assertThat(registry(context).find("cognito.claims.keys.age").meters())
                    .isEmpty();
        });
    }

    @Test
    void metersCountFetchesAndTellTheAgeOfTheKeys() {
        api.run(context -> {
            verify(context, POOL.accessToken().sign());

            assertThat(nextFetch(context)).isEqualTo("successful");
            assertThat(fetches(context, "success")).isEqualTo(1);
            assertThat(registry(context)
                            .get("cognito.claims.keys.age")
                            .tag("issuer", ISSUER)
                            .timeGauge()
                            .value(TimeUnit.DAYS))
                    .isBetween(0.0, 1.0);
        });
    }

    @Test
    void anIssuerHasOneAgeHoweverManyFetchesAndVerifiersThereAre(CapturedOutput output) {
        api.withUserConfiguration(TwoVerifiers.class).run(context -> {
            CognitoVerifier<?> first = context.getBean("first", CognitoVerifier.class);
            CognitoVerifier<?> second = context.getBean("second", CognitoVerifier.class);
            String token = POOL.accessToken().sign();
            first.verify(token);
            assertThat(nextFetch(context)).isEqualTo("successful");
            TwoVerifiers.CLOCK.advance(Duration.ofMinutes(10));
            first.verify(token);
            assertThat(nextFetch(context)).isEqualTo("successful");
            TwoVerifiers.CLOCK.advance(Duration.ofMinutes(1));
            second.verify(token);
            assertThat(nextFetch(context)).isEqualTo("successful");

            assertThat(fetches(context, "success")).isEqualTo(3);
            assertThat(registry(context).find("cognito.claims.keys.age").timeGauges())
                    .singleElement()
                    .satisfies(age -> assertThat(age.value(TimeUnit.SECONDS))
                            .as("of the older of two caches")
                            .isEqualTo(60));
        });
        assertThat(output).doesNotContainIgnoringCase("registered", "gauge");
    }

    @Test
    void keysThatAreNotHeldHaveNoAge() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        JwksCache keys = JwksCache.create();
        new CognitoMeters(registry, () -> Stream.of(keys), () -> null)
                .keysFetched(new KeysFetched(ISSUER, true, Duration.ofMillis(5)));

        assertThat(registry.get("cognito.claims.keys.age").timeGauge().value()).isNaN();
        keys.preload(UserPool.fromIssuer(POOL.issuer()), POOL.jwks());
        assertThat(registry.get("cognito.claims.keys.age").timeGauge().value()).isNotNegative();
    }

    @Test
    void metersCountTokensThatStaleKeysVerified() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new CognitoMeters(registry, Stream::empty, () -> null)
                .staleKeyUsed(new StaleKeyUsed(ISSUER, Duration.ofHours(2)));

        assertThat(registry.get("cognito.claims.keys.stale")
                        .tag("issuer", ISSUER)
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void theMeterOfVerificationsHasFewSeriesAndAllFromTheStart() {
        api.run(context -> assertThat(
                        registry(context).get("cognito.claims.verifications").counters())
                .hasSize(3 + Reason.values().length)
                .allSatisfy(counter -> assertThat(tagsOf(counter)).hasSize(3)));
    }

    @Test
    void metersAreNotThereWithoutARegistry() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        CognitoClaimsMetricsAutoConfiguration.class, CognitoClaimsAutoConfiguration.class))
                .withPropertyValues(
                        "cognito-claims.user-pools[0].id=us-east-1_EXAMPLE",
                        "cognito-claims.user-pools[0].client-ids=web")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(VerificationListener.class));
    }

    @Test
    void theStarterNeedsNoMicrometer() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        CognitoClaimsMetricsAutoConfiguration.class, CognitoClaimsAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader("io.micrometer", "org.springframework.boot.micrometer"))
                .withPropertyValues(
                        "cognito-claims.user-pools[0].id=us-east-1_EXAMPLE",
                        "cognito-claims.user-pools[0].client-ids=web")
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(CognitoVerifier.class));
    }

    private static void verify(ApplicationContext context, String token) {
        assertThat(context.getBean(CognitoVerifier.class).verify(token)).isNotNull();
    }

    private static double verifications(ApplicationContext context, String outcome, String reason, String cache) {
        return registry(context)
                .get("cognito.claims.verifications")
                .tags("outcome", outcome, "reason", reason, "cache", cache)
                .counter()
                .count();
    }

    private static long fetches(ApplicationContext context, String outcome) {
        return registry(context)
                .get("cognito.claims.keys.fetches")
                .tags("issuer", ISSUER, "outcome", outcome)
                .timer()
                .count();
    }

    /** Who waits for keys may go on before the listeners are told of them. */
    private static String nextFetch(ApplicationContext context) throws InterruptedException {
        return String.valueOf(context.getBean(Fetches.class).outcomes().poll(60, TimeUnit.SECONDS));
    }

    private static MeterRegistry registry(ApplicationContext context) {
        return context.getBean(MeterRegistry.class);
    }

    private static Stream<String> tagsOf(Counter counter) {
        Meter.Id id = counter.getId();
        return id.getTags().stream().map(tag -> tag.getKey());
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnListener {
        @Bean
        Fetches fetches() {
            return new Fetches(new LinkedBlockingQueue<>());
        }
    }

    /** Each has a cache of its own. */
    @Configuration(proxyBeanMethods = false)
    static class TwoVerifiers {
        static final TestClock CLOCK = TestClock.atNow();

        @Bean
        @Primary
        CognitoVerifier<AccessToken> first(List<VerificationListener> listeners) {
            return verifier(listeners);
        }

        @Bean
        CognitoVerifier<AccessToken> second(List<VerificationListener> listeners) {
            return verifier(listeners);
        }

        private static CognitoVerifier<AccessToken> verifier(List<VerificationListener> listeners) {
            JwksCacheBuilder keys = JwksCache.builder().clock(CLOCK).fetchTimeout(Duration.ofSeconds(30));
            listeners.forEach(keys::addListener);
            return CognitoVerifier.accessTokens(UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
                    .keys(keys.build())
                    .withoutTokenCache()
                    .build();
        }
    }

    record Fetches(BlockingQueue<String> outcomes) implements VerificationListener {
        @Override
        public void keysFetched(KeysFetched event) {
            outcomes.add(event.successful() ? "successful" : "failed");
        }
    }
}

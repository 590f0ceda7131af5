package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.BearerProblem;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.Revocation;
import io.cognitoclaims.core.RevocationStore;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.revocation.redis.RedisRevocationStore;
import io.cognitoclaims.testing.TestUserPool;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The bean that an application revokes with, its settings, and what health and meters tell. */
@ExtendWith(OutputCaptureExtension.class)
class RevocationsTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String GROUP = "cognito-claims.revocations";
    private static final String URI = GROUP + ".redis.uri";
    /** Nothing listens there. */
    private static final String NOWHERE = URI + "=redis://127.0.0.1:1";

    private static final String ACCEPT = GROUP + ".when-stale=accept";
    private static final String UNAVAILABLE = GROUP + ".when-stale=unavailable";

    private final ApplicationContextRunner api = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    CognitoClaimsMetricsAutoConfiguration.class,
                    CognitoClaimsHealthAutoConfiguration.class,
                    CognitoClaimsAutoConfiguration.class,
                    CompositeMeterRegistryAutoConfiguration.class))
            .withBean(SimpleMeterRegistry.class)
            .withPropertyValues(
                    "cognito-claims.user-pools[0].issuer=" + POOL.issuer(),
                    "cognito-claims.user-pools[0].client-ids=" + POOL.clientId());

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void theDefaultVerifierChecksTheBeanThatTheApplicationInjects() {
        String first =
                POOL.accessToken().subject("one").claim("origin_jti", "s1").sign();
        String second =
                POOL.accessToken().subject("two").claim("origin_jti", "s2").sign();
        String third =
                POOL.accessToken().subject("three").claim("origin_jti", "s3").sign();
        api.run(context -> {
            Revocations revocations = context.getBean(Revocations.class);
            revocations.revokeToken(verify(context, first));
            revocations.revokeSignIn(verify(context, second));
            revocations.revokeUser(verify(context, third));

            for (String token : List.of(first, second, third)) {
                assertThatExceptionOfType(TokenRejectedException.class).isThrownBy(() -> verify(context, token));
            }
            assertThat(revocations.isShared()).isFalse();
            assertThat(verify(context, POOL.accessToken().subject("four").sign()))
                    .isNotNull();
        });
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "redis://127.0.0.1:1 | | cognito-claims.revocations.when-stale | unavailable to answer 503",
                "http://app:S3cret@redis.example | cognito-claims.revocations.when-stale=accept"
                        + " | cognito-claims.revocations.redis.uri | rediss://host:6379",
                "redis://app:S3cret @redis.example | cognito-claims.revocations.when-stale=accept"
                        + " | cognito-claims.revocations.redis.uri | rediss://host:6379",
                "redis://127.0.0.1:1/2 | cognito-claims.revocations.redis.cluster=true"
                        + " | cognito-claims.revocations.redis.cluster | Leave out the number",
                "redis://127.0.0.1:1 | cognito-claims.revocations.redis.username=S3cret"
                        + " | cognito-claims.revocations.redis.username | redis.password",
                "redis://127.0.0.1:1 | cognito-claims.revocations.redis.timeout=1ms"
                        + " | cognito-claims.revocations.redis.timeout | 500ms",
                "redis://127.0.0.1:1 | cognito-claims.revocations.redis.key-prefix="
                        + " | cognito-claims.revocations.redis.key-prefix | the same in all servers",
                "redis://127.0.0.1:1 | cognito-claims.revocations.redis.password="
                        + " | cognito-claims.revocations.redis.password | leave it out",
            })
    void aWrongSettingEndsTheStartAndIsNotQuoted(
            String uri, @Nullable String setting, String property, String advice, CapturedOutput output) {
        api.withPropertyValues(URI + "=" + uri, setting == null ? "a=b" : setting)
                .run(context -> {
                    FailureAnalysis analysis = analysisOf(context.getStartupFailure());
                    assertThat(analysis.getDescription()).startsWith("The property '" + property + "' can't be used: ");
                    assertThat(analysis.getAction()).contains(advice);
                    for (Throwable e = context.getStartupFailure(); e != null; e = e.getCause()) {
                        assertThat(String.valueOf(e.getMessage())).doesNotContain("S3cret");
                    }
                });
        assertThat(output).doesNotContain("S3cret");
    }

    @Test
    void anEmptyAddressKeepsRevocationsInThisProcessAndIsAWarning(CapturedOutput output) {
        api.withPropertyValues(URI + "=", ACCEPT).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(Revocations.class).isShared()).isFalse();
        });
        assertThat(output).contains("Revocations hold in this process only");
    }

    @Test
    void anImpossibleMaximumAgeEndsTheStart() {
        api.withPropertyValues(NOWHERE, ACCEPT, GROUP + ".max-age=0s")
                .run(context -> assertThat(
                                analysisOf(context.getStartupFailure()).getDescription())
                        .startsWith("The property 'cognito-claims.revocations.max-age' can't be used: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"when-stale=unavailable", "max-age=5s", "redis.password=p", "redis.cluster=true"})
    void aSettingOfSharedRevocationsWithoutAStoreEndsTheStart(String setting) {
        api.withPropertyValues(GROUP + "." + setting).run(context -> {
            FailureAnalysis analysis = analysisOf(context.getStartupFailure());
            assertThat(analysis.getDescription())
                    .isEqualTo(
                            "The property 'cognito-claims.revocations' can't be used: there is no store through which"
                                    + " servers share revocations.");
            assertThat(analysis.getAction()).contains("cognito-claims.revocations.redis.uri");
        });
    }

    @Test
    void redisWithoutItsModuleEndsTheStart() {
        api.withClassLoader(new FilteredClassLoader(RedisRevocationStore.class))
                .withPropertyValues(NOWHERE, ACCEPT)
                .run(context -> {
                    FailureAnalysis analysis = analysisOf(context.getStartupFailure());
                    assertThat(analysis.getDescription())
                            .isEqualTo(
                                    "The property 'cognito-claims.revocations.redis.uri' can't be used: the module that"
                                            + " speaks to Redis is not on the class path.");
                    assertThat(analysis.getAction()).contains("cognito-claims-revocation-redis");
                });
    }

    @Test
    void anApplicationWithoutTheRedisModuleHasRevocationsToo() {
        api.withClassLoader(new FilteredClassLoader("io.cognitoclaims.revocation", "redis.clients"))
                .run(context -> {
                    Revocations revocations = context.getBean(Revocations.class);
                    String token = POOL.accessToken().sign();
                    revocations.revokeSignIn(verify(context, token));

                    assertThatExceptionOfType(TokenRejectedException.class)
                            .isThrownBy(() -> verify(context, token))
                            .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.REVOKED));
                    assertThat(revocations.isShared()).isFalse();
                });
    }

    @Test
    void aStoreOfTheApplicationTakesThePlaceOfRedis(CapturedOutput output) {
        FakeLog log = new FakeLog();
        api.withBean(RevocationStore.class, () -> log)
                .withPropertyValues(NOWHERE, UNAVAILABLE)
                .run(context -> {
                    AccessToken token = verify(context, POOL.accessToken().sign());
                    context.getBean(Revocations.class).revokeSignIn("s");

                    assertThat(token).isNotNull();
                    assertThat(log.appended).isEqualTo(1);
                });
        assertThat(output).contains("cognito-claims.revocations.redis has no effect");
        assertThat(log.closed).isTrue();
    }

    @Test
    void aStoreOfTheApplicationNeedsAnAnswerToItsOutageToo() {
        api.withBean(RevocationStore.class, FakeLog::new)
                .run(context -> assertThat(
                                analysisOf(context.getStartupFailure()).getDescription())
                        .startsWith("The property 'cognito-claims.revocations.when-stale' can't be used: "));
    }

    @Test
    void sharedRevocationsOfTheApplicationNeedAnAnswerToAnOutageToo() {
        api.withBean(Revocations.class, () -> Revocations.builder(new FakeLog()).start())
                .run(context -> assertThat(
                                analysisOf(context.getStartupFailure()).getDescription())
                        .startsWith("The property 'cognito-claims.revocations.when-stale' can't be used: "));
    }

    @Test
    void revocationsOfTheApplicationTakeThePlaceOfTheBean(CapturedOutput output) {
        Revocations own = Revocations.create();
        String token = POOL.accessToken().claim("origin_jti", "s").sign();
        api.withBean(Revocations.class, () -> own)
                .withPropertyValues(NOWHERE, ACCEPT)
                .run(context -> {
                    own.revokeSignIn("s");
                    assertThatExceptionOfType(TokenRejectedException.class).isThrownBy(() -> verify(context, token));
                });
        assertThat(output).contains("cognito-claims.revocations.redis has no effect");
    }

    @Test
    void revocationsOfACustomizerAndOfTheBeanEndTheStart() {
        api.withBean(CognitoVerifierCustomizer.class, () -> verifier -> verifier.revocations(Revocations.create()))
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOf(WrongUseException.class)
                        .hasMessageContaining(
                                "A CognitoVerifierCustomizer bean gives the default verifier revocations"));
    }

    @Test
    void healthTellsHowManyRevocationsAreKnownAndHowOldTheyAre() {
        api.run(context -> {
            context.getBean(Revocations.class).revokeSignIn("s");

            assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            assertThat(health(context).getDetails())
                    .containsEntry("revocations", Map.of("fresh", true, "age", "PT0S", "facts", 1L));
        });
    }

    @Test
    void healthIsDownWhileStaleRevocationsMakeVerificationUnavailable() {
        api.withUserConfiguration(Impatient.class)
                .withPropertyValues(NOWHERE, UNAVAILABLE)
                .run(context -> {
                    assertThatExceptionOfType(VerificationUnavailableException.class)
                            .isThrownBy(() -> verify(context, POOL.accessToken().sign()))
                            .satisfies(e ->
                                    assertThat(BearerProblem.of(e).status()).isEqualTo(503));
                    assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
                    assertThat(health(context).getDetails().get("revocations"))
                            .asString()
                            .contains("fresh=false");
                });
    }

    @Test
    void healthIsUpWhileAnotherVerifierJudges() {
        api.withUserConfiguration(Impatient.class)
                .withBean(
                        "lenient",
                        CognitoVerifier.class,
                        () -> CognitoVerifier.accessTokens(UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
                                .build())
                .withPropertyValues(NOWHERE, UNAVAILABLE)
                .run(context -> assertThat(health(context).getStatus()).isEqualTo(Status.UP));
    }

    @Test
    void staleRevocationsThatAreAcceptedAreCountedAndHealthStaysUp() {
        api.withUserConfiguration(Impatient.class)
                .withPropertyValues(NOWHERE, ACCEPT)
                .run(context -> {
                    assertThat(meter(context, "cognito.claims.revocations.stale"))
                            .isZero();
                    assertThat(verify(context, POOL.accessToken().sign())).isNotNull();

                    assertThat(meter(context, "cognito.claims.revocations.stale"))
                            .isEqualTo(1);
                    assertThat(health(context).getStatus()).isEqualTo(Status.UP);
                });
    }

    @Test
    void metersTellHowManyRevocationsAreHeldAndHowOldTheyAre() {
        api.run(context -> {
            context.getBean(Revocations.class).revokeSignIn("s");

            assertThat(meter(context, "cognito.claims.revocations.facts")).isEqualTo(1);
            assertThat(context.getBean(MeterRegistry.class)
                            .get("cognito.claims.revocations.age")
                            .timeGauge()
                            .value(TimeUnit.SECONDS))
                    .isZero();
        });
    }

    @Test
    void theRedisSettingsAsTextHaveNoPassword() {
        assertThat(new CognitoClaimsProperties.Redis(
                                "redis://app:S3cret@host", "app", "S3cret", "pets", Duration.ofSeconds(2), false)
                        .toString())
                .isEqualTo("Redis[pets]");
    }

    private static double meter(ApplicationContext context, String name) {
        return context.getBean(MeterRegistry.class)
                .get(name)
                .meter()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    private static Health health(ApplicationContext context) {
        Health health = context.getBean("cognitoClaimsHealthIndicator", HealthIndicator.class)
                .health();
        assertThat(health).isNotNull();
        return health;
    }

    private static AccessToken verify(ApplicationContext context, String token) {
        CognitoToken verified =
                context.getBean("cognitoVerifier", CognitoVerifier.class).verify(token);
        return (AccessToken) verified;
    }

    private static FailureAnalysis analysisOf(@Nullable Throwable failure) {
        assertThat(failure).isNotNull();
        FailureAnalysis analysis = new WrongSettingAnalyzer().analyze(failure);
        assertThat(analysis).as("the report of %s", failure).isNotNull();
        return analysis;
    }

    /** Does not wait for the store at the start. */
    @Configuration(proxyBeanMethods = false)
    static class Impatient {
        @Bean
        FirstReadOfRevocations firstRead(ObjectProvider<Revocations> revocations) {
            return new FirstReadOfRevocations(revocations, null, Duration.ZERO);
        }
    }

    private static final class FakeLog implements RevocationStore {
        private volatile int appended;
        private volatile boolean closed;

        @Override
        public void append(Revocation revocation) {
            appended = 1;
        }

        @Override
        public Batch read(String cursor, Duration maxWait) throws IOException {
            try {
                Thread.sleep(maxWait.toMillis());
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return new Batch(List.of(), "0", false, true);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}

package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cognitoclaims.core.RevocationNotStoredException;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.revocation.redis.RedisRevocationStore;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Applications that use Spring Data Redis, and share their revocations through the same server. */
@Tag("slow")
class ApplicationRedisTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String ACCEPT = "cognito-claims.revocations.when-stale=accept";

    private final ApplicationContextRunner api = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(CognitoClaimsAutoConfiguration.class, DataRedisAutoConfiguration.class))
            .withPropertyValues(
                    "cognito-claims.user-pools[0].issuer=" + POOL.issuer(),
                    "cognito-claims.user-pools[0].client-ids=" + POOL.clientId());

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void revocationsAreSharedThroughTheServerOfSpringDataRedis() throws Exception {
        try (RedisProcess redis = new RedisProcess()
                        .start("--user app on >secret ~pets:revocations +xadd +xread +xrange --user default off"
                                .split(" ", -1));
                Revocations other = Revocations.builder(RedisRevocationStore.builder(redis.uri())
                                .user("app")
                                .password("secret")
                                .keyPrefix("pets")
                                .build())
                        .start()) {
            String[] address = redis.address().split(":", -1);
            api.withPropertyValues(
                            ACCEPT,
                            "cognito-claims.revocations.redis.key-prefix=pets",
                            "spring.data.redis.host=" + address[0],
                            "spring.data.redis.port=" + address[1],
                            "spring.data.redis.username=app",
                            "spring.data.redis.password=secret")
                    .run(context -> {
                        context.getBean(Revocations.class).revokeSignIn("s");
                        RedisProcess.await("the other server", () -> other.size() == 1);
                    });
            // Revocations may have a user of their own.
            api.withPropertyValues(
                            ACCEPT,
                            "cognito-claims.revocations.redis.key-prefix=pets",
                            "cognito-claims.revocations.redis.username=app",
                            "cognito-claims.revocations.redis.password=secret",
                            "spring.data.redis.url=redis://cache:other@" + redis.address())
                    .run(context -> assertThat(
                                    context.getBean(Revocations.class).awaitFirstRead(Duration.ofSeconds(30)))
                            .isTrue());
        }
    }

    @Test
    void aServerOfAServiceConnectionIsUsed() throws Exception {
        try (RedisProcess redis = new RedisProcess().start()) {
            String[] address = redis.address().split(":", -1);
            DataRedisConnectionDetails details = details(address[0], Integer.parseInt(address[1]));
            api.withBean(DataRedisConnectionDetails.class, () -> details)
                    .withPropertyValues(ACCEPT)
                    .run(context -> {
                        context.getBean(Revocations.class).revokeSignIn("s");
                        assertThat(context.getBean(Revocations.class).isShared())
                                .isTrue();
                    });
        }
    }

    @Test
    void anApplicationWithRedisThatSaysNothingOfRevocationsHasThemInMemory() {
        api.run(context ->
                assertThat(context.getBean(Revocations.class).isShared()).isFalse());
    }

    @Test
    void anEmptyAddressKeepsRevocationsInMemoryAlsoBesideSpringDataRedis() {
        api.withPropertyValues(ACCEPT, "cognito-claims.revocations.redis.uri=")
                .run(context -> assertThat(context.getBean(Revocations.class).isShared())
                        .isFalse());
    }

    @Test
    void anApplicationThatDoesNotSayWhatHappensInAnOutageDoesNotStart() {
        api.withPropertyValues("cognito-claims.revocations.max-age=5s")
                .run(context -> assertThat(
                                analysisOf(context.getStartupFailure()).getDescription())
                        .startsWith("The property 'cognito-claims.revocations.when-stale' can't be used: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no.such.package", "org.springframework.boot.data.redis", "io.cognitoclaims.revocation"})
    void anApplicationWithoutSpringDataRedisOrWithoutTheModuleNeedsAStore(String missing) {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CognitoClaimsAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader(missing))
                .withPropertyValues(
                        "cognito-claims.user-pools[0].issuer=" + POOL.issuer(),
                        "cognito-claims.user-pools[0].client-ids=" + POOL.clientId(),
                        ACCEPT)
                .run(context -> assertThat(
                                analysisOf(context.getStartupFailure()).getDescription())
                        .contains("there is no store through which servers share revocations"));
    }

    @ParameterizedTest
    @CsvSource({
        "spring.data.redis.sentinel.master=pets, spring.data.redis.sentinel.nodes=127.0.0.1:1",
        "spring.data.redis.masterreplica.nodes=127.0.0.1:1, spring.data.redis.database=0"
    })
    void sentinelsNeedAnAddressForRevocations(String first, String second) {
        api.withPropertyValues(ACCEPT, first, second)
                .run(context -> assertThat(
                                analysisOf(context.getStartupFailure()).getDescription())
                        .contains("cognito-claims.revocations.redis.uri", "sentinels"));
    }

    @Test
    void anApplicationThatMakesItsConnectionItselfNeedsAnAddressForRevocations() {
        api.withBean(RedisConnectionFactory.class, () -> new LettuceConnectionFactory("redis.example", 1))
                .withPropertyValues(ACCEPT)
                .run(context -> {
                    FailureAnalysis analysis = analysisOf(context.getStartupFailure());
                    assertThat(analysis.getDescription()).contains("makes its RedisConnectionFactory itself");
                    assertThat(analysis.getAction()).contains("Write the address");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"spring.data.redis.ssl.enabled=true", "spring.data.redis.url=rediss://localhost:"})
    void tlsIsUsedIfSpringDataRedisUsesIt(String setting) throws Exception {
        // This one speaks no TLS, and must not be sent the password.
        try (RedisProcess redis = new RedisProcess().start()) {
            String port = redis.address().split(":", -1)[1];
            api.withUserConfiguration(RevocationsTest.Impatient.class)
                    .withPropertyValues(
                            ACCEPT,
                            "cognito-claims.revocations.redis.timeout=500ms",
                            "spring.data.redis.port=" + port,
                            setting.endsWith(":") ? setting + port : setting)
                    .run(context -> {
                        Revocations revocations = context.getBean(Revocations.class);
                        assertThat(revocations.isShared()).isTrue();
                        assertThat(catchThrowable(() -> revocations.revokeSignIn("s")))
                                .isInstanceOf(RevocationNotStoredException.class)
                                .hasMessageContaining("localhost:" + port);
                    });
        }
    }

    private static DataRedisConnectionDetails details(String host, int port) {
        return new DataRedisConnectionDetails() {
            @Override
            public Standalone getStandalone() {
                return Standalone.of(host, port);
            }
        };
    }

    private static FailureAnalysis analysisOf(@Nullable Throwable failure) {
        assertThat(failure).isNotNull();
        FailureAnalysis analysis = new WrongSettingAnalyzer().analyze(failure);
        assertThat(analysis).as("the report of %s", failure).isNotNull();
        return analysis;
    }
}

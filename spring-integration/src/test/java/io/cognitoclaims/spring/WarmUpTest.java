package io.cognitoclaims.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** {@code cognito-claims.warm-up}. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class WarmUpTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String FIRST = "cognito-claims.user-pools[0].";
    private static final String SECOND = "cognito-claims.user-pools[1].";
    private static final String ORIGINAL = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(CognitoClaimsAutoConfiguration.class))
            .withPropertyValues("cognito-claims.warm-up=true");

    @AfterEach
    void resume() {
        POOL.resumeKeys();
    }

    @AfterAll
    static void close() {
        POOL.close();
    }

    @ParameterizedTest
    @EnumSource
    void theWarmUpFetchesTheKeysBeforeTheFirstRequest(WebStack stack) throws Exception {
        int before = POOL.keyFetches();
        try (RunningApi api = stack.startFor(POOL, Greeter.class, "cognito-claims.warm-up=true")) {
            assertThat(POOL.keyFetches()).isEqualTo(before + 1);

            assertThat(api.get("/hello", POOL.accessToken().sign()).statusCode())
                    .isEqualTo(200);
            assertThat(POOL.keyFetches()).isEqualTo(before + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theWarmUpIsOffByDefault(WebStack stack) {
        int before = POOL.keyFetches();
        POOL.answerKeysWith(503, "");
        try (RunningApi api = stack.startFor(POOL, Greeter.class)) {
            assertThat(api).isNotNull();
            assertThat(POOL.keyFetches()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPoolThatIsNotThereEndsTheStartWithAReportAndNoStackTrace(WebStack stack, CapturedOutput output) {
        POOL.answerKeysWith(400, "{\"message\":\"User pool does not exist.\"}");

        assertThatThrownBy(() -> stack.startFor(POOL, Greeter.class, "cognito-claims.warm-up=true")
                        .close())
                .isInstanceOf(WrongSettingException.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The property '" + FIRST + "issuer' can't be used: there is no key of the user pool "
                        + POOL.id()
                        + ", as the keys of " + POOL.issuer()
                        + " are unavailable: the key endpoint answered with status 400 (is the user pool's id right?).")
                .contains("to start without them leave out cognito-claims.warm-up.")
                .doesNotContain("\tat ", "User pool does not exist");
    }

    @Test
    void theReportNamesTheSettingOfThePoolThatHasNoKeys() {
        withFetcher("us-east-1_EXAMPLE")
                .withPropertyValues(
                        FIRST + "id=us-east-1_EXAMPLE",
                        FIRST + "client-ids=web",
                        SECOND + "id=eu-west-1_SLIP",
                        SECOND + "client-ids=web")
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(analysisOf(context.getStartupFailure()).getDescription())
                            .isEqualTo("The property '" + SECOND + "id' can't be used: there is no key of the user pool"
                                    + " eu-west-1_SLIP, as the keys of"
                                    + " https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_SLIP are unavailable:"
                                    + " java.io.IOException.");
                });
    }

    @Test
    void theReportNamesTheSettingOfTheAddressOfTheKeysWhereThereIsOne() {
        withFetcher("nothing")
                .withPropertyValues(
                        FIRST + "id=us-east-1_EXAMPLE",
                        FIRST + "client-ids=web",
                        FIRST + "jwks-uri=https://mirror.example/keys")
                .run(context -> assertThat(
                                analysisOf(context.getStartupFailure()).getDescription())
                        .startsWith("The property '" + FIRST + "jwks-uri' can't be used: "));
    }

    @Test
    void theWarmUpIsContentWithOneIssuerOfAPool() {
        withFetcher("//issuer-cognito-idp")
                .withPropertyValues(FIRST + "id=us-east-1_EXAMPLE", FIRST + "client-ids=web")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(asked).hasSize(2);
                });
    }

    @Test
    void theWarmUpFetchesNothingForKeysThatWereBroughtAlong() {
        withFetcher("nothing")
                .withPropertyValues(FIRST + "id=us-east-1_EXAMPLE", FIRST + "client-ids=web")
                .withInitializer(context -> context.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
                    @Override
                    public Object postProcessAfterInitialization(Object bean, String name) {
                        if (bean instanceof JwksCache keys) {
                            keys.preload(UserPool.of("us-east-1_EXAMPLE"), POOL.jwks());
                        }
                        return bean;
                    }
                }))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(asked).isEmpty();
                });
    }

    @Test
    void theWarmUpIsForVerifiersOfTheApplicationToo() {
        withFetcher("nothing")
                .withBean(
                        CognitoVerifier.class,
                        () -> CognitoVerifier.accessTokens(UserPool.of("us-east-1_EXAMPLE"), Set.of("web"))
                                .keys(JwksCache.builder().fetcher(this::fetch).build())
                                .build())
                .run(context -> {
                    assertThat(analysisOf(context.getStartupFailure()).getDescription())
                            .startsWith(
                                    "The property 'cognito-claims.warm-up' can't be used: there is no key of the user"
                                            + " pool us-east-1_EXAMPLE, as the keys of " + ORIGINAL
                                            + " are unavailable: ");
                    assertThat(asked).hasSize(2);
                });
    }

    @Test
    void theWarmUpIsMadeAlsoWhereBeansAreLazy() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CognitoClaimsAutoConfiguration.class))
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .withBean(JwksCacheCustomizer.class, () -> keys -> keys.fetcher(this::fetch))
                .withPropertyValues(
                        "cognito-claims.warm-up=true", FIRST + "id=us-east-1_EXAMPLE", FIRST + "client-ids=web")
                .run(context -> assertThat(context).hasFailed());
        assertThat(asked).isNotEmpty();
    }

    /** Of which addresses with this part are answered. */
    private WebApplicationContextRunner withFetcher(String part) {
        return runner.withBean(
                JwksCacheCustomizer.class,
                () -> keys -> keys.fetcher(address -> {
                    CompletableFuture<byte[]> failure = fetch(address);
                    return address.toString().contains(part)
                            ? CompletableFuture.completedFuture(POOL.jwks().getBytes(UTF_8))
                            : failure;
                }));
    }

    private CompletableFuture<byte[]> fetch(URI address) {
        asked.add(address.toString());
        return CompletableFuture.failedFuture(new IOException("quoted"));
    }

    private static FailureAnalysis analysisOf(@Nullable Throwable failure) {
        assertThat(failure).isNotNull();
        FailureAnalysis analysis = new WrongSettingAnalyzer().analyze(failure);
        assertThat(analysis).isNotNull();
        return analysis;
    }
}

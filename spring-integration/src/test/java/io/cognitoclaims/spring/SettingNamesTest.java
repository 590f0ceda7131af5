package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.CognitoVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;

/** What may be written below {@code cognito-claims}, in every form and source, and what ends the start. */
class SettingNamesTest {
    private static final String TWO_POOLS = """
            cognito-claims:
              user-pools:
                - id: us-east-1_FIRST
                  client-ids: [web, mobile]
                - id: us-east-1_SECOND
                  client-ids:
                    - batch
              resources:
                - https://pets.example
                - https://walks.example
            """;

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(CognitoClaimsAutoConfiguration.class));

    @Test
    void settingsMayBeListsOfYaml() {
        runner.withInitializer(yaml(TWO_POOLS)).run(context -> {
            assertThat(poolsOf(context)).containsExactlyInAnyOrder("us-east-1_FIRST", "us-east-1_SECOND");
            assertThat(verifierOf(context).requiredResources())
                    .isEqualTo(Set.of("https://pets.example", "https://walks.example"));
        });
    }

    @Test
    void aListMayBeShorterThanTheOneItReplaces() {
        runner.withInitializer(yaml(TWO_POOLS)).withInitializer(yaml("""
                        cognito-claims:
                          user-pools:
                            - id: us-east-1_TEST
                              client-ids: [test]
                          resources: [https://test.example]
                        """)).run(context -> {
            assertThat(poolsOf(context)).containsExactly("us-east-1_TEST");
            assertThat(verifierOf(context).requiredResources()).isEqualTo(Set.of("https://test.example"));
        });
    }

    /** Spring Boot 4.0 can't bind it; whether it can is not for the check of names to say. */
    @Test
    void aSectionWithNothingInItIsNoWrongSetting() {
        runner.withInitializer(yaml(TWO_POOLS))
                .withPropertyValues("cognito-claims.keys=")
                .run(context -> assertThat(causesOf(context.getStartupFailure()))
                        .noneMatch(WrongSettingException.class::isInstance));
    }

    @Test
    void settingsMayBeSpeltAsSpringBootReadsThem() {
        runner.withPropertyValues(
                        "cognito-claims.userPools[0].ID=us-east-1_EXAMPLE",
                        "cognito-claims.user_pools[0].clientIds=web",
                        "cognito-claims.tokenCache.max-size=1MB",
                        "cognito-claims.resource-metadata.scopes[0]=pets/read")
                .run(context -> assertThat(poolsOf(context)).containsExactly("us-east-1_EXAMPLE"));
    }

    @ParameterizedTest
    @CsvSource({
        "cognito-claims.resorces, cognito-claims.resources",
        "cognito-claims.user-pools[0].client-id, cognito-claims.user-pools[].client-ids",
        "cognito-claims.user-pool[0].client-ids, cognito-claims.user-pools[].client-ids",
        "cognito-claims.key.max-age, cognito-claims.keys.max-age",
        "cognito-claims.token-cache.enable, cognito-claims.token-cache.enabled",
        "cognito-claims.clock-skew.max, cognito-claims.clock-skew"
    })
    void anUnknownSettingEndsTheStartWithTheNearestName(String name, String nearest) {
        WebApplicationContextRunner good = runner.withInitializer(yaml(TWO_POOLS));

        good.withPropertyValues(name + "=a-value").run(context -> assertUnknown(context, name, nearest));
        good.withSystemProperties(name + "=a-value").run(context -> assertUnknown(context, name, nearest));
        good.withInitializer(yaml("'" + name + "': [a-value]"))
                .run(context -> assertUnknown(context, name + "[0]", nearest));
    }

    @Test
    void anEnvironmentVariableOfAnotherProgramDoesNotEndTheStart() {
        runner.withInitializer(yaml(TWO_POOLS))
                .withInitializer(context -> TestPropertyValues.of("COGNITOCLAIMS_SERVICE_PORT=80")
                        .applyTo(context.getEnvironment(), TestPropertyValues.Type.SYSTEM_ENVIRONMENT, "test"))
                .run(context -> assertThat(context).hasNotFailed());
    }

    private static void assertUnknown(AssertableWebApplicationContext context, String name, String nearest) {
        Throwable failure = context.getStartupFailure();
        assertThat(failure).isNotNull();
        FailureAnalysis analysis = new WrongSettingAnalyzer().analyze(failure);
        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription())
                .isEqualTo("The property '" + name + "' can't be used: there is no property of this name.");
        assertThat(analysis.getAction()).isEqualTo("The nearest that there is: " + nearest + ".");
    }

    private static List<Throwable> causesOf(@Nullable Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
    }

    private static Stream<String> poolsOf(AssertableWebApplicationContext context) {
        return verifierOf(context).pools().stream()
                .map(accepted -> accepted.pool().id());
    }

    private static CognitoVerifier<?> verifierOf(AssertableWebApplicationContext context) {
        return context.getBean(CognitoVerifier.class);
    }

    /** Each is stronger than those before it. */
    private static ApplicationContextInitializer<ConfigurableApplicationContext> yaml(String text) {
        return context -> {
            try {
                new YamlPropertySourceLoader()
                        .load(text, new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
                        .forEach(context.getEnvironment().getPropertySources()::addFirst);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }
}

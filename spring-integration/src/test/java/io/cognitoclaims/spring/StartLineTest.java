package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.core.UserPool;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** What the start says of the tokens that are accepted, and which beans can't decide that together. */
@Tag("slow")
@ParameterizedClass
@EnumSource(WebStack.class)
@ExtendWith(OutputCaptureExtension.class)
class StartLineTest {
    private static final String LINE = "AcceptedTokens";
    private static final String ID = "cognito-claims.user-pools[0].id=us-east-1_EXAMPLE";
    private static final String CLIENTS = "cognito-claims.user-pools[0].client-ids=web,app";

    @Parameter
    WebStack stack;

    @Test
    void theStartNamesTheAcceptedTokensInOneLine(CapturedOutput output) {
        runner().withPropertyValues(ID, CLIENTS)
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output.toString().lines().filter(line -> line.contains(LINE)))
                .singleElement()
                .asString()
                .contains(" INFO ")
                .endsWith(": accepts access tokens of us-east-1_EXAMPLE"
                        + " (https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE) for client app, web");
    }

    @Test
    void theStartLineNamesEveryPoolTheKindAndTheResources(CapturedOutput output) {
        runner().withPropertyValues(
                        ID,
                        CLIENTS,
                        "cognito-claims.user-pools[1].issuer=http://127.0.0.1:9229/local_POOL",
                        "cognito-claims.user-pools[1].client-ids=batch",
                        "cognito-claims.resources=https://pets.example")
                .run(context -> assertThat(context).hasNotFailed());
        runner().withPropertyValues(ID, CLIENTS, "cognito-claims.token-use=id")
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .contains("local_POOL (http://127.0.0.1:9229/local_POOL) for client batch; us-east-1_EXAMPLE (")
                .contains("app, web, bound to one of [https://pets.example]")
                .contains("accepts id tokens of us-east-1_EXAMPLE");
    }

    @Test
    void theStartLineSaysThatTheVerifierIsTheApplications(CapturedOutput output) {
        runner().withUserConfiguration(OfAccessTokens.class)
                .run(context -> assertThat(context).hasNotFailed());
        runner().withUserConfiguration(OfAnyClient.class)
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .contains("for client own (CognitoVerifier bean ofAccessTokens of the application)")
                .contains("for any client (CognitoVerifier bean ofAnyClient of the application)");
    }

    @Test
    void aVerifierBeanThatAgreesWithThePropertiesDoesNotEndTheStart(CapturedOutput output) {
        runner().withUserConfiguration(OfIdTokens.class)
                .run(context -> assertThat(context).hasNotFailed());
        runner().withUserConfiguration(OfIdTokens.class)
                .withPropertyValues("cognito-claims.token-use=id")
                .run(context -> assertThat(context).hasNotFailed());
        runner().withUserConfiguration(PrimaryOfTwo.class)
                .withPropertyValues(ID, CLIENTS, "cognito-claims.token-use=id")
                .run(context -> assertThat(context).hasNotFailed());

        String accepted = "accepts id tokens of eu-west-1_EXAMPLE (" + pool().issuer() + ") for client own";
        String bean = " (CognitoVerifier bean %s of the application)";
        assertThat(output.toString().lines().filter(line -> line.contains(LINE)))
                .satisfiesExactly(
                        line -> assertThat(line).endsWith(": " + accepted + bean.formatted("ofIdTokens")),
                        line -> assertThat(line).endsWith(": " + accepted + bean.formatted("ofIdTokens")),
                        line -> assertThat(line)
                                .endsWith("CognitoVerifier bean deciding: " + accepted + bean.formatted("deciding")),
                        line -> assertThat(line).contains("CognitoVerifier bean other: accepts access tokens"));
    }

    /** It may be stricter than the properties, and its author expects that it is enforced. */
    @Test
    void aVerifierBesideThePropertiesThatNoChainUsesEndsTheStart() {
        runner().withUserConfiguration(OfAccessTokens.class)
                .withPropertyValues(ID, CLIENTS)
                .run(
                        context -> assertEnded(
                                context,
                                "No filter chain uses the CognitoVerifier bean ofAccessTokens, so that nothing of it is enforced."));
    }

    @Test
    void aVerifierBeanOfAnotherKindThanThePropertiesSayEndsTheStart() {
        String problem = "The CognitoVerifier bean ofIdTokens takes id tokens,"
                + " while the cognito-claims properties say access tokens.";

        runner().withUserConfiguration(OfIdTokens.class)
                .withPropertyValues("cognito-claims.token-use=access")
                .run(context -> assertEnded(context, problem));
        runner().withUserConfiguration(PrimaryOfTwo.class)
                .withPropertyValues(ID, CLIENTS)
                .run(context -> assertEnded(context, problem.replace("ofIdTokens", "deciding")));
    }

    @Test
    void twoVerifierBeansOfWhichNoneIsPrimaryEndTheStart() {
        runner().withUserConfiguration(OfAccessTokens.class, OfIdTokens.class)
                .run(context -> assertEnded(
                        context,
                        "There are several CognitoVerifier beans, and one must decide which tokens the application accepts:"
                                + " ofAccessTokens, ofIdTokens."));
    }

    @Test
    void theStartLinesNameWhatAPrimaryVerifierBeanAndAnotherOneAccept(CapturedOutput output) {
        runner().withUserConfiguration(PrimaryOfTwo.class)
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .contains("CognitoVerifier bean deciding: accepts id tokens of")
                .contains("CognitoVerifier bean other: accepts access tokens of");
    }

    @Test
    void thePropertiesDecideBesideAVerifierBeanThatIsNoDefaultCandidate(CapturedOutput output) {
        runner().withUserConfiguration(NoDefault.class)
                .withPropertyValues(ID, CLIENTS)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBeanProvider(CognitoVerifier.class).getObject())
                            .isSameAs(context.getBean("cognitoVerifier"));
                });

        assertThat(output)
                .contains("CognitoVerifier bean cognitoVerifier: accepts access tokens of us-east-1_EXAMPLE")
                .contains("CognitoVerifier bean noDefault: accepts id tokens");
    }

    private AbstractApplicationContextRunner<?, ?, ? extends ApplicationContextAssertProvider<?>> runner() {
        AbstractApplicationContextRunner<?, ?, ? extends ApplicationContextAssertProvider<?>> runner =
                stack == WebStack.TOMCAT
                        ? new WebApplicationContextRunner()
                        : new ReactiveWebApplicationContextRunner();
        return runner.withUserConfiguration(AutoConfigurationTest.Everything.class);
    }

    private static void assertEnded(ApplicationContextAssertProvider<?> context, String problem) {
        Throwable failure = context.getStartupFailure();
        assertThat(failure).isNotNull();
        FailureAnalysis analysis = new WrongUseAnalyzer().analyze(failure);
        assertThat(analysis).as("report of %s", failure).isNotNull();
        assertThat(analysis.getDescription()).isEqualTo(problem);
        assertThat(analysis.getAction()).contains("@Bean(defaultCandidate = false)");
    }

    private static UserPool pool() {
        return UserPool.of("eu-west-1_EXAMPLE");
    }

    static class OfAccessTokens {
        @Bean
        CognitoVerifier<AccessToken> ofAccessTokens() {
            return CognitoVerifier.accessTokens(pool(), Set.of("own")).build();
        }
    }

    static class OfAnyClient {
        @Bean
        CognitoVerifier<AccessToken> ofAnyClient() {
            return CognitoVerifier.accessTokensForAnyClient(pool()).build();
        }
    }

    static class OfIdTokens {
        @Bean
        CognitoVerifier<IdToken> ofIdTokens() {
            return CognitoVerifier.idTokens(pool(), Set.of("own")).build();
        }
    }

    static class NoDefault {
        @Bean(defaultCandidate = false)
        CognitoVerifier<IdToken> noDefault() {
            return CognitoVerifier.idTokens(pool(), Set.of("own")).build();
        }
    }

    static class PrimaryOfTwo {
        @Bean
        @Primary
        CognitoVerifier<IdToken> deciding() {
            return CognitoVerifier.idTokens(pool(), Set.of("own")).build();
        }

        @Bean(defaultCandidate = false)
        CognitoVerifier<AccessToken> other() {
            return CognitoVerifier.accessTokens(pool(), Set.of("own")).build();
        }
    }
}

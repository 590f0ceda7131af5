package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.AsyncUserPoolSource;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.UserPoolCache;
import io.cognitoclaims.core.UserPoolSource;
import io.cognitoclaims.testing.TestUserPool;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;

/** Two user pools in one application: their authorities, their tenants, and settings that cannot hold. */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
class PoolsApartTest {
    private static final TestUserPool ONE = TestUserPool.create();
    private static final TestUserPool TWO = TestUserPool.create();
    private static final String POOLS = "cognito-claims.user-pools";

    @AfterAll
    static void closePools() {
        ONE.close();
        TWO.close();
    }

    @Test
    void groupsOfTwoPoolsWithOnePrefixAreAWarning(CapturedOutput output) {
        runner().run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .contains("becomes the same authority as a group of that name in")
                .contains("cognito-claims.user-pools[].group-prefix");
    }

    @Test
    void aPrefixOfItsOwnTellsThePoolsGroupsApart(CapturedOutput output) {
        runner().withPropertyValues(POOLS + "[1].group-prefix=STAFF_").run(context -> {
            assertThat(authorities(
                            context, ONE.accessToken().groups("admin").scopes().sign()))
                    .contains("ROLE_admin")
                    .doesNotContain("STAFF_admin");
            assertThat(authorities(
                            context, TWO.accessToken().groups("admin").scopes().sign()))
                    .contains("STAFF_admin")
                    .doesNotContain("ROLE_admin");
        });
        assertThat(output).doesNotContain("becomes the same authority");
    }

    @Test
    void anAuthorityCanNameThePoolAndTheTenant(CapturedOutput output) {
        runner().withPropertyValues(
                        "cognito-claims.authorities.pool-prefix=POOL_",
                        "cognito-claims.authorities.tenant-prefix=TENANT_",
                        POOLS + "[0].tenant=acme")
                .run(context -> {
                    assertThat(authorities(context, ONE.accessToken().scopes().sign()))
                            .contains("POOL_" + ONE.id(), "TENANT_acme");
                    assertThat(authorities(context, TWO.accessToken().scopes().sign()))
                            .contains("POOL_" + TWO.id())
                            .noneMatch(name -> name.startsWith("TENANT_"));
                });
        assertThat(output).doesNotContain("becomes the same authority");
    }

    @ParameterizedTest
    @CsvSource({
        "cognito-claims.authorities.pool-prefix, ROLE_POOL_",
        "cognito-claims.authorities.pool-prefix, SCOPE_",
        "cognito-claims.authorities.pool-prefix, R",
        "cognito-claims.authorities.tenant-prefix, FACTOR_",
        "cognito-claims.user-pools[1].tenant, ' '",
        "cognito-claims.user-pool-lookup.remember-for, 0s",
        "cognito-claims.user-pool-lookup.issuers-below, http://example.com/"
    })
    void aSettingThatCannotHoldEndsTheStart(String name, String value) {
        runner().withUserConfiguration(Source.class)
                .withPropertyValues(name + "=" + value)
                .run(context -> assertWrong(context, "'" + name + "'"));
    }

    @Test
    void insecureHttpIsForLookUpsOfEmulatorsOnly() {
        new WebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class, Source.class)
                .withPropertyValues("cognito-claims.allow-insecure-http=true")
                .run(context -> assertWrong(context, "'cognito-claims.allow-insecure-http'"));
        new WebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class, Source.class)
                .withPropertyValues(
                        "cognito-claims.allow-insecure-http=true",
                        "cognito-claims.user-pool-lookup.issuers-below=http://cognito:9229/")
                .run(context -> assertThat(context).hasNotFailed());
        new WebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class, Source.class)
                .withPropertyValues(
                        "cognito-claims.allow-insecure-http=true",
                        "cognito-claims.user-pool-lookup.issuers-below=https://cognito-idp.cn-north-1.amazonaws.com.cn/")
                .run(context -> assertWrong(context, "'cognito-claims.user-pool-lookup.issuers-below'"));
    }

    @Test
    void anEmptyGroupPrefixBesideAPoolPrefixEndsTheStart() {
        runner().withPropertyValues(
                        "cognito-claims.authorities.group-prefix=", "cognito-claims.authorities.pool-prefix=POOL_")
                .run(context -> assertWrong(context, "'cognito-claims.authorities.pool-prefix'"));
    }

    @Test
    void aPrincipalClaimBesidePoolsThatAreLookedUpEndsTheStart() {
        new WebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class, Source.class)
                .withPropertyValues("cognito-claims.principal-claim=username")
                .run(context -> assertWrong(context, "'cognito-claims.principal-claim'"));
    }

    @Test
    void poolsThatAreLookedUpNeedNoOthers() {
        new WebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class, Source.class)
                .withPropertyValues("cognito-claims.user-pool-lookup.max-pools=7")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    CognitoVerifier<?> verifier = context.getBean(CognitoVerifier.class);
                    assertThat(verifier.lookedUpPools()).contains(context.getBean(UserPoolCache.class));
                    assertThat(verifier.pools()).isEmpty();
                });
        new ReactiveWebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class, AsyncSource.class)
                .run(context -> assertThat(context).hasSingleBean(UserPoolCache.class));
    }

    @Test
    void poolsThatAreLookedUpAndNotToldApartAreAWarning(CapturedOutput output) {
        new WebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class, Source.class, Resolver.class)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("nothing tells their users apart");

        new WebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class, Source.class)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).contains("nothing tells their users apart");
    }

    @Test
    void twoSourcesOfUserPoolsEndTheStart() {
        new WebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class, Source.class, AsyncSource.class)
                .run(context -> assertProblem(context, "one must look user pools up"));
    }

    @Test
    void aPoolWithoutATenantEndsTheStartWhereTenantsAreRequired() {
        runner().withUserConfiguration(Resolver.class).run(context -> assertProblem(context, "belongs to none"));
    }

    @Test
    void aResolverOfTheOtherStackEndsTheStart() {
        runner().withUserConfiguration(ReactiveResolver.class)
                .run(context -> assertProblem(context, "No decoder uses the bean reactiveResolver"));
    }

    @Test
    void aResolverBesideADecoderOfTheApplicationEndsTheStart() {
        runner().withUserConfiguration(Resolver.class, OwnDecoder.class)
                .run(context -> assertProblem(context, "No decoder uses the bean resolver"));
    }

    private static WebApplicationContextRunner runner() {
        return new WebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class)
                .withPropertyValues(
                        POOLS + "[0].issuer=" + ONE.issuer(),
                        POOLS + "[0].client-ids=" + ONE.clientId(),
                        POOLS + "[1].issuer=" + TWO.issuer(),
                        POOLS + "[1].client-ids=" + TWO.clientId());
    }

    private static Set<String> authorities(AssertableWebApplicationContext context, String token) {
        return Set.copyOf(context
                .getBean(JwtAuthenticationConverter.class)
                .convert(context.getBean(JwtDecoder.class).decode(token))
                .getAuthorities()
                .stream()
                .map(GrantedAuthority::getAuthority)
                .toList());
    }

    private static void assertWrong(AssertableWebApplicationContext context, String setting) {
        Throwable failure = context.getStartupFailure();
        assertThat(failure).isNotNull();
        FailureAnalysis analysis = new WrongSettingAnalyzer().analyze(failure);
        assertThat(analysis).as("report of %s", failure).isNotNull();
        assertThat(analysis.getDescription()).contains(setting);
    }

    private static void assertProblem(AssertableWebApplicationContext context, String problem) {
        Throwable failure = context.getStartupFailure();
        assertThat(failure).isNotNull();
        FailureAnalysis analysis = new WrongUseAnalyzer().analyze(failure);
        assertThat(analysis).as("report of %s", failure).isNotNull();
        assertThat(analysis.getDescription()).contains(problem);
    }

    @Configuration(proxyBeanMethods = false)
    static class Source {
        @Bean
        UserPoolSource source() {
            return issuer -> Optional.of(AcceptedPool.of(UserPool.fromIssuer(ONE.issuer()), Set.of("client")));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class AsyncSource {
        @Bean
        AsyncUserPoolSource asyncSource() {
            return issuer -> CompletableFuture.completedFuture(Optional.empty());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Resolver {
        @Bean
        TenantResolver resolver() {
            return request -> Optional.of("acme");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ReactiveResolver {
        @Bean
        ReactiveTenantResolver reactiveResolver() {
            return exchange -> Optional.of("acme");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDecoder {
        @Bean
        JwtDecoder ownDecoder() {
            return token -> {
                throw new IllegalStateException("not called");
            };
        }
    }
}

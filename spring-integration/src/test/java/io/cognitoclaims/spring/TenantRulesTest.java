package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.springframework.security.config.Customizer.withDefaults;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.web.SecurityFilterChain;

/** Rules about tenants, pools and prefixes that would decide nothing, and where beans are lazy or of a parent context. */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
class TenantRulesTest {
    private static final TestUserPool ONE = TestUserPool.create();
    private static final TestUserPool TWO = TestUserPool.create();
    private static final String POOLS = "cognito-claims.user-pools";

    @AfterAll
    static void closePools() {
        ONE.close();
        TWO.close();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "ROLE_, ROLE_STAFF_",
                "'', STAFF_",
                "none, ROLE_STAFF_",
                "ROLE_STAFF_, none",
                "A_, A_B_",
                "none, SCOPE_",
                "none, SCOPE_STAFF_"
            })
    void aGroupPrefixThatGroupsOfAnotherPoolCouldImitateEndsTheStart(@Nullable String first, @Nullable String second) {
        WebApplicationContextRunner runner = runner();
        if (first != null) {
            runner = runner.withPropertyValues(POOLS + "[0].group-prefix=" + first);
        }
        if (second != null) {
            runner = runner.withPropertyValues(POOLS + "[1].group-prefix=" + second);
        }
        runner.run(context -> assertThat(context.getStartupFailure())
                .isInstanceOf(WrongSettingException.class)
                .hasMessageContaining(".group-prefix"));
    }

    @ParameterizedTest
    @EnumSource(WebStack.class)
    void anApplicationWithLazyBeansRequiresTheTenantToo(WebStack stack) throws Exception {
        try (RunningApi api = stack.startFor(
                ONE, Application.class, "spring.main.lazy-initialization=true", POOLS + "[0].tenant=acme")) {
            assertThat(api.sendAs(
                                    "GET",
                                    "/hello",
                                    "Authorization",
                                    "Bearer " + ONE.accessToken().sign(),
                                    "X-Tenant",
                                    "acme")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(api.sendAs(
                                    "GET",
                                    "/hello",
                                    "Authorization",
                                    "Bearer " + ONE.accessToken().sign(),
                                    "X-Tenant",
                                    "globex")
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void aLazyApplicationWithAVerifierThatNoChainUsesDoesNotStart() {
        runner().withUserConfiguration(Unused.class)
                .withInitializer(context ->
                        context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .run(context -> assertProblem(context, "No filter chain uses"));
    }

    @Test
    void aResolverThatNoDecoderUsesBesideOneThatAChainUsesEndsTheStart() {
        runner().withUserConfiguration(Resolver.class, OwnDecoder.class, TenantChain.class)
                .withPropertyValues(POOLS + "[0].tenant=acme", POOLS + "[1].tenant=globex")
                .run(context -> assertProblem(context, "No decoder uses the bean resolver"));
    }

    @Test
    void aSecondResolverBesideAPrimaryOneEndsTheStart() {
        runner().withUserConfiguration(Resolver.class, PrimaryResolver.class)
                .withPropertyValues(POOLS + "[0].tenant=acme", POOLS + "[1].tenant=globex")
                .run(context -> assertProblem(context, "No decoder uses the bean resolver"));
    }

    @Test
    void aResolverInAParentContextBesideAnOwnDecoderEndsTheStart() {
        try (AnnotationConfigApplicationContext parent = new AnnotationConfigApplicationContext(Resolver.class)) {
            runner().withParent(parent)
                    .withUserConfiguration(OwnDecoder.class)
                    .withPropertyValues(POOLS + "[0].tenant=acme", POOLS + "[1].tenant=globex")
                    .run(context -> assertProblem(context, "No decoder uses the bean resolver"));
        }
    }

    @Test
    void threeTokensThatAreVerifiedOutsideOfARequestLeaveOneLineInTheLog(CapturedOutput output) {
        runner().withUserConfiguration(Resolver.class)
                .withPropertyValues(POOLS + "[0].tenant=acme", POOLS + "[1].tenant=globex")
                .run(context -> {
                    JwtDecoder decoder = context.getBean(JwtDecoder.class);
                    for (int i = 0; i < 3; i++) {
                        try {
                            decoder.decode("made-up");
                        } catch (JwtException e) {
                            // As expected
                        }
                    }
                });

        assertThat(output.toString().split("outside of a request", -1)).hasSize(2);
    }

    @Test
    void aVerifierBeanDoesNotReplacePoolsOfASourceThatCannotBeListed() {
        withSource(new PropertySource<>("unlisted", Map.<String, String>of()) {
            @Override
            public @Nullable Object getProperty(String name) {
                return switch (name) {
                    case POOLS + "[0].issuer" -> TWO.issuer();
                    case POOLS + "[0].client-ids" -> TWO.clientId();
                    default -> null;
                };
            }
        });
    }

    @Test
    void aVerifierBeanDoesNotReplacePoolsOfTheEnvironment() {
        withSource(new SystemEnvironmentPropertySource(
                "systemEnvironment",
                Map.of(
                        "COGNITO_CLAIMS_USER_POOLS_0_ISSUER", TWO.issuer(),
                        "COGNITO_CLAIMS_USER_POOLS_0_CLIENT_IDS", TWO.clientId())));
        withSource(new SystemEnvironmentPropertySource(
                "systemEnvironment",
                Map.of(
                        "COGNITOCLAIMS_USERPOOLS_0_ISSUER", TWO.issuer(),
                        "COGNITOCLAIMS_USERPOOLS_0_CLIENTIDS", TWO.clientId())));
    }

    private static void withSource(PropertySource<?> source) {
        WebApplicationContextRunner runner = new WebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class)
                .withInitializer(
                        context -> context.getEnvironment().getPropertySources().addFirst(source));
        runner.withUserConfiguration(BesideTheDefault.class).run(context -> {
            JwtDecoder decoder = context.getBean(JwtDecoder.class);
            assertThat(decoder.decode(TWO.accessToken().sign())).isNotNull();
            assertThatExceptionOfType(JwtException.class)
                    .isThrownBy(() -> decoder.decode(ONE.accessToken().sign()));
        });
        runner.withUserConfiguration(Unused.class).run(context -> assertProblem(context, "bean unused"));
    }

    @Test
    void aPrimaryVerifierOfAParentContextDecidesToo() {
        try (AnnotationConfigApplicationContext parent =
                new AnnotationConfigApplicationContext(PrimaryVerifier.class)) {
            runner().withParent(parent)
                    .run(context -> assertThat(context.getBean(CognitoVerifier.class))
                            .isSameAs(parent.getBean(CognitoVerifier.class)));
        }
    }

    @Test
    void aSignInKnowsTheTenantOfItsPool() {
        new WebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class)
                .withPropertyValues(
                        POOLS + "[0].issuer=" + ONE.issuer(),
                        POOLS + "[0].client-ids=" + ONE.clientId(),
                        POOLS + "[0].tenant=acme")
                .run(context -> {
                    CognitoVerifier<IdToken> verifier = context.getBean(SignIns.class)
                            .verifierOf(ClientRegistration.withRegistrationId("cognito")
                                    .clientId(ONE.clientId())
                                    .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                                    .redirectUri("{baseUrl}/login/oauth2/code/cognito")
                                    .authorizationUri("https://login.example/authorize")
                                    .tokenUri("https://login.example/token")
                                    .issuerUri(ONE.issuer())
                                    .build())
                            .orElseThrow();

                    assertThat(verifier.verify(ONE.idToken().sign()).tenant()).contains("acme");
                });
    }

    @Test
    void aChainOfTheDefaultVerifierThatAsksNoResolverEndsTheStart() {
        runner().withUserConfiguration(Resolver.class, ChainOfAnyTenant.class)
                .withPropertyValues(POOLS + "[0].tenant=acme", POOLS + "[1].tenant=globex")
                .run(context -> assertProblem(context, "A filter chain does not ask the bean resolver"));
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

    private static void assertProblem(AssertableWebApplicationContext context, String problem) {
        Throwable failure = context.getStartupFailure();
        assertThat(failure).isNotNull();
        FailureAnalysis analysis = new WrongUseAnalyzer().analyze(failure);
        assertThat(analysis).as("report of %s", failure).isNotNull();
        assertThat(analysis.getDescription()).contains(problem);
    }

    @Import(Greeter.class)
    static class Application {
        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        TenantResolver tenantResolver() {
            return request -> Optional.ofNullable(request.getHeader("X-Tenant"));
        }

        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        ReactiveTenantResolver reactiveTenantResolver() {
            return exchange ->
                    Optional.ofNullable(exchange.getRequest().getHeaders().getFirst("X-Tenant"));
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
    static class PrimaryResolver {
        @Bean
        @Primary
        TenantResolver first() {
            return request -> Optional.of("acme");
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

    @Configuration(proxyBeanMethods = false)
    static class TenantChain {
        @Bean
        @Order(1)
        SecurityFilterChain tenants(HttpSecurity http, CognitoResourceServer cognito, CognitoVerifier<?> verifier) {
            return http.securityMatcher("/tenants/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(cognito.accepting(verifier, request -> Optional.of("globex")))
                    .build();
        }

        @Bean
        SecurityFilterChain others(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Unused {
        @Bean
        CognitoVerifier<AccessToken> unused(JwksCache keys) {
            return CognitoVerifier.accessTokens(UserPool.fromIssuer(ONE.issuer()), Set.of(ONE.clientId()))
                    .keys(keys)
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class BesideTheDefault {
        @Bean(defaultCandidate = false)
        CognitoVerifier<AccessToken> beside() {
            return CognitoVerifier.accessTokens(UserPool.fromIssuer(ONE.issuer()), Set.of(ONE.clientId()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class PrimaryVerifier {
        @Bean
        @Primary
        CognitoVerifier<AccessToken> primary() {
            return CognitoVerifier.accessTokens(UserPool.fromIssuer(ONE.issuer()), Set.of(ONE.clientId()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ChainOfAnyTenant {
        @Bean
        SecurityFilterChain chain(HttpSecurity http, CognitoResourceServer cognito, CognitoVerifier<?> verifier) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(cognito.accepting(verifier))
                    .build();
        }
    }
}

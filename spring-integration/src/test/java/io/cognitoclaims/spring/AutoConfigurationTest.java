package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationConverter;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Which beans there are, and for what they step back. */
class AutoConfigurationTest {
    private static final String[] ONE_POOL = {
        "cognito-claims.user-pools[0].id=us-east-1_EXAMPLE", "cognito-claims.user-pools[0].client-ids=web"
    };

    private final WebApplicationContextRunner web = new WebApplicationContextRunner()
            .withUserConfiguration(Everything.class)
            .withPropertyValues(ONE_POOL);

    @Test
    void aPoolAndAClientAreEnoughForAllBeans() {
        web.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(JwksCache.class)
                .hasSingleBean(CognitoVerifier.class)
                .hasSingleBean(CognitoJwtDecoder.class)
                .hasSingleBean(JwtDecoder.class)
                .hasSingleBean(JwtAuthenticationConverter.class)
                .hasSingleBean(CurrentToken.class)
                .hasBean("cognitoTokenArguments")
                .hasSingleBean(SecurityFilterChain.class));
    }

    @Test
    void noUserHasAGeneratedPassword() {
        web.run(context -> assertThat(context).doesNotHaveBean(UserDetailsService.class));
    }

    @Test
    void theProblemFilterIsBeforeTheFilterThatAuthenticates() {
        web.run(context -> {
            List<String> filters = context.getBean(SecurityFilterChain.class).getFilters().stream()
                    .map(filter -> filter.getClass().getSimpleName())
                    .toList();

            assertThat(filters)
                    .containsSubsequence(
                            "HeaderWriterFilter",
                            ProblemFilter.class.getSimpleName(),
                            BearerTokenAuthenticationFilter.class.getSimpleName());
        });
    }

    @Test
    void aBeanThatAsksForAVerifierOfAccessTokensGetsIt() {
        web.withUserConfiguration(NeedsTypedVerifier.class)
                .run(context -> assertThat(context).hasNotFailed().hasBean("needsTypedVerifier"));
    }

    @Test
    void tokensAreReadStrictlyUnlessTheApplicationReadsThemItself() {
        web.run(context -> assertThat(context).hasSingleBean(StrictBearerTokenResolver.class));
        web.withUserConfiguration(OwnBearerTokens.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(BearerTokenResolver.class)
                        .doesNotHaveBean(StrictBearerTokenResolver.class));
        web.withUserConfiguration(OwnCredentials.class)
                .run(context -> assertThat(context).doesNotHaveBean(BearerTokenResolver.class));
    }

    @Test
    void aPrimaryVerifierReplacesTheDefaultOne() {
        web.withUserConfiguration(OwnVerifier.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(CognitoVerifier.class)
                        .hasSingleBean(CognitoJwtDecoder.class)
                        .hasBean("ownVerifier"));
    }

    @Test
    void theStarterStepsBackForKeysOfTheApplication() {
        web.withUserConfiguration(OwnKeys.class)
                .run(context ->
                        assertThat(context).hasSingleBean(JwksCache.class).hasBean("ownKeys"));
    }

    @Test
    void theStarterStepsBackForADecoderOfTheApplication() {
        web.withUserConfiguration(OwnDecoder.class)
                .run(context ->
                        assertThat(context).hasSingleBean(JwtDecoder.class).doesNotHaveBean(CognitoJwtDecoder.class));
    }

    @Test
    void theStarterStepsBackForAConverterOfTheApplication() {
        web.withUserConfiguration(OwnConverter.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(JwtAuthenticationConverter.class)
                        .hasBean("ownConverter"));
    }

    @Test
    void theStarterNeedsNoSpringMvc() {
        web.withClassLoader(new FilteredClassLoader(WebMvcConfigurer.class))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(JwtDecoder.class)
                        .doesNotHaveBean("cognitoTokenArguments"));
    }

    @Test
    void aProgramWithoutAWebServerHasAVerifierAndADecoderToo() {
        new ApplicationContextRunner()
                .withUserConfiguration(Everything.class)
                .withPropertyValues(ONE_POOL)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(CognitoVerifier.class)
                        .hasSingleBean(JwtDecoder.class)
                        .doesNotHaveBean("cognitoServletFilter"));
    }

    @Test
    void theStarterNeedsNoServlets() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(CognitoClaimsAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader("jakarta.servlet", "org.springframework.web.servlet"))
                .withPropertyValues(ONE_POOL)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(CognitoVerifier.class)
                        .hasSingleBean(JwtDecoder.class));
    }

    @Test
    void theConverterTreatsTokensOfAnotherDecoderAsSpringSecurityDoes() {
        Jwt foreign = Jwt.withTokenValue("foreign")
                .header("alg", "ES256")
                .subject("somebody")
                .claim("scope", "read")
                .claim("cognito:groups", List.of("admin"))
                .build();

        web.run(context -> {
            Converter<Jwt, ?> converter = context.getBean(JwtAuthenticationConverter.class);
            JwtAuthenticationToken authentication = (JwtAuthenticationToken) converter.convert(foreign);

            assertThat(authentication.getName()).isEqualTo("somebody");
            assertThat(authentication.getPrincipal()).isInstanceOf(Jwt.class);
            assertThat(authentication.getAuthorities())
                    .extracting(Object::toString)
                    .noneMatch(authority -> authority.contains("ROLE_"))
                    .anyMatch(authority -> authority.contains("SCOPE_read"))
                    .hasSize(2);
        });
    }

    /** Not a list of classes: Spring Boot 4.1 calls some of them by other names than 4.0. */
    @EnableAutoConfiguration
    static class Everything {}

    @Configuration(proxyBeanMethods = false)
    static class NeedsTypedVerifier {
        @Bean
        Predicate<String> needsTypedVerifier(CognitoVerifier<AccessToken> verifier) {
            return token -> verifier.verify(token).hasScopes("pets/read");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnVerifier {
        @Bean
        @Primary
        CognitoVerifier<AccessToken> ownVerifier(JwksCache keys) {
            return CognitoVerifier.accessTokens(UserPool.of("us-east-1_EXAMPLE"), Set.of("web"))
                    .keys(keys)
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnBearerTokens {
        @Bean
        BearerTokenResolver ownBearerTokens() {
            return request -> null;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnCredentials {
        @Bean
        AuthenticationConverter ownCredentials() {
            return request -> null;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnKeys {
        @Bean
        JwksCache ownKeys() {
            return JwksCache.create();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDecoder {
        @Bean
        JwtDecoder ownDecoder() {
            return token -> Jwt.withTokenValue(token)
                    .header("alg", "none")
                    .subject("all")
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnConverter {
        @Bean
        JwtAuthenticationConverter ownConverter() {
            return new JwtAuthenticationConverter();
        }
    }
}

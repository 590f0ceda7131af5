package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.ReactiveJwtAuthenticationConverter;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.header.HttpHeaderWriterWebFilter;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

/** Which beans there are on the reactive stack, and for what they step back. */
class ReactiveAutoConfigurationTest {
    private static final String[] ONE_POOL = {
        "cognito-claims.user-pools[0].id=us-east-1_EXAMPLE", "cognito-claims.user-pools[0].client-ids=web"
    };

    private final ReactiveWebApplicationContextRunner web = new ReactiveWebApplicationContextRunner()
            .withUserConfiguration(AutoConfigurationTest.Everything.class)
            .withPropertyValues(ONE_POOL);

    @Test
    void aPoolAndAClientAreEnoughForAllBeansOnWebFlux() {
        web.run(context -> assertThat(context)
                .hasNotFailed()
                .hasSingleBean(JwksCache.class)
                .hasSingleBean(CognitoVerifier.class)
                .hasSingleBean(ReactiveCognitoJwtDecoder.class)
                .hasSingleBean(ReactiveJwtDecoder.class)
                .doesNotHaveBean(JwtDecoder.class)
                .hasSingleBean(ReactiveJwtAuthenticationConverter.class)
                .hasSingleBean(ReactiveCurrentToken.class)
                .hasSingleBean(ReactiveCognitoTokenHandlerAdapter.class)
                .hasSingleBean(SecurityWebFilterChain.class));
    }

    @Test
    void noUserHasAGeneratedPasswordOnWebFlux() {
        web.run(context -> assertThat(context).doesNotHaveBean(ReactiveUserDetailsService.class));
    }

    @Test
    void theProblemFilterIsBeforeTheFilterThatAuthenticates() {
        web.run(context -> {
            List<WebFilter> filters = context.getBean(SecurityWebFilterChain.class)
                    .getWebFilters()
                    .collectList()
                    .block();

            assertThat(filters)
                    .extracting(filter -> (Object) filter.getClass())
                    .containsSubsequence(
                            HttpHeaderWriterWebFilter.class,
                            ReactiveProblemFilter.class,
                            AuthenticationWebFilter.class);
        });
    }

    @Test
    void aPrimaryVerifierReplacesTheDefaultOne() {
        web.withUserConfiguration(AutoConfigurationTest.OwnVerifier.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(CognitoVerifier.class)
                        .hasSingleBean(ReactiveCognitoJwtDecoder.class)
                        .hasBean("ownVerifier"));
    }

    @Test
    void theStarterStepsBackForAReactiveDecoderOfTheApplication() {
        web.withUserConfiguration(OwnDecoder.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(ReactiveJwtDecoder.class)
                        .doesNotHaveBean(ReactiveCognitoJwtDecoder.class));
    }

    @Test
    void theStarterStepsBackForAReactiveConverterOfTheApplication() {
        web.withUserConfiguration(OwnConverter.class)
                .run(context -> assertThat(context)
                        .hasSingleBean(ReactiveJwtAuthenticationConverter.class)
                        .hasSingleBean(ReactiveCurrentToken.class)
                        .hasBean("ownConverter"));
    }

    @Test
    void aSettingOfBootsOwnEndsTheStart() {
        web.withPropertyValues("spring.security.oauth2.resourceserver.jwt.issuer-uri=https://pools.example")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(WrongSettingException.class)
                        .hasMessageContaining("issuer-uri"));
    }

    @Test
    void theReactiveStarterNeedsNoControllers() {
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        CognitoClaimsAutoConfiguration.class, ReactiveCognitoClaimsAutoConfiguration.class))
                .withPropertyValues(ONE_POOL)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(ReactiveJwtDecoder.class)
                        .doesNotHaveBean(ReactiveCognitoTokenHandlerAdapter.class));
    }

    @Test
    void aReactiveDecoderIsAbsentFromOtherApplications() {
        new WebApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class)
                .withPropertyValues(ONE_POOL)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ReactiveJwtDecoder.class));
        new ApplicationContextRunner()
                .withUserConfiguration(AutoConfigurationTest.Everything.class)
                .withPropertyValues(ONE_POOL)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(ReactiveJwtDecoder.class));
    }

    @Test
    void theReactiveConverterConvertsTheTokensOfAnotherDecoderToo() {
        Jwt foreign = Jwt.withTokenValue("foreign")
                .header("alg", "ES256")
                .subject("somebody")
                .claim("scope", "read")
                .claim("cognito:groups", List.of("admin"))
                .build();

        web.run(context -> {
            ReactiveJwtAuthenticationConverter converter = context.getBean(ReactiveJwtAuthenticationConverter.class);

            assertThat(converter.convert(foreign).block())
                    .asInstanceOf(type(AbstractAuthenticationToken.class))
                    .satisfies(authentication -> {
                        assertThat(authentication.getName()).isEqualTo("somebody");
                        assertThat(authentication.getPrincipal()).isSameAs(foreign);
                        assertThat(authentication.getAuthorities())
                                .extracting(Object::toString)
                                .noneMatch(authority -> authority.contains("ROLE_"))
                                .anyMatch(authority -> authority.contains("SCOPE_read"))
                                .hasSize(2);
                    });
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnDecoder {
        @Bean
        ReactiveJwtDecoder ownDecoder() {
            return token -> Mono.error(new UnsupportedOperationException("never asked"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnConverter {
        @Bean
        ReactiveJwtAuthenticationConverter ownConverter() {
            return new ReactiveJwtAuthenticationConverter();
        }
    }
}

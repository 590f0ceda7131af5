package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcReactiveOAuth2UserService;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.InMemoryReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserRequest;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.client.userinfo.ReactiveOAuth2UserService;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoderFactory;

/**
 * Gives users who signed in with {@code oauth2Login} at a Cognito user pool the same authorities, parameters and rules as
 * callers with a bearer token, if the application has {@code spring-security-oauth2-client} and client registrations. The application's filter chain
 * with {@code oauth2Login} finds these beans:
 *
 * <ul>
 *   <li>{@link OAuth2UserService}, on WebFlux {@link ReactiveOAuth2UserService}: makes a {@link CognitoOidcUser};
 *   <li>{@link JwtDecoderFactory}, on WebFlux {@link ReactiveJwtDecoderFactory}: verifies the ID token.
 * </ul>
 *
 * <p>They are for client registrations whose {@code issuer-uri} has the form of a Cognito issuer, or is an issuer that a
 * {@link CognitoVerifier} bean accepts. ID tokens must be for the registration's client. Sign-ins at other providers do not
 * change. A bean of the application replaces each of these beans.
 */
@AutoConfiguration(
        after = {CognitoClaimsAutoConfiguration.class, ReactiveCognitoClaimsAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientAutoConfiguration",
            "org.springframework.boot.security.oauth2.client.autoconfigure.reactive.ReactiveOAuth2ClientAutoConfiguration"
        })
@ConditionalOnClass(ClientRegistration.class)
@ConditionalOnBean({CognitoVerifier.class, JwksCache.class})
@EnableConfigurationProperties(CognitoClaimsProperties.class)
public final class CognitoClaimsLoginAutoConfiguration {
    /** The names of the beans, on either web stack. */
    static final String USER_SERVICE = "cognitoOidcUserService";

    private static final String DECODERS = "cognitoIdTokenDecoderFactory";

    /** Made by Spring. */
    CognitoClaimsLoginAutoConfiguration() {}

    @Bean
    SignIns cognitoSignIns(
            CognitoClaimsProperties properties, JwksCache keys, ObjectProvider<CognitoVerifier<?>> verifiers) {
        return new SignIns(properties, keys, verifiers.orderedStream());
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnBean(ClientRegistrationRepository.class)
    static final class Servlet {
        @Bean(USER_SERVICE)
        @ConditionalOnMissingBean
        OAuth2UserService<OidcUserRequest, OidcUser> cognitoOidcUserService(SignIns signIns) {
            return new CognitoOidcUserService(signIns);
        }

        @Bean(DECODERS)
        @ConditionalOnMissingBean
        JwtDecoderFactory<ClientRegistration> cognitoIdTokenDecoderFactory(SignIns signIns) {
            return new CognitoIdTokenDecoderFactory(signIns);
        }

        /** Registrations of another repository may be loaded later, and are used as they come. */
        @Bean
        @ConditionalOnBean(name = USER_SERVICE)
        SmartInitializingSingleton cognitoSignInsAtStart(
                SignIns signIns, ObjectProvider<InMemoryClientRegistrationRepository> registrations) {
            return () -> registrations.ifAvailable(signIns::announce);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    @ConditionalOnBean(ReactiveClientRegistrationRepository.class)
    static final class Reactive {
        /** As in Spring Security, another bean of the application may ask for what the pool tells of the user. */
        @Bean(USER_SERVICE)
        @ConditionalOnMissingBean
        ReactiveOAuth2UserService<OidcUserRequest, OidcUser> cognitoOidcUserService(
                SignIns signIns, ObjectProvider<ReactiveOAuth2UserService<OAuth2UserRequest, OAuth2User>> userInfo) {
            OidcReactiveOAuth2UserService standard = new OidcReactiveOAuth2UserService();
            userInfo.ifUnique(standard::setOauth2UserService);
            return new ReactiveCognitoOidcUserService(standard, signIns);
        }

        @Bean(DECODERS)
        @ConditionalOnMissingBean
        ReactiveJwtDecoderFactory<ClientRegistration> cognitoIdTokenDecoderFactory(SignIns signIns) {
            return new ReactiveCognitoIdTokenDecoderFactory(signIns);
        }

        @Bean
        @ConditionalOnBean(name = USER_SERVICE)
        SmartInitializingSingleton cognitoSignInsAtStart(
                SignIns signIns, ObjectProvider<InMemoryReactiveClientRegistrationRepository> registrations) {
            return () -> registrations.ifAvailable(signIns::announce);
        }
    }
}

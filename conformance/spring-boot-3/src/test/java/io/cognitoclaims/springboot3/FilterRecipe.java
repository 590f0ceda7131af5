package io.cognitoclaims.springboot3;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.servlet.CognitoFilter;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Without Spring Security. */
@Configuration(proxyBeanMethods = false)
class FilterRecipe {
    @Bean
    FilterRegistrationBean<CognitoFilter> cognito(CognitoVerifier<AccessToken> verifier) {
        CognitoFilter filter = CognitoFilter.builder(verifier).open("/health").build();
        FilterRegistrationBean<CognitoFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
        return registration;
    }
}

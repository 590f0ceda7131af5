package io.cognitoclaims.springboot3;

import static org.springframework.security.config.http.SessionCreationPolicy.STATELESS;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.VerificationUnavailableException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;

/** With Spring Security 6. */
@Configuration(proxyBeanMethods = false)
class SecurityRecipe {
    @Bean
    SecurityFilterChain api(HttpSecurity http, CognitoVerifier<AccessToken> verifier) throws Exception {
        AuthenticationManager manager = new CognitoAuthenticationManager(verifier);
        return http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/health")
                        .permitAll()
                        .requestMatchers("/admin/**")
                        .hasRole("admin")
                        .anyRequest()
                        .authenticated())
                .oauth2ResourceServer(server -> server.authenticationManagerResolver(request -> manager)
                        .authenticationEntryPoint(SecurityRecipe::refuse))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(STATELESS))
                .csrf(CsrfConfigurer::disable)
                .build();
    }

    // While the keys are unavailable no token can be judged; else it is as RFC 6750 says.
    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure) {
        if (failure.getCause() instanceof VerificationUnavailableException unavailable) {
            response.setStatus(503);
            long seconds = unavailable.retryAfter().plusMillis(999).toSeconds();
            response.setHeader("Retry-After", Long.toString(seconds));
        } else {
            new BearerTokenAuthenticationEntryPoint().commence(request, response, failure);
        }
    }
}

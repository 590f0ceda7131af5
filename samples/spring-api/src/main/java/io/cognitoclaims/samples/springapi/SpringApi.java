package io.cognitoclaims.samples.springapi;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;
import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.security.config.http.SessionCreationPolicy.STATELESS;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.samples.petclaims.PetPreference;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.web.SecurityFilterChain;

/**
 * An API that accepts the tokens of a Cognito user pool. Which ones is in {@code application.yaml}; who may do what is
 * here.
 */
@SpringBootApplication(proxyBeanMethods = false)
class SpringApi {
    /** Starts the API; a variable that can't be used is one line on standard error and exit code 1. */
    public static void main(String[] arguments) {
        ConfigurableApplicationContext api = SpringApplication.run(SpringApi.class, arguments);
        System.out.println("spring-api listening on http://localhost:" + portOf(api));
    }

    @Bean
    SecurityFilterChain rules(HttpSecurity http) {
        return http.authorizeHttpRequests(requests -> requests.requestMatchers("/public/**", "/actuator/health")
                        .permitAll()
                        .requestMatchers("/actuator/**")
                        .hasRole("admin")
                        .requestMatchers("/api/pets")
                        .hasAuthority("SCOPE_pets/read")
                        .requestMatchers("/api/admin")
                        .hasRole("admin")
                        .anyRequest()
                        .authenticated())
                .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(STATELESS))
                .csrf(CsrfConfigurer::disable)
                .build();
    }

    @Bean
    Claim<PetPreference> petPreference() {
        return PET_PREFERENCE;
    }

    static String portOf(ConfigurableApplicationContext api) {
        return api.getEnvironment().getRequiredProperty("local.server.port");
    }
}

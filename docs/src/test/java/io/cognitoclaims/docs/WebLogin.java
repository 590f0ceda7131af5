package io.cognitoclaims.docs;

import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.security.config.http.SessionCreationPolicy.STATELESS;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.samples.petclaims.PetPreference;
import io.cognitoclaims.spring.ClaimValue;
import io.cognitoclaims.spring.RequireClaim;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.logout.LogoutSuccessHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriComponentsBuilder;

/** The code of web-login.md. */
@NullUnmarked
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(WebLogin.Pages.class)
class WebLogin {
    @Bean
    @Order(1)
    SecurityFilterChain api(HttpSecurity http) {
        return http.securityMatcher("/api/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(STATELESS))
                .csrf(CsrfConfigurer::disable)
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain pages(HttpSecurity http, LogoutSuccessHandler signOutAtPool) {
        return http.authorizeHttpRequests(requests -> requests.requestMatchers("/admin")
                        .hasRole("admin")
                        .requestMatchers("/goodbye")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .oauth2Login(withDefaults())
                .logout(logout -> logout.logoutSuccessHandler(signOutAtPool))
                .build();
    }

    @Bean
    LogoutSuccessHandler signOutAtPool(ClientRegistrationRepository registrations) {
        return (request, response, user) -> {
            ClientRegistration pool = registrations.findByRegistrationId("cognito");
            String goodbye = ServletUriComponentsBuilder.fromContextPath(request)
                    .path("/goodbye")
                    .toUriString();
            response.sendRedirect(
                    UriComponentsBuilder.fromUriString(pool.getProviderDetails().getAuthorizationUri())
                            .replacePath("/logout")
                            .queryParam("client_id", pool.getClientId())
                            .queryParam("logout_uri", "{goodbye}")
                            .encode()
                            .buildAndExpand(goodbye)
                            .toUriString());
        };
    }

    @RestController
    static class Pages {
        @GetMapping("/")
        String home(@AuthenticationPrincipal IdToken user, @ClaimValue("pet_preference") Optional<PetPreference> pet) {
            return user.email().orElse("Somebody") + " likes "
                    + pet.map(PetPreference::name).orElse("nobody knows what");
        }

        @GetMapping("/api/me")
        String me(
                @AuthenticationPrincipal AccessToken token, @ClaimValue("pet_preference") Optional<PetPreference> pet) {
            return token.username().orElse("A machine") + " likes "
                    + pet.map(PetPreference::name).orElse("nobody knows what");
        }

        @RequireClaim(name = "pet_preference", anyOf = "dogs")
        @GetMapping({"/walks", "/api/walks"})
        String walks() {
            return "At nine, at four";
        }

        @GetMapping("/admin")
        String admin() {
            return "You are an administrator";
        }

        @GetMapping("/goodbye")
        String goodbye() {
            return "Goodbye";
        }
    }
}

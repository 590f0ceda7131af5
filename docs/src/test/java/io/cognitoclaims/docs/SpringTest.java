package io.cognitoclaims.docs;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;
import static io.cognitoclaims.spring.test.MockMvcCognitoUser.cognitoUser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.security.config.http.SessionCreationPolicy.STATELESS;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.samples.petclaims.PetPreference;
import io.cognitoclaims.spring.ClaimValue;
import io.cognitoclaims.spring.CurrentToken;
import io.cognitoclaims.spring.RequireClaim;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Service;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The code of spring.md and the README. */
@WebMvcTest(
        properties = {
            "cognito-claims.user-pools[0].id=us-east-1_EXAMPLE",
            "cognito-claims.user-pools[0].client-ids=55pb79dl8gm0i1ho9hdre91r3k"
        })
class SpringTest {
    private final MockMvcTester mvc;

    SpringTest(@Autowired MockMvcTester mvc) {
        this.mvc = mvc;
    }

    @Test
    void theApiServesWalksToDogLoversOnly() {
        assertThat(mvc.get().uri("/api/walks").with(cognitoUser().claim(PET_PREFERENCE, PetPreference.DOGS)))
                .hasStatusOk();
        assertThat(mvc.get().uri("/api/walks").with(cognitoUser())).hasStatus(403);
    }

    @Test
    void theApiSaysWhoCalls() {
        assertThat(mvc.get()
                        .uri("/api/me")
                        .with(cognitoUser().username("rex").claim(PET_PREFERENCE, PetPreference.CATS)))
                .bodyText()
                .isEqualTo("rex likes CATS");
        assertThat(mvc.get().uri("/api/preference").with(cognitoUser()))
                .bodyText()
                .contains("CATS");
    }

    @Test
    void theApiKeepsToTheRulesOfItsFilterChain() {
        assertThat(mvc.get().uri("/api/me")).hasStatus(401);
        assertThat(mvc.get().uri("/api/admin").with(cognitoUser())).hasStatus(403);
        assertThat(mvc.get().uri("/api/pets").with(cognitoUser().scopes("pets/read")))
                .hasStatus(404);
    }

    @Test
    void aParameterReadsTheDeclaredClaimOfItsType() {
        assertThat(mvc.get().uri("/api/favourite").with(cognitoUser().claim(PET_PREFERENCE, PetPreference.DOGS)))
                .bodyText()
                .isEqualTo("DOGS");
        assertThat(mvc.get().uri("/api/favourite").with(cognitoUser())).hasStatus(403);
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({Api.class, Kennel.class})
    static class Application {
        @Bean
        Claim<PetPreference> petPreference() {
            return PET_PREFERENCE;
        }

        @Bean
        SecurityFilterChain rules(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/public/**", "/actuator/health/**")
                            .permitAll()
                            .requestMatchers("/api/admin")
                            .hasRole("admin")
                            .requestMatchers("/api/pets")
                            .hasAuthority("SCOPE_pets/read")
                            .anyRequest()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .cors(withDefaults())
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(STATELESS))
                    .csrf(CsrfConfigurer::disable)
                    .build();
        }
    }

    @RestController
    static class Api {
        private final Kennel kennel;

        Api(Kennel kennel) {
            this.kennel = kennel;
        }

        @GetMapping("/api/me")
        String me(
                @AuthenticationPrincipal AccessToken token, @ClaimValue("pet_preference") Optional<PetPreference> pet) {
            return token.username().orElse("A machine") + " likes "
                    + pet.map(PetPreference::name).orElse("nobody knows what");
        }

        @GetMapping("/api/favourite")
        String favourite(@ClaimValue PetPreference pet) {
            return pet.name();
        }

        @RequireClaim(name = "pet_preference", anyOf = "dogs")
        @GetMapping("/api/walks")
        String walks() {
            return "At nine, at four";
        }

        @GetMapping("/api/preference")
        PetPreference preference() {
            return kennel.preference();
        }
    }

    @Service
    static class Kennel {
        private final CurrentToken token;

        Kennel(CurrentToken token) {
            this.token = token;
        }

        PetPreference preference() {
            return token.get(PET_PREFERENCE).orElse(PetPreference.CATS);
        }
    }
}

package io.cognitoclaims.spring.test;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.spring.ClaimValue;
import io.cognitoclaims.spring.RequireClaim;
import java.util.stream.Collectors;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application of a user of this library, on either web stack. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class PetsApplication {
    static final Claim<Pet> PET_PREFERENCE = Claim.ofEnum("pet_preference", Pet.class);

    enum Pet {
        CATS,
        DOGS
    }

    @RestController
    static class Api {
        @GetMapping("/me")
        String me(@AuthenticationPrincipal CognitoToken token) {
            return token.getClass().getSimpleName() + " of " + token.username().orElse("nobody") + " "
                    + token.subject();
        }

        @GetMapping("/pet")
        String pet(@ClaimValue("pet_preference") Pet pet) {
            return pet.name();
        }

        @GetMapping("/token")
        String token(@AuthenticationPrincipal CognitoToken token) {
            return token.issuer() + " " + token.clientId() + " "
                    + token.claims().get("aud");
        }

        @GetMapping("/authorities")
        String authorities(Authentication authentication) {
            return authentication.getAuthorities().stream()
                    .map(GrantedAuthority::getAuthority)
                    .sorted()
                    .collect(Collectors.joining(" "));
        }

        @RequireClaim(name = "pet_preference", anyOf = "dogs")
        @GetMapping("/kennel")
        String kennel() {
            return "open";
        }

        @PostMapping("/walks")
        String walk() {
            return "done";
        }
    }
}

package io.cognitoclaims.docs;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;

import io.cognitoclaims.core.AccessToken;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The code of spring.md and the README. */
class SpringTest {
    @RestController
    static class PetController {
        @GetMapping("/api/me")
        String me(@AuthenticationPrincipal AccessToken token) {
            return token.get(PET_PREFERENCE).map(pet -> "You like " + pet).orElse("Who knows");
        }
    }
}

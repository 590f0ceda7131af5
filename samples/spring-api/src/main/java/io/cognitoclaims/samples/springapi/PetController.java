package io.cognitoclaims.samples.springapi;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;

import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.samples.petclaims.PetPreference;
import io.cognitoclaims.spring.ClaimValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class PetController {
    @GetMapping("/public/hello")
    Map<String, String> hello() {
        return Map.of("message", "Hello! No token is needed here.");
    }

    @GetMapping("/api/me")
    Me me(@AuthenticationPrincipal CognitoToken token, @ClaimValue Optional<PetPreference> preference) {
        return new Me(
                token.subject(),
                token.username().orElse(null),
                token.tokenUse().value(),
                token.groups(),
                preference.map(PET_PREFERENCE::encode).orElse(null));
    }

    @GetMapping("/api/pets")
    List<Pet> pets() {
        return List.of(new Pet("Rex", "dog"), new Pet("Mia", "cat"));
    }

    @GetMapping("/api/admin")
    Map<String, String> admin() {
        return Map.of("message", "Hello, admin!");
    }

    record Pet(String name, String species) {}

    /** What the API knows of its caller. A program that calls for itself has no username. */
    record Me(
            String subject,
            @Nullable String username,
            String tokenUse,
            Set<String> groups,
            @Nullable Object petPreference) {}
}

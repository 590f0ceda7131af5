package io.cognitoclaims.samples.userpool;

import static io.cognitoclaims.samples.userpool.RunningPool.claims;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The pool as it is shipped, with the trigger class that Lambda would run. */
class PetPreferenceTest {
    @Test
    void isInBothTokensOfBothUsers() {
        try (RunningPool pool = RunningPool.asShipped()) {
            JsonNode dogs = pool.signIn("test-user@amazon.com");
            JsonNode cats = pool.signIn("test-user@example.com");

            for (String token : new String[] {"id_token", "access_token"}) {
                assertThat(claims(dogs, token).path("pet_preference").stringValue())
                        .isEqualTo("dogs");
                assertThat(claims(cats, token).path("pet_preference").stringValue())
                        .isEqualTo("cats");
            }
        }
    }
}

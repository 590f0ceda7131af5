package io.cognitoclaims.samples.trigger;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;

import io.cognitoclaims.samples.petclaims.PetPreference;
import io.cognitoclaims.trigger.PreTokenGenerationTrigger;
import io.cognitoclaims.trigger.TokenCustomization;
import io.cognitoclaims.trigger.TokenRequest;

/**
 * Puts {@code pet_preference} into both tokens: {@code dogs} for people whose e-mail address is at amazon.com,
 * {@code cats} for all others. Who has no verified address, and so a machine too, gets tokens without that claim.
 */
public final class PetPreferenceTrigger extends PreTokenGenerationTrigger {
    /** Makes the trigger, as Lambda does. */
    public PetPreferenceTrigger() {}

    @Override
    protected void customize(TokenRequest request, TokenCustomization tokens) {
        request.verifiedEmailDomain().ifPresent(domain -> tokens.set(PET_PREFERENCE, preferenceAt(domain)));
    }

    private static PetPreference preferenceAt(String domain) {
        return domain.equals("amazon.com") ? PetPreference.DOGS : PetPreference.CATS;
    }
}

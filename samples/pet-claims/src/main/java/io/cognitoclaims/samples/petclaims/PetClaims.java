package io.cognitoclaims.samples.petclaims;

import io.cognitoclaims.contract.Claim;

/** The claims of the samples: the trigger writes them, the APIs read them. */
public final class PetClaims {
    /** Which pets a person prefers; {@code dogs} or {@code cats} in the token. */
    public static final Claim<PetPreference> PET_PREFERENCE = Claim.ofEnum("pet_preference", PetPreference.class);

    private PetClaims() {}
}

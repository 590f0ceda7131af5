package io.cognitoclaims.samples.petclaims;

/** The pets that a person prefers. */
public enum PetPreference {
    DOGS,
    CATS
}

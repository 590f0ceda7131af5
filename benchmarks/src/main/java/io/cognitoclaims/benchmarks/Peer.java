package io.cognitoclaims.benchmarks;

import io.cognitoclaims.benchmarks.Trial.BadToken;

/** A library that was told the keys, issuer and client of a {@link Trial}. */
@FunctionalInterface
interface Peer {
    /**
     * {@return the claim {@code pet_preference}, in the form in which the library gives it} Checks the RS256 signature by
     * {@code kid}, {@code iss}, {@code aud}, {@code token_use} and {@code exp}.
     *
     * @throws Exception if the token is bad
     */
    Object verify(String token) throws Exception;

    /** Throws {@link IllegalStateException} if this accepts a bad token or not the good one: its time would say nothing. */
    default void requireJudges(Trial trial) throws Exception {
        Object pet = verify(trial.good());
        if (!pet.toString().equalsIgnoreCase("dogs")) {
            throw new IllegalStateException("does not read the claim");
        }
        for (BadToken bad : trial.bad()) {
            if (accepts(bad.token())) {
                throw new IllegalStateException("accepts a token: " + bad.fault());
            }
        }
    }

    private boolean accepts(String token) {
        try {
            verify(token);
            return true;
        } catch (Exception refusal) {
            return false;
        }
    }
}

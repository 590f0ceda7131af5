package io.cognitoclaims.trigger;

/** Counts the claims and scopes that are added to both tokens together. */
final class ChangeLimit {
    /** Cognito's default quota; the claims that are in the tokens anyway count there too. */
    static final int MAX_ADDITIONS = 5_000;

    private int additions;

    void countOne(String claim) {
        if (additions == MAX_ADDITIONS) {
            throw new RefusedException(
                    "claim " + claim + ": more than " + MAX_ADDITIONS + " claims and scopes are added to the tokens");
        }
        additions++;
    }
}

package io.cognitoclaims.trigger;

/** Bounds what is added: a number of claims and scopes for both tokens together, and a number of bytes for each. */
final class ChangeLimit {
    /** Cognito's default quota; the claims that are in the tokens anyway count there too. */
    static final int MAX_ADDITIONS = 5_000;

    private final int bytesOfToken;
    private int additions;

    ChangeLimit(int bytesOfToken) {
        this.bytesOfToken = bytesOfToken;
    }

    void requireRoom(String claim, int more) {
        if (additions + more > MAX_ADDITIONS) {
            throw new RefusedException(
                    "claim " + claim + ": more than " + MAX_ADDITIONS + " claims and scopes are added to the tokens");
        }
    }

    void requireRoomInToken(String claim, long addedBytes) {
        // Tokens carry their JSON as base64url, four characters for three bytes.
        if ((addedBytes * 4 + 2) / 3 > bytesOfToken) {
            throw new RefusedException("claim " + claim + ": more than the budget of " + bytesOfToken
                    + " bytes would be added to the token");
        }
    }

    void count(int more) {
        additions += more;
    }
}

package io.cognitoclaims.trigger;

/** Limits the additions: the number of claims and scopes for both tokens together, and the number of bytes for each token. */
final class ChangeLimit {
    /** Cognito's default quota, in which the tokens' own claims count too. */
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
        // Tokens contain their JSON as base64url, four characters for three bytes.
        if ((addedBytes * 4 + 2) / 3 > bytesOfToken) {
            throw new RefusedException("claim " + claim + ": more than the budget of " + bytesOfToken
                    + " bytes would be added to the token");
        }
    }

    void count(int more) {
        additions += more;
    }
}

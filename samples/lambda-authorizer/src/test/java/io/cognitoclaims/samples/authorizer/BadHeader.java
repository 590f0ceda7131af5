package io.cognitoclaims.samples.authorizer;

import io.cognitoclaims.testing.TestUserPool;
import java.time.Instant;

/** Authorization headers that must not let anybody in, each a good one with one fact changed. */
enum BadHeader {
    EXPIRED,
    OF_ANOTHER_CLIENT,
    OF_ANOTHER_POOL,
    ID_TOKEN,
    TAMPERED,
    FORGED,
    NO_TOKEN,
    NOTHING_BUT_BEARER,
    WITHOUT_BEARER,
    OTHER_SCHEME,
    TWO_TOKENS,
    TWO_HEADERS_IN_ONE,
    EMPTY;

    String header(TestUserPool pool) {
        String good = pool.accessToken().sign();
        return switch (this) {
            case EXPIRED ->
                "Bearer " + pool.accessToken().expiresAt(Instant.EPOCH).sign();
            case OF_ANOTHER_CLIENT ->
                "Bearer " + pool.accessToken().clientId("another").sign();
            case OF_ANOTHER_POOL ->
                "Bearer "
                        + pool.accessToken()
                                .issuer("https://pool.example/us-east-1_Other")
                                .sign();
            case ID_TOKEN -> "Bearer " + pool.idToken().sign();
            case TAMPERED -> "Bearer " + tampered(good);
            case FORGED -> "Bearer " + forged(pool);
            case NO_TOKEN -> "Bearer token";
            case NOTHING_BUT_BEARER -> "Bearer ";
            case WITHOUT_BEARER -> good;
            case OTHER_SCHEME -> "Basic " + good;
            case TWO_TOKENS -> "Bearer " + good + " " + good;
            case TWO_HEADERS_IN_ONE -> "Bearer " + good + ",Bearer " + good;
            case EMPTY -> "";
        };
    }

    private static String tampered(String token) {
        int changed = token.lastIndexOf('.') + 8;
        return token.substring(0, changed) + (token.charAt(changed) == 'A' ? 'B' : 'A') + token.substring(changed + 1);
    }

    private static String forged(TestUserPool pool) {
        try (TestUserPool other = TestUserPool.create()) {
            return pool.accessToken().signedBy(other).sign();
        }
    }
}

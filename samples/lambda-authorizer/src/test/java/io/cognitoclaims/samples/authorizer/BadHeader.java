package io.cognitoclaims.samples.authorizer;

import io.cognitoclaims.testing.TestUserPool;
import java.time.Instant;
import java.util.function.Function;

/** Authorization headers that must not let anybody in, each a good one with one fact changed. */
enum BadHeader {
    EXPIRED(pool -> "Bearer " + pool.accessToken().expiresAt(Instant.EPOCH).sign()),
    OF_ANOTHER_CLIENT(pool -> "Bearer " + pool.accessToken().clientId("another").sign()),
    OF_ANOTHER_POOL(pool -> "Bearer "
            + pool.accessToken()
                    .issuer("https://issuer.example/us-east-1_Other")
                    .sign()),
    FOR_THE_CLIENT(pool -> "Bearer " + pool.idToken().sign()),
    TAMPERED(pool -> "Bearer " + changed(pool.accessToken().sign())),
    FORGED(pool -> {
        try (TestUserPool other = TestUserPool.create()) {
            return "Bearer " + pool.accessToken().signedBy(other).sign();
        }
    }),
    NO_TOKEN(pool -> "Bearer token"),
    NOTHING_BUT_BEARER(pool -> "Bearer "),
    WITHOUT_BEARER(pool -> pool.accessToken().sign()),
    OTHER_SCHEME(pool -> "Basic " + pool.accessToken().sign()),
    TWO_TOKENS(pool ->
            "Bearer " + pool.accessToken().sign() + " " + pool.accessToken().sign()),
    TWO_HEADERS_IN_ONE(pool -> "Bearer " + pool.accessToken().sign() + ",Bearer "
            + pool.accessToken().sign()),
    EMPTY(pool -> "");

    private final Function<TestUserPool, String> header;

    BadHeader(Function<TestUserPool, String> header) {
        this.header = header;
    }

    String header(TestUserPool pool) {
        return header.apply(pool);
    }

    private static String changed(String token) {
        int middle = token.lastIndexOf('.') - 8;
        return token.substring(0, middle) + (token.charAt(middle) == 'A' ? 'B' : 'A') + token.substring(middle + 1);
    }
}

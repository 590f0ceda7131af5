package io.cognitoclaims.benchmarks;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One user pool with a past and a future: key sets and tokens of one rotation after the other, made before anything is
 * measured.
 */
final class Issuers {
    private static final String ISSUER = "http://localhost:1/us-east-1_LoadPool";
    private static final int TOKENS = 200;

    private final List<String> jwks = new ArrayList<>();
    private final List<List<String>> tokens = new ArrayList<>();
    private final String clientId;

    private Issuers(int rotations) throws ParseException {
        List<JWK> published = new ArrayList<>();
        String client = "";
        for (int i = 0; i <= rotations; i++) {
            try (TestUserPool pool = TestUserPool.create()) {
                client = pool.clientId();
                published.addAll(JWKSet.parse(pool.jwks()).getKeys());
                jwks.add(new JWKSet(published).toString());
                tokens.add(IntStream.range(0, TOKENS)
                        .mapToObj(token -> pool.accessToken()
                                .issuer(ISSUER)
                                .subject("user-" + token)
                                .claim("pet_preference", "dogs")
                                .sign())
                        .toList());
            }
        }
        clientId = client;
    }

    static Issuers create(int rotations) throws ParseException {
        return new Issuers(rotations);
    }

    UserPool pool() {
        return UserPool.fromIssuer(ISSUER);
    }

    String clientId() {
        return clientId;
    }

    /** {@return the key set after so many rotations} Old keys stay in it. */
    String jwks(int rotation) {
        return jwks.get(rotation);
    }

    /** {@return different tokens that are signed with the newest key after so many rotations} */
    List<String> tokens(int rotation) {
        return tokens.get(rotation);
    }
}

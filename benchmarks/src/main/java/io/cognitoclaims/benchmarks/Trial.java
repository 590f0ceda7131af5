package io.cognitoclaims.benchmarks;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A user pool with two keys, a good ID token of it of some 1,100 characters, those of 64 users, and bad ones. ID tokens, because {@code aud} is what
 * every library can check.
 */
record Trial(String issuer, String clientId, String jwks, String good, List<String> users, List<BadToken> bad) {
    /** A power of two. */
    static final int USERS = 64;

    /** A token that must be refused, and why. */
    record BadToken(String fault, String token) {}

    static Trial create() {
        try (TestUserPool pool = TestUserPool.create();
                TestUserPool stranger = TestUserPool.create()) {
            TokenBuilder token = pool.idToken().groups("admins", "dog-owners").claim("pet_preference", "dogs");
            String good = token.sign();
            List<BadToken> bad = List.of(
                    new BadToken("payload tampered with", tampered(good, good.indexOf('.') + 20)),
                    new BadToken("signature tampered with", tampered(good, good.lastIndexOf('.') + 100)),
                    new BadToken("signed by another", token.signedBy(stranger).sign()),
                    new BadToken(
                            "expired",
                            token.expiresAt(Instant.now().minusSeconds(3_600)).sign()),
                    new BadToken(
                            "wrong issuer", token.issuer(pool.issuer() + "x").sign()),
                    new BadToken("wrong audience", token.clientId("another").sign()),
                    new BadToken(
                            "wrong token_use",
                            token.claim("token_use", "access").sign()),
                    new BadToken("unknown key", token.header("kid", "unknown").sign()));
            List<String> users = IntStream.range(0, USERS)
                    .mapToObj(user -> pool.idToken()
                            .subject("user-" + user)
                            .groups("admins", "dog-owners")
                            .claim("pet_preference", "dogs")
                            .sign())
                    .toList();
            return new Trial(pool.issuer(), pool.clientId(), pool.jwks(), good, users, bad);
        }
    }

    /** {@return the keys as the JDK's objects by their {@code kid}} */
    Map<String, RSAPublicKey> keys() throws ParseException, JOSEException {
        Map<String, RSAPublicKey> keys = new HashMap<>();
        for (RSAKey key :
                JWKSet.parse(jwks).getKeys().stream().map(jwk -> jwk.toRSAKey()).toList()) {
            keys.put(key.getKeyID(), key.toRSAPublicKey());
        }
        return Map.copyOf(keys);
    }

    /** {@return the key that signed the good token} */
    RSAPublicKey signingKey() throws ParseException, JOSEException {
        return requirePresent(keys().get(SignedJWT.parse(good).getHeader().getKeyID()));
    }

    /** {@return the bad token of this fault} */
    String bad(String fault) {
        return bad.stream()
                .filter(token -> token.fault().equals(fault))
                .findFirst()
                .orElseThrow()
                .token();
    }

    /** {@return the tokens of the users in turn; also the same one to several threads at once} */
    Supplier<String> inTurn() {
        String[] tokens = users.toArray(String[]::new);
        return new Supplier<>() {
            private int next;

            @Override
            public String get() {
                return tokens[next++ & (USERS - 1)];
            }
        };
    }

    private static String tampered(String token, int at) {
        char other = token.charAt(at) == 'A' ? 'B' : 'A';
        return token.substring(0, at) + other + token.substring(at + 1);
    }

    /** Throws if a check that a library leaves to its caller does not hold. */
    static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("refused");
        }
    }

    static <T> T requirePresent(@Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("absent");
        }
        return value;
    }
}

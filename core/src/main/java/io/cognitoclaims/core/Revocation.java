package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A revocation, as a {@link RevocationStore} carries it from one server to the others. It is a fact: nothing takes it back, and
 * it counts until all tokens that it concerns have expired. Immutable. {@code toString} contains no id.
 */
public sealed interface Revocation {
    /**
     * One token is revoked.
     *
     * @param tokenId its {@code jti}, of 1 to 256 characters
     */
    record Token(String tokenId) implements Revocation {
        public Token {
            requireId("jti", tokenId);
        }

        @Override
        public String toString() {
            return "Revocation.Token[not shown]";
        }
    }

    /**
     * All tokens of a sign-in are revoked.
     *
     * @param originTokenId their {@code origin_jti}, of 1 to 256 characters
     */
    record SignIn(String originTokenId) implements Revocation {
        public SignIn {
            requireId("origin_jti", originTokenId);
        }

        @Override
        public String toString() {
            return "Revocation.SignIn[not shown]";
        }
    }

    /**
     * All tokens of a user's sign-ins before an instant are revoked. Of several instants for one user, the latest counts.
     *
     * @param userPoolId the id of the user's pool, of 1 to 256 characters
     * @param subject the user's {@code sub}, of 1 to 256 characters
     * @param before the instant, from 1970 to 9999, rounded up to a millisecond
     * @param isNow whether the instant is the time of the revocation, by the clock of the server that made it. If that clock
     *     is behind the store's, a store makes the instant later
     */
    record User(String userPoolId, String subject, Instant before, boolean isNow) implements Revocation {
        public User {
            requireId("userPoolId", userPoolId);
            requireId("sub", subject);
            if (requireNonNull(before, "before").isBefore(Instant.EPOCH)
                    || before.getEpochSecond() > CognitoToken.LAST_SECOND) {
                throw new IllegalArgumentException("before: must be from 1970 to 9999, was " + before);
            }
            before = Instant.ofEpochMilli(before.plusNanos(999_999).toEpochMilli());
        }

        /** {@return the same, to be stored at another time} */
        User asOfThen() {
            return new User(userPoolId, subject, before, false);
        }

        @Override
        public String toString() {
            return "Revocation.User[not shown]";
        }
    }

    private static void requireId(String name, String id) {
        if (requireNonNull(id, name).isBlank() || id.length() > 256) {
            throw new IllegalArgumentException(name + ": must have 1 to 256 characters, and not only spaces");
        }
    }
}

package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

/**
 * The kind of a token, which the claim {@code token_use} states. See <a
 * href="https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html">Verifying
 * JSON web tokens</a>.
 */
public enum TokenUse {
    /** An {@link AccessToken}: what a client presents to an API. */
    ACCESS("access", "client_id"),

    /** An {@link IdToken}: tells the app client who signed in. */
    ID("id", "aud");

    private final String value;
    private final String clientClaim;

    TokenUse(String value, String clientClaim) {
        this.value = value;
        this.clientClaim = clientClaim;
    }

    /**
     * {@return the kind for this value of the claim}
     *
     * @throws IllegalArgumentException if it is neither {@code access} nor {@code id}
     */
    public static TokenUse of(String value) {
        for (TokenUse use : values()) {
            if (use.value.equals(requireNonNull(value, "tokenUse"))) {
                return use;
            }
        }
        throw new IllegalArgumentException("tokenUse: must be access or id, was " + value);
    }

    /** {@return the value of the claim, {@code access} or {@code id}} */
    public String value() {
        return value;
    }

    /** {@return the same as {@link #value}} */
    @Override
    public String toString() {
        return value;
    }

    /** {@return the claim that names the app client} */
    String clientClaim() {
        return clientClaim;
    }

    TokenUse other() {
        return this == ACCESS ? ID : ACCESS;
    }
}

package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/** Says that a token is bad; {@link #reason()} says why. Answer with HTTP 401, or with 403 if {@link Reason#isForbidden}. */
public final class TokenRejectedException extends VerificationException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    /** Unmodifiable, of a serializable class. */
    @SuppressWarnings("serial")
    private final Set<String> requiredScopes;

    TokenRejectedException(Reason reason) {
        this(reason, Set.of());
    }

    TokenRejectedException(Reason reason, Set<String> requiredScopes) {
        this(reason, requiredScopes, reason.description);
    }

    private TokenRejectedException(Reason reason, Set<String> requiredScopes, String message) {
        super(message);
        this.reason = reason;
        this.requiredScopes = requiredScopes;
    }

    /** {@return the exception for this reason} For verifiers of tokens that another party signed, such as a load balancer. */
    public static TokenRejectedException of(Reason reason) {
        return new TokenRejectedException(requireNonNull(reason, "reason"));
    }

    /**
     * {@return the exception for a claim that is missing or has the wrong type, {@link Reason#INVALID_CLAIM}}
     *
     * @param name the claim's name, which the message contains: never one that a token brought along
     */
    public static TokenRejectedException ofClaim(String name) {
        return new TokenRejectedException(
                Reason.INVALID_CLAIM, Set.of(), Reason.INVALID_CLAIM.description + ": " + name);
    }

    /** {@return why the token was rejected} */
    public Reason reason() {
        return reason;
    }

    /** {@return {@link CognitoVerifier#requiredScopes()}; empty unless {@link Reason#MISSING_SCOPE}} */
    public Set<String> requiredScopes() {
        return requiredScopes;
    }

    /**
     * Why a token was rejected. The names are stable: you can count them, alert on them and compare them. Do not show them
     * to the caller that sent the token.
     */
    public enum Reason {
        /**
         * The token is longer than {@link CognitoVerifierBuilder#maxTokenLength}, 16,384 characters by default, or its
         * header part is longer than 4,096. A genuine token can be too long, with many groups or long claims. A refresh by
         * the client does not help.
         */
        TOO_LARGE("the token is longer than maxTokenLength allows"),
        /** The token is not a compact JWS of strict base64url and strict JSON. */
        MALFORMED("the token is malformed"),
        /** The header's {@code alg} is not exactly {@code RS256}, or {@code ES256} for a token of a load balancer. */
        UNSUPPORTED_ALGORITHM("the token is not signed with the one accepted algorithm"),
        /**
         * The header requires an unsupported feature ({@code crit}, {@code b64}, {@code zip}, {@code enc}), or its {@code
         * typ} is not {@code JWT}.
         */
        UNSUPPORTED_HEADER("the token's header asks for something unsupported"),
        /** The header has no {@code kid} of 1 to 256 characters, or, for a token of a load balancer, none that is a UUID. */
        MISSING_KEY_ID("the token does not name its key"),
        /** The token was issued by a user pool that is neither configured nor found by the application's look-up. */
        WRONG_ISSUER("the token was issued by another user pool"),
        /** The token was issued by a user pool of another tenant than {@link CognitoVerifier#verify(String, String)} names. */
        WRONG_TENANT("the token was issued by a user pool of another tenant"),
        /** The token names another signer than a configured load balancer. Only tokens of load balancers name one. */
        WRONG_SIGNER("the token was signed by another load balancer"),
        /** The issuer has no signing key with this {@code kid}. */
        UNKNOWN_KEY("the token's key is not one of its issuer's"),
        /** The signature does not match the token and the key. */
        BAD_SIGNATURE("the token's signature is wrong"),
        /** The token's {@code exp} has been reached. */
        EXPIRED("the token has expired"),
        /** The token's {@code nbf} has not been reached. */
        NOT_YET_VALID("the token is not valid yet"),
        /**
         * A claim that every Cognito token has is missing, or a claim that is checked or has an accessor has the wrong type
         * or range. The message names the claim.
         */
        INVALID_CLAIM("a claim of the token is missing or has the wrong type"),
        /** The token is an ID token where an access token is required, or the other way round. */
        WRONG_TOKEN_USE(
                "the token is of the other use: an ID token, where an access token is asked for, or vice versa"),
        /** The token was issued to an app client that is not configured. */
        WRONG_CLIENT("the token was issued to another app client"),
        /** The access token is bound to another resource, or to none where one is required. */
        WRONG_AUDIENCE("the token is bound to another resource, or to none where one is required"),
        /** The user signed in longer ago than is accepted. */
        SIGN_IN_TOO_OLD("the user signed in too long ago"),
        /** The user signed in with a weaker authentication than is accepted. */
        INSUFFICIENT_AUTHENTICATION("the user's authentication is too weak"),
        /** {@link Revocations} or the {@link RevocationCheck} say that the token was revoked. */
        REVOKED("the token was revoked"),
        /** The token lacks a group that is required: HTTP 403. */
        MISSING_GROUP("the token lacks a required group"),
        /** The token lacks a scope that is required: HTTP 403. */
        MISSING_SCOPE("the token lacks a required scope"),
        /** The token did not pass a check of the application: HTTP 403. */
        FAILED_CHECK("the token did not pass the application's own check");

        private final String description;

        Reason(String description) {
            this.description = description;
        }

        /**
         * {@return whether the token is genuine but grants too little} If so, answer with HTTP 403, otherwise with 401 (<a
         * href="https://www.rfc-editor.org/rfc/rfc6750#section-3.1">RFC 6750, section 3.1</a>).
         */
        public boolean isForbidden() {
            return this == MISSING_GROUP || this == MISSING_SCOPE || this == FAILED_CHECK;
        }
    }
}

package io.cognitoclaims.core;

/** An issuer whose tokens are accepted. Each object stands for one decision to trust it: a later decision has another object. */
final class TrustedIssuer {
    private final IssuerKeys keys;
    private final AcceptedPool accepted;

    TrustedIssuer(IssuerKeys keys, AcceptedPool accepted) {
        this.keys = keys;
        this.accepted = accepted;
    }

    /** {@return the keys that it signs with} */
    IssuerKeys keys() {
        return keys;
    }

    /** {@return its pool, with the app clients whose tokens are accepted} */
    AcceptedPool accepted() {
        return accepted;
    }
}

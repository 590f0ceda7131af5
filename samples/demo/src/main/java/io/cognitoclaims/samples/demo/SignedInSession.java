package io.cognitoclaims.samples.demo;

import io.cognitoclaims.core.IdToken;

/**
 * A visitor who has signed in, as the session keeps it. The tokens never leave the server but for the APIs.
 *
 * @param user who it is, as verified when they signed in
 * @param csrf what each form of the page carries, so that no other site can send one
 */
record SignedInSession(IdToken user, Tokens tokens, String csrf) {
    SignedInSession with(Tokens fresh) {
        return new SignedInSession(user, fresh, csrf);
    }

    /** What the token endpoint answered. */
    record Tokens(String idToken, String accessToken, String refreshToken) {
        @Override
        public String toString() {
            return "Tokens";
        }
    }
}

package io.cognitoclaims.samples.demo;

import static java.util.Map.entry;

import java.util.Map;

/** What the parts of a token and the checks of a verifier mean, in plain words. */
final class Meaning {
    private static final Map<String, String> OF_CLAIMS = Map.ofEntries(
            entry("pet_preference", "The custom claim: which pets you prefer, written by the pool's trigger."),
            entry("sub", "Who you are: an id that never changes and is never given to anybody else."),
            entry("username", "Your name in the user pool."),
            entry("cognito:username", "Your name in the user pool."),
            entry("email", "Your e-mail address."),
            entry("email_verified", "Whether you proved that the address is yours."),
            entry("cognito:groups", "The groups you belong to. APIs take them as roles."),
            entry("scope", "What the app may do for you at the APIs."),
            entry("token_use", "Which kind of token it is: access for APIs, id for the app itself."),
            entry("client_id", "The app client that the token was issued to."),
            entry("aud", "Whom the token is for; in an ID token the app client."),
            entry("iss", "The user pool that issued the token. It also says where the keys are."),
            entry("auth_time", "When you signed in. It stays the same when tokens are refreshed."),
            entry("iat", "When the token was issued."),
            entry("exp", "When it expires. At that very second it is no longer good."),
            entry("jti", "The token's own id."),
            entry("origin_jti", "The same in all tokens of one sign-in: by it they are revoked together."),
            entry("event_id", "The sign-in's id in the pool's log."),
            entry("at_hash", "A hash of the access token: shows that the two tokens belong together."),
            entry("nonce", "What the app sent when the sign-in began: shows that the token is for this sign-in."),
            entry("version", "The version of the token's form."),
            entry("kid", "Which of the pool's keys signed it. Each kind of token has its own."),
            entry("alg", "How it is signed. A verifier takes RS256 and nothing else."));

    private static final Map<String, String> OF_CHECKS = Map.of(
            "form, header and issuer", "Three parts, RS256, and a user pool that the verifier was made for.",
            "kid", "The key that the header names is one of that pool's.",
            "signature and claims", "That key signed exactly this text.",
            "exp", "It has not expired.",
            "nbf", "Its time has come, if it names one.",
            "token_use", "It is an access token.",
            "client_id", "It was issued to one of the expected app clients.",
            "aud", "It is bound to no other API.");

    private Meaning() {}

    static String ofClaim(String name) {
        return OF_CLAIMS.getOrDefault(name, "A claim that this page has no words for.");
    }

    static String ofCheck(String name) {
        return OF_CHECKS.getOrDefault(name, "");
    }
}

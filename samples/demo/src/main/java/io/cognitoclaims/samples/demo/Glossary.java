package io.cognitoclaims.samples.demo;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.stream.Stream;

/** What the parts of a token and the checks of a verifier mean, in plain words. */
final class Glossary {
    /** In the order in which they are of interest. */
    private static final List<Entry<String, String>> CLAIMS = List.of(
            entry("pet_preference", "The custom claim: which pets you prefer, written by the pool's trigger."),
            entry("sub", "Who you are: an id that never changes and is never given to anybody else."),
            entry("cognito:username", "Your name in the user pool."),
            entry("username", "Your name in the user pool."),
            entry("email", "Your e-mail address."),
            entry("email_verified", "Whether you proved that the address is yours."),
            entry("cognito:groups", "The groups you belong to. APIs take them as roles."),
            entry("scope", "What the app may do for you at the APIs."),
            entry("token_use", "Which kind of token it is: access for APIs, id for the app itself."),
            entry("client_id", "The app client that the token was issued to."),
            entry("aud", "Whom the token is for; in an ID token the app client."),
            entry("iss", "The user pool that issued the token. It also says where the keys are."),
            entry("exp", "When it expires. At that very second it is no longer good."));

    /** Those that only specialists ask for. */
    private static final List<Entry<String, String>> DETAILS = List.of(
            entry("iat", "When the token was issued."),
            entry("auth_time", "When you signed in. It stays the same when tokens are refreshed."),
            entry("jti", "The token's own id."),
            entry("origin_jti", "The same in all tokens of one sign-in: by it they are revoked together."),
            entry("event_id", "The sign-in's id in the pool's log."),
            entry("at_hash", "A hash of the access token: shows that the two tokens belong together."),
            entry("nonce", "What the app sent when the sign-in began: shows that the token is for this sign-in."),
            entry("version", "The version of the token's form."),
            entry("kid", "In the header: which of the pool's keys signed it. Each kind of token has its own."),
            entry("alg", "In the header: how it is signed. A verifier takes RS256 and nothing else."));

    private static final Map<String, String> CHECKS = Map.ofEntries(
            entry("length", "It is no longer than the verifier accepts."),
            entry("form", "It has three parts: header, payload and signature."),
            entry("header", "It names RS256 and its key."),
            entry("iss", "Its user pool is one that the verifier was made for."),
            entry("kid", "The key that the header names is one of that pool's."),
            entry("signature", "That key signed exactly this text."),
            entry(
                    "claims",
                    "The claims that it must have are there, and those that Cognito documents are of their types."),
            entry("exp", "It has not expired."),
            entry("nbf", "Its time has come, if it names one."),
            entry("token_use", "It is an access token."),
            entry("client_id", "It was issued to one of the expected app clients."),
            entry("aud", "It is bound to no other API."),
            entry("revocation", "Nobody has revoked it, its sign-in or its user's sign-ins so far."));

    private Glossary() {}

    static String ofClaim(String name) {
        return Stream.concat(CLAIMS.stream(), DETAILS.stream())
                .filter(claim -> claim.getKey().equals(name))
                .map(Entry::getValue)
                .findFirst()
                .orElse("A claim that this page has no words for.");
    }

    static String ofCheck(String name) {
        return CHECKS.getOrDefault(name, "");
    }

    /** {@return where the claim stands among others} Those that nobody here knows come after those that everybody asks for. */
    static int rank(String name) {
        int rank = indexOf(CLAIMS, name);
        return rank >= 0 ? rank : CLAIMS.size() + indexOf(DETAILS, name) + 1;
    }

    static boolean isDetail(String name) {
        return indexOf(DETAILS, name) >= 0;
    }

    private static int indexOf(List<Entry<String, String>> claims, String name) {
        return claims.stream().map(Entry::getKey).toList().indexOf(name);
    }
}

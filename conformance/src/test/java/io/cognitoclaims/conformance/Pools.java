package io.cognitoclaims.conformance;

import static java.util.stream.Collectors.joining;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;

/** Two user pools with their keys, and the verifier that trusts both, each for its own client. */
final class Pools implements AutoCloseable {
    static final String HOME_ID = "us-east-1_HomePool1";
    static final String HOME = "https://cognito-idp.us-east-1.amazonaws.com/" + HOME_ID;
    static final String HOME_UPDATED = "https://issuer-cognito-idp.us-east-1.amazonaws.com/" + HOME_ID;
    static final String AWAY_ID = "eu-west-1_AwayPool2";
    static final String AWAY = "https://cognito-idp.eu-west-1.amazonaws.com/" + AWAY_ID;
    static final String AWAY_CLIENT = "awayclient0123456789abcdef";

    static final Signer ACCESS = Signer.create("Acc+ess/0123456789abcdefghijklmnopqrstuvwxy=");
    static final Signer ID = Signer.create("Id+en/tity0123456789abcdefghijklmnopqrstuvw=");
    static final Signer FOREIGN = Signer.create("Aw+ay/0123456789abcdefghijklmnopqrstuvwxyz0=");
    /** Of nobody's pool. */
    static final Signer STRANGER = Signer.create("Str+an/ger0123456789abcdefghijklmnopqrstuvw=");

    static final String HOME_KEYS = "/home";
    static final String AWAY_KEYS = "/away";
    /** Where keys that a token brings along would be. */
    static final String DECOY = "/decoy";

    final TestClock clock = TestClock.at(Instant.parse("2026-11-22T12:00:00Z"));
    final KeyEndpoint endpoint = KeyEndpoint.start();
    final CognitoVerifier<AccessToken> verifier;

    Pools() {
        resume();
        JwksCache keys = JwksCache.builder()
                .clock(clock)
                .fetcher(endpoint.fetcher())
                .fetchTimeout(Duration.ofSeconds(30))
                .build();
        verifier = CognitoVerifier.accessTokens(
                        UserPool.of(HOME_ID).withJwksUri(endpoint.uri(HOME_KEYS)), Set.of(Token.CLIENT))
                .alsoFrom(UserPool.of(AWAY_ID).withJwksUri(endpoint.uri(AWAY_KEYS)), Set.of(AWAY_CLIENT))
                .clock(clock)
                .keys(keys)
                .build();
    }

    /** Publishes the right keys. */
    void resume() {
        endpoint.serve(HOME_KEYS, 200, set(ACCESS.jwk(), ID.jwk()));
        endpoint.serve(AWAY_KEYS, 200, set(FOREIGN.jwk()));
        endpoint.serve(DECOY, 200, set(STRANGER.jwk()));
    }

    long now() {
        return clock.instant().getEpochSecond();
    }

    /** {@return a good token} */
    Token token() {
        return Token.access(HOME, Token.CLIENT, ACCESS, now());
    }

    /** {@return a good token of the other pool} */
    Token foreignToken() {
        return Token.access(AWAY, AWAY_CLIENT, FOREIGN, now());
    }

    /** {@return how often keys of either pool were asked for} */
    int keyFetches() {
        return endpoint.requests(HOME_KEYS) + endpoint.requests(AWAY_KEYS);
    }

    static String set(String... jwks) {
        return Stream.of(jwks).collect(joining(",", "{\"keys\":[", "]}"));
    }

    @Override
    public void close() {
        endpoint.close();
    }
}

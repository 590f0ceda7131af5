package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final TestClock CLOCK = TestClock.at(Instant.parse("2026-11-22T12:00:00Z"));
    private static final TestUserPool POOL = TestUserPool.create(CLOCK);
    private static final CognitoVerifier<AccessToken> VERIFIER = CognitoVerifier.accessTokens(
                    UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
            .clock(CLOCK)
            .requireGroups("keepers")
            .requireScopes("pets/read")
            .check("not on a full moon", token -> true)
            .build();

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void listsEveryCheckThatAGoodTokenPasses() {
        Explanation explanation = VERIFIER.explain(
                POOL.accessToken().groups("keepers").scopes("pets/read").sign());

        assertThat(explanation.isAccepted()).isTrue();
        assertThat(explanation.steps())
                .allMatch(Explanation.Step::passed)
                .extracting(Explanation.Step::check)
                .containsExactly(
                        "form, header and issuer",
                        "kid",
                        "signature",
                        "claims",
                        "exp",
                        "nbf",
                        "token_use",
                        "client_id",
                        "aud",
                        "cognito:groups, all of [keepers]",
                        "scope, all of [pets/read]",
                        "not on a full moon");
    }

    @Test
    void listsEverythingThatIsWrongAtOnce() {
        Explanation explanation = VERIFIER.explain(POOL.accessToken()
                .username("SECRET")
                .expiresAt(CLOCK.instant())
                .clientId("SECRET")
                .groups("SECRET")
                .sign());

        assertThat(explanation).hasToString("""
                        pass  form, header and issuer
                        pass  kid
                        pass  signature
                        pass  claims
                        FAIL  exp: the token has expired
                        pass  nbf
                        pass  token_use
                        FAIL  client_id: the token was issued to another app client
                        pass  aud
                        FAIL  cognito:groups, all of [keepers]: the token lacks a required group
                        FAIL  scope, all of [pets/read]: the token lacks a required scope
                        pass  not on a full moon""");
    }

    @Test
    void stopsWhereNothingMoreCanBeSaid() {
        assertThat(VERIFIER.explain("rubbish")).hasToString("FAIL  form, header and issuer: the token is malformed");
        assertThat(VERIFIER.explain(POOL.accessToken().header("kid", "x").sign())
                        .steps())
                .extracting(Explanation.Step::check, Explanation.Step::passed)
                .contains(org.assertj.core.groups.Tuple.tuple("kid", false))
                .doesNotContain(org.assertj.core.groups.Tuple.tuple("signature", true));
    }

    @Test
    void agreesWithVerify() {
        String good = POOL.accessToken().groups("keepers").scopes("pets/read").sign();
        String idToken = POOL.idToken().groups("keepers").sign();

        assertThat(VERIFIER.verify(good)).isNotNull();
        assertThat(VERIFIER.explain(good).isAccepted()).isTrue();
        assertThat(VERIFIER.explain(idToken).isAccepted()).isFalse();
        assertThat(VERIFIER.explain(good + "A").isAccepted()).isFalse();
    }
}

package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
                        "signature and claims",
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
                        pass  signature and claims
                        FAIL  exp: the token has expired
                        pass  nbf
                        pass  token_use
                        FAIL  client_id: the token was issued to another app client
                        pass  aud
                        FAIL  cognito:groups, all of [keepers]: the token lacks a required group
                        FAIL  scope, all of [pets/read]: the token lacks a required scope""");
    }

    @Test
    void stopsWhereNothingMoreCanBeSaid() {
        assertThat(VERIFIER.explain("rubbish")).hasToString("FAIL  form, header and issuer: the token is malformed");
        assertThat(VERIFIER.explain(POOL.accessToken().header("kid", "x").sign()))
                .hasToString("pass  form, header and issuer\nFAIL  kid: the token's key is not one of its issuer's");
        String forged = POOL.accessToken().sign().replaceFirst("[^.]+$", "A".repeat(342));
        assertThat(VERIFIER.explain(forged))
                .hasToString("pass  form, header and issuer\npass  kid\n"
                        + "FAIL  signature and claims: the token's signature is wrong");
    }

    @Test
    void showsOnlyGoodTokensToTheApplicationsOwnChecks() {
        List<CognitoToken> shown = new ArrayList<>();
        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                        UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
                .clock(CLOCK)
                .check("first", shown::add)
                .check("second", shown::add)
                .build();

        verifier.explain(POOL.accessToken().sign().replaceFirst("[^.]+$", "A".repeat(342)));
        verifier.explain(POOL.accessToken().header("kid", "x").sign());
        verifier.explain(POOL.accessToken().expiresAt(CLOCK.instant()).sign());
        assertThat(shown).isEmpty();
        assertThat(verifier.explain(POOL.accessToken().sign()).isAccepted()).isTrue();
        assertThat(shown).hasSize(2);
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

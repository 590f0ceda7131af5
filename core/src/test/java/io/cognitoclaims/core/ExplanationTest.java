package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ExplanationTest {
    private static final TestClock CLOCK = TestClock.at(Instant.parse("2026-11-22T12:00:00Z"));
    private static final TestUserPool POOL = TestUserPool.create(CLOCK);
    private static final CognitoVerifier<AccessToken> VERIFIER = CognitoVerifier.accessTokens(
                    UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
            .clock(CLOCK)
            .requireGroups("keepers")
            .requireScopes("pets/read")
            .require("not on a full moon", token -> true)
            .build();

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void anExplanationListsEveryCheckThatAGoodTokenPasses() {
        Explanation explanation = VERIFIER.explain(
                POOL.accessToken().groups("keepers").scopes("pets/read").sign());

        assertThat(explanation.isAccepted()).isTrue();
        assertThat(explanation.steps())
                .allMatch(Explanation.Step::passed)
                .extracting(Explanation.Step::check)
                .containsExactly(
                        "form",
                        "header",
                        "iss",
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
    void saysWhatPassingMeansInWordsOfTheKindOfToken() {
        CognitoVerifier<IdToken> idTokens = CognitoVerifier.idTokens(
                        UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
                .clock(CLOCK)
                .build();

        assertThat(VERIFIER.explain(POOL.accessToken().sign()).steps())
                .filteredOn(step -> !step.check().contains(", all of "))
                .allMatch(step -> step.meaning().matches("[A-Z].*\\."))
                .extracting(Explanation.Step::meaning)
                .contains("It is an access token.", "It is bound to no other API.");
        assertThat(idTokens.explain(POOL.idToken().sign()).steps())
                .extracting(Explanation.Step::meaning)
                .contains("It is an ID token.", "It was issued to one of the expected app clients.");
        assertThat(VERIFIER.explain(POOL.accessToken()
                                .groups("keepers")
                                .scopes("pets/read")
                                .sign())
                        .steps())
                .last()
                .returns("", Explanation.Step::meaning);
    }

    @Test
    void anExplanationListsEverythingThatIsWrongAtOnce() {
        Explanation explanation = VERIFIER.explain(POOL.accessToken()
                .username("SECRET")
                .expiresAt(CLOCK.instant())
                .clientId("SECRET")
                .groups("SECRET")
                .sign());

        assertThat(explanation).hasToString("""
                        pass  form
                        pass  header
                        pass  iss
                        pass  kid
                        pass  signature
                        pass  claims
                        FAIL  exp: the token has expired
                        pass  nbf
                        pass  token_use
                        FAIL  client_id: the token was issued to another app client
                        pass  aud
                        FAIL  cognito:groups, all of [keepers]: the token lacks a required group
                        FAIL  scope, all of [pets/read]: the token lacks a required scope""");
    }

    @Test
    void anExplanationStopsWhereNothingMoreCanBeSaid() {
        assertThat(VERIFIER.explain("rubbish"))
                .hasToString(
                        "FAIL  form: this is an opaque string, such as a code, a session id or a secret: pass the access token");
        assertThat(VERIFIER.explain(POOL.accessToken().header("alg", "HS256").sign()))
                .hasToString("FAIL  header: the token is not signed with the one accepted algorithm");
        assertThat(VERIFIER.explain(
                        POOL.accessToken().issuer("https://SECRET.example/x").sign()))
                .hasToString("pass  form\npass  header\nFAIL  iss: the token was issued by another user pool");
        assertThat(VERIFIER.explain(POOL.accessToken().header("kid", "x").sign()))
                .hasToString(
                        "pass  form\npass  header\npass  iss\nFAIL  kid: the token's key is not one of its issuer's");
        String forged = POOL.accessToken().sign().replaceFirst("[^.]+$", "A".repeat(342));
        assertThat(VERIFIER.explain(forged))
                .hasToString(
                        "pass  form\npass  header\npass  iss\npass  kid\nFAIL  signature: the token's signature is wrong");
        assertThat(VERIFIER.explain(POOL.accessToken().claim("jti", 7).sign()).toString())
                .endsWith("pass  signature\nFAIL  claims: a claim of the token is missing or has the wrong type: jti");
    }

    static Stream<Arguments> pasted() {
        String good = POOL.accessToken().username("SECRET").sign();
        String[] parts = good.split("\\.", -1);
        return Stream.of(
                arguments("", "form: there is no token"),
                arguments(" \n", "form: there is no token"),
                arguments("Bearer " + good, "form: Bearer is before the token: leave it out"),
                arguments("bearer " + good + "\n", "form: Bearer is before the token: leave it out"),
                arguments(
                        "Authorization: Bearer " + good,
                        "form: this is a whole header: pass only the part after Bearer"),
                arguments('"' + good + '"', "form: quotation marks are around the token: leave them out"),
                arguments("'" + good + "'", "form: quotation marks are around the token: leave them out"),
                arguments("`" + good, "form: quotation marks are around the token: leave them out"),
                arguments(good + "\n", "form: a space or line break is before or after the token: leave it out"),
                arguments(" " + good, "form: a space or line break is before or after the token: leave it out"),
                arguments(
                        good.substring(0, 100) + "\n" + good.substring(100),
                        "form: a space or line break is inside the token: it was wrapped, or more than the token was copied"),
                arguments("{\"access_token\":\"" + good + "\"}", "form: this is JSON: pass the access token in it"),
                arguments(good.substring(0, 60) + "...", "form: the token was shortened: it has an ellipsis"),
                arguments("eyJraWQi\u2026", "form: the token was shortened: it has an ellipsis"),
                arguments(
                        "eyJjdHkiOiJKV1QifQ.a.b.c.d",
                        "form: this is an encrypted token, of five parts, as Cognito's refresh tokens are: pass the access token"),
                arguments(
                        "11111111-2222-3333-4444-555555555555",
                        "form: this is no token but an id, such as an authorization code: pass the access token"),
                arguments(
                        "SECRET",
                        "form: this is an opaque string, such as a code, a session id or a secret: pass the access token"),
                arguments(parts[0], "form: it has one part in place of three: it was cut off"),
                arguments(
                        "https://app.example.com/#id_token=" + good,
                        "form: this is a URL: pass the access token in it, or redeem the code in it for one"),
                arguments(good + "\n" + good, "form: there is more than one token: pass only the access token"),
                arguments(good + "," + good, "form: there is more than one token: pass only the access token"),
                arguments(
                        good.substring(0, good.length() - 5) + "+" + good.substring(good.length() - 4),
                        "form: it is in base64, and tokens are in base64url: with - and _ in place of + and /, and without ="),
                arguments(
                        loadBalancerToken(),
                        "form: an Application Load Balancer signed this one, the header x-amzn-oidc-data: pass the access token of the user pool, which is in x-amzn-oidc-accesstoken"),
                arguments("a.b.c.d", "form: this is no token: it has 4 parts in place of three"),
                arguments(parts[0] + "." + parts[1], "form: it has two parts in place of three: it was cut off"),
                arguments(
                        parts[0] + "." + parts[1] + ".", "form: it has no signature: it was cut off, or never signed"),
                arguments(
                        parts[0].substring(1) + "." + parts[1] + "." + parts[2],
                        "form: its header is not the base64url of JSON: this is no token, or it was changed"),
                arguments(
                        "SECRET.SECRET.SECRET",
                        "form: its header is not the base64url of JSON: this is no token, or it was changed"),
                arguments(
                        parts[0] + "." + parts[1].substring(0, 40) + "." + parts[2],
                        "form: its payload is not the base64url of strict JSON: it was cut or changed"),
                arguments(
                        good + "=", "form: its signature is not base64url without padding: it was cut off or changed"),
                arguments(
                        parts[0] + "." + parts[1] + "." + parts[2].substring(0, 200),
                        "signature: the token's signature is wrong: it has not its length, as if cut off"),
                arguments(good.replace('.', '\ud83d'), "form: it has one part in place of three: it was cut off"),
                arguments(good + "\ud83d\udc15", "form: it has characters that no token has"));
    }

    /** With padding, as load balancers write it. */
    private static String loadBalancerToken() {
        String header =
                "{\"typ\":\"JWT\",\"alg\":\"ES256\",\"signer\":\"arn:aws:elasticloadbalancing:us-east-1:1:loadbalancer/app/a/1\"}";
        return Base64.getUrlEncoder().encodeToString(header.getBytes(UTF_8)) + ".eyJzdWIiOiJTRUNSRVQifQ==.c2lnbmF0dXJl";
    }

    @ParameterizedTest
    @MethodSource("pasted")
    void anExplanationNamesTheSlipInWhatWasPasted(String text, String expected) {
        Explanation explanation = VERIFIER.explain(text);
        List<Explanation.Step> failed =
                explanation.steps().stream().filter(step -> !step.passed()).toList();

        assertThat(failed).singleElement().hasToString("FAIL  " + expected);
        assertThat(explanation.toString()).doesNotContain("SECRET");
        Rejections.assertRejected(VERIFIER, text, failed.get(0).reason().orElseThrow());
    }

    @Test
    void anExplanationPutsTheWrongKindFirstAndDoesNotMisleadByTheRest() {
        CognitoVerifier<IdToken> idTokens = CognitoVerifier.idTokens(
                        UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
                .clock(CLOCK)
                .build();

        assertThat(VERIFIER.explain(POOL.idToken().sign())).hasToString("""
                        pass  form
                        pass  header
                        pass  iss
                        pass  kid
                        pass  signature
                        pass  claims
                        FAIL  token_use: this is an ID token, and access tokens are accepted: send the access token
                        pass  exp
                        pass  nbf""");
        assertThat(idTokens.explain(
                        POOL.accessToken().expiresAt(CLOCK.instant()).sign()))
                .hasToString("""
                        pass  form
                        pass  header
                        pass  iss
                        pass  kid
                        pass  signature
                        pass  claims
                        FAIL  token_use: this is an access token, and ID tokens are accepted: send the ID token
                        FAIL  exp: the token has expired
                        pass  nbf""");
        assertThat(idTokens.explain(POOL.machineToken().sign()).isAccepted()).isFalse();
        assertThat(VERIFIER.explain(
                                POOL.accessToken().claim("token_use", "SECRET").sign())
                        .toString())
                .contains("FAIL  token_use: the token is of the other use")
                .contains("pass  client_id")
                .doesNotContain("SECRET");
    }

    @Test
    void anExplanationShowsOnlyGoodTokensToTheApplicationsOwnChecks() {
        List<CognitoToken> shown = new ArrayList<>();
        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                        UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
                .clock(CLOCK)
                .require("first", shown::add)
                .require("second", shown::add)
                .build();

        verifier.explain(POOL.accessToken().sign().replaceFirst("[^.]+$", "A".repeat(342)));
        verifier.explain(POOL.accessToken().header("kid", "x").sign());
        verifier.explain(POOL.accessToken().expiresAt(CLOCK.instant()).sign());
        assertThat(shown).isEmpty();
        assertThat(verifier.explain(POOL.accessToken().sign()).isAccepted()).isTrue();
        assertThat(shown).hasSize(2);
    }

    @Test
    void anExplanationAcceptsAGoodTokenAndRefusesABadOne() {
        String good = goodBut().sign();
        List<String> bad = List.of(
                good + "A",
                POOL.idToken().groups("keepers").sign(),
                goodBut().expiresAt(CLOCK.instant()).sign(),
                goodBut().clientId("another").sign(),
                goodBut().groups("visitors").sign(),
                goodBut().scopes("openid").sign(),
                goodBut().issuer("https://another.example/x").sign(),
                goodBut().header("kid", "x").sign());

        assertThat(VERIFIER.verify(good)).isNotNull();
        assertThat(VERIFIER.explain(good).isAccepted()).isTrue();
        for (String token : bad) {
            Explanation explanation = VERIFIER.explain(token);
            List<Explanation.Step> failed =
                    explanation.steps().stream().filter(step -> !step.passed()).toList();

            assertThat(explanation.isAccepted()).isFalse();
            assertThat(failed).as("what is wrong").hasSize(1);
            Rejections.assertRejected(VERIFIER, token, failed.get(0).reason().orElseThrow());
        }
    }

    private static TokenBuilder goodBut() {
        return POOL.accessToken().groups("keepers").scopes("pets/read");
    }
}

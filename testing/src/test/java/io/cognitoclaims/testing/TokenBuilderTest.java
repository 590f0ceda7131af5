package io.cognitoclaims.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.fasterxml.jackson.databind.JsonNode;
import io.cognitoclaims.contract.Claim;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class TokenBuilderTest {
    private static final TestClock CLOCK = TestClock.at(Instant.ofEpochSecond(1_800_000_000));
    private static final TestUserPool POOL = TestUserPool.create(CLOCK);

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void aClaimIsSetInItsPlaceAndANewOneLast() {
        TokenBuilder good = POOL.accessToken();

        assertThat(payload(good.claim("token_use", "id")))
                .isEqualTo(payload(good).replace("\"token_use\":\"access\"", "\"token_use\":\"id\""));
        assertThat(payload(good.claim("custom:team", "7")))
                .isEqualTo(payload(good).replaceAll("}$", ",\"custom:team\":\"7\"}"));
    }

    @Test
    void aDeclaredClaimIsWrittenInItsJsonForm() {
        Claim<List<String>> teams = Claim.ofStrings("teams");

        assertThat(payload(POOL.accessToken().claim(teams, List.of("red", "blue"))))
                .contains("\"teams\":[\"red\",\"blue\"]");
        assertThat(payload(POOL.accessToken().claim(Claim.ofInstant("since"), Instant.ofEpochSecond(7))))
                .contains("\"since\":7");
    }

    @Test
    void aTokenBuilderTellsNullFromAbsent() {
        assertThat(payload(POOL.accessToken().claim("scope", null))).contains("\"scope\":null");
        assertThat(payload(POOL.accessToken().without("scope"))).doesNotContain("scope");
    }

    @Test
    void aTokenBuilderNeverChangesItself() {
        TokenBuilder good = POOL.accessToken();
        String before = good.sign();

        good.claim("a", 1)
                .without("sub")
                .header("typ", "JWT")
                .withoutHeader("kid")
                .groups("admins");

        assertThat(good.sign()).isEqualTo(before);
    }

    @Test
    void aTokenBuilderDoesNotSeeWhatHappensToAListLater() {
        List<String> teams = new ArrayList<>(List.of("red"));
        TokenBuilder token = POOL.accessToken().claim("teams", teams);

        teams.add("blue");

        assertThat(payload(token)).contains("\"teams\":[\"red\"]");
    }

    @Test
    void aTokenBuilderKeepsTheTimeAndTheKeyOfTheMomentItWasMade() {
        try (TestUserPool pool = TestUserPool.create(CLOCK)) {
            TokenBuilder made = pool.accessToken();
            String before = made.sign();

            CLOCK.advance(Duration.ofMinutes(5));
            pool.rotateKeys();

            assertThat(made.sign()).isEqualTo(before);
            assertThat(pool.accessToken().sign()).isNotEqualTo(before);
        }
    }

    @Test
    void aTokenBuilderSetsAndRemovesMembersOfTheHeader() {
        TokenBuilder good = POOL.accessToken();

        assertThat(header(good.header("typ", "JWT").header("crit", List.of("exp"))))
                .isEqualTo(header(good).replaceAll("}$", ",\"typ\":\"JWT\",\"crit\":[\"exp\"]}"));
        assertThat(header(good.withoutHeader("kid"))).isEqualTo("{\"alg\":\"RS256\"}");
        assertThat(header(good.header("kid", null).header("alg", "none"))).isEqualTo("{\"kid\":null,\"alg\":\"none\"}");
    }

    @Test
    void aTokenIsSignedWithTheSameKeyWhateverItsHeaderSays() {
        SignedToken token =
                SignedToken.of(POOL.accessToken().header("alg", "HS256").sign());

        assertThat(token.verifiesWith(POOL.accessKey())).isTrue();
    }

    @Test
    void theUsernameIsSetAsTheKindOfTokenAsks() {
        assertThat(claims(POOL.accessToken().username("maria"))
                        .required("username")
                        .textValue())
                .isEqualTo("maria");
        assertThat(claims(POOL.idToken().username("maria"))
                        .required("cognito:username")
                        .textValue())
                .isEqualTo("maria");
        assertThat(claims(POOL.idToken().username("maria")).has("username")).isFalse();
    }

    @Test
    void theClientIsSetAsTheKindOfTokenAsks() {
        assertThat(claims(POOL.accessToken().clientId("other"))
                        .required("client_id")
                        .textValue())
                .isEqualTo("other");
        assertThat(claims(POOL.accessToken().clientId("other")).has("aud")).isFalse();
        assertThat(claims(POOL.idToken().clientId("other")).required("aud").textValue())
                .isEqualTo("other");
        assertThat(claims(POOL.idToken().clientId("other")).has("client_id")).isFalse();

        JsonNode machine = claims(POOL.machineToken().clientId("other"));
        assertThat(machine.required("client_id").textValue()).isEqualTo("other");
        assertThat(machine.required("sub").textValue()).isEqualTo("other");
    }

    @Test
    void groupsAreWrittenAsAnArrayAlsoWhenThereIsOne() {
        assertThat(payload(POOL.accessToken().groups("admins"))).contains("\"cognito:groups\":[\"admins\"]");
        assertThat(payload(POOL.idToken().groups("a", "b"))).contains("\"cognito:groups\":[\"a\",\"b\"]");
        assertThat(payload(POOL.idToken().groups("a").groups())).doesNotContain("cognito:groups");
    }

    @Test
    void scopesAreWrittenAsOneString() {
        assertThat(claims(POOL.accessToken().scopes("openid", "pets/read"))
                        .required("scope")
                        .textValue())
                .isEqualTo("openid pets/read");
        assertThat(claims(POOL.accessToken().scopes()).has("scope")).isFalse();
    }

    @Test
    void timesAreSetInWholeSeconds() {
        JsonNode claims = claims(POOL.accessToken()
                .issuedAt(Instant.parse("1970-01-01T00:01:00.900Z"))
                .expiresAt(Instant.parse("1970-01-01T00:02:00.900Z")));

        assertThat(claims.required("iat").longValue()).isEqualTo(60);
        assertThat(claims.required("auth_time").longValue()).isEqualTo(60);
        assertThat(claims.required("exp").longValue()).isEqualTo(120);
    }

    @Test
    void aTokenBuilderSetsSubjectAndIssuer() {
        JsonNode claims = claims(POOL.idToken().subject("s-1").issuer("https://example.com/p"));

        assertThat(claims.required("sub").textValue()).isEqualTo("s-1");
        assertThat(claims.required("iss").textValue()).isEqualTo("https://example.com/p");
    }

    @Test
    void aForgedTokenIsSignedWithTheKeyOfAnotherPoolUnderTheKidOfThisOne() {
        try (TestUserPool attacker = TestUserPool.create(CLOCK)) {
            TokenBuilder good = POOL.accessToken();
            SignedToken forged = SignedToken.of(good.signedBy(attacker).sign());

            assertThat(forged.headerText()).isEqualTo(header(good));
            assertThat(forged.payloadText()).isEqualTo(payload(good));
            assertThat(forged.verifiesAgainst(POOL.jwks())).isFalse();
            assertThat(forged.verifiesWith(attacker.accessKey())).isTrue();
            assertThat(SignedToken.of(POOL.idToken().signedBy(attacker).sign()).verifiesWith(attacker.accessKey()))
                    .isFalse();
        }
    }

    @Test
    void aValueWithoutAJsonFormIsRefusedWithTheNameOfItsClaimAndNotItsValue() {
        Instant secret = Instant.ofEpochSecond(1_234_567);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> POOL.accessToken().claim("since", secret))
                .withMessage("since: no JSON form: java.time.Instant");
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without null analysis may do
    void aNullUsernameOrClaimNameIsRefused() {
        assertThatNullPointerException().isThrownBy(() -> POOL.accessToken().username(null));
        assertThatNullPointerException().isThrownBy(() -> POOL.accessToken().without(null));
    }

    @Test
    void thePoolSignsExactlyTheTextThatIsGiven() {
        String header = " {\"alg\" : \"RS256\",\"kid\":\"k\"}\n";
        String payload = "{\"exp\":1e999,\"exp\":1, \"n\":\"\u00e4\ud83d\ude00\"}";
        SignedToken token = SignedToken.of(POOL.sign(header, payload));

        assertThat(token.headerText()).isEqualTo(header);
        assertThat(token.payloadText()).isEqualTo(payload);
        assertThat(token.verifiesWith(POOL.accessKey())).isTrue();
    }

    @Test
    void thePoolSignsExactlyTheBytesThatAreGivenAlsoWhenTheyAreNotText() {
        byte[] payload = {(byte) 0xff, (byte) 0xc0, (byte) 0x80, 0};
        SignedToken token = SignedToken.of(POOL.sign("{}".getBytes(UTF_8), payload));

        assertThat(token.payloadBytes()).isEqualTo(payload);
        assertThat(token.verifiesWith(POOL.accessKey())).isTrue();
    }

    private static String header(TokenBuilder token) {
        return SignedToken.of(token.sign()).headerText();
    }

    private static String payload(TokenBuilder token) {
        return SignedToken.of(token.sign()).payloadText();
    }

    private static JsonNode claims(TokenBuilder token) {
        return SignedToken.of(token.sign()).claims();
    }
}

package io.cognitoclaims.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cognitoclaims.cli.Program.Result;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final TestUserPool OTHER_POOL = TestUserPool.create();
    private static final String GOOD = POOL.accessToken().groups("admin").sign();
    private static final String AWS = "https://cognito-idp.us-east-1.amazonaws.com/";
    private static final String AMPLIFY = "CognitoIdentityServiceProvider.testclient.test%40user.";
    private static final String ESCAPE = "\u001b";

    @AfterAll
    static void close() {
        POOL.close();
        OTHER_POOL.close();
    }

    @Test
    void aGoodTokenIsAcceptedAndShownWithWhatItMeans() {
        Result result = explain(GOOD, "--client", POOL.clientId());

        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("Who the user is", "[\"admin\"]", "in 5")
                .contains("pass  signature   That key signed exactly this text.")
                .contains("ACCEPTED as an access token")
                .contains("As an ID token it is refused: this is an access token.\n")
                .contains("For your own terminal only")
                .doesNotContain("FAIL");
        assertThat(result.lines()).allMatch(line -> line.length() <= 80);
    }

    static Stream<Arguments> refused() {
        String[] parts = GOOD.split("\\.", -1);
        String loadBalancer = padded("{\"typ\":\"JWT\",\"alg\":\"ES256\",\"kid\":\"kk\",\"signer\":\"arn:aws:elb\"}")
                + "." + padded("{\"sub\":\"1\"}") + "." + padded("signature.");
        return Stream.of(
                arguments(
                        POOL.accessToken().issuer(OTHER_POOL.issuer()).sign(),
                        "WRONG_ISSUER",
                        "another than the configured one"),
                arguments(
                        POOL.accessToken()
                                .issuer("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other")
                                .sign(),
                        "WRONG_ISSUER",
                        "the token was issued by another user pool"),
                arguments(
                        POOL.accessToken().issuer("https://accounts.google.com").sign(),
                        "WRONG_ISSUER",
                        "Google issued it, not a user pool"),
                arguments(
                        POOL.accessToken()
                                .issuer("https://cognito-identity.amazonaws.com")
                                .sign(),
                        "WRONG_ISSUER",
                        "a token of an identity pool"),
                arguments(
                        POOL.accessToken()
                                .issuer("https://login.example.com/realms/main")
                                .header("alg", "ES256")
                                .sign(),
                        "UNSUPPORTED_ALGORITHM",
                        "Keycloak issued it"),
                arguments(
                        POOL.accessToken().clientId("another").sign(), "WRONG_CLIENT", "issued to another app client"),
                arguments(
                        POOL.idToken().sign(),
                        "WRONG_TOKEN_USE",
                        "this is an ID token, and access tokens are accepted"),
                arguments(
                        POOL.accessToken()
                                .expiresAt(Instant.now().minusSeconds(7_300))
                                .sign(),
                        "EXPIRED",
                        "2 h 1 min ago"),
                arguments(POOL.accessToken().signedBy(OTHER_POOL).sign(), "BAD_SIGNATURE", "signature is wrong"),
                arguments(
                        GOOD.substring(0, GOOD.length() - 30), "BAD_SIGNATURE", "it has not its length, as if cut off"),
                arguments(POOL.accessToken().header("kid", "x").sign(), "UNKNOWN_KEY", "not one of its issuer's"),
                arguments(
                        POOL.accessToken()
                                .claim("aud", "https://other.example.com")
                                .sign(),
                        "WRONG_AUDIENCE",
                        "bound to another resource"),
                arguments(loadBalancer, "MALFORMED", "an Application Load Balancer signed this one"),
                arguments(
                        parts[0] + "." + parts[1] + "." + parts[2].substring(0, 300) + "+/" + parts[2].substring(302),
                        "MALFORMED",
                        "it is in base64, and tokens are in base64url"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aRefusedTokenGetsItsOwnSentenceAndARemedy(String token, String reason, String sentence) {
        Result result = explain(token, "--client", POOL.clientId(), "--use", "access");

        assertThat(result.exit()).as(result.toString()).isEqualTo(1);
        assertThat(unwrapped(result)).contains("REFUSED: ", "(" + reason + ")", sentence, "FAIL  ", " do ");
        assertThat(result.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void whatIsConfiguredStandsBesideWhatTheTokenHas() {
        Result result = explain(POOL.accessToken().clientId("another").sign(), "--client", POOL.clientId());

        assertThat(result.out())
                .contains("has         another")
                .contains("configured  " + POOL.clientId())
                .containsPattern("do +if you trust this app client, add it with --client");
    }

    static Stream<Arguments> pasted() {
        return Stream.of(
                arguments("Bearer " + GOOD, "Bearer stood before it"),
                arguments("Bearer Bearer " + GOOD, "Bearer stood before it 2 times. An API answers 400"),
                arguments("Authorization: bearer " + GOOD + "\r\n", "This is a whole header"),
                arguments("\"Authorization\": \"Bearer " + GOOD + "\",", "This is a whole header"),
                arguments("  \"" + GOOD + "\",\n", "Quotation marks stood around it"),
                arguments("\u201c" + GOOD + "\u201d", "Quotation marks stood around it"),
                arguments(GOOD.substring(0, 76) + "\n" + GOOD.substring(76) + "\n", "as if it was wrapped"),
                arguments(
                        "curl -H 'Accept: */*' -H 'Authorization: Bearer " + GOOD + "' https://x/", "Other text stood"),
                arguments("{\"id_token\":\"x\",\"access_token\":\"" + GOOD + "\"}", "access_token is explained"),
                arguments(
                        "{\"AuthenticationResult\":{\"AccessToken\":\"" + GOOD + "\",\"ExpiresIn\":3600}}",
                        "access_token is explained"),
                arguments(
                        "https://app.example.com/cb#id_token=a.b.c&access_token=" + GOOD + "&token_type=Bearer",
                        "Tokens in URLs get into histories"),
                arguments("Cookie: a=b; __Host-token=" + GOOD + "; c=d\r\n", "__Host-token is explained"),
                arguments("__Host-token=" + GOOD, "__Host-token is explained"),
                arguments("a=1; __Host-token=\"" + GOOD + "\"; b=2", "__Host-token is explained"),
                arguments("Set-Cookie: access_token=" + GOOD + "; Path=/; HttpOnly", "access_token is explained"),
                arguments("curl -H 'Cookie: t=" + GOOD + "' https://x/", "t is explained"),
                arguments(
                        AMPLIFY + "idToken=" + POOL.idToken().sign() + "; " + AMPLIFY + "accessToken=" + GOOD + "; "
                                + AMPLIFY + "refreshToken=eyJ.a.b.c.d; " + AMPLIFY + "clockDrift=0",
                        AMPLIFY + "accessToken is explained. An API reads a cookie only if its settings name it."),
                arguments(
                        "curl -H 'Cookie: s=" + POOL.idToken().sign() + "' -H 'Authorization: Bearer " + GOOD + "'",
                        "Other text stood"));
    }

    @ParameterizedTest
    @MethodSource("pasted")
    void whatStandsAroundATokenIsNamedAndLeftOut(String text, String note) {
        Result result = explain(text);

        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(unwrapped(result)).contains("note ", note, "ACCEPTED");
    }

    static Stream<Arguments> unusable() {
        String[] parts = GOOD.split("\\.", -1);
        return Stream.of(
                arguments("", "there is no token"),
                arguments(" \n", "there is no token"),
                arguments("Bearer ", "there is no token, only what stands before one"),
                arguments(GOOD + "\n" + GOOD, "there are 2 tokens"),
                arguments("{\"refresh_token\":\"x\"}", "JSON with no access_token and no id_token"),
                arguments("{\"access_token\":", "JSON that was cut off"),
                arguments("Cookie: session=SECRET", "a Cookie header without a token"),
                arguments(
                        "Cookie: a=" + GOOD + "; b="
                                + POOL.accessToken().username("other").sign(),
                        "two tokens of one kind"),
                arguments("https://app.example.com/cb?code=1", "redeem the code at the token endpoint"),
                arguments("https://app.example.com/", "a URL without a token"),
                arguments("eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIn0.a.b.c.d", "as Cognito's refresh tokens are"),
                arguments("SECRETSECRET", "this is an opaque string"),
                arguments("11111111-2222-3333-4444-555555555555", "such as an authorization code"),
                arguments(parts[0] + "." + parts[1], "two parts in place of three: it was cut off"),
                arguments(parts[0], "it has one part in place of three: it was cut off"),
                arguments(GOOD.substring(0, 60) + "...", "it has an ellipsis"));
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void whatIsNoTokenIsUnusable(String text, String sentence) {
        Result result = explain(text);

        assertThat(result.exit()).as(result.toString()).isEqualTo(2);
        assertThat(unwrapped(result) + result.err()).contains(sentence).doesNotContain("SECRET", "Exception");
    }

    static Stream<Arguments> remedies() {
        String[] parts = GOOD.split("\\.", -1);
        return Stream.of(
                arguments("SECRET", "redeem it at the token endpoint"),
                arguments("11111111-2222-3333-4444-555555555555", "redeem it at the token endpoint"),
                arguments(parts[0], "copy the token again, whole"),
                arguments(parts[0] + "." + parts[1], "copy the token again, whole"),
                arguments(
                        "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIn0.a.b.c.d",
                        "A refresh token goes to that endpoint only"),
                arguments(
                        padded("{\"alg\":\"none\"}").replace("=", "") + "." + parts[1] + ".", "Cognito signs each one"),
                arguments(
                        padded("{\"alg\":\"ES256\",\"kid\":\"kk\",\"signer\":\"arn:aws:elb\"}") + "."
                                + padded("{\"sub\":\"1\"}") + "." + padded("signature."),
                        "send x-amzn-oidc-accesstoken to an API"),
                arguments(POOL.accessToken().without("exp").sign(), "which has this claim"),
                arguments(
                        POOL.accessToken().issuer(OTHER_POOL.issuer()).sign(),
                        "add --pool " + OTHER_POOL.issuer() + " "),
                arguments(POOL.idToken().sign(), "say --use id"));
    }

    @ParameterizedTest
    @MethodSource("remedies")
    void whatToDoIsOfThisFault(String text, String remedy) {
        String out = unwrapped(explain(text, "--use", "access"));

        assertThat(out).containsPattern(" do .*" + Pattern.quote(remedy));
        if (!remedy.startsWith("copy")) {
            assertThat(out).doesNotContain("three parts with", "quotation marks");
        }
        assertThat(out).doesNotContain("the log names");
    }

    @Test
    void meaningsAreThoseOfThisToken() {
        assertThat(unwrapped(explain(POOL.machineToken().sign())))
                .contains("There is no user.")
                .doesNotContain("Who the user is", "When the user signed in");
        String loadBalancer = padded("{\"alg\":\"ES256\",\"kid\":\"kk\",\"signer\":\"arn:aws:elb\"}") + "."
                + padded("{\"sub\":\"1\"}") + "." + padded("signature.");
        assertThat(unwrapped(explain(loadBalancer)))
                .contains("A load balancer signs with ES256")
                .doesNotContain("takes RS256 and nothing else");
        String refresh = padded("{\"enc\":\"A256GCM\",\"alg\":\"RSA-OAEP\"}").replace("=", "") + ".a.b.c.d";
        assertThat(unwrapped(explain(refresh)))
                .contains("how the key to its content is encrypted")
                .doesNotContain("how it is signed");
    }

    @Test
    void whatTheVerifierDidNotComeToIsJudgedWithoutBeingVerified() {
        Instant past = Instant.now().minusSeconds(7_300);
        TokenBuilder bad = POOL.accessToken().expiresAt(past).clientId("another");

        for (String token : List.of(
                bad.sign(),
                POOL.accessToken()
                        .expiresAt(past)
                        .clientId("another")
                        .header("kid", "x")
                        .sign(),
                POOL.accessToken()
                        .expiresAt(past)
                        .clientId("another")
                        .signedBy(OTHER_POOL)
                        .sign(),
                POOL.accessToken()
                        .expiresAt(past)
                        .clientId("another")
                        .issuer("https://x/y")
                        .sign(),
                POOL.accessToken()
                        .expiresAt(past)
                        .clientId("another")
                        .header("alg", "ES256")
                        .sign())) {
            assertThat(unwrapped(explain(token, "--client", POOL.clientId())))
                    .containsPattern("FAIL +exp .*FAIL +client_id .*has +another configured +" + POOL.clientId());
        }
        assertThat(unwrapped(explain(bad.sign()))).doesNotContain("Not verified", "not checked");
        assertThat(unwrapped(explain(POOL.accessToken().header("kid", "x").sign())))
                .contains("not checked       signature, claims")
                .contains("Not verified: what its claims say without a checked signature")
                .containsPattern("pass +exp .*pass +token_use .*pass +client_id");
    }

    @Test
    void aTokenWithoutAPoolIsRefusedForWhatNeedsNoKey() throws IOException {
        Result expired = InThisJvm.run(
                POOL.accessToken().expiresAt(Instant.now().minusSeconds(60)).sign(), "explain");
        assertThat(expired.exit()).isEqualTo(1);
        assertThat(unwrapped(expired)).contains("REFUSED: the token has expired (EXPIRED)");

        assertThat(InThisJvm.run(POOL.idToken().sign(), "explain", "--use", "access")
                        .exit())
                .isEqualTo(1);
        assertThat(InThisJvm.run(GOOD, "explain", "--client", "another").exit()).isEqualTo(1);
        assertThat(InThisJvm.run(GOOD, "explain", "--client", POOL.clientId()).exit())
                .isEqualTo(3);
        assertThat(InThisJvm.run(POOL.idToken().sign(), "explain").exit()).isEqualTo(3);
        assertThat(InThisJvm.run(POOL.accessToken().without("exp").sign(), "explain")
                        .out())
                .contains("INVALID_CLAIM");
        JsonNode json = new ObjectMapper()
                .readTree(InThisJvm.run(GOOD, "explain", "--json").out())
                .at("/kinds/0");
        assertThat(json.at("/unverified/0/check").asText()).isEqualTo("exp");
        assertThat(json.path("notChecked").toString()).isEqualTo("[\"iss\",\"kid\",\"signature\",\"claims\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://x/$(reboot)", "https://x/y;reboot", "https://x/`reboot`", "https://x/y z", "-x://y/z"})
    void noIssuerThatAShellWouldRunIsRecommended(String issuer) {
        String token = POOL.accessToken().issuer(issuer).sign();

        assertThat(unwrapped(InThisJvm.run(token, "explain")))
                .contains("NOT JUDGED")
                .doesNotContain("add --pool");
        assertThat(unwrapped(explain(token))).contains("REFUSED").doesNotContain("add --pool");
    }

    @Test
    void anEmulatorInAContainerIsNamedByAWordOfItsOwn(@TempDir Path folder) throws IOException {
        String issuer = "http://cognito:9229/local_x";
        String token = POOL.accessToken().issuer(issuer).sign();
        String jwks =
                Files.writeString(folder.resolve("jwks.json"), POOL.jwks()).toString();

        Result without = InThisJvm.run(token, "explain", "--pool", issuer, "--jwks", jwks);
        assertThat(without.exit()).isEqualTo(2);
        assertThat(without.err()).contains("add --allow-insecure-http").doesNotContain("in code");
        Result with = InThisJvm.run(token, "explain", "--pool", issuer, "--jwks", jwks, "--allow-insecure-http");
        assertThat(with.exit()).isZero();
        assertThat(unwrapped(with)).contains("insecure: others can make up its tokens");
        assertThat(unwrapped(InThisJvm.run(token, "explain")))
                .contains("add --pool http://cognito:9229/local_x --allow-insecure-http");
        assertThat(unwrapped(explain(GOOD, "--allow-insecure-http")))
                .contains("ACCEPTED")
                .doesNotContain("insecure:");
    }

    @Test
    void aTokenWithoutAPoolIsShownAndNotJudged() {
        Result result = InThisJvm.run(GOOD, "explain");

        assertThat(result.exit()).isEqualTo(3);
        assertThat(unwrapped(result))
                .contains("NOT JUDGED: no pool is named")
                .contains("If you trust its issuer, add --pool " + POOL.issuer());
    }

    @Test
    void noTokenDecidesWhatIsFetched() {
        int before = POOL.keyFetches();

        assertThat(InThisJvm.run(GOOD, "explain").exit()).isEqualTo(3);
        assertThat(InThisJvm.run(GOOD, "explain", "--pool", OTHER_POOL.issuer()).exit())
                .isEqualTo(1);
        assertThat(InThisJvm.run(
                                POOL.accessToken()
                                        .issuer("https://localhost/none")
                                        .sign(),
                                "explain")
                        .exit())
                .isEqualTo(3);
        assertThat(POOL.keyFetches()).isEqualTo(before);
    }

    @Test
    void aTokenOfAPoolWithoutAnAnswerIsNotJudged() {
        try (TestUserPool down = TestUserPool.create()) {
            String token = down.accessToken().sign();
            down.answerKeysWith(500, "SECRET");

            Result result = InThisJvm.run(token, "explain", "--pool", down.issuer());

            assertThat(result.exit()).isEqualTo(3);
            assertThat(unwrapped(result))
                    .contains("Who the user is", "status 500", "NOT JUDGED", "cognito-claims check")
                    .doesNotContain("SECRET");
        }
    }

    @Test
    void keysOfAFileAreEnough(@TempDir Path folder) throws IOException {
        Path jwks = Files.writeString(folder.resolve("jwks.json"), POOL.jwks());
        int before = POOL.keyFetches();

        assertThat(explain(GOOD, "--jwks", jwks.toString()).exit()).isZero();
        assertThat(unwrapped(explain(POOL.accessToken().header("kid", "x").sign(), "--jwks", jwks.toString())))
                .contains("UNKNOWN_KEY");
        assertThat(POOL.keyFetches()).isEqualTo(before);
        Files.writeString(jwks, "<html>");
        Result broken = explain(GOOD, "--jwks", jwks.toString());
        assertThat(broken.exit()).isEqualTo(2);
        assertThat(broken.err()).startsWith("cognito-claims: --jwks: ").hasLineCount(1);
    }

    @Test
    void anIdTokenIsAcceptedAsOneWithAWordOfWarning() {
        Result result = explain(POOL.idToken().sign());

        assertThat(result.exit()).isZero();
        assertThat(unwrapped(result))
                .contains("ACCEPTED as an ID token")
                .contains(
                        "As an access token it is refused, which is what an API accepts by default: this is an ID token.");
    }

    @Test
    void aTokenComesFromAFileOrAnOptionToo(@TempDir Path folder) throws IOException {
        Path plain = Files.writeString(folder.resolve("token"), GOOD);
        Path windows = Files.write(folder.resolve("token.txt"), ("\ufeff" + GOOD + "\r\n").getBytes(UTF_16LE));

        assertThat(explain("", plain.toString()).exit()).isZero();
        assertThat(explain("", windows.toString()).exit()).isZero();
        assertThat(explain("", "--token", GOOD).exit()).isZero();
        assertThat(explain(GOOD, "-").exit()).isZero();
        assertThat(explain("", "--token=" + GOOD).exit()).isZero();
        assertThat(explain("", "--", plain.toString()).exit()).isZero();
    }

    @Test
    void jsonHasTheSameForScripts() throws IOException {
        Result result = explain(
                POOL.accessToken().clientId("\u001b]0;x\u0007\u00e9").sign(), "--json", "--client", POOL.clientId());
        JsonNode json = new ObjectMapper().readTree(result.out());

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).hasLineCount(1).matches("[ -~]+\n");
        assertThat(json.path("verdict").asText()).isEqualTo("refused");
        assertThat(json.at("/claims/client_id").asText()).isEqualTo("\u001b]0;x\u0007\u00e9");
        assertThat(json.at("/configured/clients/0").asText()).isEqualTo(POOL.clientId());
        assertThat(json.at("/kinds/0/checks"))
                .anySatisfy(check -> assertThat(check.path("reason").asText()).isEqualTo("WRONG_CLIENT"));
        assertThat(json.at("/kinds/1/use").asText()).isEqualTo("id");
    }

    @Test
    void aHugeOrDeepTokenIsRefusedAndShownInPart() {
        String huge = POOL.accessToken().claim("big", "x".repeat(100_000)).sign();
        String deep =
                POOL.sign("{\"alg\":\"RS256\",\"kid\":\"x\"}", "{\"a\":" + "[".repeat(9_000) + "]".repeat(9_000) + "}");
        String twice = POOL.sign("{\"alg\":\"RS256\",\"kid\":\"x\"}", "{\"a\":1,\"a\":2}");

        Result result = explain(huge);
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out().length()).isLessThan(10_000);
        assertThat(unwrapped(result)).contains("TOO_LARGE", "... and 98000 more");
        assertThat(explain(deep).exit()).isEqualTo(1);
        assertThat(explain(twice).exit()).isEqualTo(1);
        assertThat(explain("x".repeat(2_000_000)).err()).contains("has more than 1048576 bytes");
        assertThat(explain("eyJ".repeat(300_000)).exit()).isEqualTo(2);
        assertThat(explain("eyJ.".repeat(200_000)).exit()).isEqualTo(2);
        assertThat(explain("Bearer ".repeat(100_000)).exit()).isEqualTo(2);
        assertThat(explain("x" + "\",".repeat(400_000) + "x").exit()).isEqualTo(2);
    }

    @Test
    void noNameOfAClaimLooksLikeARowOfItsOwn() {
        String name = "x".repeat(60) + "  pass  signature   That key signed exactly this text.";
        Result result = explain(POOL.sign("{\"alg\":\"RS256\",\"kid\":\"x\"}", "{\"" + name + "\":1}"));

        assertThat(result.lines()).noneMatch(line -> line.strip().startsWith("pass  signature"));
        String members =
                IntStream.range(0, 1_000).mapToObj(i -> "\"a" + i + "\":" + i).collect(Collectors.joining(","));
        assertThat(explain(POOL.sign("{\"alg\":\"RS256\",\"kid\":\"x\"}", "{" + members + "}"))
                        .out())
                .contains("a199 ", "... and 800 more")
                .doesNotContain("a200 ");
    }

    @Test
    void aClaimThatStandsTwiceIsShownTwiceAndRefused() throws IOException {
        String token = POOL.sign(
                "{\"alg\":\"RS256\",\"kid\":\"x\"}",
                "{\"verdict\":\"accepted\",\"a\":1,\"a\":\"\\\"}],\\\"verdict\\\":1\"}");

        assertThat(explain(token).out())
                .containsPattern("(?s) a +1\n.* a +\"}],")
                .contains("MALFORMED");
        Result json = explain(token, "--json");
        assertThat(json.out()).hasLineCount(1).startsWith("{\"verdict\":\"refused\"");
        assertThat(new ObjectMapper().readTree(json.out()).path("verdict").asText())
                .isEqualTo("refused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e9999999999",
                "1e999999999",
                "1e-999999999",
                "-1",
                "99999999999999999999999",
                "true",
                "\"x\"",
                "[]"
            })
    void aTimeThatIsNoneIsShownAsItIs(String time) {
        Result result = explain(POOL.sign("{\"alg\":\"RS256\",\"kid\":\"x\"}", "{\"exp\":" + time + "}"));

        assertThat(result.exit()).as(result.toString()).isEqualTo(1);
        assertThat(result.out()).contains("exp  " + (time.startsWith("1e-") ? "1970-01-01" : time.replace("\"", "")));
    }

    static Stream<Arguments> wrongOptions() {
        return Stream.of(
                arguments(List.of("explain", "--pool", "us-esat-1_EXAMPLE"), "did you mean us-east-1"),
                arguments(List.of("explain", "--pool", "http://192.0.2.1/x"), "https address"),
                arguments(List.of("explain", "--pool", "us-east-1_A", "--pool", "us-east-1_A"), "given twice"),
                arguments(List.of("check", "--pool", "http://192.0.2.1/x"), "add --allow-insecure-http"),
                arguments(List.of("watch", "--pool", "http://192.0.2.1/x"), "add --allow-insecure-http"),
                arguments(
                        List.of("explain", "--allow-insecure-http", "--pool", "us-east-1_A"),
                        "name their issuer as --pool"),
                arguments(
                        List.of("explain", "--allow-insecure-http", "--pool", AWS + "us-east-1_A"),
                        "cannot be combined with an issuer of AWS"),
                arguments(
                        List.of(
                                "explain",
                                "--allow-insecure-http",
                                "--pool",
                                AWS.replace("https", "http") + "us-east-1_A"),
                        "must be an https address"),
                arguments(List.of("explain", "--jwks", jwksOfNobody()), "name the pool, with --pool"),
                arguments(List.of("explain", "--use", "refresh"), "--use: must be access or id"),
                arguments(List.of("explain", "--client", "a,b"), "--client: "),
                arguments(List.of("explain", "--jwks", "/no/such/file"), "--jwks: there is no such file"),
                arguments(List.of("explain", "/no/such/file"), "FILE: there is no such file"),
                arguments(List.of("explain", "--nonsense"), "there is no such option; see"),
                arguments(List.of("explain", GOOD), "this is a token and no file"),
                arguments(List.of("explain", "-", GOOD), "an argument too many"),
                arguments(List.of("explain", "--pool"), "--pool: ID|ISSUER is missing; see"),
                arguments(List.of("explain", "--pool", "--json"), "--pool: ID|ISSUER is missing"),
                arguments(List.of("explain", "--use=id", "--use=id"), "--use: is given twice"),
                arguments(List.of("explain", "--cleint", "x"), "(did you mean --client?)"),
                arguments(List.of("explain", "-json"), "(did you mean --json?)"),
                arguments(List.of("explain", "/"), "FILE: this is a directory"),
                arguments(List.of("explain", ""), "FILE: the name is blank"),
                arguments(List.of("explain", " "), "FILE: the name is blank"),
                arguments(List.of("explain", "--pool", "us-east-1_A", "--jwks", ""), "--jwks: the name is blank"),
                arguments(List.of("explain", "x\u0000y"), "FILE: no file can have this name"),
                arguments(List.of("--json", "explain"), "no such command"),
                arguments(List.of("explain", "--token", GOOD, "file"), "give one of them"),
                arguments(List.of("nonsense"), "no such command"),
                arguments(List.of("check"), "--pool: ID|ISSUER is missing"),
                arguments(List.of("check", "--pool", "x\u001b[31m\ny"), "--pool: "),
                arguments(List.of("check", "--pool", POOL.issuer(), "--domain", "a b"), "--domain: must be a host"),
                arguments(
                        List.of("watch", "--pool", "us-east-1_A", "--every", "0"),
                        "--every: must be a whole number from 1"),
                arguments(
                        List.of("watch", "--pool", "us-east-1_A", "--every", "x"),
                        "--every: must be a whole number from 1 to 86400"),
                arguments(List.of("watch", "--pool", "us-east-1_A", "--times", "0"), "--times: must be a whole number"),
                arguments(List.of(), "say what to do"));
    }

    @ParameterizedTest
    @MethodSource("wrongOptions")
    void aWrongOptionIsOneLineAndExitCodeTwo(List<String> arguments, String words) {
        Result result = InThisJvm.run(GOOD, arguments.toArray(String[]::new));

        assertThat(result.exit()).as(result.toString()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("cognito-claims: ")
                .contains(words)
                .hasLineCount(1)
                .doesNotContain(GOOD, "Exception", "\tat ", ESCAPE);
        assertThat(result.out()).isEmpty();
    }

    @Test
    void helpAndVersionAreAtHand() {
        assertThat(InThisJvm.run("", "--help").out()).contains("explain", "check", "watch");
        assertThat(InThisJvm.run("", "explain", "--version").out()).startsWith("cognito-claims ");
        assertThat(InThisJvm.run("", "watch", "-V").out()).startsWith("cognito-claims ");
        Result help = InThisJvm.run("", "explain", "--help");
        assertThat(help.exit()).isZero();
        assertThat(help.out())
                .startsWith("Usage: cognito-claims explain [")
                .contains("[--pool=ID|ISSUER]...")
                .contains("Exit codes: 0 accepted, 1 refused");
        assertThat(help.lines()).allMatch(line -> line.length() <= 80);
        assertThat(InThisJvm.run("", "check", "-h").out()).contains("--pool=ID|ISSUER", "[--domain=HOST|URL]");
    }

    @Test
    void narrowScreensAndPoorLocalesAreServed() {
        String token = POOL.accessToken().username("Zo\u00eb \u732b").sign();
        String[] command = {"explain", "--pool", POOL.issuer()};

        Result narrow = InThisJvm.run(UTF_8, 20, false, token, command);
        assertThat(narrow.exit()).isZero();
        assertThat(narrow.lines()).allMatch(line -> line.length() <= 20);
        assertThat(InThisJvm.run(US_ASCII, 80, false, token, command).out())
                .matches("(?s)[\n -~]+")
                .contains("Zo\\u00eb \\u732b");
        assertThat(explain(token).out()).contains("Zo\u00eb \u732b");
    }

    private static Result explain(String text, String... arguments) {
        List<String> all = new ArrayList<>(List.of("explain", "--pool", POOL.issuer()));
        all.addAll(List.of(arguments));
        return InThisJvm.run(text, all.toArray(String[]::new));
    }

    /** Lines are broken at spaces. */
    private static String unwrapped(Result result) {
        return result.out().replaceAll("\n +", " ").replace('\n', ' ');
    }

    private static String jwksOfNobody() {
        try {
            Path file = Files.createTempFile("jwks", ".json");
            file.toFile().deleteOnExit();
            return Files.writeString(file, POOL.jwks()).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String padded(String text) {
        return Base64.getUrlEncoder().encodeToString(text.getBytes(UTF_8));
    }
}

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
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
                .contains("As an ID token it is refused: this is an access token")
                .contains("For your own terminal only")
                .doesNotContain("FAIL");
        assertThat(result.lines()).allMatch(line -> line.length() <= 80);
    }

    static Stream<Arguments> refused() {
        String[] parts = GOOD.split("\\.");
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
                .contains("do          add the client to cognito-claims.user-pools[*].client-ids");
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
                        "Tokens in URLs get into histories"));
    }

    @ParameterizedTest
    @MethodSource("pasted")
    void whatStandsAroundATokenIsNamedAndLeftOut(String text, String note) {
        Result result = explain(text);

        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(unwrapped(result)).contains("note ", note, "ACCEPTED");
    }

    static Stream<Arguments> unusable() {
        String[] parts = GOOD.split("\\.");
        return Stream.of(
                arguments("", "there is no token"),
                arguments(" \n", "there is no token"),
                arguments("Bearer ", "there is no token, only what stands before one"),
                arguments(GOOD + "\n" + GOOD, "there are 2 tokens"),
                arguments("{\"refresh_token\":\"x\"}", "JSON with no access_token and no id_token"),
                arguments("{\"access_token\":", "JSON that was cut off"),
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
        assertThat(InThisJvm
                        .run(GOOD, "explain", "--pool", OTHER_POOL.issuer())
                        .exit())
                .isEqualTo(1);
        assertThat(InThisJvm
                        .run(POOL.accessToken().issuer("https://localhost/none").sign(), "explain")
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
                .contains("As an access token it is refused, which is what an API accepts by default");
    }

    @Test
    void aTokenComesFromAFileOrAnOptionToo(@TempDir Path folder) throws IOException {
        Path plain = Files.writeString(folder.resolve("token"), GOOD);
        Path windows = Files.write(folder.resolve("token.txt"), ("\ufeff" + GOOD + "\r\n").getBytes(UTF_16LE));

        assertThat(explain("", plain.toString()).exit()).isZero();
        assertThat(explain("", windows.toString()).exit()).isZero();
        assertThat(explain("", "--token", GOOD).exit()).isZero();
        assertThat(explain(GOOD, "-").exit()).isZero();
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[31m",
                "\u0007",
                "\r\n",
                "\u009b31m",
                "\u202e",
                "\u200b",
                "\u2028",
                "\ud800",
                "\u0000",
                "\u007f"
            })
    void noCharacterOfATokenCommandsTheTerminal(String hostile) {
        String escaped = hostile.equals("\ud800") ? "\\ud800" : hostile;
        String payload = "{\"iss\":\"" + json(escaped) + "\",\"" + json(escaped) + "\":\"a" + json(escaped) + "b\"}";
        String token = POOL.sign("{\"alg\":\"RS256\",\"kid\":\"" + json(escaped) + "\"}", payload);

        for (Result result :
                List.of(explain(token), InThisJvm.run(UTF_8, 80, true, token, "explain", "--pool", POOL.issuer()))) {
            String plain = result.out().replaceAll("\u001b\\[[0-9]{1,2}m", "");
            assertThat(plain).matches("(?s)[\n -~]+");
        }
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
                arguments(List.of("explain", "--use", "refresh"), "--use: must be access or id"),
                arguments(List.of("explain", "--client", "a,b"), "--client: "),
                arguments(List.of("explain", "--jwks", "/no/such/file"), "--jwks: there is no file /no/such/file"),
                arguments(List.of("explain", "/no/such/file"), "FILE: there is no file"),
                arguments(List.of("explain", "--nonsense"), "there is no option --nonsense; see"),
                arguments(List.of("explain", GOOD), "this is a token and no file"),
                arguments(List.of("explain", "-", GOOD), "an argument too many"),
                arguments(List.of("explain", "--pool"), "--pool"),
                arguments(List.of("explain", "--token", GOOD, "file"), "give one of them"),
                arguments(List.of("nonsense"), "no such command"),
                arguments(List.of("check"), "--pool"),
                arguments(List.of("check", "--pool", "x\u001b[31m\ny"), "--pool: "),
                arguments(List.of("check", "--pool", POOL.issuer(), "--domain", "a b"), "--domain: must be a host"),
                arguments(List.of("watch", "--pool", "us-east-1_A", "--every", "0"), "--every: must be from 1"),
                arguments(List.of("watch", "--pool", "us-east-1_A", "--every", "x"), "--every"),
                arguments(List.of(), "Say what to do"));
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
        assertThat(InThisJvm.run("", "explain", "--help").out()).contains("Exit codes: 0 accepted, 1 refused");
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

    private static String padded(String text) {
        return Base64.getUrlEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String json(String text) {
        StringBuilder escaped = new StringBuilder();
        if (text.startsWith("\\u")) {
            return text;
        }
        text.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
        return escaped.toString();
    }
}

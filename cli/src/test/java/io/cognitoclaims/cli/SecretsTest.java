package io.cognitoclaims.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.cognitoclaims.cli.Program.Result;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Passwords and tokens at a wrong place: a message says what is wrong there, and does not repeat them. */
class SecretsTest {
    private static final String SECRET = "Tr0ub4dor&3";
    private static final String POOL = "us-east-1_EXAMPLE";

    static Stream<Arguments> slips() {
        return Stream.of(
                arguments(List.of(SECRET), "the first argument must be explain, check or watch"),
                arguments(List.of("--" + SECRET), "the first argument must be"),
                arguments(
                        List.of("eyJhbGciOiJub25lIn0.e30." + SECRET), "A token goes to the standard input of explain"),
                arguments(
                        List.of("explain", SECRET),
                        "FILE: there is no such file; a token itself goes to standard input"),
                arguments(List.of("explain", "./" + SECRET), "FILE: there is no such file"),
                arguments(List.of("explain", SECRET + "\u0000"), "FILE: no file can have this name"),
                arguments(List.of("explain", "-", SECRET), "an argument too many; see cognito-claims explain --help"),
                arguments(List.of("explain", "--", SECRET, SECRET), "an argument too many"),
                arguments(List.of("check", SECRET), "--pool: ID|ISSUER is missing"),
                arguments(List.of("watch", "--pool", POOL, SECRET), "an argument too many"),
                arguments(List.of("explain", "--" + SECRET), "there is no such option; see"),
                arguments(List.of("explain", "-" + SECRET), "there is no such option; see"),
                arguments(List.of("explain", "-h" + SECRET), "there is no such option"),
                arguments(List.of("explain", "-V=" + SECRET), "--version: takes no value"),
                arguments(List.of("--version=" + SECRET), "--version: takes no value"),
                arguments(List.of("explain", "--pool", "--" + SECRET), "--pool: "),
                arguments(List.of("explain", "--", "--" + SECRET), "FILE: there is no such file"),
                arguments(List.of("explain", "@" + SECRET), "FILE: there is no such file"),
                arguments(List.of("explain", "--tokn=" + SECRET), "(did you mean --token?)"),
                arguments(List.of("check", "--pool", POOL, "--token=" + SECRET), "there is no such option; see"),
                arguments(List.of("explain", "--json=" + SECRET), "--json: takes no value"),
                arguments(List.of("explain", "--help=" + SECRET), "--help: takes no value"),
                arguments(List.of("explain", "--token", "x", "--token", SECRET), "--token: is given twice"),
                arguments(List.of("explain", "--token", SECRET, "-"), "give one of them"),
                arguments(List.of("explain", "--use", SECRET), "--use: must be access or id"),
                arguments(List.of("explain", "--jwks", SECRET), "--jwks: there is no such file"),
                arguments(List.of("explain", "--pool", SECRET), "--pool: "),
                arguments(List.of("explain", "--pool", "us-east-1_" + SECRET), "--pool: "),
                arguments(List.of("explain", "--pool", SECRET + "_x"), "--pool: "),
                arguments(List.of("check", "--pool", "https://user:" + SECRET + "@localhost/x"), "--pool: "),
                arguments(List.of("check", "--pool", "https://localhost/" + SECRET + "?"), "--pool: "),
                arguments(List.of("watch", "--pool", "http://" + SECRET + ".example/x"), "--pool: "),
                arguments(List.of("explain", "--client", SECRET + " "), "--client: "),
                arguments(List.of("explain", "--client", SECRET + "," + SECRET), "--client: "),
                arguments(
                        List.of("check", "--pool", POOL, "--domain", "https://user:" + SECRET + "@localhost"),
                        "--domain: must be a host"),
                arguments(List.of("check", "--pool", POOL, "--domain", SECRET + " "), "--domain: must be a host"),
                arguments(List.of("watch", "--pool", POOL, "--every", SECRET), "--every: must be a whole number"),
                arguments(List.of("watch", "--pool", POOL, "--times=" + SECRET), "--times: must be a whole number"));
    }

    @ParameterizedTest
    @MethodSource("slips")
    void noMessageRepeatsWhatMayBeASecret(List<String> arguments, String words) {
        Result result = InThisJvm.run("", arguments.toArray(String[]::new));

        assertThat(result.exit()).as(result.toString()).isEqualTo(2);
        assertThat(result.err()).startsWith("cognito-claims: ").contains(words).hasLineCount(1);
        assertThat((result.out() + result.err()).toLowerCase(Locale.ROOT))
                .doesNotContain(
                        SECRET.toLowerCase(Locale.ROOT), SECRET.substring(2, 9).toLowerCase(Locale.ROOT));
    }
}

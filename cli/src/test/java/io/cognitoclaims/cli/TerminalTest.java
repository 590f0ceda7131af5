package io.cognitoclaims.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.cli.Program.Result;
import io.cognitoclaims.testing.TestUserPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static final String ESCAPE = "\u001b[";
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String TOKEN = POOL.accessToken().sign();

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Test
    void aTerminalShowsColoursAndNoLineIsTooLong() {
        Result result = new Program().runOnTerminal(TOKEN, "explain", "--pool", POOL.issuer());

        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.out()).contains(ESCAPE + "32mpass", ESCAPE + "32mACCEPTED");
        assertThat(result.out().replaceAll("\u001b\\[[0-9]+m", "").lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void linesAreAsWideAsTheTerminal() {
        Result result = new Program().columns(64).runOnTerminal(TOKEN, "explain", "--pool", POOL.issuer());

        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.out().replaceAll("\u001b\\[[0-9]+m", "").lines())
                .allMatch(line -> line.length() <= 64)
                .anyMatch(line -> line.length() > 56);
    }

    @Test
    void nobodyElseGetsColours() {
        assertThatThereAreNone(new Program().with("NO_COLOR", "1"));
        assertThat(InThisJvm.run(UTF_8, 80, true, TOKEN, "explain", "--json").out())
                .doesNotContain(ESCAPE);
    }

    @Test
    @Tag("slow")
    void aTerminalThatShowsNoColoursGetsNone() {
        assertThatThereAreNone(new Program().with("TERM", "dumb"));
    }

    private static void assertThatThereAreNone(Program program) {
        assertThat(program.runOnTerminal(TOKEN, "explain", "--pool", POOL.issuer())
                        .out())
                .contains("ACCEPTED")
                .doesNotContain(ESCAPE);
    }
}

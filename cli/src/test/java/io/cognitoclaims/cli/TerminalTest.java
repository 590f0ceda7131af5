package io.cognitoclaims.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.cli.Program.Result;
import io.cognitoclaims.testing.TestUserPool;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
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
    void nobodyElseGetsColours() {
        assertThat(new Program().run(TOKEN, "explain", "--pool", POOL.issuer()).out())
                .doesNotContain(ESCAPE);
        for (Program without : List.of(new Program().with("NO_COLOR", "1"), new Program().with("TERM", "dumb"))) {
            assertThat(without.runOnTerminal(TOKEN, "explain", "--pool", POOL.issuer())
                            .out())
                    .contains("ACCEPTED")
                    .doesNotContain(ESCAPE);
        }
        assertThat(new Program().runOnTerminal(TOKEN, "explain", "--json").out())
                .doesNotContain(ESCAPE);
    }

    @Test
    void aReaderThatLeavesEarlyIsNoFault() {
        String command = "'" + String.join("' '", new Program().command("explain", "--pool", POOL.issuer())) + "'";

        Result result = new Program()
                .run(
                        TOKEN.getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                        List.of("bash", "-c", "set -o pipefail; " + command + " | head -1"));

        assertThat(result.out()).startsWith("For your own terminal only");
        assertThat(result.err()).isEmpty();
        assertThat(result.exit()).isZero();
    }
}

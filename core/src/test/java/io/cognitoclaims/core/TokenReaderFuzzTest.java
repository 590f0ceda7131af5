package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;

/**
 * Any values of {@code Cookie} and {@code Sec-WebSocket-Protocol}. What is found is a token that stands there, and only one
 * of the two headers has one. With the slow tests, the inputs beside this class's resources are run; {@code CONTRIBUTING.md}
 * says how to look for new ones.
 */
@Tag("slow")
class TokenReaderFuzzTest {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]++=*");
    private static final TokenReader READER = TokenReader.of(
            CognitoVerifier.accessTokens(UserPool.of("us-east-1_EXAMPLE"), Set.of("c"))
                    .build(),
            List.of(TokenSource.cookie("token"), TokenSource.amplifyCookies(), TokenSource.webSocketProtocol()),
            List.of());

    /** Header values, one a line. */
    @FuzzTest(maxDuration = "10m")
    void headers(byte[] lines) {
        List<String> values = Arrays.asList(new String(lines, ISO_8859_1).split("\n", -1));

        RequestToken inCookie = READER.read("GET", name -> name.equals("Cookie") ? values : List.of());
        RequestToken inProtocol = READER.read("GET", name -> name.equals("Cookie") ? List.of() : values);

        inCookie.token().ifPresent(token -> {
            assertThat(token).matches(TOKEN);
            assertThat(values).anyMatch(value -> value.matches("(?s).*=[ \t]*" + Pattern.quote(token) + ".*"));
        });
        inProtocol.token().ifPresent(token -> {
            assertThat(token).matches(TOKEN);
            assertThat(values).anyMatch(value -> value.contains("bearer") && value.contains(token));
        });
        assertThat(inCookie.problem().isPresent()).isEqualTo(inCookie.token().isEmpty());
    }
}

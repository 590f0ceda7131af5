package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;

/**
 * Any value of {@code Authorization}, read by {@link BearerHeader} and by the grammar of RFC 6750. With the slow tests, the inputs
 * beside this class's resources are run; {@code CONTRIBUTING.md} says how to look for new
 * ones.
 */
@Tag("slow")
class BearerHeaderFuzzTest {
    private static final Pattern CREDENTIALS = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/-]++=*)");
    /** The scheme as a whole name (RFC 9110, section 5.6.2). */
    private static final Pattern SCHEME = Pattern.compile("(?i:Bearer)(?![A-Za-z0-9!#$%&'*+.^_`|~-])");

    /** Header values, one a line. */
    @FuzzTest(maxDuration = "10m")
    void header(byte[] lines) {
        List<String> values = Arrays.asList(new String(lines, ISO_8859_1).split("\n", -1));
        BearerHeader header = BearerHeader.of(values);

        Matcher credentials = CREDENTIALS.matcher(values.get(0));
        boolean isToken = values.size() == 1 && credentials.matches();
        assertThat(header.token()).isEqualTo(isToken ? Optional.of(credentials.group(1)) : Optional.empty());
        assertThat(header.isMalformed())
                .isEqualTo(values.size() > 1
                        || (!isToken && SCHEME.matcher(values.get(0)).lookingAt()));
        assertThat(header.problem().isPresent()).isEqualTo(!isToken);
    }
}

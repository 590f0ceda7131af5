package io.cognitoclaims.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Any value of {@code Authorization}, read by the filter and by the grammar of RFC 6750. In a normal build the inputs
 * beside this class's resources are run; {@code CONTRIBUTING.md} says how to look for new
 * ones.
 */
class BearerHeaderFuzzTest {
    private static final Pattern CREDENTIALS = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/-]++=*)");
    /** The scheme as a whole name (RFC 9110, section 5.6.2). */
    private static final Pattern SCHEME = Pattern.compile("(?i:Bearer)(?![A-Za-z0-9!#$%&'*+.^_`|~-])");

    /** Header values, one a line. */
    @FuzzTest(maxDuration = "10m")
    void header(byte[] lines) {
        List<String> values = Arrays.asList(new String(lines, ISO_8859_1).split("\n", -1));
        @Nullable String token;
        try {
            token = BearerToken.of(request(values), null);
        } catch (MalformedCredentialsException e) {
            assertThat(values.size() > 1
                            || (SCHEME.matcher(values.get(0)).lookingAt()
                                    && !CREDENTIALS.matcher(values.get(0)).matches()))
                    .isTrue();
            return;
        }
        assertThat(values).hasSize(1);
        Matcher credentials = CREDENTIALS.matcher(values.get(0));
        assertThat(token).isEqualTo(credentials.matches() ? credentials.group(1) : null);
    }

    private static HttpServletRequest request(List<String> values) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                HttpServletRequest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("getHeaders")) {
                        return Collections.enumeration(values);
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}

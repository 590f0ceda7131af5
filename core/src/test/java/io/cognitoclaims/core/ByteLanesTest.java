package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each byte in each of the eight places, between neighbours that pass, that do not, and that could carry or borrow. */
class ByteLanesTest {
    private static final String BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    @Test
    void theLanesFindEachByteThatIsNotBase64Url() {
        assertFinds(ByteLanes::notBase64Url, b -> BASE64URL.indexOf(b) < 0);
    }

    @Test
    void theLanesFindEachByteThatIsNotPlainInJson() {
        assertFinds(ByteLanes::notPlainInJson, b -> b < ' ' || b > 0x7f || b == '"' || b == '\\');
    }

    @Test
    void theLanesCountTheBytesBeforeTheFirstThatIsFound() {
        byte[] text = "abc\"efg\"".getBytes(ISO_8859_1);

        assertThat(ByteLanes.before(ByteLanes.notPlainInJson(ByteLanes.at(text, 0))))
                .isEqualTo(3);
        assertThat(ByteLanes.before(0)).isEqualTo(8);
    }

    @Test
    void theLanesAreReadFromTheGivenPlace() {
        byte[] text = "\"\"\"abcdefgh\"".getBytes(ISO_8859_1);

        assertThat(ByteLanes.notPlainInJson(ByteLanes.at(text, 3))).isZero();
        assertThat(ByteLanes.notPlainInJson(ByteLanes.at(text, 4))).isNotZero();
    }

    private static void assertFinds(LongUnaryOperator test, IntPredicate expected) {
        for (int neighbour : new int[] {'A', 'z', '"', 0, 0x7f, 0x80, 0xff}) {
            for (int place = 0; place < Long.BYTES; place++) {
                for (int b = 0; b < 256; b++) {
                    byte[] bytes = new byte[Long.BYTES];
                    Arrays.fill(bytes, (byte) neighbour);
                    bytes[place] = (byte) b;
                    long found = test.applyAsLong(ByteLanes.at(bytes, 0));

                    assertThat(IntStream.range(0, Long.BYTES).map(i -> (int) ((found >>> (8 * i)) & 0xff)))
                            .as("%d at %d among %d", b, place, neighbour)
                            .containsExactly(IntStream.range(0, Long.BYTES)
                                    .map(i -> expected.test(bytes[i] & 0xff) ? 0x80 : 0)
                                    .boxed()
                                    .toArray(Integer[]::new));
                }
            }
        }
    }
}

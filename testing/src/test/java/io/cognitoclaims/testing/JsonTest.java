package io.cognitoclaims.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonTest {
    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("text", "\"text\""),
                Arguments.of("", "\"\""),
                Arguments.of("a/b", "\"a\\/b\""),
                Arguments.of("say \"hi\" \\ there", "\"say \\\"hi\\\" \\\\ there\""),
                Arguments.of("\t\n\r\b\f\u0000\u001f", "\"\\u0009\\u000a\\u000d\\u0008\\u000c\\u0000\\u001f\""),
                Arguments.of("\u007f\u00e4\u2028\ud83d\ude00", "\"\u007f\u00e4\u2028\ud83d\ude00\""),
                Arguments.of("\ud83d", "\"\\ud83d\""),
                Arguments.of("\ude00\ud83d", "\"\\ude00\\ud83d\""),
                Arguments.of(true, "true"),
                Arguments.of(false, "false"),
                Arguments.of(0, "0"),
                Arguments.of(Long.MIN_VALUE, "-9223372036854775808"),
                Arguments.of((short) -3, "-3"),
                Arguments.of((byte) 7, "7"),
                Arguments.of(BigInteger.TEN.pow(30), "1" + "0".repeat(30)),
                Arguments.of(new BigDecimal("1.10"), "1.10"),
                Arguments.of(
                        new BigDecimal("0.1000000000000000055511151231257827"), "0.1000000000000000055511151231257827"),
                Arguments.of(new BigDecimal("1E+400"), "1E+400"),
                Arguments.of(0.1, "0.1"),
                Arguments.of(-0.0, "-0.0"),
                Arguments.of(Double.MIN_VALUE, Double.toString(Double.MIN_VALUE)),
                Arguments.of(1.5f, "1.5"),
                Arguments.of(List.of(), "[]"),
                Arguments.of(List.of(1, "a", List.of(true)), "[1,\"a\",[true]]"),
                Arguments.of(Arrays.asList("a", null), "[\"a\",null]"),
                Arguments.of(Map.of(), "{}"),
                Arguments.of(Map.of("b", 1, "a", Map.of("d", 2, "c/", 3)), "{\"a\":{\"c\\/\":3,\"d\":2},\"b\":1}"),
                Arguments.of(Collections.singletonMap("x", null), "{\"x\":null}"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void eachValueIsWrittenInOneWay(Object value, String json) {
        assertThat(Json.write(value)).isEqualTo(json);
    }

    @Test
    void nullIsWrittenAsJsonNull() {
        assertThat(Json.write(null)).isEqualTo("null");
    }

    @Test
    void membersOfGivenTextAreWrittenInTheOrderOfTheMap() {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("z", "1");
        members.put("a/\"", "[]");

        assertThat(Json.object(members)).isEqualTo("{\"z\":1,\"a\\/\\\"\":[]}");
        assertThat(Json.object(Map.of())).isEqualTo("{}");
    }

    static Stream<Object> valuesWithoutJson() {
        return Stream.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY,
                new AtomicLong(1),
                'c',
                Set.of("a"),
                new int[] {1},
                new Object(),
                List.of(new Object()),
                Map.of("a", Float.NaN),
                Map.of(1, "a"));
    }

    @ParameterizedTest
    @MethodSource("valuesWithoutJson")
    void aValueWithoutAJsonFormIsRefused(Object value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.write(value))
                .withMessageStartingWith("no JSON form");
    }

    @Test
    void anotherParserReadsBackWhateverTextIsWritten() {
        Random random = new Random(20_261_122);
        for (int i = 0; i < 5_000; i++) {
            String text = randomText(random);
            String json = Json.write(Map.of(text, List.of(text)));
            String travelled = new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

            assertThat(SignedToken.parse(travelled).required(text).get(0).textValue())
                    .isEqualTo(text);
        }
    }

    @Test
    void anotherParserReadsBackNumbersToTheLastDigit() {
        Random random = new Random(20_261_122);
        for (int i = 0; i < 5_000; i++) {
            double number = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(number)) {
                assertThat(SignedToken.parse(Json.write(number)).doubleValue()).isEqualTo(number);
            }
            BigDecimal decimal = new BigDecimal(new BigInteger(100, random), random.nextInt(60) - 30);
            assertThat(SignedToken.parse(Json.write(decimal)).decimalValue()).isEqualByComparingTo(decimal);
        }
    }

    /** Every UTF-16 unit is as likely as any other, so halves of surrogate pairs are among them. */
    private static String randomText(Random random) {
        char[] units = new char[random.nextInt(12)];
        for (int i = 0; i < units.length; i++) {
            int range = random.nextBoolean() ? 128 : 65_536;
            units[i] = (char) random.nextInt(range);
        }
        return new String(units);
    }
}

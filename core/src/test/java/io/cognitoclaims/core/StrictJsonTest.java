package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    /** Another strict reader to compare with. It is given text, because it would guess at the encoding of bytes. */
    private static final JsonMapper ORACLE = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(Json.MAX_DEPTH)
                            .maxNumberLength(400)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    @Test
    void everyKindOfJsonValueIsRead() throws Exception {
        Map<String, @Nullable Object> object = read("""
                 {"s":"a\\u0041\\n\\"\\\\\\/\\b\\f\\r\\t","e":"","t":true,"f":false,"n":null,
                  "i":-7,"z":0,"big":9223372036854775808,"d":1.7976931348623157E308,"x":-0.5e-3,
                  "a":[1,[],{"b":[true]}],"o":{},"ü":"Zoë"}\s
                """);

        Map<String, @Nullable Object> expected = new HashMap<>();
        expected.put("s", "aA\n\"\\/\b\f\r\t");
        expected.put("e", "");
        expected.put("t", true);
        expected.put("f", false);
        expected.put("n", null);
        expected.put("i", -7L);
        expected.put("z", 0L);
        expected.put("big", new BigDecimal("9223372036854775808"));
        expected.put("d", new BigDecimal("1.7976931348623157E308"));
        expected.put("x", new BigDecimal("-0.5e-3"));
        expected.put("a", List.of(1L, List.of(), Map.of("b", List.of(true))));
        expected.put("o", Map.of());
        expected.put("ü", "Zoë");
        assertThat(object).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[]",
                "\"a\"",
                "1",
                "null",
                "{}}",
                "{} {}",
                "{}x",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1 \"b\":2}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,\"\\u0061\":1}",
                "{\"a\":[1,]}",
                "{\"a\":[,1]}",
                "{\"a\":[1 2]}",
                "{\"a\":[}",
                "{\"a\":tru}",
                "{\"a\":True}",
                "{\"a\":nul",
                "{\"a\":01}",
                "{\"a\":-}",
                "{\"a\":+1}",
                "{\"a\":.5}",
                "{\"a\":1.}",
                "{\"a\":1e}",
                "{\"a\":1e+}",
                "{\"a\":0x1}",
                "{\"a\":00}",
                "{\"a\":-00}",
                "{\"a\":-01}",
                "{\"a\":1/}",
                "{\"a\":1:}",
                "{\"a\":1./}",
                "{\"a\":1e+-1}",
                "{\"a\":1e-+1}",
                "{\"a\":NaN}",
                "{\"a\":-Infinity}",
                "{\"a\":1e401}",
                "{\"a\":1e-401}",
                "{\"a\":1e99999999999999999999}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x41\"}",
                "{\"a\":\"\\u00g0\"}",
                "{\"a\":\"\\u00\"}",
                "{\"a\":\"\\u004\"}",
                "{\"a\":\"\\u00\uff14\uff11\"}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\\udc00\\ud800\"}",
                "{\"a\":\"\\ud800\\ud800\"}",
                "{\"a\":\"\\udc00\"}",
                "{\"a\":\"\\ud800x\"}",
                "{\"a\":\"x\\udfff\"}",
                "{\"a\":\"\\udbff\\ue000\"}",
                "{\"a\":\"\\ud83d\\udc15\\udc15\"}",
                "{\"a\":\"\\ud83d\\udc15\\ud83d\"}",
                "{\"a\":\"",
                "{\"a\":\"\\",
                "{\"a\":\"\\\"}",
                "{\"a\":1}/**/",
                "{\"a\":1}//",
                "\ufeff{}",
                "{\u00a0}"
            })
    void aDocumentThatIsNotStrictJsonIsRefused(String json) {
        assertThatExceptionOfType(MalformedJsonException.class)
                .isThrownBy(() -> read(json))
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    @Test
    void stringsAreReadAndWhatIsUnusualInThemIsFoundWhereverItStands() throws Exception {
        for (int length = 0; length < 40; length++) {
            String plain = "~".repeat(length);
            assertThat(read("{\"a\":\"" + plain + "\"}")).containsEntry("a", plain);
            assertThat(read("{\"" + plain + "\":1}")).containsEntry(plain, 1L);
            assertRefused("{\"a\":\"" + plain);
            for (int i = 0; i <= length; i++) {
                String before = plain.substring(0, i);
                String behind = plain.substring(i);
                assertThat(read("{\"a\":\"" + before + "é\\n" + behind + "\"}"))
                        .containsEntry("a", before + "é\n" + behind);
                assertRefused("{\"a\":\"" + before + '\u001f' + behind + "\"}");
                assertRefused("{\"a\":\"" + before + '"' + behind + "x\"}");
            }
        }
    }

    @Test
    void levelsDigitsAndExponentsAreCountedExactly() throws Exception {
        assertThat(read("{\"a\":" + "[".repeat(31) + "]".repeat(31) + "}")).isNotEmpty();
        assertThat(read("{\"a\":" + "9".repeat(400) + "}")).isNotEmpty();
        assertThat(read("{\"a\":1e400}")).isNotEmpty();
        assertThat(read("{\"a\":999999999999999999}")).containsEntry("a", 999999999999999999L);
        assertThat(read("{\"a\":1000000000000000000}")).containsEntry("a", new BigDecimal("1000000000000000000"));
        assertRefused("{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}");
        assertRefused("{\"a\":" + "9".repeat(401) + "}");
        assertRefused("{\"a\":1e401}");
    }

    @Test
    void anEscapedCharacterBeyondSixteenBitsIsAPairOfSurrogates() throws Exception {
        assertThat(read("{\"a\":\"\\ud83d\\udc15\"}")).containsEntry("a", "\ud83d\udc15");
        assertThat(read("{\"a\":\"x\\ud83d\\udc15\\uD83D\\uDC15y\"}")).containsEntry("a", "x\ud83d\udc15\ud83d\udc15y");
        assertThat(read("{\"a\":\"\\ud800\\udc00\\udbff\\udfff\"}")).containsEntry("a", "\ud800\udc00\udbff\udfff");
        assertThat(read("{\"a\":\"\\ud7ff\\ue000\\u0041\"}")).containsEntry("a", "\ud7ff\ue000A");
    }

    @Test
    void aDocumentHas32LevelsAtMostAndAnyNumberOfNeighbours() throws Exception {
        assertThat(read("{\"a\":".repeat(31) + "{}" + "}".repeat(31))).isNotEmpty();
        assertThat(read("{\"a\":".repeat(32) + "1" + "}".repeat(32))).isNotEmpty();
        assertRefused("{\"a\":".repeat(32) + "{}" + "}".repeat(32));
        assertThat(read("{\"a\":" + "[".repeat(31) + "1" + "]".repeat(31) + "}"))
                .isNotEmpty();
        assertRefused("{\"a\":" + "[".repeat(32) + "1" + "]".repeat(32) + "}");

        for (String value : List.of("[]", "{}", "[1]", "{\"b\":1}", "[{}]", "{\"b\":[]}")) {
            assertThat(read("{\"a\":[" + (value + ",").repeat(99) + value + "]}")
                            .get("a"))
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .hasSize(100);
        }
    }

    @Test
    void aNumberHas400CharactersAndAnExponentOf400AtMost() throws Exception {
        String longest = "-" + "9".repeat(399);
        assertThat(read("{\"a\":" + longest + "}")).containsEntry("a", new BigDecimal(longest));
        assertRefused("{\"a\":" + longest + "9}");
        assertThat(read("{\"a\":0." + "5".repeat(398) + "}")).isNotEmpty();
        assertRefused("{\"a\":0." + "5".repeat(399) + "}");

        for (String exponent : List.of("400", "+400", "-400", "0400", "0".repeat(15) + "400")) {
            assertThat(read("{\"a\":1e" + exponent + "}")).containsEntry("a", new BigDecimal("1e" + exponent));
            assertThat(read("{\"a\":1E" + exponent + "}")).containsEntry("a", new BigDecimal("1e" + exponent));
        }
        for (String exponent : List.of("401", "+401", "-401", "0401", "0".repeat(16) + "400")) {
            assertRefused("{\"a\":1e" + exponent + "}");
        }
    }

    @Test
    void aNumberOfUpTo18DigitsIsALong() throws Exception {
        for (long number : new long[] {0, 9, 10, 90, 109, 123_456_789_012_345_678L, 999_999_999_999_999_999L}) {
            assertThat(read("{\"a\":" + number + "}")).containsEntry("a", number);
            assertThat(read("{\"a\":-" + number + "}")).containsEntry("a", -number);
        }
        for (String number : List.of("1000000000000000000", "-1000000000000000000", "0.0", "1.0", "1e0")) {
            assertThat(read("{\"a\":" + number + "}")).containsEntry("a", new BigDecimal(number));
        }
    }

    @Test
    void theMemoryOfADocumentIsCountedAsThatOfAllItsParts() throws Exception {
        int name = HeapSize.ofString(1);
        int root = HeapSize.ofMap(1, 32);

        assertThat(heapBytes("{}")).isZero();
        assertThat(heapBytes("{\"a\":true}")).isEqualTo(root + name);
        assertThat(heapBytes("{\"sub\":true}")).as("all tokens share the name").isEqualTo(root);
        assertThat(heapBytes("{\"a\":\"1234567890\"}")).isEqualTo(root + name + HeapSize.ofString(10));
        assertThat(heapBytes("{\"a\":\"\\u0416\\n\"}")).isEqualTo(root + name + HeapSize.ofString(4));
        assertThat(heapBytes("{\"a\":1000}")).isEqualTo(root + name + HeapSize.of(1000));
        assertThat(heapBytes("{\"a\":-1.5}")).isEqualTo(root + name + HeapSize.ofDecimal(4));
        assertThat(heapBytes("{\"a\":" + "9".repeat(100) + "}")).isEqualTo(root + name + HeapSize.ofDecimal(100));
        assertThat(heapBytes("{\"a\":[1000,2000]}"))
                .isEqualTo(root + name + HeapSize.ofList(2) + 2 * HeapSize.of(1000));
        assertThat(heapBytes("{\"a\":{\"b\":1000},\"c\":[]}"))
                .isEqualTo(HeapSize.ofMap(2, 32) + 3 * name + HeapSize.ofMap(1, 8) + HeapSize.of(1000));
    }

    private static int heapBytes(String json) throws MalformedJsonException {
        return Json.read(json.getBytes(UTF_8)).heapBytes();
    }

    /** With a search along all names of one hash it would take minutes. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aDocumentWithThousandsOfNamesOfOneHashIsRead() throws Exception {
        StringBuilder json = new StringBuilder("{\"a\":0");
        List<String> names = new ArrayList<>(List.of("Aa", "BB"));
        while (names.size() < 1 << 17) {
            names = names.stream()
                    .flatMap(n -> java.util.stream.Stream.of(n + "Aa", n + "BB"))
                    .toList();
        }
        names.forEach(name -> json.append(",\"").append(name).append("\":1"));

        assertThat(names.stream().map(String::hashCode).distinct()).hasSize(1);
        assertThat(read(json.append('}').toString())).hasSize(names.size() + 1);
    }

    /** Whatever the other reader refuses is refused, and what both read is the same, for many broken documents. */
    @Test
    void theJsonReaderAgreesWithAnotherStrictReader() throws Exception {
        byte[] document = """
                {"iss":"https:\\/\\/a.example\\/x","exp":1700000000,"d":-1.5e3,"g":["a","b\\u00e9"],"o":{"k":[null,true,{}]},"ü":"🐕"}
                """.strip().getBytes(UTF_8);
        Random random = new Random(42);
        int bothRead = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] mutant = mutate(document, random);
            @Nullable Object ours = attempt(() -> Json.readObject(mutant));
            @Nullable Object theirs = attempt(() -> readByOracle(mutant));
            if (ours == null) {
                // We refuse more: unpaired surrogates, which the other reader lets pass.
                assertThat(theirs == null || new String(mutant, UTF_8).contains("\\u"))
                        .as("refused by us alone: %s", new String(mutant, UTF_8))
                        .isTrue();
            } else {
                assertThat(normal(ours)).as(new String(mutant, UTF_8)).isEqualTo(normal(theirs));
                bothRead++;
            }
        }
        assertThat(bothRead).isGreaterThan(1_000);
    }

    private static byte[] mutate(byte[] document, Random random) {
        byte[] mutant = document.clone();
        String interesting = "{}[]\",:\\u0019.eE-+ntf \t\u0001\u00c3\u0080\u00ff";
        for (int n = random.nextInt(3); n >= 0; n--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(3)) {
                case 0 -> mutant[at] = (byte) interesting.charAt(random.nextInt(interesting.length()));
                case 1 -> {
                    System.arraycopy(mutant, at + 1, mutant, at, mutant.length - at - 1);
                    mutant = Arrays.copyOf(mutant, mutant.length - 1);
                }
                default -> mutant[at] = (byte) random.nextInt(256);
            }
        }
        return mutant;
    }

    private static @Nullable Object readByOracle(byte[] json) throws IOException {
        String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
        Object value = ORACLE.readValue(text, Object.class);
        return value instanceof Map ? value : null;
    }

    private interface Reading {
        @Nullable
        Object read() throws Exception;
    }

    private static @Nullable Object attempt(Reading reading) throws Exception {
        try {
            return reading.read();
        } catch (MalformedJsonException | IOException e) {
            return null;
        }
    }

    /** Numbers by value, whichever class carries them. */
    private static @Nullable Object normal(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, @Nullable Object> copy = new HashMap<>();
            map.forEach((k, v) -> copy.put(k, normal(v)));
            return copy;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(v -> v == null ? "null" : normal(v)).toList();
        }
        return value instanceof Number ? new BigDecimal(value.toString()).stripTrailingZeros() : value;
    }

    private static void assertRefused(String json) {
        assertThatExceptionOfType(MalformedJsonException.class).isThrownBy(() -> read(json));
    }

    private static Map<String, @Nullable Object> read(String json) throws MalformedJsonException {
        return Json.readObject(json.getBytes(UTF_8));
    }
}

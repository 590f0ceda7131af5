package io.cognitoclaims.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonReaderTest {
    private static final JsonMapper OTHER_READER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @ParameterizedTest
    @MethodSource("io.cognitoclaims.testing.JsonTest#values")
    void theJsonReaderReadsWhatTheWriterWrites(Object value, String written) {
        // BigDecimal knows one zero only.
        String json = written.equals("-0.0") ? "0.0" : written;
        assertThat(Json.write(JsonReader.read(json))).isEqualTo(json);
        assertThat(Json.write(JsonReader.read(" [\t" + json + "\n,\r" + json + " ] ")))
                .isEqualTo("[" + json + "," + json + "]");
    }

    @Test
    void theJsonReaderTakesExactlyWhatAnotherReaderTakes() {
        Random random = new Random(5);
        String characters = "{}[]\",:\\/0123456789eE+-.truefalsn \n\u0000bé";
        String start = """
                {"n":[-0.5e+10, 10, 0, true, false, null], "x":{"a":"\\u00e9\\n","b":{}}, "c" : "\\"" , "y":[]}""";
        int taken = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder json = new StringBuilder(start);
            for (int change = random.nextInt(3); change >= 0; change--) {
                json.setCharAt(random.nextInt(json.length()), characters.charAt(random.nextInt(characters.length())));
            }
            boolean isTaken = isTaken(json.toString());
            assertThat(isTaken).as(json.toString()).isEqualTo(isTakenByOther(json.toString()));
            taken += isTaken ? 1 : 0;
        }
        assertThat(taken).isBetween(1_000, 49_000);
    }

    @Test
    void jsonThatIsNestedTooDeeplyIsRefused() {
        assertThat(isTaken("[".repeat(500) + "]".repeat(500))).isTrue();
        assertThat(isTaken("[".repeat(501) + "]".repeat(501))).isFalse();
        assertThat(isTaken("{\"a\":".repeat(500) + "1" + "}".repeat(500))).isFalse();
        assertThat(isTaken("[".repeat(20_000) + "]".repeat(20_000))).isFalse();
    }

    private static boolean isTaken(String json) {
        try {
            JsonReader.read(json);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isTakenByOther(String json) {
        try {
            return !OTHER_READER.readTree(json).isMissingNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }
}

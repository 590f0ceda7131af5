package io.cognitoclaims.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScalarsTest {
    record Level(@JsonValue int n) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Level {}
    }

    record Rank(@JsonValue long n) {
        @JsonCreator
        static Rank of(int n) {
            return new Rank(n);
        }
    }

    record Serial(@JsonValue long n) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Serial {}
    }

    record Ratio(@JsonValue double n) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Ratio {}
    }

    record Price(@JsonValue BigDecimal n) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Price {}
    }

    record Consent(@JsonValue boolean given) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Consent {}
    }

    record Player(Level level, List<Consent> consents) {}

    enum Pet {
        DOGS,
        CATS
    }

    @SuppressWarnings("ArrayRecordComponent") // what is tested
    record Pets(List<Pet> list, EnumSet<Pet> set, Pet[] array, Map<String, Pet> map) {}

    @Test
    void aValueMadeOfANumberOrABooleanIsReadInEachForm() {
        for (Object five : List.of(5, 5L, new BigDecimal("5"), "5")) {
            assertThat(read(Level.class, five)).isEqualTo(new Level(5));
            assertThat(read(Rank.class, five)).isEqualTo(new Rank(5));
            assertThat(read(Serial.class, five)).isEqualTo(new Serial(5));
            assertThat(read(Ratio.class, five)).isEqualTo(new Ratio(5));
            assertThat(read(Price.class, five)).isEqualTo(new Price(new BigDecimal("5")));
        }
        for (Object half : List.of(0.5, new BigDecimal("0.5"), "0.5")) {
            assertThat(read(Ratio.class, half)).isEqualTo(new Ratio(0.5));
            assertThat(read(Price.class, half)).isEqualTo(new Price(new BigDecimal("0.5")));
        }
        for (Object yes : List.of(true, "true")) {
            assertThat(read(Consent.class, yes)).isEqualTo(new Consent(true));
        }
        Player player = new Player(new Level(5), List.of(new Consent(false)));
        assertThat(read(Player.class, Map.of("level", 5L, "consents", List.of("false"))))
                .isEqualTo(player);
        assertThat(read(Player.class, "{\"level\":\"5\",\"consents\":[false]}")).isEqualTo(player);
    }

    @Test
    void aValueMadeOfANumberOrABooleanIsReadStrictly() {
        for (Object other : List.of(5.5, "5.5", 4_294_967_301L, "4294967301", " 5", "", true, "true", "five")) {
            assertRefused(Level.class, other);
            assertRefused(Rank.class, other);
        }
        for (Object other : List.of(1, "1", "TRUE", " true", "", "yes")) {
            assertRefused(Consent.class, other);
        }
        assertRefused(Ratio.class, new BigDecimal("1e400"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "set", "array"})
    void anArrayOfConstantsWithANullIsRefused(String member) {
        assertThat(read(Pets.class, "{\"" + member + "\":[\"dogs\",\"cats\"]}")).isNotNull();
        assertRefused(Pets.class, "{\"" + member + "\":[\"dogs\",null]}");
    }

    private static <V> V read(Class<V> type, Object json) {
        return Claim.ofJson("c", type).decode(json);
    }

    private static void assertRefused(Class<?> type, Object json) {
        Claim<?> claim = Claim.ofJson("c", type);
        assertThatExceptionOfType(ClaimValueException.class)
                .as("%s of %s", type.getSimpleName(), json)
                .isThrownBy(() -> claim.decode(json));
    }
}

package io.cognitoclaims.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClaimTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    enum Pet {
        DOGS,
        CATS,
        SEA_LIONS
    }

    record Vet(String name, int visits, @Nullable List<Pet> patients) {}

    static Stream<Arguments> valuesOfEveryKind() {
        return Stream.of(
                arguments(Claim.ofString("c"), "a \"quoted\" ü", "a \"quoted\" ü"),
                arguments(Claim.ofString("c"), "", ""),
                arguments(Claim.ofBoolean("c"), true, true),
                arguments(Claim.ofBoolean("c"), false, false),
                arguments(Claim.ofLong("c"), Long.MAX_VALUE, Long.MAX_VALUE),
                arguments(Claim.ofLong("c"), Long.MIN_VALUE, Long.MIN_VALUE),
                arguments(
                        Claim.ofDecimal("c"),
                        new BigDecimal("1.7976931348623157E308"),
                        new BigDecimal("1.7976931348623157E308")),
                arguments(Claim.ofInstant("c"), Instant.ofEpochSecond(1_700_000_000), 1_700_000_000L),
                arguments(
                        Claim.ofInstant("c"),
                        Instant.ofEpochSecond(1_700_000_000, 250_000_000),
                        new BigDecimal("1700000000.25")),
                arguments(Claim.ofInstant("c"), Instant.ofEpochSecond(-1, 500_000_000), new BigDecimal("-0.5")),
                arguments(
                        Claim.ofStrings("c"),
                        List.of("a", "b,c", "d \"e\" \\ \n \u0007 🐕"),
                        List.of("a", "b,c", "d \"e\" \\ \n \u0007 🐕")),
                arguments(Claim.ofStrings("c"), List.of(), List.of()),
                arguments(Claim.ofEnum("c", Pet.class), Pet.SEA_LIONS, "sea_lions"),
                arguments(
                        Claim.ofJson("c", Vet.class),
                        new Vet("Rex", 3, List.of(Pet.DOGS)),
                        Map.of("name", "Rex", "visits", 3, "patients", List.of("dogs"))),
                arguments(Claim.ofJson("c", Pet.class), Pet.DOGS, "dogs"),
                arguments(Claim.ofJson("c", Boolean.class), true, true),
                arguments(Claim.ofJson("c", String.class), "true", "true"),
                arguments(
                        Claim.of("c", (Instant i) -> i.toString(), json -> Instant.parse((String) json)),
                        Instant.EPOCH,
                        "1970-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @MethodSource("valuesOfEveryKind")
    <V> void aValueIsWrittenAsJson(Claim<V> claim, V value, Object json) {
        assertThat(claim.encode(value)).isEqualTo(json);
    }

    @ParameterizedTest
    @MethodSource("valuesOfEveryKind")
    <V> void aClaimReadsBackWhatItWroteAsJson(Claim<V> claim, V value, Object json) {
        assertThat(claim.decode(claim.encode(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("valuesOfEveryKind")
    <V> void aClaimReadsTheJsonTextThatEventsOfVersionOneCarry(Claim<V> claim, V value, Object json) throws Exception {
        String text = json instanceof String string ? string : JSON.writeValueAsString(json);

        assertThat(claim.decode(text)).isEqualTo(value);
    }

    static Stream<Arguments> valuesOfAnotherType() {
        return Stream.of(
                arguments(Claim.ofString("c"), 7L),
                arguments(Claim.ofString("c"), List.of("SECRET")),
                arguments(Claim.ofBoolean("c"), "TRUE"),
                arguments(Claim.ofBoolean("c"), 1L),
                arguments(Claim.ofBoolean("c"), ""),
                arguments(Claim.ofLong("c"), "SECRET"),
                arguments(Claim.ofLong("c"), ""),
                arguments(Claim.ofLong("c"), "+7"),
                arguments(Claim.ofLong("c"), " 7"),
                arguments(Claim.ofLong("c"), new BigDecimal("1.5")),
                arguments(Claim.ofLong("c"), new BigDecimal("9223372036854775808")),
                arguments(Claim.ofLong("c"), new BigDecimal("1e400")),
                arguments(Claim.ofLong("c"), Double.NaN),
                arguments(Claim.ofDecimal("c"), "1".repeat(401)),
                arguments(Claim.ofDecimal("c"), "NaN"),
                arguments(Claim.ofDecimal("c"), true),
                arguments(Claim.ofInstant("c"), "2026-11-22T00:00:00Z"),
                arguments(Claim.ofInstant("c"), new BigDecimal("1e400")),
                arguments(Claim.ofInstant("c"), "1e999999999"),
                arguments(Claim.ofInstant("c"), "1e-100000000"),
                arguments(Claim.ofInstant("c"), new BigDecimal("1e-100000000")),
                arguments(Claim.ofDecimal("c"), "1e1000000000"),
                arguments(Claim.ofDecimal("c"), new BigDecimal("1e-100000000")),
                arguments(Claim.ofDecimal("c"), "01"),
                arguments(Claim.ofDecimal("c"), "1."),
                arguments(Claim.ofDecimal("c"), "-.5"),
                arguments(Claim.ofDecimal("c"), "1e"),
                arguments(Claim.ofDecimal("c"), "1\u0662"),
                arguments(Claim.ofStrings("c"), Arrays.asList("a", null)),
                arguments(Claim.ofStrings("c"), "[\"\\u\uff10\uff10\uff14\uff11\"]"),
                arguments(Claim.ofStrings("c"), List.of("a", 1L)),
                arguments(Claim.ofStrings("c"), "SECRET"),
                arguments(Claim.ofStrings("c"), "[\"a\""),
                arguments(Claim.ofStrings("c"), "[\"a\",]"),
                arguments(Claim.ofStrings("c"), "[\"a\"]x"),
                arguments(Claim.ofStrings("c"), "[\"\\q\"]"),
                arguments(Claim.ofStrings("c"), "[\"\\u00\"]"),
                arguments(Claim.ofStrings("c"), "[\"\n\"]"),
                arguments(Claim.ofStrings("c"), "[7]"),
                arguments(Claim.ofEnum("c", Pet.class), "DOGS"),
                arguments(Claim.ofEnum("c", Pet.class), "SECRET"),
                arguments(Claim.ofEnum("c", Pet.class), 0L),
                arguments(Claim.ofJson("c", Vet.class), Map.of("visits", "SECRET")),
                arguments(Claim.ofJson("c", Vet.class), "{\"name\":"),
                arguments(Claim.ofJson("c", Vet.class), "{} {}"),
                arguments(
                        Claim.of("c", v -> v, json -> {
                            throw new IllegalStateException("SECRET");
                        }),
                        "SECRET"));
    }

    @ParameterizedTest
    @MethodSource("valuesOfAnotherType")
    void theExceptionForAWrongTypeNamesTheClaimAndNeverTheValue(Claim<?> claim, Object json) {
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> claim.decode(json))
                .withNoCause()
                .satisfies(e -> assertThat(e.claim()).isEqualTo("c"))
                .withMessageStartingWith("claim c: expected ")
                .withMessageNotContaining("SECRET");
    }

    @Test
    void aClaimReadsWholeNumbersHoweverTheParserGivesThem() {
        Claim<Long> claim = Claim.ofLong("n");

        assertThat(List.of(7, 7L, 7.0, BigInteger.valueOf(7), new BigDecimal("7.0"), "7"))
                .allSatisfy(json -> assertThat(claim.decode(json)).isEqualTo(7L));
    }

    @Test
    void anEnumClaimSaysWhichConstantsItTakes() {
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> Claim.ofEnum("pet", Pet.class).decode("birds"))
                .withMessage("claim pet: expected one of [dogs, cats, sea_lions]");
    }

    @Test
    void aJsonClaimIgnoresMembersThatTheRecordDoesNotKnow() {
        Vet vet = Claim.ofJson("vet", Vet.class).decode(Map.of("name", "Rex", "visits", 3, "since", 2020));

        assertThat(vet).isEqualTo(new Vet("Rex", 3, null));
    }

    @Test
    void aClaimOfStringsGivesAListThatCannotBeChanged() {
        List<String> list = Claim.ofStrings("c").decode(List.of("a"));

        assertThat(list).isUnmodifiable();
    }

    @Test
    void aBlankNameOfAClaimIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Claim.ofString(" "))
                .withMessageStartingWith("name: ");
    }

    enum Twins {
        Dog,
        DOG
    }

    @Test
    void anEnumWhoseConstantsDifferInCaseOnlyIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Claim.ofEnum("c", Twins.class))
                .withMessageStartingWith("type: ");
    }

    enum Colour {
        @JsonProperty("rosso")
        RED
    }

    enum PlainColour {
        RED
    }

    @Test
    void anEnumClaimIgnoresJacksonsAnnotationsAndAJsonClaimObeysThem() {
        Claim<Colour> annotated = Claim.ofEnum("colour", Colour.class);
        Claim<PlainColour> plain = Claim.ofEnum("colour", PlainColour.class);
        assertThat(Claim.ofJson("colour", Colour.class).encode(Colour.RED))
                .as("what the annotation does elsewhere")
                .isEqualTo("rosso");

        assertThat(annotated.encode(Colour.RED))
                .isEqualTo(plain.encode(PlainColour.RED))
                .isEqualTo("red");
        assertThat(annotated.decode("red")).isEqualTo(Colour.RED);
        assertThat(plain.decode("red")).isEqualTo(PlainColour.RED);
        for (Claim<?> colour : List.of(annotated, plain)) {
            assertThatExceptionOfType(ClaimValueException.class)
                    .isThrownBy(() -> colour.decode("rosso"))
                    .withMessage("claim colour: expected one of [red]");
        }
    }

    @Test
    void anEnumClaimReadsUnknownTextAsTheConstantThatIsGivenForIt() {
        Claim<Pet> pet = Claim.ofEnum("pet", Pet.class, Pet.CATS);

        assertThat(pet.decode("dogs")).isEqualTo(Pet.DOGS);
        assertThat(pet.decode("birds")).isEqualTo(Pet.CATS);
        assertThat(pet.decode("DOGS")).isEqualTo(Pet.CATS);
        assertThat(pet.encode(Pet.CATS)).isEqualTo("cats");
        assertThatExceptionOfType(ClaimValueException.class).isThrownBy(() -> pet.decode(7L));
        assertThatExceptionOfType(ClaimValueException.class).isThrownBy(() -> pet.decode(List.of("dogs")));
    }

    @Test
    void aClaimBecomesAClaimOfAnotherType() {
        Claim<Locale> language = Claim.ofString("language").map(Locale::forLanguageTag, Locale::toLanguageTag);
        Claim<Duration> patience = Claim.ofLong("patience").map(Duration::ofSeconds, Duration::toSeconds);

        assertThat(language.name()).isEqualTo("language");
        assertThat(language.decode("pt-BR")).isEqualTo(Locale.forLanguageTag("pt-BR"));
        assertThat(language.encode(Locale.GERMAN)).isEqualTo("de");
        assertThat(patience.decode("90")).isEqualTo(Duration.ofSeconds(90));
        assertThat(patience.encode(Duration.ofMinutes(2))).isEqualTo(120L);
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> patience.decode("SECRET"))
                .withMessageContaining("a whole number")
                .withMessageNotContaining("SECRET");
    }

    @Test
    void aConversionOfTheApplicationThatThrowsIsReportedWithoutTheValue() {
        Claim<Integer> broken = Claim.ofString("c")
                .map(
                        text -> {
                            throw new IllegalStateException(text);
                        },
                        number -> {
                            throw new IllegalStateException("SECRET " + number);
                        });

        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> broken.decode("SECRET"))
                .withMessageNotContaining("SECRET")
                .withNoCause();
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> broken.encode(7))
                .withMessageNotContaining("SECRET");
    }
}

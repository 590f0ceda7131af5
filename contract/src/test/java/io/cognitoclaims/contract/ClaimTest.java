package io.cognitoclaims.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

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
                arguments(Claim.string("c"), "a \"quoted\" ü", "a \"quoted\" ü"),
                arguments(Claim.string("c"), "", ""),
                arguments(Claim.bool("c"), true, true),
                arguments(Claim.bool("c"), false, false),
                arguments(Claim.integer("c"), Long.MAX_VALUE, Long.MAX_VALUE),
                arguments(Claim.integer("c"), Long.MIN_VALUE, Long.MIN_VALUE),
                arguments(
                        Claim.decimal("c"),
                        new BigDecimal("1.7976931348623157E308"),
                        new BigDecimal("1.7976931348623157E308")),
                arguments(Claim.instant("c"), Instant.ofEpochSecond(1_700_000_000), 1_700_000_000L),
                arguments(
                        Claim.instant("c"),
                        Instant.ofEpochSecond(1_700_000_000, 250_000_000),
                        new BigDecimal("1700000000.25")),
                arguments(Claim.instant("c"), Instant.ofEpochSecond(-1, 500_000_000), new BigDecimal("-0.5")),
                arguments(
                        Claim.strings("c"),
                        List.of("a", "b,c", "d \"e\" \\ \n \u0007 🐕"),
                        List.of("a", "b,c", "d \"e\" \\ \n \u0007 🐕")),
                arguments(Claim.strings("c"), List.of(), List.of()),
                arguments(Claim.ofEnum("c", Pet.class), Pet.SEA_LIONS, "sea_lions"),
                arguments(
                        Claim.json("c", Vet.class),
                        new Vet("Rex", 3, List.of(Pet.DOGS)),
                        Map.of("name", "Rex", "visits", 3, "patients", List.of("dogs"))),
                arguments(Claim.json("c", Pet.class), Pet.DOGS, "dogs"),
                arguments(Claim.json("c", Boolean.class), true, true),
                arguments(Claim.json("c", String.class), "true", "true"),
                arguments(
                        Claim.of("c", (Instant i) -> i.toString(), json -> Instant.parse((String) json)),
                        Instant.EPOCH,
                        "1970-01-01T00:00:00Z"));
    }

    @ParameterizedTest
    @MethodSource("valuesOfEveryKind")
    <V> void isWrittenAsJson(Claim<V> claim, V value, Object json) {
        assertThat(claim.encode(value)).isEqualTo(json);
    }

    @ParameterizedTest
    @MethodSource("valuesOfEveryKind")
    <V> void readsBackWhatItWroteAsJson(Claim<V> claim, V value, Object json) {
        assertThat(claim.decode(claim.encode(value))).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("valuesOfEveryKind")
    <V> void readsBackTheJsonTextThatEventsOfVersionOneCarry(Claim<V> claim, V value, Object json) throws Exception {
        String text = json instanceof String string ? string : JSON.writeValueAsString(json);

        assertThat(claim.decode(text)).isEqualTo(value);
    }

    static Stream<Arguments> valuesOfAnotherType() {
        return Stream.of(
                arguments(Claim.string("c"), 7L),
                arguments(Claim.string("c"), List.of("SECRET")),
                arguments(Claim.bool("c"), "TRUE"),
                arguments(Claim.bool("c"), 1L),
                arguments(Claim.bool("c"), ""),
                arguments(Claim.integer("c"), "SECRET"),
                arguments(Claim.integer("c"), ""),
                arguments(Claim.integer("c"), "+7"),
                arguments(Claim.integer("c"), " 7"),
                arguments(Claim.integer("c"), new BigDecimal("1.5")),
                arguments(Claim.integer("c"), new BigDecimal("9223372036854775808")),
                arguments(Claim.integer("c"), new BigDecimal("1e400")),
                arguments(Claim.integer("c"), Double.NaN),
                arguments(Claim.decimal("c"), "1".repeat(401)),
                arguments(Claim.decimal("c"), "NaN"),
                arguments(Claim.decimal("c"), true),
                arguments(Claim.instant("c"), "2026-11-22T00:00:00Z"),
                arguments(Claim.instant("c"), new BigDecimal("1e400")),
                arguments(Claim.instant("c"), "1e999999999"),
                arguments(Claim.instant("c"), "1e-100000000"),
                arguments(Claim.instant("c"), new BigDecimal("1e-100000000")),
                arguments(Claim.decimal("c"), "1e1000000000"),
                arguments(Claim.decimal("c"), new BigDecimal("1e-100000000")),
                arguments(Claim.decimal("c"), "01"),
                arguments(Claim.decimal("c"), "1."),
                arguments(Claim.decimal("c"), "-.5"),
                arguments(Claim.decimal("c"), "1e"),
                arguments(Claim.decimal("c"), "1\u0662"),
                arguments(Claim.strings("c"), Arrays.asList("a", null)),
                arguments(Claim.strings("c"), "[\"\\u\uff10\uff10\uff14\uff11\"]"),
                arguments(Claim.strings("c"), List.of("a", 1L)),
                arguments(Claim.strings("c"), "SECRET"),
                arguments(Claim.strings("c"), "[\"a\""),
                arguments(Claim.strings("c"), "[\"a\",]"),
                arguments(Claim.strings("c"), "[\"a\"]x"),
                arguments(Claim.strings("c"), "[\"\\q\"]"),
                arguments(Claim.strings("c"), "[\"\\u00\"]"),
                arguments(Claim.strings("c"), "[\"\n\"]"),
                arguments(Claim.strings("c"), "[7]"),
                arguments(Claim.ofEnum("c", Pet.class), "DOGS"),
                arguments(Claim.ofEnum("c", Pet.class), "SECRET"),
                arguments(Claim.ofEnum("c", Pet.class), 0L),
                arguments(Claim.json("c", Vet.class), Map.of("visits", "SECRET")),
                arguments(Claim.json("c", Vet.class), "{\"name\":"),
                arguments(Claim.json("c", Vet.class), "{} {}"),
                arguments(
                        Claim.of("c", v -> v, json -> {
                            throw new IllegalStateException("SECRET");
                        }),
                        "SECRET"));
    }

    @ParameterizedTest
    @MethodSource("valuesOfAnotherType")
    void namesTheClaimAndNeverTheValueWhenTheTypeIsWrong(Claim<?> claim, Object json) {
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> claim.decode(json))
                .withNoCause()
                .satisfies(e -> assertThat(e.claim()).isEqualTo("c"))
                .withMessageStartingWith("claim c: expected ")
                .withMessageNotContaining("SECRET");
    }

    @Test
    void readsWholeNumbersHoweverTheParserGivesThem() {
        Claim<Long> claim = Claim.integer("n");

        assertThat(List.of(7, 7L, 7.0, BigInteger.valueOf(7), new BigDecimal("7.0"), "7"))
                .allSatisfy(json -> assertThat(claim.decode(json)).isEqualTo(7L));
    }

    @Test
    void saysWhichConstantsAnEnumClaimTakes() {
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> Claim.ofEnum("pet", Pet.class).decode("birds"))
                .withMessage("claim pet: expected one of [dogs, cats, sea_lions]");
    }

    @Test
    void ignoresMembersThatTheRecordDoesNotKnow() {
        Vet vet = Claim.json("vet", Vet.class).decode(Map.of("name", "Rex", "visits", 3, "since", 2020));

        assertThat(vet).isEqualTo(new Vet("Rex", 3, null));
    }

    @Test
    void givesListsThatCannotBeChanged() {
        List<String> list = Claim.strings("c").decode(List.of("a"));

        assertThat(list).isUnmodifiable();
    }

    @Test
    void refusesABlankName() {
        assertThatIllegalArgumentException().isThrownBy(() -> Claim.string(" ")).withMessageStartingWith("name: ");
    }

    enum Twins {
        Dog,
        DOG
    }

    @Test
    void refusesAnEnumWhoseConstantsDifferInCaseOnly() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Claim.ofEnum("c", Twins.class))
                .withMessageStartingWith("type: ");
    }

    @Test
    void readsTheConstantForUnknownOnesWhereOneIsGiven() {
        Claim<Pet> pet = Claim.ofEnum("pet", Pet.class, Pet.CATS);

        assertThat(pet.decode("dogs")).isEqualTo(Pet.DOGS);
        assertThat(pet.decode("birds")).isEqualTo(Pet.CATS);
        assertThat(pet.decode("DOGS")).isEqualTo(Pet.CATS);
        assertThat(pet.encode(Pet.CATS)).isEqualTo("cats");
        assertThatExceptionOfType(ClaimValueException.class).isThrownBy(() -> pet.decode(7L));
        assertThatExceptionOfType(ClaimValueException.class).isThrownBy(() -> pet.decode(List.of("dogs")));
    }

    @Test
    void becomesAClaimOfAnotherType() {
        Claim<Locale> language = Claim.string("language").map(Locale::forLanguageTag, Locale::toLanguageTag);
        Claim<Duration> patience = Claim.integer("patience").map(Duration::ofSeconds, Duration::toSeconds);

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
    void reportsWhatTheConversionOfTheApplicationThrows() {
        Claim<Integer> broken = Claim.string("c")
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

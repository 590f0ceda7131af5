package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.testing.TestUserPool;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A claim is read as the same value, or refused, whoever reads it: a {@link Claim} of its type, {@code Claim.ofJson} as the value
 * itself or as a member, element or key of one, and {@code claimsAs}.
 */
@Tag("slow")
class ClaimReadersAgreeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TestUserPool POOL = TestUserPool.create();
    private static final CognitoVerifier<AccessToken> VERIFIER = CognitoVerifier.accessTokens(
                    UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
            .build();

    enum Pet {
        DOGS,
        CATS
    }

    // One record a type: as it is, in a list, in a map, as a key.
    record OfString(String v, List<String> list, Map<String, String> map, Map<String, Integer> keys) {}

    record OfBoolean(Boolean v, List<Boolean> list, Map<String, Boolean> map, Map<Boolean, Integer> keys) {}

    record OfByte(Byte v, List<Byte> list, Map<String, Byte> map, Map<Byte, Integer> keys) {}

    record OfShort(Short v, List<Short> list, Map<String, Short> map, Map<Short, Integer> keys) {}

    record OfInteger(Integer v, List<Integer> list, Map<String, Integer> map, Map<Integer, Integer> keys) {}

    record OfLong(Long v, List<Long> list, Map<String, Long> map, Map<Long, Integer> keys) {}

    record OfFloat(Float v, List<Float> list, Map<String, Float> map, Map<Float, Integer> keys) {}

    record OfDouble(Double v, List<Double> list, Map<String, Double> map, Map<Double, Integer> keys) {}

    record OfCharacter(Character v, List<Character> list, Map<String, Character> map, Map<Character, Integer> keys) {}

    record OfBigInteger(
            BigInteger v, List<BigInteger> list, Map<String, BigInteger> map, Map<BigInteger, Integer> keys) {}

    record OfBigDecimal(
            BigDecimal v, List<BigDecimal> list, Map<String, BigDecimal> map, Map<BigDecimal, Integer> keys) {}

    record OfNumber(Number v, List<Number> list, Map<String, Number> map, Map<Number, Integer> keys) {}

    record OfInstant(Instant v, List<Instant> list, Map<String, Instant> map, Map<Instant, Integer> keys) {}

    record OfPet(Pet v, List<Pet> list, Map<String, Pet> map, Map<Pet, Integer> keys) {}

    record OfCharSequence(
            CharSequence v, List<CharSequence> list, Map<String, CharSequence> map, Map<CharSequence, Integer> keys) {}

    record OfUri(URI v, List<URI> list, Map<String, URI> map, Map<URI, Integer> keys) {}

    record OfUrl(URL v, List<URL> list, Map<String, URL> map) {}

    record OfUuid(UUID v, List<UUID> list, Map<String, UUID> map, Map<UUID, Integer> keys) {}

    record OfLocale(Locale v, List<Locale> list, Map<String, Locale> map, Map<Locale, Integer> keys) {}

    record OfCurrency(Currency v, List<Currency> list, Map<String, Currency> map, Map<Currency, Integer> keys) {}

    record OfTimeZone(TimeZone v, List<TimeZone> list, Map<String, TimeZone> map) {}

    record OfPath(Path v, List<Path> list, Map<String, Path> map) {}

    record OfCharset(Charset v, List<Charset> list, Map<String, Charset> map) {}

    /** In a list of these null is an element like in one of other objects. */
    private static final Set<Class<?>> VALUE_CLASSES = Set.of(Sku.class, Plain.class, Link.class);

    /** Its constants are made of text by a method of its own. */
    enum Grade {
        LOW,
        HIGH;

        @JsonCreator
        static Grade of(String text) {
            return switch (text) {
                case "1", "true" -> LOW;
                case "5.5", "dogs" -> HIGH;
                default -> throw new IllegalArgumentException("no grade");
            };
        }
    }

    record OfGrade(Grade v, List<Grade> list, Map<String, Grade> map) {}

    /** Made of any text. */
    record Sku(String code) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Sku {}
    }

    record OfSku(Sku v, List<Sku> list, Map<String, Sku> map) {}

    /** Made of any text, by a constructor that nothing is said of. */
    static final class Plain {
        private final String text;

        public Plain(String text) {
            this.text = text;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Plain plain && plain.text.equals(text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }

        @Override
        public String toString() {
            return text;
        }
    }

    record OfPlain(Plain v, List<Plain> list, Map<String, Plain> map, Map<Plain, Integer> keys) {}

    /** Made of what is made of text. */
    record Link(URI target) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Link {}
    }

    record OfLink(Link v, List<Link> list, Map<String, Link> map) {}

    record OfPrimitiveBoolean(boolean v) {}

    record OfPrimitiveByte(byte v) {}

    record OfPrimitiveShort(short v) {}

    record OfInt(int v) {}

    record OfPrimitiveLong(long v) {}

    record OfPrimitiveFloat(float v) {}

    record OfPrimitiveDouble(double v) {}

    record OfChar(char v) {}

    /**
     * A type of scalar.
     *
     * @param oracle what a claim of this type makes of a value
     * @param primitive the record of the primitive type, or null
     */
    record Kind<T>(
            Class<T> type,
            Function<Object, T> oracle,
            Class<?> holder,
            @Nullable Class<?> primitive,
            @Nullable Class<?> primitiveArray) {}

    static List<Kind<?>> kinds() {
        Claim<Long> integer = Claim.ofLong("v");
        Claim<BigDecimal> decimal = Claim.ofDecimal("v");
        return List.of(
                new Kind<>(String.class, Claim.ofString("v")::decode, OfString.class, null, null),
                new Kind<>(
                        Boolean.class,
                        Claim.ofBoolean("v")::decode,
                        OfBoolean.class,
                        OfPrimitiveBoolean.class,
                        boolean[].class),
                new Kind<>(
                        Byte.class,
                        json -> new BigDecimal(integer.decode(json)).byteValueExact(),
                        OfByte.class,
                        OfPrimitiveByte.class,
                        byte[].class),
                new Kind<>(
                        Short.class,
                        json -> new BigDecimal(integer.decode(json)).shortValueExact(),
                        OfShort.class,
                        OfPrimitiveShort.class,
                        short[].class),
                new Kind<>(
                        Integer.class,
                        json -> Math.toIntExact(integer.decode(json)),
                        OfInteger.class,
                        OfInt.class,
                        int[].class),
                new Kind<>(Long.class, integer::decode, OfLong.class, OfPrimitiveLong.class, long[].class),
                new Kind<>(
                        Float.class,
                        json -> finite(decimal.decode(json).floatValue()),
                        OfFloat.class,
                        OfPrimitiveFloat.class,
                        float[].class),
                new Kind<>(
                        Double.class,
                        json -> finite(decimal.decode(json).doubleValue()),
                        OfDouble.class,
                        OfPrimitiveDouble.class,
                        double[].class),
                new Kind<>(
                        Character.class,
                        json -> onlyCharacterOf(Claim.ofString("v").decode(json)),
                        OfCharacter.class,
                        OfChar.class,
                        null),
                new Kind<>(
                        BigInteger.class,
                        json -> decimal.decode(json).toBigIntegerExact(),
                        OfBigInteger.class,
                        null,
                        null),
                new Kind<>(BigDecimal.class, decimal::decode, OfBigDecimal.class, null, null),
                new Kind<>(Number.class, decimal::decode, OfNumber.class, null, null),
                new Kind<>(Instant.class, Claim.ofInstant("v")::decode, OfInstant.class, null, null),
                new Kind<>(Pet.class, Claim.ofEnum("v", Pet.class)::decode, OfPet.class, null, null),
                new Kind<>(CharSequence.class, Claim.ofString("v")::decode, OfCharSequence.class, null, null),
                ofText(URI.class, OfUri.class),
                ofText(URL.class, OfUrl.class),
                ofText(UUID.class, OfUuid.class),
                ofText(Locale.class, OfLocale.class),
                ofText(Currency.class, OfCurrency.class),
                ofText(TimeZone.class, OfTimeZone.class),
                ofText(Path.class, OfPath.class),
                ofText(Charset.class, OfCharset.class),
                ofText(Grade.class, OfGrade.class),
                new Kind<>(Sku.class, json -> new Sku(Claim.ofString("v").decode(json)), OfSku.class, null, null),
                new Kind<>(Plain.class, json -> new Plain(Claim.ofString("v").decode(json)), OfPlain.class, null, null),
                new Kind<>(Link.class, json -> new Link(ofBareText(URI.class, json)), OfLink.class, null, null));
    }

    private static <T> Kind<T> ofText(Class<T> type, Class<?> holder) {
        return new Kind<>(type, json -> ofBareText(type, json), holder, null, null);
    }

    /** {@return what Jackson by itself makes of text that stands for something else} */
    private static <T> T ofBareText(Class<T> type, Object json) {
        String text = Claim.ofString("v").decode(json);
        if (text.isBlank() || !text.equals(text.strip()) || !text.equals(text.trim())) {
            throw new ArithmeticException();
        }
        try {
            return requireNonNull(JSON.convertValue(text, type));
        } catch (IllegalArgumentException e) {
            throw new ArithmeticException();
        }
    }

    static List<Object> values() {
        List<Object> values = new ArrayList<>(List.of(
                true,
                false,
                0L,
                1L,
                2L,
                -1L,
                7L,
                127L,
                128L,
                -129L,
                32_768L,
                2_147_483_648L,
                Long.MAX_VALUE,
                1_700_000_000L));
        for (String number : List.of(
                "5.0",
                "5.5",
                "-0.0",
                "1e2",
                "1e39",
                "-1e39",
                "1e300",
                "1e400",
                "-1e400",
                "1e-400",
                "9223372036854775807",
                "9223372036854775808",
                "1700000000.25")) {
            values.add(new BigDecimal(number));
            values.add(number);
        }
        values.addAll(List.of(
                "",
                " ",
                "null",
                "NULL",
                "undefined",
                "true",
                "false",
                "True",
                "TRUE",
                " true",
                "true ",
                "t",
                "yes",
                "on",
                "0",
                "1",
                "2",
                "-1",
                "5",
                " 5",
                "5 ",
                "+5",
                "05",
                "5.",
                ".5",
                "5L",
                "5d",
                "5f",
                "0x5",
                "5_0",
                "5,0",
                "\u0665",
                "1e",
                "1e+2",
                "1E2",
                "1e1000",
                "1e10000000",
                "1e-10000000",
                "1e100000000",
                "1e999999999999",
                "1".repeat(400),
                "1".repeat(401),
                "-0",
                "NaN",
                "nan",
                "Infinity",
                "-Infinity",
                "INF",
                "128",
                "32768",
                "2147483648",
                "dogs",
                "cats",
                "DOGS",
                "Dogs",
                " dogs",
                "dogs ",
                "dogs\n",
                "birds",
                "a",
                "ab",
                "\ud83d\udc15",
                "\u0000",
                "2026-11-22T12:00:00Z",
                "file:/a-b",
                " a-b ",
                "a-b",
                "de-CH",
                " de-CH",
                "CHF",
                "CHF ",
                "Europe/Zurich",
                "UTF-8",
                "\tUTF-8",
                "123e4567-e89b-12d3-a456-426614174000",
                " 123e4567-e89b-12d3-a456-426614174000",
                "[]",
                "{}",
                "[true]",
                "[1]",
                "[\"dogs\"]",
                "{\"v\":1}",
                "\"dogs\"",
                "\"5\""));
        values.addAll(List.of(
                List.of(),
                List.of(true),
                List.of(1L),
                List.of("5"),
                List.of("dogs"),
                Map.of(),
                Map.of("v", 1L),
                Map.of("v", "dogs"),
                List.of(List.of(1L))));
        return values;
    }

    static Stream<Arguments> everyTypeByEveryValue() {
        return kinds().stream().map(kind -> arguments(kind.type().getSimpleName(), kind));
    }

    @AfterAll
    static void close() {
        POOL.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyTypeByEveryValue")
    <T> void allReadersReadEveryValueAlikeOrRefuseIt(String name, Kind<T> kind) throws Exception {
        for (Object value : values()) {
            Object expected = outcome(() -> kind.oracle().apply(value));
            Map<String, Object> actual = new LinkedHashMap<>();
            readAsJson(kind, value, actual);
            readAsMembers(kind, value, actual);
            readFromAToken(kind, value, actual);
            assertThat(actual)
                    .allSatisfy((reader, outcome) -> assertThat(inKind(kind, outcome))
                            .as("%s reads %s %s as %s", reader, value.getClass().getSimpleName(), value, kind.type())
                            .isEqualTo(expected));
        }
    }

    private static <T> void readAsJson(Kind<T> kind, Object value, Map<String, Object> actual) throws Exception {
        Map<String, Object> object = Map.of("v", value);
        String text = JSON.writeValueAsString(object);
        Claim<?> holder = Claim.ofJson("v", kind.holder());
        actual.put(
                "Claim.ofJson, scalar",
                outcome(() -> Claim.ofJson("v", kind.type()).decode(value)));
        actual.put("Claim.ofJson, member", outcome(() -> member("v", holder.decode(object))));
        actual.put("Claim.ofJson, member, text", outcome(() -> member("v", holder.decode(text))));
        actual.put(
                "Claim.ofJson, array",
                outcome(() ->
                        Array.get(Claim.ofJson("v", kind.type().arrayType()).decode(List.of(value)), 0)));
        if (kind.primitive() != null) {
            Claim<?> primitive = Claim.ofJson("v", kind.primitive());
            actual.put("Claim.ofJson, primitive", outcome(() -> member("v", primitive.decode(object))));
            actual.put("Claim.ofJson, primitive, text", outcome(() -> member("v", primitive.decode(text))));
        }
        if (kind.primitiveArray() != null) {
            Claim<?> array = Claim.ofJson("v", kind.primitiveArray());
            actual.put("Claim.ofJson, primitives", outcome(() -> Array.get(array.decode(List.of(value)), 0)));
            actual.put(
                    "Claim.ofJson, primitives, text",
                    outcome(() -> Array.get(array.decode(JSON.writeValueAsString(List.of(value))), 0)));
        }
    }

    private static void readAsMembers(Kind<?> kind, Object value, Map<String, Object> actual) throws Exception {
        Class<?> holder = kind.holder();
        List<Object> list = List.of(value);
        Map<String, Object> map = Map.of("k", value);
        String listText = JSON.writeValueAsString(list);
        String mapText = JSON.writeValueAsString(map);
        actual.put("bind", outcome(() -> member("v", Claim.bind(Map.of("v", value), holder))));
        actual.put("bind, list", outcome(() -> first(Claim.bind(Map.of("list", list), holder))));
        actual.put("bind, list, text", outcome(() -> first(Claim.bind(Map.of("list", listText), holder))));
        actual.put("bind, map", outcome(() -> ofMap(Claim.bind(Map.of("map", map), holder))));
        actual.put("bind, map, text", outcome(() -> ofMap(Claim.bind(Map.of("map", mapText), holder))));
        if (value instanceof String key && hasKeys(holder)) {
            actual.put("bind, key", outcome(() -> keyOf(Claim.bind(Map.of("keys", Map.of(key, 1L)), holder))));
        }
    }

    private static boolean hasKeys(Class<?> holder) {
        return Arrays.stream(holder.getRecordComponents())
                .anyMatch(component -> component.getName().equals("keys"));
    }

    private static void readFromAToken(Kind<?> kind, Object value, Map<String, Object> actual) {
        AccessToken token = VERIFIER.verify(POOL.accessToken().claim("v", value).sign());
        actual.put("claimsAs", outcome(() -> member("v", token.claimsAs(kind.holder()))));
        if (kind.primitive() != null) {
            Class<?> primitive = kind.primitive();
            actual.put("claimsAs, primitive", outcome(() -> member("v", token.claimsAs(primitive))));
        }
    }

    @Test
    void readersRefuseNullWhereNothingCanStandForIt() {
        Map<String, @Nullable Object> nothing = Collections.singletonMap("v", null);
        for (Kind<?> kind : kinds()) {
            Class<?> primitive = kind.primitive();
            Map<String, Object> nullInAList = Map.of("list", Collections.singletonList(null));
            if (!VALUE_CLASSES.contains(kind.type())) {
                assertRefused(() -> Claim.bind(nullInAList, kind.holder()), false);
            }
            assertThat(member("v", Claim.bind(nothing, kind.holder()))).isNull();
            assertThat(member("v", Claim.bind(Map.of(), kind.holder()))).isNull();
            if (primitive != null) {
                assertRefused(() -> Claim.bind(nothing, primitive), false);
                assertRefused(() -> Claim.bind(Map.of(), primitive), false);
                assertRefused(() -> Claim.ofJson("v", primitive).decode(nothing), false);
                assertRefused(() -> Claim.ofJson("v", primitive).decode(Map.of()), false);
                assertRefused(() -> Claim.ofJson("v", primitive).decode("{}"), false);
                assertRefused(() -> Claim.ofJson("v", primitive).decode("{\"v\":null}"), false);
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // what is tested
    record OfBytes(byte[] v, Byte[] boxes, ByteBuffer buffer) {}

    @Test
    void readersTakeBytesFromBase64OrFromNumbersThatAreBytes() {
        byte[] bytes = {1, 2, -56};
        for (Object value : List.of("AQLI", List.of(1L, 2L, -56L), "[1,2,-56]")) {
            AccessToken token =
                    VERIFIER.verify(POOL.accessToken().claim("v", value).sign());
            assertThat(Claim.ofJson("v", byte[].class).decode(value)).isEqualTo(bytes);
            assertThat(token.claimsAs(OfBytes.class).v()).isEqualTo(bytes);
            assertThat(Claim.bind(Map.of("boxes", value), OfBytes.class).boxes())
                    .isEqualTo(new Byte[] {1, 2, -56});
        }
        assertThat(Claim.bind(Map.of("buffer", "AQLI"), OfBytes.class).buffer()).isEqualTo(ByteBuffer.wrap(bytes));
        assertThat(Claim.ofJson("v", byte[].class).encode(bytes)).isEqualTo("AQLI");
        assertThat(Claim.ofJson("v", byte[].class).decode("")).isEmpty();
        assertThat(Claim.ofJson("v", OfBytes.class).encode(new OfBytes(bytes, new Byte[] {7}, ByteBuffer.allocate(0))))
                .isInstanceOfSatisfying(
                        Map.class, map -> assertThat(map.get("v")).isEqualTo("AQLI"));
    }

    static Stream<Object> oddBytes() {
        return Stream.of(
                List.of(200L),
                List.of(128L),
                List.of(-129L),
                List.of(new BigDecimal("1.5")),
                List.of("x"),
                List.of(true),
                Collections.singletonList(null),
                List.of(List.of(1L)),
                "[200]",
                "[null]",
                " ",
                " AQLI",
                "AQ LI",
                "AQLI\n",
                "AQL",
                "A",
                "AQ-_",
                "????",
                7L,
                true,
                Map.of());
    }

    @ParameterizedTest
    @MethodSource("oddBytes")
    void readersRefuseBytesOfOtherForms(Object value) {
        AccessToken token = VERIFIER.verify(POOL.accessToken().claim("v", value).sign());

        assertRefused(() -> token.claimsAs(OfBytes.class), false);
        assertRefused(() -> Claim.ofJson("v", byte[].class).decode(value), false);
        assertRefused(() -> Claim.bind(Map.of("boxes", value), OfBytes.class), false);
        if (!(value instanceof List<?>)) {
            assertRefused(() -> Claim.bind(Map.of("buffer", value), OfBytes.class), false);
        }
    }

    record OfChars(@SuppressWarnings("ArrayRecordComponent") char[] v) {}

    @Test
    void charactersAreReadFromTextAlone() {
        assertThat(Claim.bind(Map.of("v", " ab"), OfChars.class).v()).containsExactly(' ', 'a', 'b');
        assertThat(Claim.bind(Map.of("v", List.of("a", "b")), OfChars.class).v())
                .containsExactly('a', 'b');
        for (Object other : List.of(65L, true, List.of(65L), List.of("ab"), List.of(""), List.of(true), Map.of())) {
            assertRefused(() -> Claim.bind(Map.of("v", other), OfChars.class), false);
        }
    }

    record OfBuilders(StringBuilder builder, StringBuffer buffer) {}

    record OfDates(Date date, Calendar calendar) {}

    @ParameterizedTest
    @ValueSource(strings = {"builder", "buffer"})
    void stringBuildersAreReadFromTextAlone(String member) {
        for (String text : List.of("", " ", " a ", "7", "[1]")) {
            Object bound = Claim.bind(Map.of(member, text), OfBuilders.class);
            assertThat(member(member, bound)).hasToString(text);
        }
        for (Object other : List.of(7L, new BigDecimal("5.5"), true, List.of("a"), Map.of())) {
            assertRefused(() -> Claim.bind(Map.of(member, other), OfBuilders.class), false);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"date", "calendar"})
    void datesAreReadOnlyWithoutBlanks(String member) {
        for (Object moment : List.of(0L, "1970-01-01T00:00:00Z")) {
            assertThat(member(member, Claim.bind(Map.of(member, moment), OfDates.class)))
                    .isNotNull();
        }
        for (Object other : List.of("", " ", " 1970-01-01T00:00:00Z", "1970-01-01T00:00:00Z ", "0 ", true, "x")) {
            assertRefused(() -> Claim.bind(Map.of(member, other), OfDates.class), false);
        }
    }

    /** Jackson has them in a module. */
    @ParameterizedTest
    @ValueSource(classes = {Duration.class, LocalDate.class, ZoneId.class, OffsetDateTime.class, Optional.class})
    void typesOfJacksonsModulesAreRefusedAtTheDeclaration(Class<?> type) {
        assertThatIllegalArgumentException().isThrownBy(() -> Claim.ofJson("v", type));
    }

    record Lists(List<String> v) {}

    static Stream<Object> oddLists() {
        return Stream.of(
                List.of(),
                List.of("a", "b"),
                List.of(7L),
                List.of(true),
                Arrays.asList("a", null),
                List.of(List.of("a")),
                Map.of(),
                Map.of("0", "a"),
                "a",
                "",
                " ",
                "null",
                "a,b",
                "[]",
                " [ \"a\" , \"b\" ] ",
                "[\"a\"]x",
                "[\"a\"] trailing",
                "[\"a\"][\"b\"]",
                "[\"a\",]",
                "[,\"a\"]",
                "[\"a\"",
                "['a']",
                "[a]",
                "[7]",
                "[null]",
                "[[\"a\"]]",
                "[\"\\u00e4\"]",
                "[\"\\x\"]",
                "\u00a0[\"a\"]",
                "{}",
                "{\"a\":1}",
                "[".repeat(33) + "]".repeat(33),
                7L,
                true);
    }

    @ParameterizedTest
    @MethodSource("oddLists")
    void readersReadListsOfStringsAlike(Object value) {
        AccessToken token = VERIFIER.verify(POOL.accessToken().claim("v", value).sign());
        Object expected = outcome(() -> token.get(Claim.ofStrings("v")).orElseThrow());

        assertThat(outcome(() -> token.claimsAs(Lists.class).v())).isEqualTo(expected);
        assertThat(outcome(() -> Claim.ofJson("v", Lists.class)
                        .decode(Map.of("v", value))
                        .v()))
                .isEqualTo(expected);
        assertThat(outcome(() -> List.of(Claim.ofJson("v", String[].class).decode(value))))
                .isEqualTo(expected);
    }

    record Address(
            String street,
            @Nullable Long door,
            @JsonProperty("zip-code") @Nullable String zip) {}

    record House(Address deliveryAddress) {}

    record Postal(String postalCode) {}

    record Letter(
            Postal sentTo, @JsonProperty("X") @Nullable String other) {}

    static Stream<Object> oddObjects() {
        return Stream.of(
                Map.of("street", "s", "door", 7L, "zip-code", "1"),
                Map.of("street", "s", "door", "7"),
                Map.of("street", 7L),
                Map.of("street", "s", "door", " 7"),
                Map.of("street", "s", "unknown", Map.of("a", List.of())),
                List.of(Map.of("street", "s")),
                List.of(),
                "",
                " ",
                "null",
                "{}",
                "{\"street\":\"s\"}",
                "\t{\"street\":\"s\"}\n",
                "{\"street\":\"s\"} {}",
                "{\"street\":\"s\"} trailing",
                "{\"street\":\"s\",\"street\":\"t\"}",
                "{\"street\":\"s\",\"unknown\":{\"a\":1,\"a\":2}}",
                "{\"street\":\"s\",\"\\u0073treet\":\"t\"}",
                "{\"street\":\"s\",\"door\":1e10000000}",
                "{\"street\":\"s\",\"door\":01}",
                "{\"street\":\"s\",\"door\":NaN}",
                "{\"street\":\"s\",}",
                "{street:\"s\"}",
                "[{\"street\":\"s\"}]",
                "[]",
                7L,
                true);
    }

    @ParameterizedTest
    @MethodSource("oddObjects")
    void readersReadObjectsAlike(Object value) {
        Object expected =
                outcome(() -> Claim.ofJson("delivery_address", Address.class).decode(value));
        AccessToken token = VERIFIER.verify(
                POOL.accessToken().claim("delivery_address", value).sign());

        assertThat(outcome(() -> token.claimsAs(House.class).deliveryAddress())).isEqualTo(expected);
    }

    @Test
    void namesOfMembersAreReadAsTheyWereWritten() {
        Claim<Postal> claim = Claim.ofJson("sent_to", Postal.class);
        AccessToken token = VERIFIER.verify(POOL.accessToken()
                .claim("sent_to", claim.encode(new Postal("8001")))
                .claim("X", "x")
                .sign());

        assertThat(token.get(claim)).contains(new Postal("8001"));
        assertThat(token.claimsAs(Letter.class)).isEqualTo(new Letter(new Postal("8001"), "x"));
    }

    enum Colour {
        @JsonProperty("rosso")
        RED,
        BLUE
    }

    record Paint(Colour colour) {}

    @Test
    void constantsAreWrittenAsTheyAreRead() {
        assertThat(Claim.ofJson("v", Paint.class).encode(new Paint(Colour.BLUE)))
                .isEqualTo(Map.of("colour", "blue"));
        assertThat(Claim.ofJson("v", Paint.class).encode(new Paint(Colour.RED))).isEqualTo(Map.of("colour", "rosso"));
        assertThat(Claim.bind(Map.of("colour", "rosso"), Paint.class)).isEqualTo(new Paint(Colour.RED));
        assertRefused(() -> Claim.bind(Map.of("colour", "red"), Paint.class), false);
        assertRefused(() -> Claim.bind(Map.of("colour", "RED"), Paint.class), false);
    }

    record Box<T>(T content) {}

    record Boxed(Box<Long> v, List<Box<Long>> list) {}

    @Test
    void theContentOfAGenericTypeIsChecked() {
        Boxed boxed = Claim.bind(Map.of("v", Map.of("content", 7L), "list", "[{\"content\":7}]"), Boxed.class);

        assertThat(boxed.v().content()).isEqualTo(7L);
        assertThat(boxed.list().get(0).content()).isEqualTo(7L);
        assertRefused(() -> Claim.bind(Map.of("v", "{\"content\":\"x\"}"), Boxed.class), false);
        assertRefused(() -> Claim.bind(Map.of("list", "[{\"content\":\"x\"}]"), Boxed.class), false);
    }

    record Untyped(Object v, Map<String, Object> map) {}

    @Test
    void untypedNumbersAreSafeToComputeWith() {
        Untyped bound = Claim.bind(
                Map.of("v", new BigDecimal("1.5"), "map", "{\"n\":1.5,\"w\":7,\"o\":{\"p\":[null,true]}}"),
                Untyped.class);

        assertThat(bound.v()).isEqualTo(new BigDecimal("1.5"));
        assertThat(bound.map()).containsEntry("n", new BigDecimal("1.5")).containsEntry("w", 7L);
        assertRefused(() -> Claim.bind(Map.of("map", "{\"n\":1e10000000}"), Untyped.class), false);
    }

    @Test
    void allClaimsAreGivenAsAMapToo() {
        AccessToken token = VERIFIER.verify(
                POOL.accessToken().claim("nothing", null).claim("n", 7).sign());

        assertThat((Object) token.claimsAs(Map.class)).isEqualTo(token.claims());
    }

    record Picky(String v) {
        Picky {
            if (v.startsWith("SECRET")) {
                throw new IllegalStateException(v);
            }
        }
    }

    @Test
    void aRefusalByTheTypeItselfSaysNothingOfTheValue() {
        assertRefused(() -> Claim.bind(Map.of("v", "SECRET"), Picky.class), false);
        assertRefused(() -> Claim.ofJson("v", Picky.class).decode(Map.of("v", "SECRET")), false);
        assertRefused(() -> Claim.bind(Map.of(), Picky.class), false);
    }

    private static void assertRefused(Supplier<?> read, boolean orNot) {
        if (orNot) {
            assertThat(read.get()).isNotNull();
            return;
        }
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(read::get)
                .withNoCause()
                .withMessageNotContaining("SECRET");
    }

    private interface Read {
        @Nullable
        Object value() throws Exception;
    }

    /** {@return the value, or that it was refused} What is thrown besides ends the test. */
    private static Object outcome(Read read) {
        try {
            return requireNonNull(read.value());
        } catch (ClaimValueException | ArithmeticException refused) {
            assertThat(refused.getCause()).isNull();
            return "refused";
        } catch (Exception e) {
            throw new AssertionError("neither read nor refused", e);
        }
    }

    /** Which class of number it is where any is asked for does not matter. */
    private static Object inKind(Kind<?> kind, Object outcome) {
        return kind.type() == Number.class && outcome instanceof Number number
                ? new BigDecimal(number.toString())
                : outcome;
    }

    private static @Nullable Object member(String name, Object holder) {
        try {
            var accessor = holder.getClass().getDeclaredMethod(name);
            accessor.setAccessible(true);
            return accessor.invoke(holder);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static Object first(Object holder) {
        return ((List<?>) requireNonNull(member("list", holder))).get(0);
    }

    private static @Nullable Object ofMap(Object holder) {
        return ((Map<?, ?>) requireNonNull(member("map", holder))).get("k");
    }

    private static Object keyOf(Object holder) {
        return ((Map<?, ?>) requireNonNull(member("keys", holder)))
                .keySet()
                .iterator()
                .next();
    }

    private static float finite(float number) {
        return (float) finite((double) number);
    }

    private static double finite(double number) {
        if (Double.isInfinite(number)) {
            throw new ArithmeticException();
        }
        return number;
    }

    private static char onlyCharacterOf(String text) {
        if (text.length() != 1) {
            throw new ArithmeticException();
        }
        return text.charAt(0);
    }
}

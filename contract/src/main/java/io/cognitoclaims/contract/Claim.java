package io.cognitoclaims.contract;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The name, type and encoding of a claim, declared once and used at both ends: a pre token generation trigger writes
 * with it, a resource server reads with it.
 *
 * <pre>{@code
 * public static final Claim<PetPreference> PET_PREFERENCE = Claim.ofEnum("pet_preference", PetPreference.class);
 * }</pre>
 *
 * <p>A value travels in one of two forms, and {@link #decode} reads both as the same value. In events of version 2 and
 * 3 it is JSON: string, number, boolean, array or object. Events of version 1 carry strings only; there every value
 * that is not a string becomes its JSON text, {@code true}, {@code 7} or {@code ["a","b"]}. See
 * <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html">Pre
 * token generation Lambda trigger</a>.
 *
 * <p>Claims are immutable and safe for use by many threads. Two claims are equal only if they are the same object.
 *
 * @param <V> the type of the claim's value in Java
 */
public final class Claim<V> {
    private final String name;
    private final String expected;
    private final Function<? super V, ?> encoder;
    private final Function<Object, ? extends V> decoder;

    private Claim(String name, String expected, Function<? super V, ?> encoder, Function<Object, ? extends V> decoder) {
        if (requireNonNull(name, "name").isBlank()) {
            throw new IllegalArgumentException("name: a claim needs a name that is not blank");
        }
        this.name = name;
        this.expected = expected;
        this.encoder = requireNonNull(encoder, "encoder");
        this.decoder = requireNonNull(decoder, "decoder");
    }

    /** {@return a claim whose value is text} */
    public static Claim<String> ofString(String name) {
        return new Claim<>(name, "a string", value -> value, String.class::cast);
    }

    /** {@return a claim that is true or false} Its text form is exactly {@code true} or {@code false}. */
    public static Claim<Boolean> ofBoolean(String name) {
        return new Claim<>(name, "true or false", value -> value, Claim::toBoolean);
    }

    /** {@return a claim whose value is a whole number in the range of a {@code long}} */
    public static Claim<Long> ofLong(String name) {
        return new Claim<>(
                name, "a whole number", value -> value, json -> toDecimal(json).longValueExact());
    }

    /** {@return a claim whose value is a number} */
    public static Claim<BigDecimal> ofDecimal(String name) {
        return new Claim<>(name, "a number", value -> value, Claim::toDecimal);
    }

    /**
     * {@return a claim whose value is a moment} It travels as seconds since 1970-01-01T00:00:00Z, whole where the
     * moment is (NumericDate, <a href="https://www.rfc-editor.org/rfc/rfc7519#section-2">RFC 7519, section 2</a>).
     */
    public static Claim<Instant> ofInstant(String name) {
        return new Claim<>(name, "seconds since 1970", Claim::toSeconds, Claim::toInstant);
    }

    /** {@return a claim whose value is a list of strings} The list that is read can't be changed. */
    public static Claim<List<String>> ofStrings(String name) {
        return new Claim<>(name, "an array of strings", List::copyOf, Claim::toStrings);
    }

    /**
     * {@return a claim whose value is a constant of {@code type}} A constant travels as its name in lower case:
     * {@code dogs} for {@code DOGS}. Upper or mixed case is not read.
     *
     * @throws IllegalArgumentException if two constants differ in case only
     */
    public static <E extends Enum<E>> Claim<E> ofEnum(String name, Class<E> type) {
        return ofEnum(name, constantsOf(type), null);
    }

    /**
     * {@return a claim whose value is a constant of {@code type}, as {@link #ofEnum(String, Class)}, which reads any other
     * string as {@code unknown}} For readers that are deployed after their trigger: they accept constants that they do not
     * know yet.
     *
     * @param unknown the constant for strings that are the name of no constant; values that are no string are still an error
     * @throws IllegalArgumentException if two constants differ in case only
     */
    public static <E extends Enum<E>> Claim<E> ofEnum(String name, Class<E> type, E unknown) {
        return ofEnum(name, constantsOf(type), requireNonNull(unknown, "unknown"));
    }

    private static <E extends Enum<E>> Map<String, E> constantsOf(Class<E> type) {
        Map<String, E> constants = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            if (constants.put(wireName(constant), constant) != null) {
                throw new IllegalArgumentException("type: two constants of " + type.getName() + " differ in case only");
            }
        }
        return constants;
    }

    private static <E extends Enum<E>> Claim<E> ofEnum(String name, Map<String, E> constants, @Nullable E unknown) {
        return new Claim<>(name, "one of " + constants.keySet(), Claim::wireName, json -> {
            E constant = json instanceof String text ? constants.getOrDefault(text, unknown) : null;
            if (constant == null) {
                throw new IllegalArgumentException("not a constant");
            }
            return constant;
        });
    }

    /**
     * {@return a claim whose value is bound to {@code type}, mostly a record, by Jackson} Members that the type does not
     * know are ignored, so that the writer may add some. What is absent or null is null, and an error for a primitive
     * member.
     *
     * <p>Scalars, at any depth, are written and read as the other claims are: a boolean member takes what {@link #ofBoolean}
     * takes, a whole number what {@link #ofLong} takes and its type has room for, other numbers what {@link #ofDecimal}
     * takes, an {@link Instant} what {@link #ofInstant} takes, a constant what {@link #ofEnum} takes unless
     * {@code @JsonProperty} names it, a string only strings. No member stands twice, and no array of scalars has null in it.
     *
     * <p>Needs {@code jackson-databind}, which this library does not bring along, on the class path of each program that
     * makes the declaration: of a trigger's deployment package too. That is checked here, and not when the first value
     * is written.
     *
     * @throws IllegalStateException if Jackson, or a part of it, is not on the class path
     * @throws IllegalArgumentException if Jackson can't bind the type, as far as that can be told without a value: it is
     *     abstract, has no constructor that Jackson can use, has no properties, or has a member of such a type or of
     *     one that needs a module of Jackson, {@link java.util.Optional} for instance
     */
    public static <V> Claim<V> ofJson(String name, Class<V> type) {
        requireNonNull(type, "type");
        Claim<V> claim = new Claim<>(
                name,
                "JSON for " + type.getSimpleName(),
                value -> JsonBinding.toJson(requireNonNull(value)),
                json -> JsonBinding.fromJson(json, type));
        claim.requireBinding(type);
        return claim;
    }

    /**
     * {@return a claim with an encoding of its own}
     *
     * @param encoder makes the value to write: a {@link String}, {@link Boolean}, {@link Number}, {@link List} or
     *     {@link Map} of these
     * @param decoder makes the value from what was written, in either form; what it throws is reported as a
     *     {@link ClaimValueException} without its message
     */
    public static <V> Claim<V> of(String name, Function<? super V, ?> encoder, Function<Object, ? extends V> decoder) {
        return new Claim<>(name, "another form of value", encoder, decoder);
    }

    /**
     * {@return all these claims, bound to a record or class by Jackson} A member {@code petPreference} takes the claim
     * {@code pet_preference}; {@code @JsonProperty("cognito:groups")} gives another name. Values are read as {@link #ofJson}
     * reads members; those of arrays and objects may be their JSON text. Claims that the type does not know are ignored.
     *
     * @param claims as {@link #decode} takes their values; null is as good as absent
     * @throws ClaimValueException if a claim is not of its member's type, or is absent where the member is primitive
     * @throws IllegalStateException if Jackson, or a part of it, is not on the class path; see {@link #ofJson}
     * @throws IllegalArgumentException if Jackson can't bind the type
     */
    public static <V> V bind(Map<String, ? extends @Nullable Object> claims, Class<V> type) {
        requireNonNull(claims, "claims");
        requireNonNull(type, "type");
        try {
            return JsonBinding.fromClaims(claims, type);
        } catch (LinkageError e) {
            throw withoutJackson("Claim.bind to " + type.getName(), e);
        }
    }

    /**
     * {@return a claim of the same name and form in the token, whose value in Java is another one}
     *
     * <pre>{@code
     * Claim<Locale> LANGUAGE = Claim.ofString("language").map(Locale::forLanguageTag, Locale::toLanguageTag);
     * }</pre>
     *
     * @param decode makes the new value from this claim's; what it throws is reported as a {@link ClaimValueException}
     *     without its message
     * @param encode makes this claim's value from the new one; likewise
     */
    public <W> Claim<W> map(Function<? super V, ? extends W> decode, Function<? super W, ? extends V> encode) {
        requireNonNull(decode, "decode");
        requireNonNull(encode, "encode");
        return new Claim<>(
                name,
                expected,
                value -> encoder.apply(requireNonNull(encode.apply(value))),
                json -> decode.apply(requireNonNull(decoder.apply(json))));
    }

    /** {@return the name of the claim in the token} */
    public String name() {
        return name;
    }

    /**
     * {@return the value as JSON: a {@link String}, {@link Boolean}, {@link Number}, {@link List} or {@link Map}}
     *
     * @throws ClaimValueException if the value has no JSON form
     */
    public Object encode(V value) {
        requireNonNull(value, name);
        try {
            return requireNonNull(encoder.apply(value), name);
        } catch (RuntimeException e) {
            throw new ClaimValueException(name, expected);
        }
    }

    /**
     * {@return the value that was written as {@code json}}
     *
     * @param json what the token holds: a {@link String}, {@link Boolean}, {@link Number}, {@link List} or {@link Map}
     * @throws ClaimValueException if that is not this claim's type
     */
    public V decode(Object json) {
        requireNonNull(json, "json");
        try {
            return requireNonNull(decoder.apply(json), name);
        } catch (RuntimeException e) {
            // Without the cause: its message may quote the value.
            throw new ClaimValueException(name, expected);
        }
    }

    @Override
    public String toString() {
        return "Claim[" + name + "]";
    }

    /** Fails where the claim is declared: later would be at the first sign-in of a user who has the value. */
    private void requireBinding(Class<?> type) {
        try {
            JsonDeclaration.requireBindable(name, type);
        } catch (LinkageError e) {
            throw withoutJackson("claim " + name + ": Claim.ofJson", e);
        }
    }

    private static IllegalStateException withoutJackson(String what, LinkageError e) {
        return new IllegalStateException(
                what
                        + " needs com.fasterxml.jackson.core:jackson-databind, and what that depends on, on the class path; "
                        + e,
                e);
    }

    /** {@return the constant as it travels} */
    static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static Boolean toBoolean(Object json) {
        if (json instanceof Boolean value) {
            return value;
        }
        if ("true".equals(json) || "false".equals(json)) {
            return "true".equals(json);
        }
        throw new IllegalArgumentException("not a boolean");
    }

    static BigDecimal toDecimal(Object json) {
        if (json instanceof BigDecimal value) {
            return JsonText.requireSane(value);
        }
        if (json instanceof Long || json instanceof Integer) {
            return BigDecimal.valueOf(((Number) json).longValue());
        }
        if (json instanceof BigInteger value) {
            return JsonText.requireSane(value);
        }
        if (json instanceof Double || json instanceof String) {
            return JsonText.readNumber(json.toString());
        }
        throw new IllegalArgumentException("not a number");
    }

    static Number toSeconds(Instant moment) {
        BigDecimal seconds = BigDecimal.valueOf(moment.getEpochSecond()).add(BigDecimal.valueOf(moment.getNano(), 9));
        return moment.getNano() == 0 ? (Number) moment.getEpochSecond() : seconds.stripTrailingZeros();
    }

    static Instant toInstant(Object json) {
        BigDecimal seconds = toDecimal(json);
        // Compared before it is expanded: 1e400 has four hundred digits once it is an integer. No constants: a trigger
        // would load the classes of big numbers with every cold start.
        if (seconds.compareTo(BigDecimal.valueOf(Instant.MIN.getEpochSecond())) < 0
                || seconds.compareTo(BigDecimal.valueOf(Instant.MAX.getEpochSecond())) > 0) {
            throw new DateTimeException("out of range");
        }
        BigDecimal[] parts = seconds.setScale(9, RoundingMode.FLOOR).divideAndRemainder(BigDecimal.ONE);
        return Instant.ofEpochSecond(
                parts[0].longValueExact(), parts[1].movePointRight(9).longValueExact());
    }

    private static List<String> toStrings(Object json) {
        Object list = json instanceof String text ? JsonText.read(text) : json;
        return List.copyOf(
                requireNonNull((List<?>) list).stream().map(String.class::cast).toList());
    }
}

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
 * The name, type and encoding of a claim. It is declared once and used on both sides: a pre token generation trigger writes
 * the claim with it, and a resource server reads the claim with it.
 *
 * <pre>{@code
 * public static final Claim<PetPreference> PET_PREFERENCE = Claim.ofEnum("pet_preference", PetPreference.class);
 * }</pre>
 *
 * <p>A value has one of two forms in events and tokens, and {@link #decode} reads both as the same value. In events of
 * version 2 and 3 it is JSON: string, number, boolean, array or object. Events of version 1 have only strings. There, every
 * value that is not a string becomes its JSON as a string: {@code true}, {@code 7} or {@code ["a","b"]}. See <a
 * href="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html">Pre token
 * generation Lambda trigger</a>.
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

    /** {@return a claim whose value is a string} */
    public static Claim<String> ofString(String name) {
        return new Claim<>(name, "a string", value -> value, String.class::cast);
    }

    /** {@return a claim whose value is true or false} As a string, it is exactly {@code true} or {@code false}. */
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
     * {@return a claim whose value is an instant} Its form is seconds since 1970-01-01T00:00:00Z, without a fraction if the
     * instant has none (NumericDate, <a href="https://www.rfc-editor.org/rfc/rfc7519#section-2">RFC 7519, section 2</a>).
     */
    public static Claim<Instant> ofInstant(String name) {
        return new Claim<>(name, "seconds since 1970", Claim::toSeconds, Claim::toInstant);
    }

    /** {@return a claim whose value is a list of strings} The list that is read is unmodifiable. */
    public static Claim<List<String>> ofStrings(String name) {
        return new Claim<>(name, "an array of strings", List::copyOf, Claim::toStrings);
    }

    /**
     * {@return a claim whose value is a constant of {@code type}} Its form is the constant's name in lower case: {@code
     * dogs} for {@code DOGS}. Upper or mixed case is not accepted. Jackson's annotations on the type have no effect, because
     * one end may be without Jackson; {@link #ofJson} follows them.
     *
     * @throws IllegalArgumentException if two constants differ only in case
     */
    public static <E extends Enum<E>> Claim<E> ofEnum(String name, Class<E> type) {
        return ofEnum(name, constantsOf(type), null);
    }

    /**
     * {@return a claim whose value is a constant of {@code type}, as {@link #ofEnum(String, Class)}, which reads any other
     * string as {@code unknown}} This is for readers that are deployed after their trigger: they accept constants that they
     * do not know yet.
     *
     * @param unknown the constant for strings that name no constant; a value that is not a string is still an error
     * @throws IllegalArgumentException if two constants differ only in case
     */
    public static <E extends Enum<E>> Claim<E> ofEnum(String name, Class<E> type, E unknown) {
        return ofEnum(name, constantsOf(type), requireNonNull(unknown, "unknown"));
    }

    private static <E extends Enum<E>> Map<String, E> constantsOf(Class<E> type) {
        Map<String, E> constants = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            if (constants.put(wireName(constant), constant) != null) {
                throw new IllegalArgumentException("type: two constants of " + type.getName() + " differ only in case");
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
     * {@return a claim whose value Jackson binds to {@code type}, usually a record} Members that the type does not have are
     * ignored, so that the writer may add some. An absent or null member is null; for a primitive member it is an error.
     *
     * <p>Scalars, at any depth, are written and read like the other claims. A boolean member accepts what {@link
     * #ofBoolean} accepts, a whole number what {@link #ofLong} accepts within the range of its type, other numbers what
     * {@link #ofDecimal} accepts, an {@link Instant} what {@link #ofInstant} accepts, a constant what {@link #ofEnum}
     * accepts unless Jackson's annotations on the enum say otherwise, and a string only strings. A duplicate member is an error, and so is
     * null in an array of scalars.
     *
     * <p>It needs {@code jackson-databind}, which this library does not include, on the class path of each program that
     * declares the claim, also in a trigger's deployment package. This is checked here, not when the first value is
     * written.
     *
     * @throws IllegalStateException if Jackson, or a part of it, is not on the class path @throws IllegalArgumentException
     *     if Jackson cannot bind the type, as far as this is known without a value: it is abstract, has no constructor that
     *     Jackson can use, has no properties, or has a member of such a type or of one that needs a Jackson module, for
     *     example {@link java.util.Optional}
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
     * {@return a claim with a custom encoding}
     *
     * @param encoder returns the value to write: a {@link String}, {@link Boolean}, {@link Number}, {@link List} or {@link
     *     Map} of these
     * @param decoder returns the value for what was written, in either form; its exceptions become a {@link
     *     ClaimValueException} without their message
     */
    public static <V> Claim<V> of(String name, Function<? super V, ?> encoder, Function<Object, ? extends V> decoder) {
        return new Claim<>(name, "another form of value", encoder, decoder);
    }

    /**
     * {@return all these claims, bound to a record or class by Jackson} A member {@code petPreference} takes the claim
     * {@code pet_preference}; {@code @JsonProperty("cognito:groups")} gives another name. Values are read as {@link
     * #ofJson} reads members; arrays and objects may also be JSON in a string. Claims that have no member are ignored.
     *
     * @param claims the claims, with values as {@link #decode} takes them; null counts as absent
     * @throws ClaimValueException if a claim is not of its member's type, or is absent where the member is primitive
     * @throws IllegalStateException if Jackson, or a part of it, is not on the class path; see {@link #ofJson}
     * @throws IllegalArgumentException if Jackson cannot bind the type
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
     * {@return a claim with the same name and form in the token, and another type in Java}
     *
     * <pre>{@code
     * Claim<Locale> LANGUAGE = Claim.ofString("language").map(Locale::forLanguageTag, Locale::toLanguageTag);
     * }</pre>
     *
     * @param decode converts this claim's value to the new one; its exceptions become a {@link ClaimValueException} without
     *     their message
     * @param encode converts the new value to this claim's; likewise
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

    /** Fails when the claim is declared. Otherwise it would fail at the first sign-in of a user who has the value. */
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

    /** {@return the constant's form in tokens} */
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
        // Compared before it is expanded: 1e400 has four hundred digits as an integer. There are no constants, because
        // a trigger would load the classes of big numbers in every cold start.
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

package io.cognitoclaims.contract;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdKeyDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.databind.util.AccessPattern;
import java.io.IOException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads scalars as {@link Claim} does. Jackson by itself would read 1 as {@code true}, {@code " 5 "} as 5, an empty string
 * as null and {@code 1e400} as infinity, and claims may contain what users write themselves.
 */
final class JsonScalars {
    private final SimpleModule module = new SimpleModule("cognito-claims");

    private JsonScalars() {}

    static SimpleModule module() {
        JsonScalars scalars = new JsonScalars();
        scalars.add(String.class, String.class::cast);
        scalars.add(boolean.class, Boolean.class, Claim::toBoolean);
        scalars.add(byte.class, Byte.class, JsonScalars::toByte);
        scalars.addArray(Byte[].class, JsonScalars::toByte);
        scalars.add(short.class, Short.class, json -> Claim.toDecimal(json).shortValueExact());
        scalars.add(int.class, Integer.class, json -> Claim.toDecimal(json).intValueExact());
        scalars.add(long.class, Long.class, json -> Claim.toDecimal(json).longValueExact());
        scalars.add(float.class, Float.class, JsonScalars::toFloat);
        scalars.add(double.class, Double.class, JsonScalars::toDouble);
        scalars.add(char.class, Character.class, JsonScalars::toCharacter);
        scalars.add(BigInteger.class, json -> Claim.toDecimal(json).toBigIntegerExact());
        scalars.add(BigDecimal.class, Claim::toDecimal);
        scalars.add(Number.class, JsonScalars::toNumber);
        scalars.add(Instant.class, Claim::toInstant);
        scalars.module.addSerializer(new Seconds());
        scalars.module.addSerializer(new Base64Text());
        return scalars.module;
    }

    private <V> void add(Class<V> primitive, Class<V> wrapper, Function<Object, V> reader) {
        add(wrapper, reader);
        module.addDeserializer(primitive, new Scalar<>(primitive, reader));
        // Characters are strings, which Jackson reads correctly.
        if (primitive != char.class) {
            addArray(primitive.arrayType(), reader);
        }
    }

    private <V> void add(Class<V> type, Function<Object, ? extends V> reader) {
        module.addDeserializer(type, new Scalar<>(type, reader));
        module.addKeyDeserializer(type, new Key(type, reader));
    }

    private <A> void addArray(Class<A> type, Function<Object, ?> reader) {
        module.addDeserializer(type, new PrimitiveArray<>(type, reader));
    }

    private static byte toByte(Object json) {
        return Claim.toDecimal(json).byteValueExact();
    }

    private static double toDouble(Object json) {
        double number = Claim.toDecimal(json).doubleValue();
        if (Double.isInfinite(number)) {
            throw new ArithmeticException("out of range");
        }
        return number;
    }

    private static float toFloat(Object json) {
        float number = Claim.toDecimal(json).floatValue();
        if (Float.isInfinite(number)) {
            throw new ArithmeticException("out of range");
        }
        return number;
    }

    /** Jackson calls it where any type of value is accepted, so that a number keeps its class. */
    private static Number toNumber(Object json) {
        BigDecimal number = Claim.toDecimal(json);
        return json instanceof Number any ? any : number;
    }

    private static char toCharacter(Object json) {
        String text = (String) json;
        if (text.length() != 1) {
            throw new IllegalArgumentException("not one character");
        }
        return text.charAt(0);
    }

    /** {@return what the reader returns for the scalar at the parser's position} */
    private static <V> V read(
            StdDeserializer<?> target,
            Function<Object, ? extends V> reader,
            JsonParser in,
            DeserializationContext context)
            throws IOException {
        Object json = scalar(target, in, context);
        try {
            return reader.apply(json);
        } catch (RuntimeException e) {
            return context.reportInputMismatch(target, "another value");
        }
    }

    /** {@return whether a value can be created from a number or a boolean} */
    static boolean isMaker(ValueInstantiator maker) {
        return maker.canCreateFromBoolean()
                || maker.canCreateFromInt()
                || maker.canCreateFromLong()
                || maker.canCreateFromBigInteger()
                || maker.canCreateFromDouble()
                || maker.canCreateFromBigDecimal();
    }

    /**
     * {@return the value for the scalar at the parser's position} Jackson would choose by the class that the number happens
     * to have.
     */
    static @Nullable Object make(
            StdDeserializer<?> target, ValueInstantiator maker, JsonParser in, DeserializationContext context)
            throws IOException {
        Object json = scalar(target, in, context);
        try {
            if (maker.canCreateFromBoolean()
                    && (json instanceof Boolean || "true".equals(json) || "false".equals(json))) {
                return maker.createFromBoolean(context, Claim.toBoolean(json));
            }
            BigDecimal number = Claim.toDecimal(json);
            boolean whole = number.stripTrailingZeros().scale() <= 0;
            if (whole && maker.canCreateFromLong()) {
                return maker.createFromLong(context, number.longValueExact());
            }
            if (whole && maker.canCreateFromInt()) {
                return maker.createFromInt(context, number.intValueExact());
            }
            if (whole && maker.canCreateFromBigInteger()) {
                return maker.createFromBigInteger(context, number.toBigIntegerExact());
            }
            if (maker.canCreateFromBigDecimal()) {
                return maker.createFromBigDecimal(context, number);
            }
            if (maker.canCreateFromDouble()) {
                return maker.createFromDouble(context, toDouble(number));
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            return context.reportInputMismatch(target, "another value");
        }
        return context.reportInputMismatch(target, "another kind of scalar");
    }

    /** {@return the value at the parser's position, in the form that {@link Claim#decode} takes} */
    private static Object scalar(StdDeserializer<?> target, JsonParser in, DeserializationContext context)
            throws IOException {
        return switch (in.currentToken()) {
            case VALUE_STRING -> in.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getNumberValue();
            default -> context.reportInputMismatch(target, "no scalar");
        };
    }

    private static final class Scalar<V> extends StdDeserializer<V> {
        private static final long serialVersionUID = 1L;

        private final transient Function<Object, ? extends V> reader;

        Scalar(Class<V> type, Function<Object, ? extends V> reader) {
            super(type);
            this.reader = reader;
        }

        @Override
        public V deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return read(this, reader, in, context);
        }

        /** For null itself. In an array, no value can replace it. */
        @Override
        public @Nullable V getNullValue(DeserializationContext context) throws JsonMappingException {
            return context.getParser().getParsingContext().inArray()
                    ? context.reportInputMismatch(this, "null in an array")
                    : getAbsentValue(context);
        }

        @Override
        public @Nullable V getAbsentValue(DeserializationContext context) throws JsonMappingException {
            return handledType().isPrimitive() ? context.reportInputMismatch(this, "absent") : null;
        }

        @Override
        public AccessPattern getNullAccessPattern() {
            return AccessPattern.DYNAMIC;
        }
    }

    /**
     * {@return Jackson's reader, or one that is stricter with strings} Jackson converts numbers and booleans to strings,
     * and removes spaces from strings. This covers every type that Jackson reads from a string, whether it is named here or
     * not.
     */
    static JsonDeserializer<?> strict(JsonDeserializer<?> reader) {
        LogicalType kind = reader.logicalType();
        if (kind == LogicalType.Textual) {
            return new OfText(reader, false, text -> true);
        } else if (kind == LogicalType.OtherScalar) {
            return new OfText(reader, false, JsonScalars::isBare);
        } else if (kind == LogicalType.DateTime) {
            return new OfText(reader, true, JsonScalars::isBare);
        } else if (kind == LogicalType.Binary) {
            return new OfText(reader, false, JsonScalars::isWithoutBlanks);
        }
        return reader;
    }

    /** {@return the reader of constants, or one that is stricter with strings} */
    static JsonDeserializer<?> strictConstants(JsonDeserializer<?> reader, boolean madeOfText) {
        return new OfText(reader, !madeOfText, JsonScalars::isUnpadded);
    }

    /** {@return the reader of keys, or one that is stricter} Readers for other types accept every string. */
    static KeyDeserializer strictKeys(KeyDeserializer reader, Class<?> type) {
        return reader.getClass() == StdKeyDeserializer.class ? new BareKey(reader, type) : reader;
    }

    private static boolean isBare(String text) {
        return !text.isEmpty() && isUnpadded(text);
    }

    private static boolean isUnpadded(String text) {
        return text.equals(text.strip()) && text.equals(text.trim());
    }

    private static boolean isWithoutBlanks(String text) {
        return text.chars().noneMatch(c -> c <= ' ');
    }

    private static final class OfText extends DelegatingDeserializer {
        private static final long serialVersionUID = 1L;

        private final boolean ofNumbersToo;
        private final transient Predicate<String> isGood;

        OfText(JsonDeserializer<?> reader, boolean ofNumbersToo, Predicate<String> isGood) {
            super(reader);
            this.ofNumbersToo = ofNumbersToo;
            this.isGood = isGood;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
            return new OfText(reader, ofNumbersToo, isGood);
        }

        @Override
        public @Nullable Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonToken token = in.currentToken();
            // The name of a member is where a value class is made of this, and an object is there instead.
            boolean otherScalar = token.isNumeric() || token.isBoolean() || token == JsonToken.FIELD_NAME;
            if (otherScalar && !ofNumbersToo) {
                return context.reportInputMismatch(this, "no text");
            }
            if (token == JsonToken.VALUE_STRING && !isGood.test(in.getText())) {
                return context.reportInputMismatch(this, "blanks");
            }
            return super.deserialize(in, context);
        }

        /** As of other scalars, see {@link Scalar}. */
        @Override
        public @Nullable Object getNullValue(DeserializationContext context) throws JsonMappingException {
            return context.getParser().getParsingContext().inArray()
                    ? context.reportInputMismatch(this, "null in an array")
                    : super.getNullValue(context);
        }

        @Override
        public AccessPattern getNullAccessPattern() {
            return AccessPattern.DYNAMIC;
        }
    }

    private static final class BareKey extends KeyDeserializer {
        private final KeyDeserializer reader;
        private final Class<?> type;

        BareKey(KeyDeserializer reader, Class<?> type) {
            this.reader = reader;
            this.type = type;
        }

        @Override
        public @Nullable Object deserializeKey(String key, DeserializationContext context) throws IOException {
            if (!isBare(key)) {
                throw context.weirdKeyException(type, "", "blanks");
            }
            return reader.deserializeKey(key, context);
        }
    }

    /** Arrays of primitives, and boxed bytes, which may be Base64 too. */
    private static final class PrimitiveArray<A> extends StdDeserializer<A> {
        private static final long serialVersionUID = 1L;

        private final transient Function<Object, ?> reader;

        PrimitiveArray(Class<A> type, Function<Object, ?> reader) {
            super(type);
            this.reader = reader;
        }

        @Override
        @SuppressWarnings("unchecked")
        public A deserialize(JsonParser in, DeserializationContext context) throws IOException {
            Class<?> element = handledType().getComponentType();
            boolean ofBytes = element == byte.class || element == Byte.class;
            if (ofBytes && in.hasToken(JsonToken.VALUE_STRING)) {
                return (A) ofElements(fromBase64(in.getText(), context));
            }
            if (!in.isExpectedStartArrayToken()) {
                return (A) context.handleUnexpectedToken(handledType(), in);
            }
            List<Object> elements = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                elements.add(JsonScalars.<Object>read(this, reader, in, context));
            }
            return (A) ofElements(elements);
        }

        private Object ofElements(List<?> elements) {
            Object array = Array.newInstance(handledType().getComponentType(), elements.size());
            for (int i = 0; i < elements.size(); i++) {
                Array.set(array, i, elements.get(i));
            }
            return array;
        }

        private List<Byte> fromBase64(String text, DeserializationContext context) throws IOException {
            List<Byte> bytes = new ArrayList<>();
            try {
                if (!isWithoutBlanks(text)) {
                    throw new IllegalArgumentException("blanks");
                }
                for (byte next : context.getBase64Variant().decode(text)) {
                    bytes.add(next);
                }
                return bytes;
            } catch (IllegalArgumentException e) {
                return context.reportInputMismatch(this, "no Base64");
            }
        }
    }

    /** A key of a map is always a string. */
    private static final class Key extends KeyDeserializer {
        private final Class<?> type;
        private final Function<Object, ?> reader;

        Key(Class<?> type, Function<Object, ?> reader) {
            this.type = type;
            this.reader = reader;
        }

        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            try {
                return reader.apply(key);
            } catch (RuntimeException e) {
                throw context.weirdKeyException(type, "", "another value");
            }
        }
    }

    /** Writes an instant as {@link Claim#ofInstant} does. */
    private static final class Seconds extends StdSerializer<Instant> {
        private static final long serialVersionUID = 1L;

        Seconds() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant moment, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writePOJO(Claim.toSeconds(moment));
        }
    }

    /** Writes bytes as a string. Jackson would keep them as bytes, because its output here is not JSON text. */
    private static final class Base64Text extends StdSerializer<byte[]> {
        private static final long serialVersionUID = 1L;

        Base64Text() {
            super(byte[].class);
        }

        @Override
        public void serialize(byte[] bytes, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(provider.getConfig().getBase64Variant().encode(bytes));
        }
    }
}

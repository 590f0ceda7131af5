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
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.util.AccessPattern;
import java.io.IOException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads scalars as {@link Claim} does, where Jackson by itself would make {@code true} of 1, 5 of {@code " 5 "}, null of an
 * empty string and infinity of {@code 1e400}: claims may hold what users write themselves.
 */
final class JsonScalars {
    private final SimpleModule module = new SimpleModule("cognito-claims");

    private JsonScalars() {}

    static SimpleModule module() {
        JsonScalars scalars = new JsonScalars();
        scalars.add(String.class, String.class::cast);
        scalars.add(boolean.class, Boolean.class, Claim::toBoolean);
        scalars.add(byte.class, Byte.class, json -> Claim.toDecimal(json).byteValueExact());
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
        return scalars.module;
    }

    private <V> void add(Class<V> primitive, Class<V> wrapper, Function<Object, V> reader) {
        add(wrapper, reader);
        module.addDeserializer(primitive, new Scalar<>(primitive, reader));
        // Those of bytes are Base64, and those of characters are text.
        if (primitive != byte.class && primitive != char.class) {
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

    /** Jackson asks for it where any type of value is wanted, so that a number stays of the class that it is of. */
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

    /** {@return what the reader makes of the scalar that the parser is at} */
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

    /** {@return whether a value is made of a number or a boolean} */
    static boolean isMaker(ValueInstantiator maker) {
        return maker.canCreateFromBoolean()
                || maker.canCreateFromInt()
                || maker.canCreateFromLong()
                || maker.canCreateFromBigInteger()
                || maker.canCreateFromDouble()
                || maker.canCreateFromBigDecimal();
    }

    /** {@return what is made of the scalar that the parser is at} Jackson would ask for the class that the number has by chance. */
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

    /** {@return what the parser is at, as {@link Claim#decode} takes it} */
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

        /** For null itself. In an array nothing can stand for it. */
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

    /** Jackson looks for a constant without the blanks around its name, too. */
    static final class Constant extends DelegatingDeserializer {
        private static final long serialVersionUID = 1L;

        Constant(JsonDeserializer<?> reader) {
            super(reader);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
            return new Constant(reader);
        }

        @Override
        public @Nullable Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return in.hasToken(JsonToken.VALUE_STRING) && !in.getText().trim().equals(in.getText())
                    ? context.reportInputMismatch(this, "blanks around a constant")
                    : super.deserialize(in, context);
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
            if (!in.isExpectedStartArrayToken()) {
                return (A) context.handleUnexpectedToken(handledType(), in);
            }
            List<Object> elements = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                elements.add(JsonScalars.<Object>read(this, reader, in, context));
            }
            Object array = Array.newInstance(handledType().getComponentType(), elements.size());
            for (int i = 0; i < elements.size(); i++) {
                Array.set(array, i, elements.get(i));
            }
            return (A) array;
        }
    }

    /** A key of a map is text always. */
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

    /** Writes an instant as {@link Claim#instant} does. */
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
}

package io.cognitoclaims.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.type.ArrayType;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapType;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads arrays and objects in the form of events of version 1: as JSON in a string. */
final class JsonAsText {
    private JsonAsText() {}

    /** For the types whose reader is not one of {@link Readers}. */
    static final class OfOthers extends DeserializationProblemHandler {
        @Override
        public @Nullable Object handleUnexpectedToken(
                DeserializationContext context, JavaType type, JsonToken token, JsonParser in, String failure)
                throws IOException {
            return token == JsonToken.VALUE_STRING && JsonText.isOfArrayOrObject(in.getText())
                    ? read(in, context, context.findRootValueDeserializer(type))
                    : NOT_HANDLED;
        }
    }

    /** {@return what the reader returns for the JSON in the string at the parser's position} */
    private static @Nullable Object read(JsonParser in, DeserializationContext context, JsonDeserializer<?> reader)
            throws IOException {
        try (TokenBuffer json = new TokenBuffer(in, context)) {
            JsonBinding.MAPPER.writeValue(json, JsonText.read(in.getText()));
            try (JsonParser text = json.asParser()) {
                text.nextToken();
                // Readers get the parser's position from the context too.
                DeserializationContext within = ((DefaultDeserializationContext) context)
                        .createInstance(context.getConfig(), text, new InjectableValues.Std());
                return reader.deserialize(text, within);
            }
        }
    }

    /** A handler of Jackson does not know the reader that was selected, nor what a member's annotations require of it. */
    static final class Readers extends BeanDeserializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonDeserializer<?> modifyCollectionDeserializer(
                DeserializationConfig config, CollectionType type, BeanDescription bean, JsonDeserializer<?> reader) {
            return new Container(reader);
        }

        @Override
        public JsonDeserializer<?> modifyArrayDeserializer(
                DeserializationConfig config, ArrayType type, BeanDescription bean, JsonDeserializer<?> reader) {
            // Arrays of characters are strings already.
            return type.getContentType().getRawClass() == char.class ? reader : new Container(reader);
        }

        @Override
        public JsonDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> reader) {
            return reader instanceof BeanDeserializerBase ? new Bean(reader) : JsonScalars.strict(reader);
        }

        @Override
        public JsonDeserializer<?> modifyMapDeserializer(
                DeserializationConfig config, MapType type, BeanDescription bean, JsonDeserializer<?> reader) {
            return new Container(reader);
        }

        @Override
        public JsonDeserializer<?> modifyEnumDeserializer(
                DeserializationConfig config, JavaType type, BeanDescription bean, JsonDeserializer<?> reader) {
            return JsonScalars.strictConstants(reader, isMadeOfText(config, bean));
        }

        @Override
        public KeyDeserializer modifyKeyDeserializer(
                DeserializationConfig config, JavaType type, KeyDeserializer reader) {
            return JsonScalars.strictKeys(reader, type.getRawClass());
        }

        /** Whether a method of the enum creates constants from strings. */
        private static boolean isMadeOfText(DeserializationConfig config, BeanDescription bean) {
            return bean.getFactoryMethods().stream()
                    .filter(maker -> maker.getParameterCount() == 1 && maker.getRawParameterType(0) == String.class)
                    .map(maker -> config.getAnnotationIntrospector().findCreatorAnnotation(config, maker))
                    .anyMatch(mode -> mode != null && mode != JsonCreator.Mode.DISABLED);
        }
    }

    private static class Container extends DelegatingDeserializer {
        private static final long serialVersionUID = 1L;

        Container(JsonDeserializer<?> reader) {
            super(reader);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
            return new Container(reader);
        }

        @Override
        public @Nullable Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return in.hasToken(JsonToken.VALUE_STRING) && JsonText.isOfArrayOrObject(in.getText())
                    ? read(in, context, getDelegatee())
                    : super.deserialize(in, context);
        }
    }

    /**
     * For a type that can be created from a scalar: from a string, and then it takes every string, or from a number or
     * boolean.
     */
    private static final class Bean extends Container {
        private static final long serialVersionUID = 1L;

        Bean(JsonDeserializer<?> reader) {
            super(reader);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
            return new Bean(reader);
        }

        @Override
        public @Nullable Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (!(getDelegatee() instanceof BeanDeserializerBase bean)
                    || !in.currentToken().isScalarValue()) {
                return getDelegatee().deserialize(in, context);
            }
            ValueInstantiator maker = bean.getValueInstantiator();
            boolean ofText = maker.canCreateFromString() || maker.canCreateUsingDelegate();
            if (in.hasToken(JsonToken.VALUE_STRING) && ofText) {
                return bean.deserialize(in, context);
            }
            return JsonScalars.isMaker(maker)
                    ? JsonScalars.make(this, maker, in, context)
                    : super.deserialize(in, context);
        }
    }
}

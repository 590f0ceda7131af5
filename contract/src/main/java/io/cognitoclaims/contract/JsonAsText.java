package io.cognitoclaims.contract;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.type.CollectionType;
import com.fasterxml.jackson.databind.type.MapType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Arrays and objects as events of version 1 carry them: as their JSON text. */
final class JsonAsText {
    private JsonAsText() {}

    /** Jackson tells it the type, and for a bean the class alone: one with type parameters is not read from text. */
    static final class OfArraysAndBeans extends DeserializationProblemHandler {
        @Override
        public @Nullable Object handleUnexpectedToken(
                DeserializationContext context, JavaType type, JsonToken token, JsonParser in, String failure)
                throws IOException {
            return token == JsonToken.VALUE_STRING ? read(in.getText(), type) : NOT_HANDLED;
        }

        @Override
        public @Nullable Object handleMissingInstantiator(
                DeserializationContext context, Class<?> type, ValueInstantiator maker, JsonParser in, String failure)
                throws IOException {
            return in.hasToken(JsonToken.VALUE_STRING) && type.getTypeParameters().length == 0
                    ? read(in.getText(), context.constructType(type))
                    : NOT_HANDLED;
        }

        private static @Nullable Object read(String text, JavaType type) {
            return JsonText.isOfArrayOrObject(text)
                    ? JsonBinding.MAPPER.convertValue(JsonText.read(text), type)
                    : NOT_HANDLED;
        }
    }

    /** Of collections and maps Jackson would tell a handler the class only, and what came in the text would not be checked. */
    static final class Readers extends BeanDeserializerModifier {
        private static final long serialVersionUID = 1L;

        @Override
        public JsonDeserializer<?> modifyCollectionDeserializer(
                DeserializationConfig config, CollectionType type, BeanDescription bean, JsonDeserializer<?> reader) {
            return new Container(reader, type);
        }

        @Override
        public JsonDeserializer<?> modifyMapDeserializer(
                DeserializationConfig config, MapType type, BeanDescription bean, JsonDeserializer<?> reader) {
            return new Container(reader, type);
        }

        @Override
        public JsonDeserializer<?> modifyEnumDeserializer(
                DeserializationConfig config, JavaType type, BeanDescription bean, JsonDeserializer<?> reader) {
            return new JsonScalars.Constant(reader);
        }
    }

    private static final class Container extends DelegatingDeserializer {
        private static final long serialVersionUID = 1L;

        private final JavaType type;

        Container(JsonDeserializer<?> reader, JavaType type) {
            super(reader);
            this.type = type;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> reader) {
            return new Container(reader, type);
        }

        @Override
        public @Nullable Object deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return in.hasToken(JsonToken.VALUE_STRING) && JsonText.isOfArrayOrObject(in.getText())
                    ? JsonBinding.MAPPER.convertValue(JsonText.read(in.getText()), type)
                    : super.deserialize(in, context);
        }
    }
}

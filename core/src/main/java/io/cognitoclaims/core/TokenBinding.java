package io.cognitoclaims.core;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds all claims of a token to a type of the application's, for {@link CognitoToken#as}. */
final class TokenBinding {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .addHandler(new JsonAsText())
            .addModule(new SimpleModule().addDeserializer(Instant.class, new NumericDate()))
            .build();

    private TokenBinding() {}

    static <V> V bind(Map<String, @Nullable Object> claims, Class<V> type) {
        try {
            return MAPPER.convertValue(claims, type);
        } catch (IllegalArgumentException e) {
            if (e.getCause() instanceof InvalidDefinitionException) {
                throw new IllegalArgumentException("type: " + type.getName() + " can't be bound", e.getCause());
            }
            // Without the cause: Jackson's messages quote values.
            throw new ClaimValueException(nameOf(e.getCause()), "what " + type.getSimpleName() + " declares");
        }
    }

    private static String nameOf(@Nullable Throwable cause) {
        return cause instanceof JsonMappingException e && !e.getPath().isEmpty()
                ? String.valueOf(e.getPath().get(0).getFieldName())
                : "(all)";
    }

    /** Arrays and objects as events of version 1 carry them: as their JSON text. */
    private static final class JsonAsText extends DeserializationProblemHandler {
        @Override
        public Object handleUnexpectedToken(
                DeserializationContext context, JavaType type, JsonToken token, JsonParser in, String failure)
                throws IOException {
            return token == JsonToken.VALUE_STRING ? read(in.getText(), type, NOT_HANDLED) : NOT_HANDLED;
        }

        @Override
        public Object handleMissingInstantiator(
                DeserializationContext context, Class<?> type, ValueInstantiator maker, JsonParser in, String failure)
                throws IOException {
            return in.hasToken(JsonToken.VALUE_STRING)
                    ? read(in.getText(), context.constructType(type), NOT_HANDLED)
                    : NOT_HANDLED;
        }

        private static Object read(String text, JavaType type, Object otherwise) throws IOException {
            return text.startsWith("[") || text.startsWith("{") ? MAPPER.readValue(text, type) : otherwise;
        }
    }

    /** Seconds since 1970, as everywhere in tokens (RFC 7519, section 2); as text in events of version 1. */
    private static final class NumericDate extends StdDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        NumericDate() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            Object json = in.hasToken(JsonToken.VALUE_STRING) ? in.getText() : in.getDecimalValue();
            return Claim.instant(String.valueOf(in.currentName())).decode(json);
        }
    }
}

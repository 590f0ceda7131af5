package io.cognitoclaims.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Touches Jackson, as {@link JsonDeclaration} does: both are loaded when a claim of {@link Claim#json} is declared. */
final class JsonBinding {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private JsonBinding() {}

    static Object toJson(Object value) {
        return MAPPER.convertValue(value, Object.class);
    }

    static <V> V fromJson(Object json, Class<V> type) {
        if (json instanceof String text && type != String.class) {
            try {
                return MAPPER.readValue(text, type);
            } catch (JsonProcessingException e) {
                // Not the JSON text of a value, so the value itself: a constant, a UUID.
            }
        }
        return MAPPER.convertValue(json, type);
    }
}

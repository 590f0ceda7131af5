package io.cognitoclaims.core;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
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
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .addModule(new SimpleModule().addDeserializer(Instant.class, new NumericDate()))
            .build();

    private TokenBinding() {}

    static <V> V bind(Map<String, @Nullable Object> claims, Class<V> type) {
        try {
            return MAPPER.convertValue(claims, type);
        } catch (IllegalArgumentException e) {
            // Without the cause: Jackson's messages quote values.
            throw new ClaimValueException(nameOf(e.getCause()), "what " + type.getSimpleName() + " declares");
        }
    }

    private static String nameOf(@Nullable Throwable cause) {
        return cause instanceof JsonMappingException e && !e.getPath().isEmpty()
                ? String.valueOf(e.getPath().get(0).getFieldName())
                : "(all)";
    }

    /** Seconds since 1970, as everywhere in tokens (RFC 7519, section 2). */
    private static final class NumericDate extends StdDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        NumericDate() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return Claim.instant(String.valueOf(in.currentName())).decode(in.getDecimalValue());
        }
    }
}

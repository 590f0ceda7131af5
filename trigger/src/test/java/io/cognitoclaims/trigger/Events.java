package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Consumer;

/** Events to start from, and JSON read by another library than the trigger's. */
final class Events {
    static final String V1 = file("v1-authentication.json");
    static final String V2 = file("v2-hosted-auth.json");
    static final String ODD_SHAPES = file("v2-doc-odd-shapes.json");
    static final String MACHINE = file("v3-client-credentials.json");
    static final String SPARSE_MACHINE = file("v3-client-credentials-sparse.json");

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Events() {}

    static String file(String name) {
        try (InputStream in = Objects.requireNonNull(Events.class.getResourceAsStream("/events/" + name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the value as a resource server's parser gives it} */
    static Object plain(JsonNode json) {
        return MAPPER.convertValue(json, Object.class);
    }

    /** {@return the event with a fact changed} */
    static String with(String event, Consumer<ObjectNode> change) {
        ObjectNode json = (ObjectNode) json(event);
        change.accept(json);
        return json.toString();
    }

    static String withAttribute(String event, String name, String value) {
        return with(event, json -> ((ObjectNode) json.at("/request/userAttributes")).put(name, value));
    }
}

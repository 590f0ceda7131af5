package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collection;

/** JSON as it goes in and out of the trigger: UTF-8, and no member twice. */
final class Json {
    // Names are not interned, for whoever signs in chooses those of the client metadata.
    static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private Json() {}

    static byte[] write(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = FACTORY.createGenerator(bytes)) {
            content.writeTo(out);
        }
        return bytes.toByteArray();
    }

    /** {@return whether the text is Unicode} The generator writes half of a surrogate pair; readers differ about it. */
    static boolean isUnicode(String text) {
        return UTF_8.newEncoder().canEncode(text);
    }

    static void writeStrings(JsonGenerator out, String member, Collection<String> strings) throws IOException {
        out.writeArrayFieldStart(member);
        for (String string : strings) {
            out.writeString(string);
        }
        out.writeEndArray();
    }

    /** What writes itself as JSON. */
    interface Content {
        void writeTo(JsonGenerator out) throws IOException;
    }
}

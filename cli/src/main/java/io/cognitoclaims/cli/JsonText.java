package io.cognitoclaims.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON as it stands in a token or in a server's answer, to be shown: members keep their order, those that stand twice are
 * there twice. It is not the reader that judges tokens; that is core's, which is strict.
 */
final class JsonText {
    /** More than core accepts, so that what core refuses can be shown. */
    private static final int MAX_DEPTH = 64;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new WithDelete())
            .build();

    /** A member of an object. Values are strings, {@link Digits}, Booleans, lists, {@link Members} or null. */
    record Member(String name, @Nullable Object value) {}

    /** A number as it is written. */
    record Digits(String text) {}

    /** An object. */
    record Members(List<Member> list) {
        @Nullable
        Object get(String name) {
            for (Member member : list) {
                if (member.name().equals(name)) {
                    return member.value();
                }
            }
            return null;
        }

        /** {@return the string in this member; empty if there is none} */
        Optional<String> text(String name) {
            return Optional.ofNullable(get(name) instanceof String text ? text : null);
        }
    }

    /** What JSON escapes, and delete, which is ASCII too. */
    private static final class WithDelete extends CharacterEscapes {
        private static final long serialVersionUID = 1L;

        private final int[] escapes = standardAsciiEscapesForJSON();

        WithDelete() {
            escapes[0x7f] = ESCAPE_STANDARD;
        }

        @Override
        public int[] getEscapeCodesForAscii() {
            return escapes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int c) {
            return null;
        }
    }

    private JsonText() {}

    /**
     * {@return the object}
     *
     * @throws IOException if this is not one JSON object
     */
    static Members read(byte[] utf8) throws IOException {
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("not an object");
            }
            Members members = readObject(parser, 1);
            if (parser.nextToken() != null) {
                throw new IOException("something follows the object");
            }
            return members;
        }
    }

    /** {@return a generator of printable ASCII, whatever the strings are} */
    static JsonGenerator generator(StringWriter out) throws IOException {
        return FACTORY.createGenerator(out);
    }

    /** {@return the value for people: a string is without quotation marks} */
    static String show(@Nullable Object value) {
        return value instanceof String text ? text : compact(value);
    }

    static void write(JsonGenerator out, @Nullable Object value) throws IOException {
        if (value instanceof String text) {
            out.writeString(text);
        } else if (value instanceof Digits digits) {
            out.writeNumber(digits.text());
        } else if (value instanceof Boolean bool) {
            out.writeBoolean(bool);
        } else if (value instanceof Members members) {
            out.writeStartObject();
            for (Member member : members.list()) {
                out.writeFieldName(member.name());
                write(out, member.value());
            }
            out.writeEndObject();
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            for (Object one : list) {
                write(out, one);
            }
            out.writeEndArray();
        } else {
            out.writeNull();
        }
    }

    private static String compact(@Nullable Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = generator(text)) {
            out.disable(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature());
            write(out, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static Members readObject(JsonParser parser, int depth) throws IOException {
        List<Member> members = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.add(new Member(name, readValue(parser, depth)));
        }
        return new Members(members);
    }

    private static @Nullable Object readValue(JsonParser parser, int depth) throws IOException {
        if (depth >= MAX_DEPTH) {
            throw new IOException("nested too deeply");
        }
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new IOException("cut off");
        }
        return switch (token) {
            case START_OBJECT -> readObject(parser, depth + 1);
            case START_ARRAY -> readArray(parser, depth + 1);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Digits(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IOException("not a value");
        };
    }

    private static List<@Nullable Object> readArray(JsonParser parser, int depth) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            list.add(readValue(parser, depth));
        }
        return list;
    }
}

package io.cognitoclaims.testing;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) into a {@link String}, {@link Boolean}, {@link Number}, {@link List}, {@link Map} or null: the
 * same types that {@link Json} writes.
 */
final class JsonReader {
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private static final int MAX_DEPTH = 500;

    private final String text;
    private int position;

    private JsonReader(String text) {
        this.text = text;
    }

    /**
     * {@return the value of this JSON string}
     *
     * @throws IllegalArgumentException if it is not JSON, has a duplicate member, or is nested more than 500 levels deep;
     *     the message does not quote it
     */
    static @Nullable Object read(String text) {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value(1);
        reader.peek();
        if (reader.position < text.length()) {
            throw reader.malformed();
        }
        return value;
    }

    private @Nullable Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw malformed();
        }
        char first = peek();
        if (first == '{') {
            return object(depth);
        }
        if (first == '[') {
            return array(depth);
        }
        if (first == '"') {
            return string();
        }
        return first == '-' || Character.isDigit(first) ? number() : word();
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        take('{');
        while (peek() != '}') {
            if (!members.isEmpty()) {
                take(',');
            }
            peek();
            String name = string();
            take(':');
            if (members.containsKey(name)) {
                throw malformed();
            }
            members.put(name, value(depth + 1));
        }
        take('}');
        return members;
    }

    private List<@Nullable Object> array(int depth) {
        List<@Nullable Object> elements = new ArrayList<>();
        take('[');
        while (peek() != ']') {
            if (!elements.isEmpty()) {
                take(',');
            }
            elements.add(value(depth + 1));
        }
        take(']');
        return elements;
    }

    private String string() {
        take('"');
        StringBuilder string = new StringBuilder();
        while (next() != '"') {
            char character = text.charAt(position++);
            if (character < ' ') {
                throw malformed();
            }
            string.append(character == '\\' ? escaped() : character);
        }
        position++;
        return string.toString();
    }

    private char escaped() {
        char kind = next();
        position++;
        int plain = "\"\\/bfnrt".indexOf(kind);
        if (plain >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(plain);
        }
        String digits = text.substring(position, Math.min(position + 4, text.length()));
        if (kind != 'u' || !digits.matches("[0-9a-fA-F]{4}")) {
            throw malformed();
        }
        position += 4;
        return (char) Integer.parseInt(digits, 16);
    }

    private Number number() {
        Matcher number = NUMBER.matcher(text).region(position, text.length());
        if (!number.lookingAt()) {
            throw malformed();
        }
        position = number.end();
        if (number.group(1) != null || number.group(2) != null) {
            return new BigDecimal(number.group());
        }
        BigInteger whole = new BigInteger(number.group());
        return whole.bitLength() < Long.SIZE ? (Number) whole.longValue() : whole;
    }

    private @Nullable Boolean word() {
        for (String word : List.of("true", "false", "null")) {
            if (text.startsWith(word, position)) {
                position += word.length();
                return word.equals("null") ? null : (Boolean) word.equals("true");
            }
        }
        throw malformed();
    }

    private void take(char expected) {
        if (peek() != expected) {
            throw malformed();
        }
        position++;
    }

    /** {@return the next character that is not white space, and moves to it; 0 at the end} */
    private char peek() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
        return position < text.length() ? text.charAt(position) : 0;
    }

    private char next() {
        if (position == text.length()) {
            throw malformed();
        }
        return text.charAt(position);
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException(
                "not JSON, or a member twice, or nested too deeply; noticed at character " + position);
    }
}

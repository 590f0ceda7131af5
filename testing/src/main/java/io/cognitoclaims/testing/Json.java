package io.cognitoclaims.testing;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes JSON (RFC 8259) as Cognito does: without spaces, and with slashes escaped. */
final class Json {
    private Json() {}

    /**
     * {@return the JSON text of a {@link String}, {@link Boolean}, {@link Number}, {@link List}, {@link Map} or null} The
     * members of a map are written in the order of their names, because many maps have no order of their own.
     *
     * @throws IllegalArgumentException if the value, or one inside it, is of another type
     */
    static String write(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return String.valueOf(value);
        }
        if (value instanceof String text) {
            return quote(text);
        }
        if (value instanceof Number number) {
            return writeNumber(number);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Json::write).collect(joining(",", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return object(members(map));
        }
        throw new IllegalArgumentException("no JSON form: " + value.getClass().getName());
    }

    /** {@return a JSON object of members whose values are already JSON, in the order of the map} */
    static String object(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> quote(member.getKey()) + ":" + member.getValue())
                .collect(joining(",", "{", "}"));
    }

    private static Map<String, String> members(Map<?, ?> map) {
        Map<String, String> members = new TreeMap<>();
        for (Entry<?, ?> member : map.entrySet()) {
            if (!(member.getKey() instanceof String name)) {
                throw new IllegalArgumentException("no JSON form: a map whose keys are not strings");
            }
            members.put(name, write(member.getValue()));
        }
        return members;
    }

    private static String writeNumber(Number number) {
        boolean whole = number instanceof Integer
                || number instanceof Long
                || number instanceof Short
                || number instanceof Byte
                || number instanceof BigInteger;
        boolean finite = (number instanceof Double || number instanceof Float) && Double.isFinite(number.doubleValue());
        if (whole || finite || number instanceof BigDecimal) {
            return number.toString();
        }
        throw new IllegalArgumentException(
                "no JSON form: " + number.getClass().getName() + ", or a number that is not finite");
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(character -> appendEscaped(quoted, character));
        return quoted.append('"').toString();
    }

    private static void appendEscaped(StringBuilder quoted, int character) {
        // Half a surrogate pair has no UTF-8 form, so it can only be written as an escape.
        boolean surrogate = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
        if (character < ' ' || surrogate) {
            quoted.append(String.format("\\u%04x", character));
        } else if (character == '"' || character == '\\' || character == '/') {
            quoted.append('\\').append((char) character);
        } else {
            quoted.appendCodePoint(character);
        }
    }
}

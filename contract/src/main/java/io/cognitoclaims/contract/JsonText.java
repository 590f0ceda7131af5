package io.cognitoclaims.contract;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON text of a claim's value, without a library and strictly (RFC 8259): nothing after the value, no duplicate
 * member, at most {@value #MAX_DEPTH} levels, no number that would be costly to compute with.
 */
final class JsonText {
    /** The same depth that tokens may have. */
    private static final int MAX_DEPTH = 32;
    /** Longer than any {@code double} that is written out, and too short to be costly. */
    private static final int MAX_NUMBER_LENGTH = 400;

    private static final int MAX_EXPONENT_DIGITS = 3;
    private static final int MAX_LONG_DIGITS = 18;
    /** Beyond this scale a {@link BigDecimal} is small in memory, but huge when code computes with it. */
    private static final int MAX_SCALE = 1_400;
    /** As many bits as a number of {@value #MAX_SCALE} digits has. */
    private static final int MAX_BITS = 4_651;

    private final String text;
    private int position;
    private int depth;

    private JsonText(String text) {
        this.text = text;
    }

    /** {@return the number in a string that is exactly a JSON number} */
    static BigDecimal readNumber(String text) {
        JsonText in = new JsonText(text);
        BigDecimal number = in.readNumber();
        if (in.position != text.length()) {
            throw malformed();
        }
        return number;
    }

    /** {@return the number, if it is safe to compute with} */
    static BigDecimal requireSane(BigDecimal number) {
        if (Math.abs((long) number.scale()) > MAX_SCALE
                || number.unscaledValue().bitLength() > MAX_BITS) {
            throw new IllegalArgumentException("a number out of all proportion");
        }
        return number;
    }

    /** {@return the number, if it is safe to compute with} */
    static BigDecimal requireSane(BigInteger number) {
        if (number.bitLength() > MAX_BITS) {
            throw new IllegalArgumentException("a number out of all proportion");
        }
        return new BigDecimal(number);
    }

    /** {@return whether the text, if it is a JSON value at all, can only be an array or an object} */
    static boolean isOfArrayOrObject(String text) {
        JsonText in = new JsonText(text);
        in.skipBlanks();
        return in.isAt('[') || in.isAt('{');
    }

    /** {@return the value: a string, boolean, {@link List} or {@link Map}, a {@link Long} where a number is whole and has at
     *     most 18 digits, another {@link BigDecimal}, or null} */
    static @Nullable Object read(String text) {
        JsonText in = new JsonText(text);
        @Nullable Object value = in.readValue();
        in.skipBlanks();
        if (in.position != text.length()) {
            throw malformed();
        }
        return value;
    }

    private @Nullable Object readValue() {
        skipBlanks();
        if (isAt('[')) {
            return readArray();
        } else if (isAt('{')) {
            return readObject();
        } else if (isAt('"')) {
            return readString();
        } else if (skip("true")) {
            return true;
        } else if (skip("false")) {
            return false;
        } else if (skip("null")) {
            return null;
        }
        BigDecimal number = readNumber();
        return number.scale() == 0 && number.precision() <= MAX_LONG_DIGITS ? (Number) number.longValue() : number;
    }

    private List<@Nullable Object> readArray() {
        enter('[');
        List<@Nullable Object> array = new ArrayList<>();
        if (!accept(']')) {
            do {
                array.add(readValue());
            } while (accept(','));
            require(']');
        }
        depth--;
        return Collections.unmodifiableList(array);
    }

    private Map<String, @Nullable Object> readObject() {
        enter('{');
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        if (!accept('}')) {
            do {
                String name = readString();
                require(':');
                int before = object.size();
                object.put(name, readValue());
                if (object.size() == before) {
                    throw malformed();
                }
            } while (accept(','));
            require('}');
        }
        depth--;
        return Collections.unmodifiableMap(object);
    }

    private void enter(char bracket) {
        require(bracket);
        if (++depth > MAX_DEPTH) {
            throw malformed();
        }
    }

    private String readString() {
        require('"');
        StringBuilder string = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            if (c < ' ') {
                throw malformed();
            }
            string.append(c == '\\' ? readEscape() : c);
        }
        return string.toString();
    }

    private char readEscape() {
        char c = next();
        int simple = "\"\\/bfnrt".indexOf(c);
        if (simple >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(simple);
        }
        if (c != 'u' || position + 4 > text.length()) {
            throw malformed();
        }
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            char hex = next();
            int digit = hex < 128 ? Character.digit(hex, 16) : -1;
            if (digit < 0) {
                throw malformed();
            }
            unit = unit * 16 + digit;
        }
        return (char) unit;
    }

    private BigDecimal readNumber() {
        int start = position;
        skip('-');
        int first = position;
        boolean plain = skipDigits() > 0;
        plain &= position - first == 1 || !text.startsWith("0", first);
        if (skip('.')) {
            plain &= skipDigits() > 0;
        }
        if (skip('e') || skip('E')) {
            if (!skip('+')) {
                skip('-');
            }
            int digits = skipDigits();
            plain &= digits > 0 && digits <= MAX_EXPONENT_DIGITS;
        }
        if (!plain || position - start > MAX_NUMBER_LENGTH) {
            throw malformed();
        }
        return new BigDecimal(text.substring(start, position));
    }

    private int skipDigits() {
        int start = position;
        while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            position++;
        }
        return position - start;
    }

    private boolean isAt(char c) {
        return position < text.length() && text.charAt(position) == c;
    }

    private boolean accept(char c) {
        skipBlanks();
        return skip(c);
    }

    private boolean skip(char c) {
        boolean found = isAt(c);
        if (found) {
            position++;
        }
        return found;
    }

    private boolean skip(String word) {
        boolean found = text.startsWith(word, position);
        if (found) {
            position += word.length();
        }
        return found;
    }

    private void require(char c) {
        if (!accept(c)) {
            throw malformed();
        }
    }

    private char next() {
        if (position == text.length()) {
            throw malformed();
        }
        return text.charAt(position++);
    }

    private void skipBlanks() {
        while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("not the JSON text of a value");
    }
}

package io.cognitoclaims.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** The little JSON text that is read without a library: numbers, and arrays of strings (RFC 8259). */
final class JsonText {
    /** Longer than any number that a {@code double} can be written as, and too short to be costly. */
    private static final int MAX_NUMBER_LENGTH = 400;

    private static final int MAX_EXPONENT_DIGITS = 3;
    /** Beyond it a {@link BigDecimal} is small in memory, and huge once somebody computes with it. */
    private static final int MAX_SCALE = 1_400;

    private final String text;
    private int position;

    private JsonText(String text) {
        this.text = text;
    }

    /** {@return the number that is written exactly as JSON writes numbers} */
    static BigDecimal readNumber(String text) {
        JsonText in = new JsonText(text);
        in.skip('-');
        int first = in.position;
        boolean plain = text.length() <= MAX_NUMBER_LENGTH && in.skipDigits() > 0;
        plain &= in.position - first == 1 || !text.startsWith("0", first);
        if (in.skip('.')) {
            plain &= in.skipDigits() > 0;
        }
        if (in.skip('e') || in.skip('E')) {
            if (!in.skip('+')) {
                in.skip('-');
            }
            int digits = in.skipDigits();
            plain &= digits > 0 && digits <= MAX_EXPONENT_DIGITS;
        }
        if (!plain || in.position != text.length()) {
            throw new IllegalArgumentException("not a JSON number");
        }
        return new BigDecimal(text);
    }

    /** {@return the number, with which it is safe to compute} */
    static BigDecimal requireSane(BigDecimal number) {
        if (Math.abs((long) number.scale()) > MAX_SCALE) {
            throw new IllegalArgumentException("a number out of all proportion");
        }
        return number;
    }

    static List<String> readStrings(String text) {
        JsonText in = new JsonText(text);
        List<String> strings = new ArrayList<>();
        in.require('[');
        if (!in.accept(']')) {
            do {
                strings.add(in.readString());
            } while (in.accept(','));
            in.require(']');
        }
        in.skipBlanks();
        if (in.position != text.length()) {
            throw malformed();
        }
        return List.copyOf(strings);
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

    private int skipDigits() {
        int start = position;
        while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            position++;
        }
        return position - start;
    }

    private boolean accept(char c) {
        skipBlanks();
        return skip(c);
    }

    private boolean skip(char c) {
        boolean found = position < text.length() && text.charAt(position) == c;
        if (found) {
            position++;
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
        return new IllegalArgumentException("not a JSON array of strings");
    }
}

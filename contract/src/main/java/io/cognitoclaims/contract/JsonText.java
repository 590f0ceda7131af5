package io.cognitoclaims.contract;

import java.util.ArrayList;
import java.util.List;

/** The little JSON text that is read without a library: numbers, and arrays of strings (RFC 8259). */
final class JsonText {
    /** Longer than any number that a {@code double} can be written as, and too short to be costly. */
    private static final int MAX_NUMBER_LENGTH = 400;

    private final String text;
    private int position;

    private JsonText(String text) {
        this.text = text;
    }

    /** {@return the text, which is short enough and starts as a JSON number does; the rest is BigDecimal's to judge} */
    static String requireNumber(String text) {
        char first = text.isEmpty() ? ' ' : text.charAt(0);
        if (text.length() > MAX_NUMBER_LENGTH || (first != '-' && (first < '0' || first > '9'))) {
            throw new IllegalArgumentException("not a JSON number");
        }
        return text;
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
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw malformed();
            }
            unit = unit * 16 + digit;
        }
        return (char) unit;
    }

    private boolean accept(char c) {
        skipBlanks();
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

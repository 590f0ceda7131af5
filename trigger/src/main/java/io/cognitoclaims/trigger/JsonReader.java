package io.cognitoclaims.trigger;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON object (<a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>) strictly and without a member
 * twice. Objects become {@link Map}s, arrays {@link List}s; strings, numbers, true and false are their text; null is
 * null. It remembers where the value of one member of the outermost object stands.
 */
final class JsonReader {
    private static final int MAX_DEPTH = 500;

    private final String text;
    private final String markedMember;
    private int position;
    private int markStart = -1;
    private int markEnd = -1;

    JsonReader(String text, String markedMember) {
        this.text = text;
        this.markedMember = markedMember;
    }

    Map<String, @Nullable Object> readWhole() {
        skipBlanks();
        require('{');
        Map<String, @Nullable Object> members = readMembers(1);
        skipBlanks();
        if (position < text.length()) {
            throw malformed();
        }
        return members;
    }

    /** {@return where the value of the marked member starts, or -1 if there is no such member} */
    int markStart() {
        return markStart;
    }

    /** {@return the place behind the value of the marked member, or -1 if there is no such member} */
    int markEnd() {
        return markEnd;
    }

    private @Nullable Object readValue(int depth) {
        if (depth > MAX_DEPTH) {
            throw malformed();
        }
        char first = next();
        return switch (first) {
            case '{' -> readMembers(depth);
            case '[' -> readElements(depth);
            case '"' -> readString();
            case 't' -> readWord("true");
            case 'f' -> readWord("false");
            case 'n' -> {
                readWord("null");
                yield null;
            }
            default -> readNumber();
        };
    }

    private Map<String, @Nullable Object> readMembers(int depth) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        skipBlanks();
        if (skip('}')) {
            return members;
        }
        do {
            skipBlanks();
            require('"');
            String name = readString();
            skipBlanks();
            require(':');
            skipBlanks();
            if (members.containsKey(name)) {
                throw malformed();
            }
            members.put(name, depth == 1 && name.equals(markedMember) ? readMarked() : readValue(depth + 1));
            skipBlanks();
        } while (skip(','));
        require('}');
        return Collections.unmodifiableMap(members);
    }

    private @Nullable Object readMarked() {
        markStart = position;
        Object value = readValue(2);
        markEnd = position;
        return value;
    }

    private List<@Nullable Object> readElements(int depth) {
        List<@Nullable Object> elements = new ArrayList<>();
        skipBlanks();
        if (skip(']')) {
            return elements;
        }
        do {
            skipBlanks();
            elements.add(readValue(depth + 1));
            skipBlanks();
        } while (skip(','));
        require(']');
        return elements;
    }

    private String readString() {
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
        char escape = next();
        return switch (escape) {
            case '"', '\\', '/' -> escape;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) (readHex() << 12 | readHex() << 8 | readHex() << 4 | readHex());
            default -> throw malformed();
        };
    }

    private int readHex() {
        char c = next();
        // Character.digit takes the digits of other scripts too.
        int digit = c < 128 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            throw malformed();
        }
        return digit;
    }

    private String readNumber() {
        int start = --position;
        skip('-');
        if (!skip('0')) {
            readDigits();
        }
        if (skip('.')) {
            readDigits();
        }
        if (skip('e') || skip('E')) {
            if (!skip('+')) {
                skip('-');
            }
            readDigits();
        }
        return text.substring(start, position);
    }

    private void readDigits() {
        int start = position;
        while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            position++;
        }
        if (position == start) {
            throw malformed();
        }
    }

    private String readWord(String word) {
        if (!text.startsWith(word, position - 1)) {
            throw malformed();
        }
        position += word.length() - 1;
        return word;
    }

    private void skipBlanks() {
        while (skip(' ') || skip('\n') || skip('\r') || skip('\t')) {
            // skip moves on
        }
    }

    private void require(char expected) {
        if (!skip(expected)) {
            throw malformed();
        }
    }

    private boolean skip(char expected) {
        boolean there = position < text.length() && text.charAt(position) == expected;
        position += there ? 1 : 0;
        return there;
    }

    private char next() {
        if (position == text.length()) {
            throw malformed();
        }
        return text.charAt(position++);
    }

    private RefusedException malformed() {
        return new RefusedException(
                "the event is not a JSON object, or has a member twice, or is nested too deeply; noticed at character "
                        + position);
    }
}

package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object, strictly (RFC 8259): no second value after it, no duplicate member at any depth, valid UTF-8, no
 * unpaired surrogates, at most {@value #MAX_DEPTH} levels, no number that would be costly to compute with.
 *
 * <p>Objects become {@link Map} and arrays become {@link List}, both unmodifiable. Numbers become {@link Long} if they are
 * whole and have at most 18 digits, otherwise {@link BigDecimal}. Null stays null.
 */
final class Json {
    static final int MAX_DEPTH = 32;
    /** Enough for every {@code double} written out in full. */
    private static final int MAX_NUMBER_LENGTH = 400;

    private static final int MAX_EXPONENT = 400;
    private static final int MAX_LONG_DIGITS = 18;

    private final byte[] in;
    private int position;
    private int depth;
    private int heapBytes;
    private Map<String, @Nullable Object> object = Map.of();

    private Json(byte[] in) {
        this.in = in;
    }

    static Map<String, @Nullable Object> readObject(byte[] utf8) throws MalformedJsonException {
        return read(utf8).object();
    }

    /** Reads a document that is one object. */
    static Json read(byte[] utf8) throws MalformedJsonException {
        Json json = new Json(utf8);
        if (json.peekToken() != '{') {
            throw malformed("not an object");
        }
        json.object = json.readObject();
        json.skipBlanks();
        if (json.position != utf8.length) {
            throw malformed("something follows the object");
        }
        return json;
    }

    /** {@return the object that was read} */
    Map<String, @Nullable Object> object() {
        return object;
    }

    /** {@return how much memory the object takes, as {@link HeapSize} counts it} */
    int heapBytes() {
        return heapBytes;
    }

    private @Nullable Object readValue() throws MalformedJsonException {
        return switch (peekToken()) {
            case '{' -> readObject();
            case '[' -> readArray();
            case '"' -> readString();
            case 't' -> readLiteral("true", true);
            case 'f' -> readLiteral("false", false);
            case 'n' -> readLiteral("null", null);
            default -> readNumber();
        };
    }

    private Map<String, @Nullable Object> readObject() throws MalformedJsonException {
        enter();
        if (accept('}')) {
            depth--;
            return Collections.emptyMap();
        }
        int capacity = depth == 1 ? 32 : 8;
        Map<String, @Nullable Object> object = new HashMap<>(capacity);
        do {
            if (peekToken() != '"') {
                throw malformed("a member has no name");
            }
            String name = readString();
            require(':');
            int before = object.size();
            object.put(name, readValue());
            if (object.size() == before) {
                throw malformed("a member stands twice");
            }
        } while (accept(','));
        require('}');
        depth--;
        heapBytes += HeapSize.ofMap(object.size(), capacity);
        return Collections.unmodifiableMap(object);
    }

    private List<@Nullable Object> readArray() throws MalformedJsonException {
        enter();
        if (accept(']')) {
            depth--;
            return Collections.emptyList();
        }
        List<@Nullable Object> array = new ArrayList<>();
        do {
            array.add(readValue());
        } while (accept(','));
        require(']');
        depth--;
        heapBytes += HeapSize.ofList(array.size());
        return Collections.unmodifiableList(array);
    }

    private void enter() throws MalformedJsonException {
        position++;
        if (++depth > MAX_DEPTH) {
            throw malformed("nested too deeply");
        }
    }

    private String readString() throws MalformedJsonException {
        int start = position + 1;
        int end = endOfPlain(start);
        if (at(end) == '"') {
            position = end + 1;
            @Nullable String common = CommonClaimNames.at(in, start, end - start);
            if (common != null) {
                return common;
            }
            heapBytes += HeapSize.ofString(end - start);
            return new String(in, start, end - start, ISO_8859_1);
        }
        return readUnusualString(start, end);
    }

    private int endOfPlain(int start) {
        int end = start;
        while (end <= in.length - Long.BYTES) {
            long unusual = ByteLanes.notPlainInJson(ByteLanes.at(in, end));
            if (unusual != 0) {
                return end + ByteLanes.before(unusual);
            }
            end += Long.BYTES;
        }
        while (end < in.length && in[end] >= ' ' && in[end] != '"' && in[end] != '\\') {
            end++;
        }
        return end;
    }

    /** A string with escapes, or with characters beyond ASCII. */
    private String readUnusualString(int start, int firstUnusual) throws MalformedJsonException {
        int end = firstUnusual;
        boolean ascii = true;
        boolean escapes = false;
        for (byte b = at(end); b != '"'; b = at(++end)) {
            if (b == '\\') {
                escapes = true;
                end++;
            } else if (b < 0) {
                ascii = false;
            } else if (b < ' ') {
                throw malformed("a control character in a string");
            }
        }
        position = end + 1;
        int length = end - start;
        String raw = ascii ? new String(in, start, length, ISO_8859_1) : decodeUtf8(start, length);
        String string = escapes ? unescape(raw) : raw;
        heapBytes += HeapSize.of(string);
        return string;
    }

    private String decodeUtf8(int start, int length) throws MalformedJsonException {
        CharBuffer out = CharBuffer.allocate(length);
        boolean valid = !UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(in, start, length), out, true)
                .isError();
        if (!valid) {
            throw malformed("not valid UTF-8");
        }
        return out.flip().toString();
    }

    private static String unescape(String raw) throws MalformedJsonException {
        char[] text = new char[raw.length()];
        int length = 0;
        boolean units = false;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '\\') {
                char escape = raw.charAt(++i);
                int simple = "\"\\/bfnrt".indexOf(escape);
                if (simple >= 0) {
                    c = "\"\\/\b\f\n\r\t".charAt(simple);
                } else if (escape == 'u' && i + 4 < raw.length()) {
                    c = hexUnit(raw, i + 1);
                    i += 4;
                    units = true;
                } else {
                    throw malformed("an unknown escape");
                }
            }
            text[length++] = c;
        }
        String unescaped = new String(text, 0, length);
        if (units) {
            requirePairedSurrogates(unescaped);
        }
        return unescaped;
    }

    private static char hexUnit(String raw, int start) throws MalformedJsonException {
        int unit = 0;
        for (int i = start; i < start + 4; i++) {
            char c = raw.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw malformed("an unknown escape");
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    private static void requirePairedSurrogates(String text) throws MalformedJsonException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isLowSurrogate(c) || ++i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                throw malformed("an unpaired surrogate");
            }
        }
    }

    private @Nullable Object readLiteral(String literal, @Nullable Object value) throws MalformedJsonException {
        for (int i = 0; i < literal.length(); i++) {
            if (at(position++) != literal.charAt(i)) {
                throw malformed("an unknown word");
            }
        }
        return value;
    }

    private Number readNumber() throws MalformedJsonException {
        int start = position;
        boolean negative = skip('-');
        int integerStart = position;
        long value = skipDigits();
        int digits = position - integerStart;
        if (digits > 1 && in[integerStart] == '0') {
            throw malformed("a number with a leading zero");
        }
        boolean whole = true;
        if (skip('.')) {
            whole = false;
            skipDigits();
        }
        if (skip('e') || skip('E')) {
            whole = false;
            if (!skip('+')) {
                skip('-');
            }
            if (skipDigits() > MAX_EXPONENT) {
                throw malformed("a number out of all proportion");
            }
        }
        if (whole && digits <= MAX_LONG_DIGITS) {
            long number = negative ? -value : value;
            heapBytes += HeapSize.of(number);
            return number;
        }
        if (position - start > MAX_NUMBER_LENGTH) {
            throw malformed("a number out of all proportion");
        }
        heapBytes += HeapSize.ofDecimal(position - start);
        return new BigDecimal(new String(in, start, position - start, ISO_8859_1));
    }

    /** {@return the value of the skipped digits, or {@link Long#MAX_VALUE} if there are too many} */
    private long skipDigits() throws MalformedJsonException {
        int start = position;
        int end = start;
        long value = 0;
        while (end < in.length && in[end] >= '0' && in[end] <= '9') {
            // May overflow: the value is used only if there are few digits.
            value = value * 10 + (in[end] - '0');
            end++;
        }
        if (end == start) {
            throw malformed("not a value");
        }
        position = end;
        return end - start <= MAX_LONG_DIGITS ? value : Long.MAX_VALUE;
    }

    private boolean skip(char c) {
        boolean found = position < in.length && in[position] == c;
        if (found) {
            position++;
        }
        return found;
    }

    private boolean accept(char c) {
        skipBlanks();
        return skip(c);
    }

    private void require(char c) throws MalformedJsonException {
        if (!accept(c)) {
            throw malformed("'" + c + "' is missing");
        }
    }

    private byte peekToken() throws MalformedJsonException {
        skipBlanks();
        if (position == in.length) {
            throw malformed("cut off");
        }
        return in[position];
    }

    private byte at(int index) throws MalformedJsonException {
        if (index >= in.length) {
            throw malformed("cut off");
        }
        return in[index];
    }

    private void skipBlanks() {
        while (position < in.length) {
            byte b = in[position];
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return;
            }
            position++;
        }
    }

    private static MalformedJsonException malformed(String why) {
        return new MalformedJsonException(why);
    }
}

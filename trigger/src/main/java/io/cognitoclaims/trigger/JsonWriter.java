package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.HexFormat;

/** Writes JSON, the commas included. That names and values take turns is up to the caller. */
final class JsonWriter {
    private static final String SHORT_ESCAPES = "\"\"\\\\\bb\ff\nn\rr\tt";

    private final StringBuilder out = new StringBuilder(512);

    /** {@return whether the text is Unicode} Half of a surrogate pair is not, and readers of JSON differ about it. */
    static boolean isUnicode(String text) {
        return UTF_8.newEncoder().canEncode(text);
    }

    JsonWriter startObject() {
        return raw("{");
    }

    JsonWriter startObject(String member) {
        return name(member).startObject();
    }

    JsonWriter endObject() {
        out.append('}');
        return this;
    }

    JsonWriter startArray() {
        return raw("[");
    }

    JsonWriter endArray() {
        out.append(']');
        return this;
    }

    JsonWriter name(String member) {
        string(member);
        out.append(':');
        return this;
    }

    JsonWriter string(String text) {
        separate();
        out.append('"');
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            append(text.codePointAt(i));
        }
        out.append('"');
        return this;
    }

    JsonWriter string(String member, String text) {
        return name(member).string(text);
    }

    JsonWriter strings(String member, Collection<String> texts) {
        name(member).startArray();
        for (String text : texts) {
            string(text);
        }
        return endArray();
    }

    /** Writes a value that is JSON already. */
    JsonWriter raw(String json) {
        separate();
        out.append(json);
        return this;
    }

    /** {@return what was written so far} */
    @Override
    public String toString() {
        return out.toString();
    }

    private void separate() {
        char last = out.length() == 0 ? '[' : out.charAt(out.length() - 1);
        if (last != '{' && last != '[' && last != ':') {
            out.append(',');
        }
    }

    private void append(int c) {
        // Half of a surrogate pair has no UTF-8 form.
        boolean half = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        int escape = c < ' ' || c == '"' || c == '\\' ? SHORT_ESCAPES.indexOf(c) : -1;
        if (escape >= 0) {
            out.append('\\').append(SHORT_ESCAPES.charAt(escape + 1));
        } else if (c < ' ' || half) {
            out.append("\\u").append(HexFormat.of().toHexDigits((char) c));
        } else {
            out.appendCodePoint(c);
        }
    }
}

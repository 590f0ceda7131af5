package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON text of a claim's value. It is made when the claim is set: what can't travel is refused there, and what the
 * caller does to a list afterwards changes nothing.
 */
final class ClaimText {
    private static final Set<Class<?>> NUMBERS = Set.of(
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class);

    private final String claim;

    private ClaimText(String claim) {
        this.claim = claim;
    }

    static String of(String claim, Object value, EventForm form) {
        ClaimText writer = new ClaimText(claim);
        String text = writer.toText(value);
        // Events of version 1 carry strings only: what is not a string travels as its JSON text, in a string.
        return form == EventForm.V1 && !(value instanceof String) ? writer.toText(text) : text;
    }

    private String toText(Object value) {
        try {
            return new String(Json.write(out -> write(value, out)), UTF_8);
        } catch (IOException e) {
            // Without the cause: its message may quote the value.
            throw refused("nested too deeply");
        }
    }

    private void write(@Nullable Object value, JsonGenerator out) throws IOException {
        if (value instanceof String text) {
            out.writeString(requireUnicode(text));
        } else if (value instanceof Boolean flag) {
            out.writeBoolean(flag);
        } else if (value instanceof Number number) {
            out.writeNumber(exactText(number));
        } else if (value instanceof List<?> list) {
            writeList(list, out);
        } else if (value instanceof Map<?, ?> map) {
            writeMap(map, out);
        } else {
            throw refused(
                    value == null ? "null inside the value" : value.getClass().getName() + " is not JSON");
        }
    }

    private void writeList(List<?> list, JsonGenerator out) throws IOException {
        out.writeStartArray();
        for (Object element : list) {
            write(element, out);
        }
        out.writeEndArray();
    }

    private void writeMap(Map<?, ?> map, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (Map.Entry<?, ?> member : map.entrySet()) {
            if (!(member.getKey() instanceof String name)) {
                throw refused("a member's name is not a string");
            }
            out.writeFieldName(requireUnicode(name));
            write(member.getValue(), out);
        }
        out.writeEndObject();
    }

    private String requireUnicode(String text) {
        if (!Json.isUnicode(text)) {
            throw refused("a text is not Unicode");
        }
        return text;
    }

    private String exactText(Number number) {
        if (!NUMBERS.contains(number.getClass())) {
            throw refused(number.getClass().getName() + " is not JSON");
        }
        if ((number instanceof Double || number instanceof Float) && !Double.isFinite(number.doubleValue())) {
            throw refused("a number that is not finite");
        }
        return number.toString();
    }

    private RefusedException refused(String reason) {
        return new RefusedException("claim " + claim + ": can't be written as JSON: " + reason);
    }
}

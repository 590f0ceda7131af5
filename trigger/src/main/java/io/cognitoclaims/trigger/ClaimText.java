package io.cognitoclaims.trigger;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON text of a claim's value. It is created when the claim is set: a value without a JSON form is refused then, and
 * later changes to a list of the caller have no effect.
 */
final class ClaimText {
    private static final int MAX_DEPTH = 500;
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
    private final JsonWriter out = new JsonWriter();

    private ClaimText(String claim) {
        this.claim = claim;
    }

    static String of(String claim, Object value, EventForm form) {
        ClaimText text = new ClaimText(claim);
        text.write(value, 0);
        // Events of version 1 have only strings: a value that is not a string becomes its JSON text, in a string.
        return form == EventForm.V1 && !(value instanceof String)
                ? new JsonWriter().string(text.out.toString()).toString()
                : text.out.toString();
    }

    private void write(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw refused("nested too deeply");
        }
        if (value instanceof String text) {
            out.string(requireUnicode(text));
        } else if (value instanceof Boolean flag) {
            out.raw(flag.toString());
        } else if (value instanceof Number number) {
            out.raw(exactText(number));
        } else if (value instanceof List<?> list) {
            writeList(list, depth);
        } else if (value instanceof Map<?, ?> map) {
            writeMap(map, depth);
        } else {
            throw refused(
                    value == null ? "null inside the value" : value.getClass().getName() + " is not JSON");
        }
    }

    private void writeList(List<?> list, int depth) {
        out.startArray();
        for (Object element : list) {
            write(element, depth + 1);
        }
        out.endArray();
    }

    private void writeMap(Map<?, ?> map, int depth) {
        out.startObject();
        for (Map.Entry<?, ?> member : map.entrySet()) {
            if (!(member.getKey() instanceof String name)) {
                throw refused("a member's name is not a string");
            }
            out.name(requireUnicode(name));
            write(member.getValue(), depth + 1);
        }
        out.endObject();
    }

    private String requireUnicode(String text) {
        if (!JsonWriter.isUnicode(text)) {
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

package io.cognitoclaims.core;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The {@code Cookie} header of a request (RFC 6265, section 4.2.1), read in the same way in front of every container: they
 * differ in quotation marks, commas and broken pairs.
 */
final class CookieHeader {
    private CookieHeader() {}

    /** {@return the values of the cookies of this name that are not empty, as they are sent} */
    static List<String> valuesOf(String name, List<String> lines) {
        List<String> values = new ArrayList<>();
        forEach(lines, (other, value) -> {
            if (other.equals(name)) {
                values.add(value);
            }
        });
        return values;
    }

    /**
     * Applications empty a cookie to sign out, so an empty one counts as none, quoted or not.
     *
     * @param cookie takes the name and the value of each cookie that is not empty
     */
    static void forEach(List<String> lines, BiConsumer<String, String> cookie) {
        for (String line : lines) {
            for (String pair : line.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    String value = trim(pair.substring(equals + 1));
                    if (!value.replace("\"", "").isBlank()) {
                        cookie.accept(trim(pair.substring(0, equals)), value);
                    }
                }
            }
        }
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}

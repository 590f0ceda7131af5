package io.cognitoclaims.samples.demo;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** A piece of a page. Whatever is put into a template is escaped, unless it is such a piece itself. */
record Html(String text) {
    static final Html NOTHING = new Html("");

    /**
     * {@return {@code template} with {@code values} in its places}
     *
     * @param template HTML with places as {@link String#format} has them; never anything that came from outside
     * @param values pieces of HTML, collections of such pieces, and else text, numbers and the like
     */
    static Html of(String template, Object... values) {
        return new Html(String.format(
                Locale.ROOT, template, Arrays.stream(values).map(Html::place).toArray()));
    }

    private static Object place(Object value) {
        if (value instanceof Html html) {
            return html.text;
        }
        if (value instanceof Collection<?> pieces) {
            return pieces.stream().map(piece -> String.valueOf(place(piece))).collect(Collectors.joining());
        }
        return value instanceof Number ? value : escape(value.toString());
    }

    // In the order that keeps what was escaped before. Both quotes, since values go into attributes too.
    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

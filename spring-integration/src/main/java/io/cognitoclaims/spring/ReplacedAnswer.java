package io.cognitoclaims.spring;

import jakarta.servlet.http.HttpServletResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.http.HttpHeaders;

/** What the application has prepared of an answer that a refusal takes the place of. */
final class ReplacedAnswer {
    /** They describe a body, or belong to a status. All others stay, such as those for other origins and for sessions. */
    private static final Set<String> HEADERS = Set.of(
            "accept-ranges",
            "content-digest",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-length",
            "content-location",
            "content-md5",
            "content-range",
            "content-type",
            "digest",
            "etag",
            "expires",
            "last-modified",
            "location",
            "refresh",
            "repr-digest",
            "trailer");

    private ReplacedAnswer() {}

    static void clear(HttpHeaders headers) {
        HEADERS.forEach(headers::remove);
    }

    /** Only {@code reset} makes the stream available after {@code getWriter}. */
    static void clear(HttpServletResponse response) {
        Map<String, List<String>> kept = new LinkedHashMap<>();
        for (String name : response.getHeaderNames()) {
            if (!HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                kept.put(name, List.copyOf(response.getHeaders(name)));
            }
        }
        if (response.getTrailerFields() != null) {
            response.setTrailerFields(Map::of);
        }
        response.reset();
        kept.forEach((name, values) -> {
            // A container may have kept a value itself.
            response.setHeader(name, values.get(0));
            values.stream().skip(1).forEach(value -> response.addHeader(name, value));
        });
    }
}

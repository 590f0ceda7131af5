package io.cognitoclaims.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.servlet.ProblemFormat.Body;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** An answer in place of the application's. */
record Refusal(int status, Map<String, String> headers, Body body) {
    /** They describe a body, or belong to a status. All others stay, such as those for other origins and for sessions. */
    private static final Set<String> OF_REPLACED_ANSWER = Set.of(
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

    /**
     * Writes the answer without {@code sendError}, because the error pages of the container and of the application do not
     * know problem documents. An include cannot set the status or headers, and an answer that the client has seen cannot be
     * replaced; there, nothing is written.
     */
    void sendTo(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getDispatcherType() == DispatcherType.INCLUDE || response.isCommitted()) {
            return;
        }
        clear(response);
        byte[] bytes = body.text().getBytes(UTF_8);
        response.setStatus(status);
        headers.forEach(response::setHeader);
        response.setContentType(body.contentType());
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** Only {@code reset} makes the stream available after {@code getWriter}, and removes a header in every container. */
    private static void clear(HttpServletResponse response) {
        Map<String, List<String>> kept = new LinkedHashMap<>();
        for (String name : response.getHeaderNames()) {
            if (!OF_REPLACED_ANSWER.contains(name.toLowerCase(Locale.ROOT))) {
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

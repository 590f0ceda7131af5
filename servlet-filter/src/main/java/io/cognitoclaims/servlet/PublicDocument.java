package io.cognitoclaims.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;

/** What the documents for clients have in common: any script may read them, and anybody may keep them for an hour. */
final class PublicDocument {
    private static final String ORIGIN = "https?://[^/?#@\"\\\\]+";
    private static final String PLAIN = ORIGIN + "(/[A-Za-z0-9._~-]+)*/?";

    private PublicDocument() {}

    static void send(String document, HttpServletResponse response) throws IOException {
        byte[] body = document.getBytes(UTF_8);
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setHeader("Cache-Control", "max-age=3600");
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** MCP clients send a header for which browsers send a preflight first. */
    static void answerPreflight(HttpServletResponse response) {
        response.setHeader("Allow", "GET, HEAD, OPTIONS");
        response.setHeader("Access-Control-Allow-Origin", "*");
        response.setHeader("Access-Control-Allow-Methods", "GET");
        response.setHeader("Access-Control-Allow-Headers", "*");
    }

    static void requireAddress(String setting, URI address) {
        String text = requireNonNull(address, setting).toString();
        if (address.getHost() == null
                || !text.matches(PLAIN)
                || !address.normalize().equals(address)) {
            throw new IllegalArgumentException(setting + ": must be an https address (http is for development) of plain"
                    + " segments, was " + text);
        }
    }

    static void requireOrigin(String setting, URI origin) {
        String text = requireNonNull(origin, setting).toString();
        if (origin.getHost() == null || !text.matches(ORIGIN)) {
            throw new IllegalArgumentException(
                    setting + ": must be an https origin (http is for development), without a"
                            + " path and a slash at its end, was " + text);
        }
    }
}

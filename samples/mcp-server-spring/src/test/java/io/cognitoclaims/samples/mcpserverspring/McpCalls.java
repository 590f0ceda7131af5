package io.cognitoclaims.samples.mcpserverspring;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;

/** Calls a running server over HTTP, so that a test sees status and challenge, which clients of MCP libraries hide. */
record McpCalls(String port) {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Calls a tool of a server without sessions. */
    HttpResponse<String> tool(String name, @Nullable String token) throws Exception {
        return tool(name, token, null);
    }

    /** Calls a tool of a server with sessions, in a new one. */
    HttpResponse<String> toolInSession(String name, String token) throws Exception {
        HttpResponse<String> initialized = post("""
                {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18",
                "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}""", token, null);
        String session = initialized.headers().firstValue("Mcp-Session-Id").orElseThrow();
        post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}", token, session);
        return tool(name, token, session);
    }

    HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    static String challengeOf(HttpResponse<?> answer) {
        return answer.headers().firstValue("WWW-Authenticate").orElse("none");
    }

    private HttpResponse<String> tool(String name, @Nullable String token, @Nullable String session) throws Exception {
        return post(
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + name
                        + "\",\"arguments\":{}}}",
                token,
                session);
    }

    private HttpResponse<String> post(String message, @Nullable String token, @Nullable String session)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/mcp"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(message));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (session != null) {
            request.header("Mcp-Session-Id", session);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}

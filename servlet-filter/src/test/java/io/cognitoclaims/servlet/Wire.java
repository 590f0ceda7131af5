package io.cognitoclaims.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** An HTTP/1.1 client that sends the characters it is given, as no well-behaved client would. */
record Wire(int port) {
    /** {@return a header line with a good form} */
    static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    Answer get(String target, String... headerLines) {
        return send("GET", target, headerLines);
    }

    Answer send(String method, String target, String... headerLines) {
        return sendText(method, target, "", headerLines);
    }

    Answer sendText(String method, String target, String body, String... headerLines) {
        List<String> lines = new ArrayList<>(List.of(method + " " + target + " HTTP/1.1", "Host: localhost"));
        lines.add("Connection: close");
        lines.addAll(List.of(headerLines));
        if (!body.isEmpty()) {
            lines.add("Content-Length: " + body.length());
        }
        return exchange(String.join("\r\n", lines) + "\r\n\r\n" + body);
    }

    /** {@return all that the server says to two requests, which are sent at once} */
    String getTwo(String first, String second, String headerLine) {
        return talk("GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n\r\n".formatted(first, headerLine)
                + "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n\r\n"
                        .formatted(second, headerLine));
    }

    private Answer exchange(String request) {
        return Answer.parse(talk(request));
    }

    private String talk(String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An answer: its status, its header lines in their order, and all that came behind them. */
    record Answer(int status, List<String> headerLines, String body) {
        private static Answer parse(String text) {
            int end = text.indexOf("\r\n\r\n");
            List<String> lines = text.substring(0, end).lines().toList();
            int status = Integer.parseInt(lines.get(0).substring(9, 12));
            return new Answer(status, lines.subList(1, lines.size()), text.substring(end + 4));
        }

        /** {@return the values of this header, one a line} */
        List<String> header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headerLines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .toList();
        }

        /** {@return all that the server said, but for the moment at which it said it} */
        String withoutDate() {
            return Stream.concat(Stream.of(status + ""), headerLines.stream().filter(line -> !line.startsWith("Date:")))
                    .reduce(body, (all, line) -> line + "\n" + all);
        }
    }
}

package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Requests word for word: an HTTP client would write some headers itself, {@code Host} above all. */
final class RawHttp {
    private RawHttp() {}

    /** Sends a request whose only other header is one that ends the connection. */
    static Answer send(RunningPool pool, String method, String path, String body, String... headers) {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        if (!body.isEmpty()) {
            request.append("Content-Length: ")
                    .append(body.getBytes(UTF_8).length)
                    .append("\r\n");
        }
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(pool.domain()).getPort())) {
            socket.getOutputStream()
                    .write(request.append("\r\n").append(body).toString().getBytes(UTF_8));
            return Answer.read(new String(socket.getInputStream().readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * An answer.
     *
     * @param headers each as its line
     * @param body with the lengths of its chunks, if it has some
     */
    record Answer(int status, List<String> headers, String body) {
        static Answer read(String text) {
            int end = text.indexOf("\r\n\r\n");
            List<String> lines = new ArrayList<>(List.of(text.substring(0, end).split("\r\n", -1)));
            int status = Integer.parseInt(lines.remove(0).split(" ", 3)[1]);
            return new Answer(status, lines, text.substring(end + 4));
        }

        /** {@return the values of the header, one for each time that it is there} */
        List<String> header(String name) {
            return headers.stream()
                    .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .toList();
        }
    }
}

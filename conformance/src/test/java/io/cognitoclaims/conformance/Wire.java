package io.cognitoclaims.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One connection, over which the characters go that it is given; answers are read to their end and not further. */
final class Wire implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;
    private final InputStream in;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** {@return the answer} A server that answers and one that hangs up are both at rest; one that hangs is a fault. */
    Answer exchange(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        return read(request.startsWith("HEAD "));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private Answer read(boolean isHead) throws IOException {
        int status = Integer.parseInt(line().substring(9, 12));
        List<String> headerLines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            headerLines.add(line);
        }
        Answer head = new Answer(status, headerLines, "");
        return isHead || status == 204 || status == 304 ? head : new Answer(status, headerLines, body(head));
    }

    private String body(Answer head) throws IOException {
        if (head.header("Transfer-Encoding").contains("chunked")) {
            return chunks();
        }
        List<String> length = head.header("Content-Length");
        byte[] body = length.isEmpty() ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length.get(0)));
        return new String(body, ISO_8859_1);
    }

    private String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        for (int length = chunkLength(); length > 0; length = chunkLength()) {
            body.append(new String(in.readNBytes(length), ISO_8859_1));
            line();
        }
        line();
        return body.toString();
    }

    private int chunkLength() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            line.write(b);
        }
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** An answer: its status, its header lines in their order, and its body. */
    record Answer(int status, List<String> headerLines, String body) {
        /** {@return the values of this header, one a line} */
        List<String> header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headerLines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .toList();
        }

        /** {@return whether the server takes no further request on this connection} */
        boolean isLast() {
            return header("Connection").contains("close")
                    || (header("Content-Length").isEmpty()
                            && header("Transfer-Encoding").isEmpty()
                            && !body.isEmpty());
        }

        String text() {
            return String.join("\n", headerLines) + "\n" + body;
        }
    }
}

package io.cognitoclaims.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** One connection that asks one question after the other and waits for each answer (HTTP/1.1). */
final class Client implements AutoCloseable {
    private static final int END_OF_HEADERS = 0x0d0a0d0a;

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[8_192];

    Client(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /** {@return the bytes that ask for a pet with this token} */
    static byte[] request(String token) {
        return ("GET /api/pet HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                .getBytes(ISO_8859_1);
    }

    /** {@return the status of the answer} */
    int ask(byte[] request) throws IOException {
        socket.getOutputStream().write(request);
        int length = 0;
        int headers = -1;
        while (headers < 0) {
            length += read(length);
            headers = endOfHeaders(length);
        }
        String head = new String(buffer, 0, headers, ISO_8859_1).toLowerCase(Locale.ROOT);
        int total = headers + contentLength(head);
        while (length < total) {
            length += read(length);
        }
        return Integer.parseInt(head.substring(9, 12));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int read(int offset) throws IOException {
        int count = in.read(buffer, offset, buffer.length - offset);
        if (count <= 0) {
            throw new IOException("the answer was cut off, or is longer than expected");
        }
        return count;
    }

    private int endOfHeaders(int length) {
        int last = 0;
        for (int i = 0; i < length; i++) {
            last = last << 8 | buffer[i];
            if (last == END_OF_HEADERS) {
                return i + 1;
            }
        }
        return -1;
    }

    private static int contentLength(String head) {
        String name = "\r\ncontent-length:";
        int start = head.indexOf(name) + name.length();
        return Integer.parseInt(head.substring(start, head.indexOf('\r', start)).trim());
    }
}

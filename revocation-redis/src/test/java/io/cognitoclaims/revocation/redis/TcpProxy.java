package io.cognitoclaims.revocation.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between a client and a server, as a name does whose address changes, or a network that cuts connections. */
final class TcpProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicLong answeredBytes = new AtomicLong();
    private volatile long bytesBeforeCut = Long.MAX_VALUE;
    private volatile int target;

    TcpProxy(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    String address() {
        return "redis://127.0.0.1:" + listening.getLocalPort();
    }

    void leadTo(int port) {
        target = port;
    }

    /** Cuts all connections after the servers have answered so many bytes more, and lets new ones through. */
    void cutAfter(long bytes) {
        answeredBytes.set(0);
        bytesBeforeCut = bytes;
    }

    void cutNow() {
        for (Socket socket : open) {
            closeQuietly(socket);
        }
        open.clear();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        cutNow();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                open.add(client);
                try {
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                    open.add(server);
                    start(() -> copy(client, server, false));
                    start(() -> copy(server, client, true));
                } catch (IOException e) {
                    closeQuietly(client);
                }
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void copy(Socket from, Socket to, boolean isAnswer) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8_192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                long left = isAnswer ? bytesBeforeCut - answeredBytes.getAndAdd(read) : Long.MAX_VALUE;
                if (left <= read) {
                    out.write(buffer, 0, (int) Math.max(0, left));
                    bytesBeforeCut = Long.MAX_VALUE;
                    cutNow();
                    return;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // Cut.
        }
        closeQuietly(from);
        closeQuietly(to);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }
}

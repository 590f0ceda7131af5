package io.cognitoclaims.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * An {@code https} server on loopback that this JVM takes for a host of the internet: its proxy, which leads nowhere else,
 * and the host's certificate, which the JVM trusts, until this is closed.
 */
final class StandInForHost implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StandInForHost.class.getName());
    private static final char[] PASSWORD = "password".toCharArray();

    private final HttpsServer host;
    private final ServerSocket proxy;
    private final SSLContext trustBefore;
    private final ProxySelector proxyBefore;

    private StandInForHost(SSLContext trust) throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        this.host = HttpsServer.create(new InetSocketAddress(loopback, 0), 0);
        this.proxy = new ServerSocket(0, 50, loopback);
        this.trustBefore = SSLContext.getDefault();
        this.proxyBefore = ProxySelector.getDefault();
        host.setHttpsConfigurator(new HttpsConfigurator(trust));
    }

    /** Starts one that answers this path with this document. */
    static StandInForHost start(String name, String path, String document, Path directory) throws Exception {
        SSLContext trust = contextOf(certificateFor(name, directory));
        StandInForHost standIn = new StandInForHost(trust);
        standIn.host.createContext(path, exchange -> {
            byte[] body = document.getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        standIn.host.start();
        inBackground(standIn::acceptAll);
        SSLContext.setDefault(trust);
        ProxySelector.setDefault(ProxySelector.of((InetSocketAddress) standIn.proxy.getLocalSocketAddress()));
        return standIn;
    }

    @Override
    public void close() {
        ProxySelector.setDefault(proxyBefore);
        SSLContext.setDefault(trustBefore);
        host.stop(0);
        try {
            proxy.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyStore certificateFor(String name, Path directory) throws Exception {
        Path file = directory.resolve("host.p12");
        List<String> keytool = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD),
                "-storetype",
                "PKCS12",
                "-alias",
                "host",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name);
        int status = new ProcessBuilder(keytool)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        if (status != 0) {
            throw new IllegalStateException("keytool ended with " + status);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream content = Files.newInputStream(file)) {
            store.load(content, PASSWORD);
        }
        return store;
    }

    /** Both ends' context: the server has the key, the client trusts its certificate and no other. */
    private static SSLContext contextOf(KeyStore store) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("host", store.getCertificate("host"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private void acceptAll() throws IOException {
        while (!proxy.isClosed()) {
            Socket client = proxy.accept();
            inBackground(() -> tunnel(client));
        }
    }

    /** Answers {@code CONNECT} (RFC 9110, section 9.3.6). */
    private void tunnel(Socket client) throws IOException {
        try (client;
                Socket server = new Socket(
                        host.getAddress().getAddress(), host.getAddress().getPort())) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) client.getInputStream().read());
            }
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(ISO_8859_1));
            inBackground(() -> client.getInputStream().transferTo(server.getOutputStream()));
            server.getInputStream().transferTo(client.getOutputStream());
        }
    }

    private static void inBackground(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (IOException hungUp) {
                LOG.log(Level.FINE, "the other end hung up", hungUp);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }
}

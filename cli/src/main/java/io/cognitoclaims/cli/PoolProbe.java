package io.cognitoclaims.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.cli.JsonText.Members;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.JwksFetcher;
import io.cognitoclaims.core.UserPool;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Asks a user pool's servers, and says in words what is wrong with an answer. It follows no redirect. */
final class PoolProbe {
    /** A little more than the library waits, so that a slow answer is told as one. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final int MAX_BODY_LENGTH = 262_144;
    private static final String ORIGINAL = "https://cognito-idp.";
    private static final String UPDATED = "https://issuer-cognito-idp.";

    /** Reads key sets; whose they are does not matter for that. */
    private static final UserPool SOME_POOL = UserPool.fromIssuer("https://localhost/none");

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(TIMEOUT)
            .build();

    /** A server cannot be reached, or answers something unusable. The message says which, and quotes no body. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean unreachable;

        Fault(boolean unreachable, String message) {
            super(message, null, false, false);
            this.unreachable = unreachable;
        }

        boolean isUnreachable() {
            return unreachable;
        }
    }

    /**
     * An answer.
     *
     * @param date the server's time; null if it names none
     * @param tls the connection's security, in words
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
    record Answer(int status, byte[] body, @Nullable Instant date, Instant received, String tls) {}

    private PoolProbe() {}

    /** {@return the issuers that the pool may write} */
    static List<String> issuers(UserPool pool) {
        List<String> issuers = new ArrayList<>(List.of(pool.issuer()));
        if (pool.issuer().startsWith(ORIGINAL)) {
            String updated = UPDATED + pool.issuer().substring(ORIGINAL.length());
            if (pool.hasIssuer(updated)) {
                issuers.add(updated);
            }
        }
        return issuers;
    }

    static boolean isCognito(String issuer) {
        return issuer.startsWith(ORIGINAL) || issuer.startsWith(UPDATED);
    }

    /** {@return the proxy on the way to this address, null if there is none} */
    static @Nullable String proxy(URI address) {
        ProxySelector selector = ProxySelector.getDefault();
        List<Proxy> proxies = selector == null ? List.of() : selector.select(address);
        return proxies.stream()
                .filter(proxy -> proxy.type() != Proxy.Type.DIRECT)
                .findFirst()
                .map(proxy -> proxy.address() instanceof InetSocketAddress socket
                        ? socket.getHostString() + ":" + socket.getPort()
                        : proxy.toString())
                .orElse(null);
    }

    /** {@return the variable that names a proxy to other programs, null if there is none} */
    static @Nullable String proxyVariable() {
        Map<String, String> environment = System.getenv();
        for (String name : List.of("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")) {
            if (!environment.getOrDefault(name, "").isEmpty()) {
                return name;
            }
        }
        return null;
    }

    /** A key set that the library can use, with the id of each key and what tells that its material is another. */
    record Keys(Map<String, String> byId, Duration took) {}

    /** {@return the key set at this address, fetched and read as the library does it} */
    static Keys keys(URI keysUri) throws Fault {
        long begun = System.nanoTime();
        byte[] document = document(keysUri);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        try {
            JwksCache.create().preload(SOME_POOL, new String(document, UTF_8));
        } catch (IllegalArgumentException e) {
            String why = String.valueOf(e.getMessage()).replace("jwks: ", "");
            throw new Fault(false, "the answer is no usable key set: " + why);
        }
        Map<String, String> byId = new TreeMap<>();
        if (object(document).get("keys") instanceof List<?> list) {
            for (Object one : list) {
                if (one instanceof Members key) {
                    byId.put(
                            key.text("kid").orElse("(without kid)"),
                            key.text("n").orElse(""));
                }
            }
        }
        return new Keys(byId, took);
    }

    private static byte[] document(URI keysUri) throws Fault {
        return await(JwksFetcher.overHttp().fetch(keysUri));
    }

    static Members object(byte[] body) throws Fault {
        try {
            return JsonText.read(body);
        } catch (IOException e) {
            throw new Fault(false, "the answer is no JSON object");
        }
    }

    /** {@return the answer, if its status is 200} */
    static Answer get(URI uri) throws Fault {
        Answer answer = send(uri);
        int status = answer.status();
        if (status >= 300 && status < 400) {
            throw new Fault(false, "status " + status + ", a redirect, which the library does not follow");
        } else if (status != 200) {
            throw new Fault(false, "status " + status);
        } else if (answer.body().length > MAX_BODY_LENGTH) {
            throw new Fault(false, "the answer is longer than " + MAX_BODY_LENGTH + " bytes");
        }
        return answer;
    }

    /** {@return the status of the answer, whatever it is} */
    static int reach(URI uri) throws Fault {
        return send(uri).status();
    }

    private static Answer send(URI uri) throws Fault {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
        // On another thread, because a request's time-out ends with its headers: a body may come for ever.
        return await(CompletableFuture.supplyAsync(() -> {
            try {
                HttpResponse<InputStream> response = HTTP.send(request, BodyHandlers.ofInputStream());
                try (InputStream body = response.body()) {
                    return new Answer(
                            response.statusCode(),
                            body.readNBytes(MAX_BODY_LENGTH + 1),
                            date(response.headers().firstValue("Date").orElse("")),
                            Instant.now(),
                            tls(response.sslSession().orElse(null)));
                }
            } catch (IOException e) {
                throw new CompletionException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException(e);
            }
        }));
    }

    private static <T> T await(CompletableFuture<T> answer) throws Fault {
        try {
            return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw fault(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new Fault(true, "no whole answer within " + TIMEOUT.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(true, "interrupted");
        }
    }

    private static Fault fault(Throwable cause) {
        Throwable deepest = cause;
        for (Throwable each = cause; each != null; each = each.getCause()) {
            deepest = each;
            if (each instanceof SSLException || each instanceof CertificateException) {
                return new Fault(
                        true,
                        "this JVM does not trust the server's certificate, or speaks no TLS with it. If a proxy of"
                                + " your company opens TLS, its certificate must be in the JVM's trust store");
            } else if (each instanceof UnknownHostException || each instanceof UnresolvedAddressException) {
                return new Fault(true, "the host name is not known here: a wrong region, or no DNS");
            } else if (each instanceof HttpTimeoutException) {
                return new Fault(true, "no answer within " + TIMEOUT.toSeconds() + " s");
            }
        }
        if (deepest instanceof ConnectException || cause instanceof ConnectException) {
            return new Fault(true, "nothing accepts connections there");
        }
        // Of the library: it says what it refused, and quotes nothing.
        boolean ours = cause.getClass().getName().startsWith("io.cognitoclaims.");
        return ours
                ? new Fault(false, String.valueOf(cause.getMessage()))
                : new Fault(true, "the connection failed: " + deepest.getClass().getSimpleName());
    }

    private static @Nullable Instant date(String header) {
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String tls(@Nullable SSLSession session) {
        if (session == null) {
            return "none";
        }
        String until = "";
        try {
            for (Certificate certificate : session.getPeerCertificates()) {
                if (certificate instanceof X509Certificate x509) {
                    until = ", with a certificate until "
                            + When.local(x509.getNotAfter().toInstant());
                    break;
                }
            }
        } catch (SSLPeerUnverifiedException e) {
            until = ", without a certificate";
        }
        return session.getProtocol() + until;
    }
}

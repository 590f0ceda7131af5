package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether a request that a browser may have sent by itself comes from a page that may send it. The rules are those of Go's
 * {@code http.CrossOriginProtection}, and stricter for WebSocket handshakes and for requests that say nothing.
 *
 * @param trusted as browsers write them in {@code Origin}
 */
record OriginCheck(Set<String> trusted) {
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

    /** @throws IllegalArgumentException if one is no origin */
    static OriginCheck trusting(Collection<String> origins) {
        return new OriginCheck(origins.stream().map(OriginCheck::asSent).collect(Collectors.toUnmodifiableSet()));
    }

    /** @param mayBeSilent whether a request may pass that has neither {@code Sec-Fetch-Site} nor {@code Origin} */
    boolean passes(String method, Function<String, List<String>> headers, boolean mayBeSilent) {
        if (SAFE_METHODS.contains(method) && !isWebSocketHandshake(headers)) {
            return true;
        }
        List<String> origins = headers.apply("Origin");
        if (origins.size() > 1) {
            return false;
        }
        if (!origins.isEmpty() && trusted.contains(origins.get(0))) {
            return true;
        }
        List<String> sites = headers.apply("Sec-Fetch-Site");
        if (!sites.isEmpty()) {
            return sites.equals(List.of("same-origin")) || sites.equals(List.of("none"));
        }
        return origins.isEmpty() ? mayBeSilent : isOwn(origins.get(0), headers.apply("Host"));
    }

    /** Browsers open one for any page, and let that page read what comes. Over HTTP/2 its method is {@code CONNECT}. */
    private static boolean isWebSocketHandshake(Function<String, List<String>> headers) {
        return !headers.apply("Sec-WebSocket-Key").isEmpty()
                || headers.apply("Upgrade").stream()
                        .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("websocket"));
    }

    /** Without the scheme, which a server behind a proxy does not know. */
    private static boolean isOwn(String origin, List<String> hosts) {
        int start = origin.indexOf("://");
        return start > 0
                && hosts.size() == 1
                && origin.substring(start + "://".length()).equalsIgnoreCase(hosts.get(0));
    }

    private static String asSent(String origin) {
        try {
            URI uri = new URI(requireNonNull(origin, "trustedOrigins"));
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            String host = uri.getHost();
            if (host != null && uri.getPort() <= 65_535 && (scheme.equals("https") || scheme.equals("http"))) {
                boolean isDefault = uri.getPort() < 0 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
                String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
                String plain = scheme + "://" + host.toLowerCase(Locale.ROOT);
                if ((plain + port).equalsIgnoreCase(origin)) {
                    return isDefault ? plain : plain + port;
                }
            }
        } catch (URISyntaxException e) {
            // Answered below, as any other wrong origin
        }
        throw new IllegalArgumentException(
                "trustedOrigins: must be origins such as https://app.example.com, was " + origin);
    }
}

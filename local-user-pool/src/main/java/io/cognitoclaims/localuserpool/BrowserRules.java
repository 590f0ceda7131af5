package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What pages in a browser of this machine may ask of the pool, whose passwords and secrets anybody can read.
 *
 * <p>Each request must name this machine, or a host of the settings, so that no site can have its own name resolve to
 * this machine and read what the pool answers. Scripts may read the answers of the endpoints that clients call if their
 * page's origin is that of a callback URL or listed in the settings; the switches under {@code /_local} are for no page.
 * See <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">Fetch, CORS protocol</a>.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BrowserRules implements Filter {
    private static final String LONG_LOOPBACK = "[0:0:0:0:0:0:0:1]";
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]", LONG_LOOPBACK);

    private final Set<String> hosts;
    private final Set<String> origins;
    private final Clients clients;
    private final Map<String, String> methods;
    private final String refusedHost;
    private final JsonMapper json;

    BrowserRules(UserPoolSettings settings, Clients clients, PoolAddress address, JsonMapper json) {
        this.json = json;
        this.clients = clients;
        hosts = Stream.of(THIS_MACHINE, settings.hosts(), address.hosts())
                .flatMap(Collection::stream)
                .map(AsciiCase::lower)
                .collect(Collectors.toUnmodifiableSet());
        origins = Set.copyOf(settings.allowedOrigins());
        String issuer = "/" + settings.id() + "/.well-known/";
        methods = Map.of(
                "/",
                "POST",
                "/oauth2/token",
                "POST",
                "/oauth2/revoke",
                "POST",
                "/oauth2/register",
                "POST",
                "/oauth2/userInfo",
                "GET",
                issuer + "openid-configuration",
                "GET",
                issuer + "jwks.json",
                "GET");
        Set<String> named = new TreeSet<>(hosts);
        named.remove(LONG_LOOPBACK);
        refusedHost = "This pool answers to " + String.join(", ", named) + " only; user-pool.hosts names other hosts.";
    }

    @Override
    public void doFilter(ServletRequest anyRequest, ServletResponse anyResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) anyRequest;
        HttpServletResponse response = (HttpServletResponse) anyResponse;
        if (!hosts.contains(host(request))) {
            refuse(response, 403, refusedHost);
            return;
        }
        if (!hasPort(request)) {
            refuse(response, 400, "The port in the header Host must be 1 to 65535.");
            return;
        }
        String method = methods.get(request.getServletPath());
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (method == null) {
            chain.doFilter(request, response);
            return;
        }
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        boolean allowed = origin != null && (origins.contains(origin) || clients.areCalledBackAt(origin));
        if (allowed) {
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            response.setHeader(
                    HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS,
                    "x-amzn-RequestId, x-amzn-ErrorType, x-amzn-ErrorMessage, Date");
        }
        if (!isPreflight(request, origin)) {
            chain.doFilter(request, response);
        } else if (allowed) {
            answerPreflight(request, response, method);
        } else {
            refuse(
                    response,
                    403,
                    "Scripts of this origin may not call the pool; user-pool.allowed-origins names those that may,"
                            + " beside the origins of callback URLs.");
        }
    }

    private static boolean isPreflight(HttpServletRequest request, @Nullable String origin) {
        return origin != null
                && request.getMethod().equals("OPTIONS")
                && request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD) != null;
    }

    private static void answerPreflight(HttpServletRequest request, HttpServletResponse response, String method) {
        String headers = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, method);
        if (headers != null) {
            response.setHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
        }
        response.setHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600");
        response.setStatus(204);
    }

    /** {@return the host that the request names, without the port and the dot that ends a full name} */
    static String host(HttpServletRequest request) {
        String host = AsciiCase.lower(request.getServerName());
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    /** {@return whether the port that the request names is one} With a colon and no port it is the usual one, and 0 for Tomcat. */
    private static boolean hasPort(HttpServletRequest request) {
        String host = request.getHeader(HttpHeaders.HOST);
        int port = request.getServerPort();
        return port <= 65_535 && (port > 0 || (host != null && host.endsWith(":")));
    }

    private void refuse(HttpServletResponse response, int status, String sentence) throws IOException {
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setCharacterEncoding(UTF_8.name());
        response.getOutputStream().write(json.writeValueAsBytes(Map.of("error", sentence)));
    }
}

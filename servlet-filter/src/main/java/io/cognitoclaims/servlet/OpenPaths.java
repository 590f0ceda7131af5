package io.cognitoclaims.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Exact paths, below the context path, that need no token. */
record OpenPaths(Set<String> paths) {
    /** Segments that are neither empty nor dots, of characters with which a decoded path cannot be misread. */
    private static final String PATH = "(/(?!\\.{1,2}(/|$))[^/*;%?#\\\\\\p{Cntrl}]+)+/?|/";

    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@/";

    OpenPaths {
        paths = Set.copyOf(paths);
        for (String path : paths) {
            if (!path.matches(PATH)) {
                throw new IllegalArgumentException("open: must be exact paths that begin with /, was " + path);
            }
        }
    }

    /**
     * Checks the path that the container used to select the servlet and the filters, and that the request spells it exactly
     * the same. A path that other filters and proxies could read differently is not open.
     */
    boolean contain(HttpServletRequest request) {
        if (paths.isEmpty()) {
            return false;
        }
        boolean isInclude = request.getDispatcherType() == DispatcherType.INCLUDE;
        String path = isInclude
                ? text(request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH))
                        + text(request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO))
                : text(request.getServletPath()) + text(request.getPathInfo());
        if (!paths.contains(path)) {
            return false;
        }
        Object asked =
                isInclude ? request.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI) : request.getRequestURI();
        return plain(request.getServletContext().getContextPath() + path).equals(asked);
    }

    private static String text(@Nullable Object part) {
        return part == null ? "" : part.toString();
    }

    /** {@return the path in a URL that encodes no more characters than it must (RFC 3986, section 3.3)} */
    private static String plain(String path) {
        StringBuilder text = new StringBuilder();
        for (byte b : path.getBytes(UTF_8)) {
            if (PLAIN.indexOf(b) >= 0) {
                text.append((char) b);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return text.toString();
    }
}

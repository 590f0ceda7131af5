package io.cognitoclaims.servlet;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Exact paths below the context's that need no token. */
record OpenPaths(Set<String> paths) {
    /** Segments that are neither empty nor dots, of characters with which a decoded path can't be misread. */
    private static final String PATH = "(/(?!\\.{1,2}(/|$))[^/*;%?#\\\\\\p{Cntrl}]+)+/?|/";

    OpenPaths {
        paths = Set.copyOf(paths);
        for (String path : paths) {
            if (!path.matches(PATH)) {
                throw new IllegalArgumentException("open: must be exact paths that begin with /, was " + path);
            }
        }
    }

    /** Asks for the path as the container understood it when it picked servlet and filters, never for the raw one. */
    boolean contain(HttpServletRequest request) {
        if (paths.isEmpty()) {
            return false;
        }
        if (request.getDispatcherType() == DispatcherType.INCLUDE) {
            return contain(
                    request.getAttribute(RequestDispatcher.INCLUDE_SERVLET_PATH),
                    request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO));
        }
        return contain(request.getServletPath(), request.getPathInfo());
    }

    private boolean contain(@Nullable Object servletPath, @Nullable Object pathInfo) {
        return paths.contains(text(servletPath) + text(pathInfo));
    }

    private static String text(@Nullable Object part) {
        return part == null ? "" : part.toString();
    }
}

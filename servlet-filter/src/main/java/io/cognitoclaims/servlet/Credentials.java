package io.cognitoclaims.servlet;

import io.cognitoclaims.core.BearerHeader;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bearer token of a request, from {@code Authorization} (RFC 6750, section 2.1) and, if it is configured, from one
 * cookie. Form fields and the query string are not read: they end up in logs (RFC 9700, section 4.3.2).
 *
 * @param token not verified; null if there is none, or if the request has several or something that is not a token
 * @param isMalformed whether the request has several tokens, or something that is not a token
 * @param description a description of the result for the log; a fixed string
 */
record Credentials(@Nullable String token, boolean isMalformed, String description) {
    static Credentials of(HttpServletRequest request, @Nullable String cookieName) {
        Credentials inHeader = of(BearerHeader.of(Collections.list(request.getHeaders("Authorization"))));
        if (cookieName == null || inHeader.isMalformed) {
            return inHeader;
        }
        List<String> cookies = cookieValues(request, cookieName);
        if (cookies.isEmpty()) {
            return inHeader;
        }
        if (inHeader.token != null || cookies.size() > 1) {
            return new Credentials(null, true, "more than one bearer token");
        }
        Credentials inCookie = of(BearerHeader.of(List.of("Bearer " + cookies.get(0))));
        return inCookie.token == null ? new Credentials(null, true, "the cookie holds no bearer token") : inCookie;
    }

    private static Credentials of(BearerHeader header) {
        return new Credentials(header.token().orElse(null), header.isMalformed(), header.description());
    }

    private static List<String> cookieValues(HttpServletRequest request, String name) {
        Cookie @Nullable [] cookies = request.getCookies();
        return Arrays.stream(cookies == null ? new Cookie[0] : cookies)
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .filter(value -> !isEmptied(value))
                .toList();
    }

    /** Applications empty a cookie to sign out. Containers differ in whether quotes are part of the value. */
    private static boolean isEmptied(String value) {
        return value.replace("\"", "").isBlank();
    }
}

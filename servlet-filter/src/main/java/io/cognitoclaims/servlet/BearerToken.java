package io.cognitoclaims.servlet;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bearer token of a request, from {@code Authorization} (RFC 6750, section 2.1) and, where that is wanted, from
 * one cookie. Form fields and the query string are not looked at: they end up in logs (RFC 9700, section 4.3.2).
 */
final class BearerToken {
    private static final String SCHEME = "Bearer";

    private BearerToken() {}

    /**
     * {@return the token, not verified; null if the request has none} Credentials of another scheme are none.
     *
     * @throws MalformedCredentialsException if there is more than one, or one that is not of the form
     */
    static @Nullable String of(HttpServletRequest request, @Nullable String cookieName)
            throws MalformedCredentialsException {
        List<String> offered = inHeader(request);
        if (cookieName != null) {
            offered.addAll(inCookies(request, cookieName));
        }
        if (offered.isEmpty()) {
            return null;
        }
        if (offered.size() > 1) {
            throw new MalformedCredentialsException("more than one bearer token");
        }
        if (!isToken(offered.get(0))) {
            throw new MalformedCredentialsException("the bearer token has not the form of one (RFC 6750, section 2.1)");
        }
        return offered.get(0);
    }

    /** {@return why there is no token in the request, for the log; nothing of the request is in it} */
    static String whatIsMissingIn(HttpServletRequest request) {
        boolean hasHeader = Collections.list(request.getHeaders("Authorization")).stream()
                .anyMatch(header -> !header.isBlank() && !isBearer(header));
        return hasHeader ? "an Authorization header without the Bearer scheme" : "no bearer token";
    }

    /** {@return whether the text is a name in the sense of HTTP, the rule {@code token} of RFC 9110, section 5.6.2} */
    static boolean isName(String text) {
        return !text.isEmpty() && text.chars().allMatch(BearerToken::isNameCharacter);
    }

    private static List<String> inHeader(HttpServletRequest request) throws MalformedCredentialsException {
        List<String> headers = Collections.list(request.getHeaders("Authorization"));
        // Of two, proxies and containers take the first or the last, not all the same one.
        if (headers.size() > 1) {
            throw new MalformedCredentialsException("more than one Authorization header");
        }
        List<String> offered = new ArrayList<>();
        for (String header : headers) {
            if (isBearer(header)) {
                offered.add(credentials(header));
            }
        }
        return offered;
    }

    private static List<String> inCookies(HttpServletRequest request, String name) {
        List<String> offered = new ArrayList<>();
        Cookie @Nullable [] cookies = request.getCookies();
        for (Cookie cookie : cookies == null ? new Cookie[0] : cookies) {
            if (cookie.getName().equals(name) && !isEmptied(cookie)) {
                offered.add(cookie.getValue());
            }
        }
        return offered;
    }

    /** Applications empty a cookie to sign out. Containers differ in whether quotes are part of the value. */
    private static boolean isEmptied(Cookie cookie) {
        return cookie.getValue().replace("\"", "").isBlank();
    }

    /** {@code BearerX} and {@code Bearer-X} are schemes of their own. */
    private static boolean isBearer(String header) {
        return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && (header.length() == SCHEME.length() || !isNameCharacter(header.charAt(SCHEME.length())));
    }

    /** What stands behind the scheme and one or more blanks; behind another separator nothing counts. */
    private static String credentials(String header) {
        int start = SCHEME.length();
        while (start < header.length() && header.charAt(start) == ' ') {
            start++;
        }
        return start == SCHEME.length() ? "" : header.substring(start);
    }

    /** The rule {@code b64token} of RFC 6750, section 2.1. */
    private static boolean isToken(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '=') {
            end--;
        }
        return end > 0 && text.chars().limit(end).allMatch(c -> isLetterOrDigit(c) || "-._~+/".indexOf(c) >= 0);
    }

    private static boolean isNameCharacter(int c) {
        return isLetterOrDigit(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}

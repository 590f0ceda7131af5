package io.cognitoclaims.spring;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** The request of the current thread while its filter chain runs. Spring Security passes a decoder the token only. */
final class JudgedRequest {
    private static final ThreadLocal<@Nullable HttpServletRequest> CURRENT = new ThreadLocal<>();

    private JudgedRequest() {}

    /** {@return the request that was current before, for {@link #restore}} */
    static @Nullable HttpServletRequest enter(HttpServletRequest request) {
        HttpServletRequest before = CURRENT.get();
        CURRENT.set(request);
        return before;
    }

    static void restore(@Nullable HttpServletRequest before) {
        if (before == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(before);
        }
    }

    static @Nullable HttpServletRequest current() {
        return CURRENT.get();
    }
}

package io.cognitoclaims.spring;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the application's resolver which tenant a request is meant for. Any failure refuses the token. */
final class ExpectedTenant<R> {
    private static final Logger LOG = LoggerFactory.getLogger(ExpectedTenant.class);
    /** No pool belongs to it. */
    private static final String NOBODY = "";

    private final Function<R, Optional<String>> resolver;
    private final AtomicBoolean hasFailed = new AtomicBoolean();
    private final AtomicBoolean wasOutside = new AtomicBoolean();

    ExpectedTenant(Function<R, Optional<String>> resolver) {
        this.resolver = resolver;
    }

    /** @param request null if the token is not verified in a filter chain of Spring Security's */
    String of(@Nullable R request) {
        if (request == null) {
            // Once, because the token may be anybody's.
            if (wasOutside.compareAndSet(false, true)) {
                LOG.warn("refused: the tenant of a token is required, and the token was verified outside of a request;"
                        + " later ones are not logged");
            }
            return NOBODY;
        }
        try {
            return resolver.apply(request).orElse(NOBODY);
        } catch (RuntimeException e) {
            // Without its message, which may quote the request. Once, because anybody can repeat it.
            if (hasFailed.compareAndSet(false, true)) {
                StackTraceElement[] trace = e.getStackTrace();
                LOG.warn(
                        "refused: the tenant resolver threw {}{}; later exceptions are not logged",
                        e.getClass().getName(),
                        trace.length == 0 ? "" : " at " + trace[0]);
            }
            return NOBODY;
        }
    }
}

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
        String problem;
        try {
            Optional<String> tenant = resolver.apply(request);
            if (tenant != null) {
                return tenant.orElse(NOBODY);
            }
            problem = "returned null";
        } catch (RuntimeException | StackOverflowError e) {
            // A regular expression can overflow the stack if the caller makes the host or a header long enough.
            problem = describe(e);
        }
        // Once, because anybody can repeat it.
        if (hasFailed.compareAndSet(false, true)) {
            LOG.warn("refused: the tenant resolver {}; later failures are not logged", problem);
        }
        return NOBODY;
    }

    /** Without the message, which may quote the request. */
    private static String describe(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return "threw " + failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}

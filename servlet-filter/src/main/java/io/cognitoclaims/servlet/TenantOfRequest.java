package io.cognitoclaims.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the application which tenant a request is for. */
final class TenantOfRequest {
    private static final Logger LOG = LoggerFactory.getLogger(CognitoFilter.class);
    /** A name that no tenant can have: the verifier then rejects every token. */
    private static final String NOBODY = "";

    private final Function<? super HttpServletRequest, Optional<String>> function;
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    TenantOfRequest(Function<? super HttpServletRequest, Optional<String>> function) {
        this.function = function;
    }

    String of(HttpServletRequest request) {
        String problem;
        try {
            Optional<String> tenant = function.apply(request);
            if (tenant != null) {
                return tenant.orElse(NOBODY);
            }
            problem = "returned null";
        } catch (RuntimeException | StackOverflowError e) {
            // A regular expression can overflow the stack if the caller makes the path or the header long enough.
            problem = describe(e);
        }
        if (hasFailed.compareAndSet(false, true)) {
            LOG.warn(
                    "The function of tenant(...) {}. Such requests are refused with 401. Further failures are not logged",
                    problem);
        }
        return NOBODY;
    }

    /** The message of the exception may quote the request. */
    private static String describe(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return "threw " + failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}

package io.cognitoclaims.core;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the application's listener, and keeps what it throws away from verification. */
final class Listener {
    static final Listener NONE = new Listener(new VerificationListener() {});

    private static final Logger LOG = LoggerFactory.getLogger(VerificationListener.class);

    private final VerificationListener target;
    private final AtomicBoolean hasFailed = new AtomicBoolean();

    Listener(VerificationListener target) {
        this.target = target;
    }

    void tell(Consumer<VerificationListener> event) {
        try {
            event.accept(target);
        } catch (RuntimeException | LinkageError e) {
            // Once: it would fail for every token.
            if (hasFailed.compareAndSet(false, true)) {
                LOG.warn("A VerificationListener failed: {}", target.getClass().getName(), e);
            }
        }
    }
}

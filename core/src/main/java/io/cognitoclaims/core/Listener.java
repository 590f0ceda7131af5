package io.cognitoclaims.core;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the application's listener, and keeps what it throws away from verification. */
record Listener(VerificationListener target) {
    static final Listener NONE = new Listener(new VerificationListener() {});

    private static final Logger LOG = LoggerFactory.getLogger(VerificationListener.class);

    void tell(Consumer<VerificationListener> event) {
        try {
            event.accept(target);
        } catch (RuntimeException e) {
            LOG.warn("A VerificationListener failed: {}", target.getClass().getName(), e);
        }
    }
}
